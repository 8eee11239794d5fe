"""Tests of Erlang's external term format: bytes that Erlang wrote, and bytes that nobody should."""

from __future__ import annotations

import re
import struct
import tracemalloc
import zlib
from enum import IntEnum
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scurrycli.errors import EtfError
from scurrycli.wire.etf import MAX_INFLATED, decode, encode, from_json, to_json
from scurrycli.wire.etf_terms import MAX_DEPTH

SAFE = 1 << 53

# What `term_to_binary` of Erlang/OTP 25 gives for the term that is named, but for those by hand.
BY_ERLANG: dict[str, tuple[str, Any]] = {
    "HELLO as Discord's": (
        "8374000000046400016474000000026400065F74726163656C000000016D000000115B22676174657761792D70"
        "72642D31225D6A6400126865617274626561745F696E74657276616C620000A1226400026F70610A6400017364"
        "00036E696C640001746400036E696C",
        {
            "d": {"_trace": ['["gateway-prd-1"]'], "heartbeat_interval": 41250},
            "op": 10,
            "s": None,
            "t": None,
        },
    ),
    "[0, 1]": ("836B00020001", [0, 1]),
    "integers": (
        "836C00000008610061FF620000010062FFFFFFFF6280000000627FFFFFFF6E0400000000806E0401010000806A",
        [0, 255, 256, -1, -(1 << 31), (1 << 31) - 1, 1 << 31, -(1 << 31) - 1],
    ),
    "about 2**53": (
        "836C000000046E0700000000000000206E0700010000000000206E0701000000000000206E0701010000000000"
        "206A",
        [SAFE, "9007199254740993", -SAFE, "-9007199254740993"],
    ),
    "a snowflake": ("836E0800C0B2E8B8EF380402", "145303690233295552"),
    "2**64 - 1": ("836E0800FFFFFFFFFFFFFFFF", "18446744073709551615"),
    "LARGE_BIG by hand": ("836F00000002010102", -513),
    "milliseconds": ("836E060096D579A39B01", 1767974229398),
    "floats": (
        "836C00000003463FF80000000000004680000000000000004600000000000000016A",
        [1.5, -0.0, 5e-324],
    ),
    "{minor_version, 0} of 1.5": (
        "8363312E3530303030303030303030303030303030303030652B30300000000000",
        1.5,
    ),
    "{minor_version, 0} of -123456.789e10": (
        "83632D312E3233343536373839303030303030303030303030652B313500000000",
        -123456.789e10,
    ),
    "[nil, null, true, false, ok, 'é']": (
        "836C000000066400036E696C6400046E756C6C6400047472756564000566616C73656400026F6B640001E96A",
        [None, None, True, False, "ok", "é"],
    ),
    "{minor_version, 2} of [nil, 'é', '日本']": (
        "836C0000000377036E696C7702C3A97706E697A5E69CAC6A",
        [None, "é", "日本"],
    ),
    "SMALL_ATOM and ATOM_UTF8 by hand": ("8368027301E9760003E697A5", ["é", "日"]),
    "{a, 1, <<x>>}": ("8368036400016161016D0000000178", ["a", 1, "x"]),
    "LARGE_TUPLE by hand": ("83690000000261016102", [1, 2]),
    "empty ones": ("836C000000046A740000000068006D000000006A", [[], {}, [], ""]),
    "text": ("836D0000000CC3A9E697A5E69CACF09F9880", "é日本😀"),
    "keys": (
        "8374000000056103610362000004D261056E080000C0F266EEE8060261046400016161016D00000001626102",
        {"3": 3, "1234": 5, "146060148563165184": 4, "a": 1, "b": 2},
    ),
    "keys that are constants elsewhere, by hand": (
        "8374000000036400036E696C61017704747275656102730566616C73656103",
        {"nil": 1, "true": 2, "false": 3},
    ),
    "compressed": (
        "835000000140789C2B616060604C61604FCECF2B49CD2BC905F2741293924711910800EE19774E",
        {"content": "abc" * 100},
    ),
}

