"""No secret comes out, whatever it is wrapped in, and nothing else changes."""

from __future__ import annotations

import base64
import json
import re
import string
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.recording.redaction import REDACTED, Redactor

TOKEN = "MTIzNDU2.GabcDe.nu0041_x-Yz"
KEY = b"a key for tests"
SESSION = "session-" + "[0-9a-f]{12}"


def _redactor(token: str | None = TOKEN) -> Redactor:
    return Redactor(token, key=KEY)


@pytest.mark.parametrize(
    ("frame", "clean"),
    [
        (b'{"op":2,"d":{"token":"abc"}}', b'{"op":2,"d":{"token":"[redacted]"}}'),
        (b'{"a":[{"token" \n:\t"a\\"b"} ]}', b'{"a":[{"token" \n:\t"[redacted]"} ]}'),
        (b'{"\\u0074o\\u006Ben":"abc"}', b'{"token":"[redacted]"}'),
        (b'{"a":"\\u0077ebhooks\\/1\\/abc"}', b'{"a":"webhooks/1/[redacted]"}'),
        (b'{"token":null,"x":{"token":true}}', b'{"token":null,"x":{"token":true}}'),
        (b'{"token":12e3,"d":1}', b'{"token":"[redacted]","d":1}'),
        (b'{"token":["a"],"b":"token"}', b'{"token":["a"],"b":"token"}'),
        (b'{"\\"token":"a","tokens":"b"}', b'{"\\"token":"a","tokens":"b"}'),
        (b'{"content":"{\\"token\\":\\"a\\"}"}', b'{"content":"{\\"token\\":\\"a\\"}"}'),
        (b'{"session_id":null}', b'{"session_id":null}'),
    ],
)
def test_keys_named_token(frame: bytes, clean: bytes) -> None:
    assert _redactor().frame(frame, 0, None) == clean


@pytest.mark.parametrize(
    "host",
    ["discord.com", "discordapp.com", "canary.discord.com", "ptb.discord.com", "other.example"],
)
@pytest.mark.parametrize("slash", [b"/", b"\\/", b"\\u002f", b"%2F"])
def test_webhook_addresses_lose_their_token(host: str, slash: bytes) -> None:
    path = b"https://" + host.encode() + b"/api/webhooks/12345/aB-_9.x?wait=true"
    frame = b'{"content":"see ' + path.replace(b"/", slash) + b' ok"}'
    clean = _redactor().frame(frame)
    assert b"aB-_9" not in clean
    assert b"12345" in clean
    text = orjson.loads(clean)["content"].replace("%2F", "/")
    assert text == f"see https://{host}/api/webhooks/12345/{REDACTED}?wait=true ok"


def test_a_token_in_use_inside_a_webhook_address_leaves_no_rest() -> None:
    frame = b'{"u":"/webhooks/1/abc' + TOKEN.encode() + b'def"}'
    assert _redactor().frame(frame) == b'{"u":"/webhooks/1/[redacted]"}'


def test_a_session_is_known_by_a_pseudonym() -> None:
    redactor = _redactor()
    ready = redactor.frame(b'{"op":0,"t":"READY","d":{"session_id":"abc"}}')
    resume = redactor.frame(b'{"op":6,"d":{"session_id" : "\\u0061bc","token":"x"}}')
    name = orjson.loads(ready)["d"]["session_id"]
    assert re.fullmatch(SESSION, name)
    assert orjson.loads(resume)["d"] == {"session_id": name, "token": REDACTED}
    assert redactor.frame(ready) == ready
    assert redactor.value({"session_id": "abc"}) == {"session_id": name}
    assert redactor.frame(b'{"session_id":"abd"}') != redactor.frame(b'{"session_id":"abc"}')
    assert Redactor(TOKEN).frame(b'{"session_id":"abc"}') != Redactor(TOKEN).frame(
        b'{"session_id":"abc"}'
    )


def test_a_number_and_a_broken_text_under_session_id() -> None:
    redactor = _redactor()
    number = orjson.loads(redactor.frame(b'{"session_id":5}'))
    assert number == redactor.value({"session_id": 5})
    assert b"\\xyz" not in redactor.frame(b'{"session_id":"\\xyz')


_T = TOKEN.encode()


