"""A filter lets through what a naive predicate over the decoded payload would."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from making_records import ADA, GENERAL, GUILD, HOSTILE, LIN, Story
from scurrycli.errors import ExitStatus, UsageError
from scurrycli.filters import Criteria, compile_filter
from scurrycli.records import Kind, Record


def dispatch(t: str | None, d: Any = None, frame: bytes | None = None) -> Record:
    frame = orjson.dumps({"t": t, "s": 1, "op": 0, "d": d}) if frame is None else frame
    return Record(1, 0.0, 0.0, Kind.RECV, op=0, s=1, t=t, frame=frame)


def passes(record: Record, **criteria: Any) -> bool:
    return compile_filter(Criteria(**criteria))(record)


@pytest.mark.parametrize(
    ("criteria", "let_through"),
    [
        ({}, True),
        ({"events": ("MESSAGE_CREATE",)}, True),
        ({"events": ("READY", "MESSAGE_*")}, True),
        ({"events": ("MESSAGE_?REATE",)}, True),
        ({"events": ("MESSAGE",)}, False),
        ({"events": ("*_UPDATE",)}, False),
        ({"exclude": ("MESSAGE_*",)}, False),
        ({"exclude": ("TYPING_START",)}, True),
        ({"events": ("MESSAGE_*",), "exclude": ("*_CREATE",)}, False),
        ({"guilds": (GUILD,)}, True),
        ({"guilds": ("1", GUILD)}, True),
        ({"guilds": (f" {GUILD} ",)}, True),
        ({"guilds": ("1",)}, False),
        ({"channels": (GENERAL,)}, True),
        ({"channels": (GUILD,)}, False),
        ({"users": (ADA["id"],)}, True),
        ({"users": (LIN["id"],)}, False),
        ({"grep": ("gateway",)}, True),
        ({"grep": ("Gateway",)}, False),
        ({"grep": ("nothing", "gateway")}, True),
        ({"guilds": (GUILD,), "users": (LIN["id"],)}, False),
        ({"guilds": (GUILD,), "users": (ADA["id"],), "grep": ("seen",)}, True),
    ],
)
def test_criteria(criteria: dict[str, tuple[str, ...]], let_through: bool) -> None:
    d = {"guild_id": GUILD, "channel_id": GENERAL, "author": ADA, "content": "seen the gateway?"}
    assert passes(dispatch("MESSAGE_CREATE", d), **criteria) is let_through


@pytest.mark.parametrize(
    "record",
    [
        Story().state("ready"),
        Story().payload("recv", 11),
        Story().payload("sent", 0, t="MESSAGE_CREATE"),
        Story().add("end"),
    ],
)
def test_only_dispatches_pass(record: Record) -> None:
    assert not passes(record)


def test_a_name_in_small_letters_is_the_same() -> None:
    assert passes(dispatch("message_create"), events=("MESSAGE_CREATE",))


def test_what_has_no_name_or_no_payload_is_in_no_choice() -> None:
    nameless = dispatch(None)
    assert passes(nameless)
    assert not passes(nameless, events=("*",))
    bare = Record(1, 0.0, 0.0, Kind.RECV, op=0, t="READY")
    assert passes(bare)
    assert not passes(bare, grep=("READY",))
    assert not passes(bare, guilds=(GUILD,))


@pytest.mark.parametrize(
    ("t", "d", "option"),
    [
        ("GUILD_CREATE", {"id": "7"}, "guilds"),
        ("GUILD_UPDATE", {"id": "7"}, "guilds"),
        ("GUILD_DELETE", {"id": "7"}, "guilds"),
        ("MESSAGE_CREATE", {"guild_id": "7"}, "guilds"),
        ("CHANNEL_CREATE", {"id": "7"}, "channels"),
        ("THREAD_CREATE", {"id": "8", "parent_id": "7"}, "channels"),
        ("THREAD_CREATE", {"id": "7"}, "channels"),
        ("TYPING_START", {"channel_id": "7"}, "channels"),
        ("TYPING_START", {"user_id": "7"}, "users"),
        ("MESSAGE_CREATE", {"author": {"id": "7"}}, "users"),
        ("PRESENCE_UPDATE", {"user": {"id": "7"}}, "users"),
        ("INTERACTION_CREATE", {"member": {"user": {"id": "7"}}}, "users"),
        ("USER_UPDATE", {"id": "7"}, "users"),
        ("READY", {"user": {"id": 7}}, "users"),
    ],
)
def test_where_an_id_is_found(t: str, d: dict[str, Any], option: str) -> None:
    assert passes(dispatch(t, d), **{option: ("7",)})
    assert not passes(dispatch(t, d), **{option: ("77",)})


@pytest.mark.parametrize(
    ("t", "d"),
    [
        ("GUILD_ROLE_CREATE", {"id": "7", "content": "7"}),
        ("MESSAGE_CREATE", {"id": "7", "author": "7", "member": ["7"], "parent_id": "7"}),
        ("READY", "7"),
        ("READY", None),
    ],
)
@pytest.mark.parametrize("option", ["guilds", "channels", "users"])
def test_where_an_id_means_something_else(t: str, d: Any, option: str) -> None:
    assert not passes(dispatch(t, d), **{option: ("7",)})


@pytest.mark.parametrize("option", ["guilds", "channels", "users"])
@pytest.mark.parametrize("typed", ["", "general", "-1", "1.5", "٣", "1 2"])
def test_an_id_is_digits(option: str, typed: str) -> None:
    with pytest.raises(UsageError, match=f"^--{option[:-1]} takes an ID") as caught:
        passes(dispatch("READY"), **{option: (typed,)})
    assert caught.value.status is ExitStatus.USAGE


# Against the naive predicate

IDS = st.sampled_from(["1", "2", "12", "21"])
NAMES = st.sampled_from(["MESSAGE_CREATE", "GUILD_CREATE", "CHANNEL_UPDATE", "USER_UPDATE"])
people = st.fixed_dictionaries({}, optional={"id": IDS, "name": st.text(max_size=3)})
data = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("id", "guild_id", "channel_id", "parent_id", "user_id"), IDS),
        **dict.fromkeys(("author", "user"), people | IDS),
        "member": st.fixed_dictionaries({}, optional={"user": people}) | IDS,
        "content": st.text(max_size=6),
    },
)
wanted = st.lists(IDS, max_size=2).map(tuple)


def naive(t: str, d: dict[str, Any], criteria: Criteria) -> bool:
    """What the documentation of the options says, over the decoded payload."""
    member = d["member"] if isinstance(d.get("member"), dict) else {}
    holders = [holder.get(key) for holder in (d, member) for key in ("author", "user")]
    users = {d.get("user_id"), *(one.get("id") for one in holders if isinstance(one, dict))}
    guilds, channels = {d.get("guild_id")}, {d.get("channel_id")}
    if t == "GUILD_CREATE":
        guilds.add(d.get("id"))
    if t == "CHANNEL_UPDATE":
        channels |= {d.get("id"), d.get("parent_id")}
    if t == "USER_UPDATE":
        users.add(d.get("id"))
    return (
        (not criteria.events or t in criteria.events)
        and t not in criteria.exclude
        and (not criteria.guilds or bool(guilds & set(criteria.guilds)))
        and (not criteria.channels or bool(channels & set(criteria.channels)))
        and (not criteria.users or bool(users & set(criteria.users)))
    )


@given(
    NAMES,
    data,
    st.builds(
        Criteria,
        events=st.lists(NAMES, max_size=2).map(tuple),
        exclude=st.lists(NAMES, max_size=1).map(tuple),
        guilds=wanted,
        channels=wanted,
        users=wanted,
    ),
)
def test_it_is_the_naive_predicate(t: str, d: dict[str, Any], criteria: Criteria) -> None:
    assert compile_filter(criteria)(dispatch(t, d)) is naive(t, d, criteria)


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=4)


@given(texts, texts, texts, st.booleans())
@example('"', "", "", True)
@example("é\n", "a", "", False)
@example("/", "a", "b", True)
def test_a_text_is_found_however_json_spells_it(
    text: str, before: str, after: str, ascii_only: bool
) -> None:
    d = {"content": before + text + after}
    frame = json.dumps({"op": 0, "d": d}, ensure_ascii=ascii_only).encode()
    assert passes(dispatch("MESSAGE_CREATE", frame=frame), grep=(text,))


@given(texts.filter(lambda text: not set(text) & set('{}[]":,op0dcontent\\ u') and text != "?"))
def test_a_text_that_is_not_there_is_not_found(text: str) -> None:
    frame = json.dumps({"op": 0, "d": {"content": ""}}).encode()
    assert not passes(dispatch("MESSAGE_CREATE", frame=frame), grep=(text,))


def test_hostile_text_is_only_text() -> None:
    frame = json.dumps({"op": 0, "d": {"content": HOSTILE}}).encode()
    record = dispatch("MESSAGE_CREATE", frame=frame)
    assert passes(record, grep=(HOSTILE,))
    assert passes(record, grep=("[red]",))
    assert not passes(record, grep=(".*",))


@pytest.mark.parametrize("text", ["a/b", "https://x.example/é", '"/"'])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_a_slash_is_found_however_it_is_written(text: str, ascii_only: bool) -> None:
    escaped = json.dumps({"d": {"content": text}}, ensure_ascii=ascii_only).replace("/", "\\/")
    assert passes(dispatch("MESSAGE_CREATE", frame=escaped.encode()), grep=(text,))