# As Erlang writes them, too; what Discord does not send.
FOREIGN = {
    "a process id (tag 88)": "835864000D6E6F6E6F6465406E6F686F7374000000090000000000000000",
    "a reference (tag 90)": (
        "835A000364000D6E6F6E6F6465406E6F686F737400000000000003D23EDC4400019F379DBE"
    ),
    "a port (tag 89)": "835964000D6E6F6E6F6465406E6F686F73740000000000000000",
    "a function (tag 113)": "837164000665726C616E676400036162736101",
    "a bit string (tag 77)": "834D000000010320",
    "something (tag 255)": "83FF",
    "a compressed term inside another (tag 80)": "836C000000015000000002789C4B64040001260062",
    "a map's key of another type (tag 70)": "837400000001463FF80000000000006101",
    "an integer of 9 bytes": "836E0900000000000000000001",
    "an integer of 376 bytes": "836F0000017800" + "00" * 375 + "01",
    "an improper list": "836C0000000161016102",
    "a map with the same key twice": "8374000000026400016161016D00000001616102",
    "text that is not UTF-8": "836D00000002FFFE",
    "a float that is not a number": "83467FF8000000000000",
}


def refusal(data: bytes) -> str:
    with pytest.raises(EtfError) as caught:
        decode(data)
    assert caught.value.__cause__ is None
    return str(caught.value)


@pytest.mark.parametrize(("text", "value"), BY_ERLANG.values(), ids=BY_ERLANG)
def test_what_erlang_wrote_is_read_as_discords_json(text: str, value: Any) -> None:
    data = bytes.fromhex(text)
    assert orjson.dumps(decode(data)) == orjson.dumps(value) == to_json(data)


@pytest.mark.parametrize(("what", "text"), FOREIGN.items(), ids=FOREIGN)
def test_what_discord_does_not_send_is_refused_and_named(what: str, text: str) -> None:
    assert f"holds {what}" in refusal(bytes.fromhex(text))


@pytest.mark.parametrize("text", [b"inf", b"nan", b"1", b"1_0.0", b"1.5x", b"", b"1.0e999"])
def test_an_old_float_is_written_as_erlang_does_or_refused(text: bytes) -> None:
    assert "not a number" in refusal(b"\x83c" + text.ljust(31, b"\0"))


@pytest.mark.parametrize("data", [b"", b"{}", b'{"op":1}', b"\x82j", b"x\x9c"])
def test_what_is_no_etf_is_said_to_be_none(data: bytes) -> None:
    assert refusal(data) == "This is not ETF: it does not begin with byte 131."


def test_bytes_after_the_term_are_refused() -> None:
    for more in (b"j", b"\0", b"\0\0", b"\x83j"):
        assert refusal(b"\x83j" + more) == "The message goes on after the ETF term."


@pytest.mark.parametrize("text", [text for text, _ in BY_ERLANG.values()], ids=BY_ERLANG)
def test_a_term_that_is_cut_anywhere_is_said_to_be_cut(text: str) -> None:
    data = bytes.fromhex(text)
    if data[1:2] != b"P":
        for end in range(1, len(data)):
            assert refusal(data[:end]) == "The ETF term is cut short."


@pytest.mark.parametrize("tag", [bytes((tag,)) for tag in b"ltimdvoksw"])
def test_a_length_that_is_only_claimed_allocates_nothing(tag: bytes) -> None:
    length = b"\0\0\0\x08" if tag == b"o" else b"\xff" * 4
    tracemalloc.start()
    try:
        assert refusal(b"\x83" + tag + length) == "The ETF term is cut short."
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()


def nested(depth: int, opening: bytes, closing: bytes) -> bytes:
    return b"\x83" + opening * depth + b"j" + closing * depth


WAYS_IN = {
    "list": (b"l\0\0\0\1", b"j"),
    "small tuple": (b"h\1", b""),
    "large tuple": (b"i\0\0\0\1", b""),
    "map": (b"t\0\0\0\1w\1a", b""),
}


@pytest.mark.parametrize("way", WAYS_IN.values(), ids=WAYS_IN)
def test_nesting_is_bounded(way: tuple[bytes, bytes]) -> None:
    assert orjson.loads(to_json(nested(MAX_DEPTH, *way)))
    for depth in (MAX_DEPTH + 1, 10_000, 1_000_000):
        assert refusal(nested(depth, *way)) == "The ETF term is nested more than 128 deep."


@pytest.mark.parametrize("wrap", [lambda inner: [inner], lambda inner: {"a": inner}])
def test_nesting_is_bounded_alike_in_both_directions(wrap: Any) -> None:
    value: Any = 1
    for _ in range(MAX_DEPTH):
        value = wrap(value)
    assert decode(encode(value)) == value
    for deeper in (wrap(value), from_depth(900, wrap), from_depth(10_000, wrap)):
        with pytest.raises(EtfError, match="nested more than 128 deep"):
            encode(deeper)


