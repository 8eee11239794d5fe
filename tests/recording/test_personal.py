"""Names and ids become pseudonyms that are stable and keep order and shard; texts can be filled."""

from __future__ import annotations

import base64
import json
import re
from itertools import pairwise
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planting_secrets import payloads
from scurrycli.recording import PROFILES, Redactor, stricter
from scurrycli.recording.personal import ContentRedactor, PersonalRedactor, fill

KEY = b"a key for tests"
NAME = r"name_[0-9a-f]{10}"
SNOWFLAKES = st.integers(10**16, (1 << 64) - 1)


def clean(d: Any, kind: type[Redactor] = PersonalRedactor, **more: Any) -> Any:
    """Field `d` after redaction."""
    frame = orjson.dumps({"t": "X", "s": 1, "op": 0, "d": d, **more})
    return orjson.loads(kind(key=KEY).frame(frame, 0, "X"))["d"]


@given(SNOWFLAKES, st.integers(1, 1 << 24))
def test_a_snowflake_keeps_its_shard_for_every_number_of_shards(value: int, shards: int) -> None:
    other = int(clean({"id": str(value)})["id"])
    assert other != value
    assert (other >> 22) % shards == (value >> 22) % shards
    assert other & 0xFFF == value & 0xFFF
    assert clean(value) == other
    assert clean({str(value): f"<@{value}>"}) == {str(other): f"<@{other}>"}


@given(st.lists(SNOWFLAKES, unique_by=lambda value: value >> 22))
def test_snowflakes_keep_their_order_from_one_millisecond_to_the_next(values: list[int]) -> None:
    others = [int(other) for other in clean([str(value) for value in sorted(values)])]
    assert all(one < other for one, other in pairwise(others))


@given(st.integers(10**16, 1 << 63), st.lists(st.integers(0, 0xFFF), unique=True))
def test_and_within_one_where_the_same_worker_made_them(value: int, increments: list[int]) -> None:
    made = [str(value >> 12 << 12 | increment) for increment in sorted(increments)]
    others = [int(other) for other in clean(made)]
    assert all(one < other for one, other in pairwise(others))


@given(st.integers(10**16, 1 << 63))
def test_no_two_ids_of_a_millisecond_share_a_pseudonym(value: int) -> None:
    made = [str((value >> 22 << 22) + (low << 12)) for low in range(0, 1024, 7)]
    assert len(set(clean(made))) == len(made)


def test_what_is_no_snowflake_stays() -> None:
    d = {
        "permissions": "281474976710655999",
        "allow": "2251799813685248999",
        "n": [12345678901234567890123, "00817771359521343519", "18446744073709551616", 1 << 52],
        "timestamp": "2026-11-24T03:50:27.934000+00:00",
        "flag": True,
        "x": 1.5,
        "short": "123456789",
    }
    text = orjson.loads(json.dumps(d))
    assert clean(text) == text


def test_another_key_gives_other_pseudonyms_and_a_copy_of_a_copy_is_clean() -> None:
    frame = b'{"op":0,"d":{"username":"ada","id":"80351110224678912","avatar":"a_%032x"}}' % 7
    first, second = (PersonalRedactor(key=key).frame(frame) for key in (b"1", b"2"))
    assert first != second
    again = PersonalRedactor(key=b"1").frame(first)
    assert orjson.loads(again)["d"]["username"] == orjson.loads(first)["d"]["username"]
    assert PersonalRedactor().frame(frame) != PersonalRedactor().frame(frame)


def test_names_images_and_addresses_by_field() -> None:
    d = clean(
        {
            "username": "ada",
            "global_name": "Ada Lovelace",
            "nick": None,
            "discriminator": "4417",
            "email": "ada@example.com",
            "phone": "+441234567890",
            "avatar": "a_3e5567ccabb4e14d1a8963e977f38477",
            "guild": {"name": "Analytical Engines", "icon": "3e5567ccabb4e14d1a8963e977f38477"},
            "roles": [{"name": "@everyone"}, {"name": "Countess"}],
            "emoji": [{"name": "🔥", "id": None}, {"name": "gear", "id": "1161131610150863712"}],
            "code": "k3ttLeFog",
        }
    )
    assert re.fullmatch(NAME, d["username"])
    assert re.fullmatch(NAME, d["global_name"])
    assert d["username"] != d["global_name"]
    assert (d["nick"], d["discriminator"]) == (None, "0")
    assert re.fullmatch(r"[0-9a-f]{10}@redacted\.invalid", d["email"])
    assert d["phone"] == "x" * 13
    assert re.fullmatch(r"a_[0-9a-f]{32}", d["avatar"])
    assert re.fullmatch(NAME, d["guild"]["name"])
    assert re.fullmatch(r"[0-9a-f]{32}", d["guild"]["icon"])
    assert [role["name"] == "@everyone" for role in d["roles"]] == [True, False]
    assert d["emoji"][0]["name"] == "🔥"
    assert re.fullmatch(NAME, d["emoji"][1]["name"])
    assert re.fullmatch(NAME, d["code"])