@pytest.mark.parametrize(
    ("frame", "clean"),
    [
        (b'{"a":"' + _T + b'"}', b'{"a":"[redacted]"}'),
        (b'{"' + _T + b'":1}', b'{"[redacted]":1}'),
        (b'{"a":"Bot ' + _T + b'!"}', b'{"a":"Bot [redacted]!"}'),
        (b'{"a":"x' + _T + _T + b'y"}', b'{"a":"x[redacted][redacted]y"}'),
        (
            b'{"a":"?t=' + _T.replace(b".", b"%2e").replace(b"_", b"%5F") + b'"}',
            b'{"a":"?t=[redacted]"}',
        ),
        (b'{"a":"\\u004d' + _T[1:] + b' \\u0041\\u000a\\""}', b'{"a":"[redacted] A\\u000a\\""}'),
        (
            b'{"a":"' + _T.replace(b".", b"\\u002E") + b'","b":"\\u0041"}',
            b'{"a":"[redacted]","b":"\\u0041"}',
        ),
        (b'{"a":"50% \\u00e9' + _T[1:] + b'"}', b'{"a":"50% \\u00e9' + _T[1:] + b'"}'),
    ],
)
def test_the_token_in_use(frame: bytes, clean: bytes) -> None:
    assert _redactor("Bot " + TOKEN).frame(frame) == clean


@pytest.mark.parametrize(
    ("token", "frame", "clean"),
    [
        ("nope", b'{"a":"\\nope","b":"nope"}', b'{"a":"\\nope","b":"[redacted]"}'),
        ("0041b", b'{"a":"\\u0041b","b":"0041b"}', b'{"a":"\\u0041b","b":"[redacted]"}'),
        ("u00e9", b'{"a":"\\u00e9","b":"u00e9"}', b'{"a":"\\u00e9","b":"[redacted]"}'),
        (
            "12",
            b'{"a":3124,"b":[-12.5e1,7],"c":"12"}',
            b'{"a":3124,"b":[-12.5e1,7],"c":"[redacted]"}',
        ),
        ("null", b'{"a":null,"b":"null"}', b'{"a":null,"b":"[redacted]"}'),
        ('a"b\\c/d', b'{"a":"a\\"b\\\\c\\/d"}', b'{"a":"[redacted]"}'),
        ('a"b\\c/d', b'{"a":"a\\"b\\\\c/d \\n"}', b'{"a":"[redacted] \\n"}'),
        ('a"b', b'{"a":"a\\u0022b \\u005c"}', b'{"a":"[redacted] \\\\"}'),
        ('":1', b'{"a":1}', b'{"a":1}'),
    ],
)
def test_tokens_of_odd_shapes_leave_valid_json(token: str, frame: bytes, clean: bytes) -> None:
    assert Redactor(token).frame(frame) == clean
    orjson.loads(clean)


def test_a_frame_without_secrets_is_returned_as_it_is() -> None:
    frame = b'{"t":"MESSAGE_CREATE","d":{"content":"100 % \\u00e9 \\u0041 \\"token\\""}}'
    assert _redactor().frame(frame) == frame
    assert _redactor(None).frame(frame) == frame
    assert _redactor("").text("nothing to do") == "nothing to do"


@pytest.mark.parametrize(
    "data",
    [
        _T,
        b"\x83m\x00" + _T + b"\xff\xfe",
        b'{"token":"' + _T,
        b'{"a":"\\' + _T,
        b"\\" + _T + b'"',
        b'{"d":{"token":"secret","x":',
        b'"token":"secret',
    ],
)
def test_what_is_no_json_is_redacted_too(data: bytes) -> None:
    redactor = _redactor()
    raw = base64.b64decode(redactor.raw(data))
    for clean in (redactor.frame(data), raw):
        assert REDACTED.encode() in clean
        assert _T not in clean
        assert b"secret" not in clean


def test_texts_and_values() -> None:
    redactor = _redactor()
    assert (
        redactor.text(f"wss://x/?t={quote(TOKEN, safe='')}\ud800") == f"wss://x/?t={REDACTED}\ud800"
    )
    assert redactor.text("M" + TOKEN) == f"M{REDACTED}"
    assert redactor.text('{"token": "abc"}') == f'{{"token": "{REDACTED}"}}'
    assert redactor.text("\\u004d" + TOKEN[1:]) == REDACTED
    obj = {TOKEN: [1, None, {"token": "x"}, (f"a {TOKEN}",)], "token": None, "session_id": False}
    assert redactor.value(obj) == {
        REDACTED: [1, None, {"token": REDACTED}, [f"a {REDACTED}"]],
        "token": None,
        "session_id": False,
    }
    assert TOKEN not in repr(redactor)


_SAFE = string.ascii_letters + string.digits + "_-"
_TOKENS = st.builds(
    ".".join, st.tuples(*[st.text(_SAFE, min_size=n, max_size=n + 3) for n in (4, 2, 6)])
)
_PLAIN = st.text(max_size=6)
_SPELLINGS = st.lists(st.sampled_from(["raw", "hex", "HEX", "percent"]), min_size=1, max_size=5)