def from_depth(depth: int, wrap: Any) -> Any:
    value: Any = []
    for _ in range(depth):
        value = wrap(value)
    return value


def compressed(inside: bytes, *, claim: int | None = None) -> bytes:
    size = len(inside) if claim is None else claim
    return b"\x83P" + struct.pack(">I", size) + zlib.compress(inside)


def test_a_compressed_term_is_inflated() -> None:
    inside = encode({"a": [1, "é"] * 1000})[1:]
    assert decode(compressed(inside)) == {"a": [1, "é"] * 1000}


@pytest.mark.parametrize("claim", [0, 1, 3, 2**20])
def test_a_compressed_term_of_another_size_than_it_says_is_refused(claim: int) -> None:
    assert "not of the size" in refusal(compressed(b"a\x01", claim=claim))


def test_a_bomb_is_stopped_while_it_inflates() -> None:
    zeros = bytes(MAX_INFLATED + 1)
    whole, short = compressed(zeros), compressed(zeros, claim=1000)
    del zeros
    tracemalloc.start()
    try:
        assert f"inflates to {MAX_INFLATED + 1} bytes" in refusal(whole)
        assert "not of the size" in refusal(short)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_compressed_term_that_is_damaged_is_refused() -> None:
    data = compressed(encode("abc" * 100)[1:])
    assert "not of the size" in refusal(data + b"x")
    for end in range(2, len(data)):
        assert "The compressed ETF term is" in refusal(data[:end])
    assert refusal(data[:6] + b"no zlib") == "The compressed ETF term is damaged."


class Colour(IntEnum):
    RED = 7


WRITTEN = {
    "None": (None, b"w\3nil"),
    "True": (True, b"w\4true"),
    "False": (False, b"w\5false"),
    "0": (0, b"a\0"),
    "255": (255, b"a\xff"),
    "256": (256, b"b\0\0\1\0"),
    "-1": (-1, b"b\xff\xff\xff\xff"),
    "2**31 - 1": (2**31 - 1, b"b\x7f\xff\xff\xff"),
    "2**31": (2**31, b"n\4\0\0\0\0\x80"),
    "-2**31": (-(2**31), b"b\x80\0\0\0"),
    "-2**31 - 1": (-(2**31) - 1, b"n\4\1\1\0\0\x80"),
    "2**32": (2**32, b"n\5\0\0\0\0\0\1"),
    "2**64 - 1": (2**64 - 1, b"n\x08\0" + b"\xff" * 8),
    "an enum": (Colour.RED, b"a\7"),
    "a float": (2.5, b"F\x40\x04\0\0\0\0\0\0"),
    "text": ("é", b"m\0\0\0\2\xc3\xa9"),
    "an id in a payload that is sent": ("145303690233295552", b"m\0\0\0\x12145303690233295552"),
    "an empty list": ([], b"j"),
    "a list": ([0, 1], b"l\0\0\0\2a\0a\1j"),
    "a tuple": ((0, 1), b"l\0\0\0\2a\0a\1j"),
    "a map": ({"op": 1, "d": None}, b"t\0\0\0\2m\0\0\0\2opa\1m\0\0\0\1dw\3nil"),
}