def test_activities_lose_all_but_their_type() -> None:
    activity = {"name": "Chess", "type": 3, "details": "with Bob", "state": "lost", "url": "x"}
    d = clean({"activities": [activity, {"type": "odd"}], "activity": activity, "game": None})
    assert [one["type"] for one in d["activities"]] == [3, 0]
    assert set(d["activities"][0]) == {"name", "type"}
    assert re.fullmatch(NAME, d["activity"]["name"])
    assert d["activities"][1]["name"] is None
    assert d["game"] is None


def test_a_command_keeps_its_name_and_an_audit_log_its_keys() -> None:
    d = clean(
        {
            "data": {"name": "weather", "options": [{"name": "station", "value": "by ada"}]},
            "changes": [
                {"key": "nick", "old_value": "ada", "new_value": "countess"},
                {"key": "permissions", "new_value": "281474976710655999"},
                {"key": "$add", "new_value": [{"name": "Countess", "id": "80351110224678912"}]},
            ],
            "user": {"username": "ada"},
        }
    )
    ada = d["user"]["username"]
    assert (d["data"]["name"], d["data"]["options"][0]["name"]) == ("weather", "station")
    assert d["data"]["options"][0]["value"] == f"by {ada}"
    assert d["changes"][0]["key"] == "nick"
    assert d["changes"][0]["old_value"] == ada
    assert re.fullmatch(NAME, d["changes"][0]["new_value"])
    assert d["changes"][1]["new_value"] == "281474976710655999"
    assert re.fullmatch(NAME, d["changes"][2]["new_value"][0]["name"])


def test_names_in_texts() -> None:
    redactor = PersonalRedactor(key=KEY)

    def said(text: str) -> str:
        frame = orjson.dumps({"op": 0, "d": {"content": text}})
        content: str = orjson.loads(redactor.frame(frame))["d"]["content"]
        return content

    people = [{"username": "kaito.h"}, {"nick": "★ Juno (mod)"}, {"username": "al"}]
    made = orjson.loads(redactor.frame(orjson.dumps({"op": 0, "d": {"members": people}})))
    kaito, juno, _ = (next(iter(one.values())) for one in made["d"]["members"])
    assert said("ask Kaito.H, @kaito.h or kaito.hall") == f"ask {kaito}, @{kaito} or kaito.hall"
    assert said("Juno (mod) said: juno alone, al, İİ kaito.h") == (
        f"{juno} said: juno alone, al, İİ {kaito}"
    )
    text = "<@80351110224678912> <a:party:80351110224678913> x@y.example discord.gg/abcDEF"
    shaped = said(text)
    assert re.fullmatch(
        rf"<@\d+> <a:{NAME}:\d+> [0-9a-f]{{10}}@redacted.invalid discord.gg/{NAME}", shaped
    )
    assert said("https://cdn.discordapp.com/avatars/80351110224678912/" + "ab" * 16 + ".png") != (
        "https://cdn.discordapp.com/avatars/80351110224678912/" + "ab" * 16 + ".png"
    )


@given(st.text())
def test_filled_text_has_the_same_length_and_says_nothing(text: str) -> None:
    filled = fill(text)
    assert len(filled) == len(text)
    surrogates = sum("\ud800" <= char <= "\udfff" for char in text)
    if not surrogates:
        assert len(filled.encode()) == len(text.encode())
    assert set(filled) <= set("x\u00d7\u2573\U0001f7aa")