def _planted(pieces: list[str]) -> st.SearchStrategy[Any]:
    texts = st.lists(_PLAIN | st.sampled_from(pieces), max_size=3).map("".join)
    keys = texts | st.sampled_from(["token", "session_id", "t"])
    leaves = st.none() | st.booleans() | st.integers(-(1 << 50), 1 << 50) | texts
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
        max_leaves=12,
    )


def _percent(token: str) -> str:
    return "".join(f"%{ord(char):02X}" if i % 3 else char for i, char in enumerate(token))


def _escaped(text: str, spellings: list[str]) -> str:
    """JSON in which ASCII characters are spelled in turn as the list says."""

    def spell(match: re.Match[str]) -> str:
        if len(match[0]) > 1:
            return match[0]
        spelling = spellings[match.start() % len(spellings)]
        code = f"{ord(match[0]):02x}"
        return (
            match[0]
            if spelling == "raw"
            else "\\u00" + (code.upper() if spelling == "HEX" else code)
        )

    def respell(literal: re.Match[str]) -> str:
        return '"' + re.sub(r"\\u....|\\.|[ -~]", spell, literal[0][1:-1]) + '"'

    return re.sub(r'"(?:[^"\\]|\\.)*"', respell, text)


@given(_TOKENS, st.data(), _SPELLINGS, st.sampled_from([None, 1]), st.booleans())
def test_a_token_planted_anywhere_is_found_and_all_else_is_kept(
    token: str, data: st.DataObject, spellings: list[str], indent: int | None, ascii_only: bool
) -> None:
    pieces = [token, _percent(token), "Bot " + token, "\n", "\\", "/webhooks/12/"]
    obj = {"op": 0, "d": data.draw(_planted(pieces))}
    text = _escaped(json.dumps(obj, indent=indent, ensure_ascii=ascii_only), spellings)
    assert json.loads(text) == obj
    redactor = Redactor(token, key=KEY)
    clean = redactor.frame(text.encode("utf-8", "replace"), 0, None)
    assert token.encode() not in clean
    _assert_holds_no(token, orjson.loads(clean))
    assert orjson.loads(clean) == _expected(orjson.loads(text.encode("utf-8", "replace")), token)


def _expected(value: Any, token: str) -> Any:
    """The same replacement on the decoded value, said another way."""
    if isinstance(value, dict):
        return {
            _expected(key, token): _expected_under(key, item, token) for key, item in value.items()
        }
    if isinstance(value, list):
        return [_expected(item, token) for item in value]
    if not isinstance(value, str):
        return value
    value = re.sub(r"(?<=webhooks/12/)[a-zA-Z0-9_.~%+=-]+", REDACTED, value)
    return value.replace(token, REDACTED).replace(_percent(token), REDACTED)


def _expected_under(key: str, item: Any, token: str) -> Any:
    if type(item) not in (str, int) or key not in ("token", "session_id"):
        return _expected(item, token)
    return REDACTED if key == "token" else _redactor(token).value({key: item})[key]


def _assert_holds_no(token: str, value: Any) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            _assert_holds_no(token, key)
            _assert_holds_no(token, item)
    elif isinstance(value, list):
        for item in value:
            _assert_holds_no(token, item)
    else:
        assert token not in str(value)


@given(st.binary() | st.text('"\\u0041tokensi_d:{}[],%/ webh', max_size=60).map(str.encode))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    redactor = Redactor("token.a.A", key=KEY)
    assert b"token.a.A" not in redactor.frame(data, None, None)
    assert b"token.a.A" not in base64.b64decode(redactor.raw(data))
    redactor.text(data.decode("utf-8", "surrogateescape"))


@pytest.mark.parametrize(
    "piece", [b'"', b"\\", b'\\"', b'"token"', b"webhooks/1", b'"token":"', b"\\u0041"]
)
def test_long_odd_input_takes_no_more_than_linear_time(piece: bytes) -> None:
    _redactor().frame(piece * 100_000)


def test_a_token_of_a_few_letters_counts_only_as_a_word() -> None:
    redactor = Redactor("x")
    frame = b'{"t":"MAX","d":{"x":"x","y":"fox x.","z":["Bot x"],"n":1}}'
    clean = redactor.frame(frame)
    assert clean == (
        b'{"t":"MAX","d":{"[redacted]":"[redacted]","y":"fox [redacted].",'
        b'"z":["Bot [redacted]"],"n":1}}'
    )
    assert redactor.text("nonexistent.invalid: x") == "nonexistent.invalid: [redacted]"