@pytest.mark.parametrize(("value", "data"), WRITTEN.values(), ids=WRITTEN)
def test_values_are_written_in_their_smallest_form(value: Any, data: bytes) -> None:
    assert encode(value) == b"\x83" + data


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (1 << 64, "more than 64 bits"),
        (-(1 << 64), "more than 64 bits"),
        (float("nan"), "not a number"),
        (float("-inf"), "not a number"),
        ("\ud800", "surrogate"),
        ({"\ud800": 1}, "surrogate"),
        ({1: 2}, "key of type int"),
        ([b"bytes"], "value of type bytes"),
        ({"a": object()}, "value of type object"),
    ],
)
def test_what_is_not_json_is_not_written(value: Any, why: str) -> None:
    with pytest.raises(EtfError, match=why):
        encode(value)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        (b'"145303690233295552"', b"n\x08\x00\xc0\xb2\xe8\xb8\xef\x38\x04\x02"),
        (b'"10000000000000000"', b"n\x07\0\0\0\xc1\x6f\xf2\x86\x23"),
        (b'"18446744073709551615"', b"n\x08\0" + b"\xff" * 8),
        (b'"18446744073709551616"', b"m\0\0\0\x1418446744073709551616"),
        (b'"01234567890123456789"', b"m\0\0\0\x1401234567890123456789"),
        (b'"9007199254740993"', b"m\0\0\0\x109007199254740993"),
        (b'"12345678901234567x"', b"m\0\0\0\x1212345678901234567x"),
        (b'{"145303690233295552":1}', b"t\0\0\0\1m\0\0\0\x12145303690233295552a\1"),
    ],
)
def test_ids_of_a_recording_are_integers_as_in_discords_terms(text: bytes, data: bytes) -> None:
    assert from_json(text) == b"\x83" + data
    assert orjson.loads(to_json(b"\x83" + data)) == orjson.loads(text)


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"[" * 10_000 + b"]" * 10_000])
def test_what_is_not_json_is_no_frame(text: bytes) -> None:
    with pytest.raises(EtfError, match="This is not JSON"):
        from_json(text)


DIGITS = st.integers(0, 1 << 66).map(str) | st.from_regex(r"\A\d{15,21}\Z")
TEXT = st.text(st.characters(codec="utf-8"), max_size=8) | DIGITS


def json_values(integers: st.SearchStrategy[int]) -> st.SearchStrategy[Any]:
    floats = st.floats(allow_nan=False, allow_infinity=False)
    return st.recursive(
        st.none() | st.booleans() | integers | floats | TEXT,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
        max_leaves=20,
    )


ANY_INTEGER = st.integers(1 - (1 << 64), (1 << 64) - 1)


def as_json(value: Any) -> Any:
    """What of a value JSON holds: integers beyond 2**53 as text."""
    match value:
        case list():
            return [as_json(item) for item in value]
        case dict():
            return {key: as_json(item) for key, item in value.items()}
        case int() if abs(value) > SAFE:
            return str(value)
    return value


@given(json_values(ANY_INTEGER))
def test_what_is_written_is_read_again(value: Any) -> None:
    assert orjson.dumps(decode(encode(value))) == orjson.dumps(as_json(value))


@given(json_values(st.integers(-SAFE, SAFE)))
@example({"id": "145303690233295552", "0" * 18: ["18446744073709551616", "٣" * 18]})
def test_a_frame_of_a_recording_comes_back_as_the_same_json(value: Any) -> None:
    text = orjson.dumps(value)
    assert to_json(from_json(text)) == text


def is_sound(data: bytes) -> None:
    """What holds for any bytes: JSON, or an `EtfError` in a sentence."""
    try:
        text = to_json(data)
    except EtfError as error:
        said = str(error)
    else:
        assert orjson.dumps(orjson.loads(text)) == text
        return
    assert re.fullmatch(r"(This|The) [ -~]+\.", said)


@given(st.binary(max_size=60))
def test_arbitrary_bytes_never_raise_anything_else(data: bytes) -> None:
    is_sound(data)
    is_sound(b"\x83" + data)
    is_sound(compressed(data))


PIECES = st.sampled_from(
    [bytes((tag,)) for tag in b"abcFdsvwhijklmnot"]
    + [
        b"\0",
        b"\1",
        b"\2",
        b"\0\1",
        b"\0\0\0",
        b"\0\0\0\1",
        b"\0\0\0\2",
        b"a\1",
        b"w\3nil",
        b"\xff",
    ]
)


@given(st.lists(PIECES, max_size=25))
def test_pieces_of_terms_never_raise_anything_else(pieces: list[bytes]) -> None:
    is_sound(b"\x83" + b"".join(pieces))


@given(json_values(ANY_INTEGER), st.data())
def test_a_term_that_was_damaged_never_raises_anything_else(
    value: Any, data: st.DataObject
) -> None:
    term = bytearray(encode(value))
    places = st.integers(0, len(term) - 1)
    for at, byte in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=3)):
        term[at] = byte
    is_sound(bytes(term))
    del term[data.draw(places)]
    is_sound(bytes(term))


@given(json_values(ANY_INTEGER), st.data())
def test_the_beginning_of_a_term_is_no_term(value: Any, data: st.DataObject) -> None:
    term = encode(value)
    end = data.draw(st.integers(1, len(term) - 1))
    assert refusal(term[:end]) == "The ETF term is cut short."