def test_content_fills_what_people_wrote() -> None:
    d = clean(
        {
            "content": "secret é 🔥",
            "id": "80351110224678912",
            "status": "dnd",
            "embeds": [{"type": "rich", "title": "T", "author": {"name": "Ada"}, "color": 5}],
            "attachments": [
                {"id": "80351110224678912", "filename": "me.png", "url": "https://x/1", "size": 9}
            ],
            "poll": {"question": {"text": "why?"}, "answers": [{"poll_media": {"text": "no"}}]},
            "components": [{"type": 1, "components": [{"custom_id": "a:1", "label": "Go"}]}],
            "channel": {"topic": "of ada", "name": "general"},
            "data": {"name": "weather", "options": [{"name": "q", "value": "80351110224678912"}]},
        },
        ContentRedactor,
    )
    assert d["content"] == "xxxxxxx\u00d7x\U0001f7aa"
    assert d["status"] == "dnd"
    assert d["embeds"] == [{"type": "rich", "title": "x", "author": {"name": "xxx"}, "color": 5}]
    assert d["attachments"][0] == {"id": d["id"], "filename": "xxxxxx", "url": "x" * 11, "size": 9}
    assert d["poll"] == {"question": {"text": "xxxx"}, "answers": [{"poll_media": {"text": "xx"}}]}
    assert d["components"][0]["components"][0] == {"custom_id": "xxx", "label": "xx"}
    assert d["channel"]["topic"] == "xxxxxx"
    assert d["data"]["options"][0]["value"] == d["id"]


def test_what_cannot_be_read_loses_its_data() -> None:
    redactor = PersonalRedactor(key=KEY)
    deep = b'{"op":0,"t":"X","d":' + b"[" * 5000 + b'"ada@example.com"' + b"]" * 5000 + b"}"
    for frame in (deep, b'{"op":0', b"[1]", b"\xff"):
        assert orjson.loads(redactor.frame(frame, 0, "X")) == {
            "t": "X",
            "op": 0,
            "d": "[unreadable]",
        }
    lone = b'{"op":0,"d":{"username":"ada","content":"\\ud800 ada"}}'
    assert b"ada" not in redactor.frame(lone, 0, None)
    assert base64.b64decode(redactor.raw(b"ada@example.com")) == b"x" * 15
    assert redactor.text("to ada@example.com") != "to ada@example.com"
    assert redactor.value({"why": "80351110224678912"}) != {"why": "80351110224678912"}


@pytest.mark.parametrize("name", payloads())
@pytest.mark.parametrize("profile", ["pii", "content"])
def test_every_kind_keeps_its_shape(name: str, profile: str) -> None:
    before = payloads_of(name)
    after = orjson.loads(PROFILES[profile](key=KEY).frame(orjson.dumps(before), before["op"], None))
    assert shape(after) == shape(before)
    personal = re.findall(rb'"(?:username|global_name|nick)":"([^"]+)"', orjson.dumps(before))
    text = orjson.dumps(after)
    assert not [one for one in personal if b'"' + one + b'"' in text]
    ids = re.findall(rb'"([0-9]{17,20})"', orjson.dumps(before))
    assert not [one for one in ids if one in text]


PAYLOADS = payloads()


def payloads_of(name: str) -> Any:
    return PAYLOADS[name]


def shape(value: Any) -> Any:
    """Keys and types, activities aside."""
    if isinstance(value, dict):
        return {
            re.sub(r"[0-9]{17,20}", "id", key): shape(item)
            for key, item in value.items()
            if key != "activities"
        }
    if isinstance(value, list):
        return [shape(item) for item in value]
    return value if value is None or isinstance(value, bool | float) else type(value)


def test_the_stricter_profile() -> None:
    assert stricter("secrets", "pii") == "pii"
    assert stricter("content", "pii") == "content"
    assert stricter("newer than this", "content") == "newer than this"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(
            st.text() | st.sampled_from(["name", "activities", "embeds", "key", "content"]), inner
        ),
        max_leaves=20,
    ),
    st.sampled_from(["pii", "content"]),
)  # fmt: skip
def test_no_value_makes_it_fail(value: Any, profile: str) -> None:
    frame = json.dumps({"op": 0, "d": value}).encode()
    orjson.loads(PROFILES[profile](key=KEY).frame(frame, 0, None))


@given(st.binary() | st.text('{}[]":,@.0123456789abcdef<>_-\\u', max_size=80).map(str.encode))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    for kind in PROFILES.values():
        kind(key=KEY).frame(data, None, None)
        kind(key=KEY).raw(data)
