"""Opcodes 8 and 31 and their answers, without a socket; never a session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.server import Action, Step, rules
from scurrycli.server.player import Script
from scurrycli.server.requests import CHUNK, LIST_EVERY, MOST_FOUND, Asker, Reply, reply_to
from scurrycli.server.subscription import Subscription
from scurrycli.wire.intents import ALL, Intent
from scurrycli.wire.payload import Payload

GUILD = 5 << 22
OTHER = 6 << 22
NAMES = ("ada", "Adele", "bob")


def member(number: int, name: str) -> dict[str, Any]:
    return {"user": {"id": str(number), "username": name}, "roles": []}


MEMBERS = [member(number, name) for number, name in enumerate(NAMES, 1)]
PRESENCES = [{"user": {"id": "1"}, "status": "idle"}]
SOUNDS = [{"name": "quack", "sound_id": "1"}]


def script_of(*events: tuple[str, dict[str, Any]]) -> Script:
    steps = [Step(0, Action.DISPATCH, t, orjson.dumps(d)) for t, d in events]
    return Script({"user": {"id": "99"}}, steps, 1.0)


def created(members: list[Any], guild: int = GUILD, **more: Any) -> tuple[str, dict[str, Any]]:
    return "GUILD_CREATE", {"id": str(guild), "members": members, **more}


SCRIPT = script_of(created(MEMBERS, presences=PRESENCES, soundboard_sounds=SOUNDS))


def asker(script: Script = SCRIPT, **asked: Any) -> Asker:
    return Asker(Subscription(**asked), script, {}, 0.0)


def ask(by: Asker, op: int = 8, **d: Any) -> Reply:
    fields = {"guild_id": str(GUILD), **d} if op == 8 else d
    return reply_to(Payload(orjson.dumps({"op": op, "d": fields})), by)


def chunks(reply: Reply) -> list[dict[str, Any]]:
    assert {t for t, _ in reply.dispatches} <= {"GUILD_MEMBERS_CHUNK"}
    return [orjson.loads(d) for _, d in reply.dispatches]


def names(reply: Reply) -> list[str]:
    return [each["user"]["username"] for chunk in chunks(reply) for each in chunk["members"]]


def test_all_members() -> None:
    reply = ask(asker(), query="", limit=0)
    assert chunks(reply) == [
        {"guild_id": str(GUILD), "members": MEMBERS, "chunk_index": 0, "chunk_count": 1}
    ]
    assert reply.said == f"asked for members of {GUILD}: 3 in 1 chunk"
    assert reply.breach is None


@given(st.integers(0, 3 * CHUNK + 1))
def test_chunks_are_whole_and_counted(count: int) -> None:
    many = [member(number, "x") for number in range(1, count + 1)]
    got = chunks(ask(asker(script_of(created(many))), query="", limit=0))
    assert [each for chunk in got for each in chunk["members"]] == many
    assert [chunk["chunk_index"] for chunk in got] == list(range(max(1, -(-count // CHUNK))))
    assert {chunk["chunk_count"] for chunk in got} == {len(got)}
    assert all(len(chunk["members"]) == CHUNK for chunk in got[:-1])


@pytest.mark.parametrize(
    ("query", "limit", "found"),
    [
        ("ad", 0, ["ada", "Adele"]),
        ("AD", 1, ["ada"]),
        ("bob", 100, ["bob"]),
        ("nobody", 0, []),
        ("", 2, ["ada", "Adele"]),
    ],
)
def test_a_query_is_the_start_of_a_name(query: str, limit: int, found: list[str]) -> None:
    reply = ask(asker(), query=query, limit=limit)
    assert names(reply) == found
    assert len(chunks(reply)) == 1


@pytest.mark.parametrize("limit", [0, MOST_FOUND, MOST_FOUND + 50])
def test_a_query_finds_no_more_than_100(limit: int) -> None:
    script = script_of(created([member(number, f"a{number}") for number in range(1, 151)]))
    assert len(names(ask(asker(script), query="a", limit=limit))) == MOST_FOUND


def test_users_by_their_ids() -> None:
    [chunk] = chunks(ask(asker(intents=0), user_ids=["2", "7", 1, "2"], query="", limit=0))
    assert [each["user"]["id"] for each in chunk["members"]] == ["2", "1"]
    assert chunk["not_found"] == ["7"]
    [chunk] = chunks(ask(asker(), user_ids="3"))
    assert names(ask(asker(), user_ids="3")) == ["bob"]
    assert chunk["not_found"] == []
    [chunk] = chunks(ask(asker(), user_ids=list(range(1, 500))))
    assert len(chunk["members"]) + len(chunk["not_found"]) == MOST_FOUND


def test_presences_come_only_with_their_intent_and_when_asked_for() -> None:
    [chunk] = chunks(ask(asker(), query="", limit=0, presences=True))
    assert chunk["presences"] == PRESENCES
    [chunk] = chunks(ask(asker(), query="b", limit=0, presences=True))
    assert chunk["presences"] == []
    [chunk] = chunks(ask(asker(), query="", limit=0))
    assert "presences" not in chunk
    without = asker(intents=int(ALL & ~Intent.GUILD_PRESENCES))
    [chunk] = chunks(ask(without, query="", limit=0, presences=True))
    assert "presences" not in chunk


@pytest.mark.parametrize(
    ("nonce", "kept"), [("n", True), ("ü" * 16, True), ("ü" * 17, False), (5, False), ("", False)]
)
def test_a_nonce_of_32_bytes_at_most_comes_back(nonce: Any, kept: bool) -> None:
    [chunk] = chunks(ask(asker(), user_ids=["1"], nonce=nonce))
    assert chunk.get("nonce") == (nonce if kept else None)


@pytest.mark.parametrize("limit", [0, 5])
def test_all_members_need_their_intent(limit: int) -> None:
    without = asker(intents=int(ALL & ~Intent.GUILD_MEMBERS))
    reply = ask(without, query="", limit=limit)
    assert reply.dispatches == ()
    assert reply.breach is not None
    assert reply.breach.rule is rules.LIST_INTENT
    assert names(ask(without, query="a", limit=limit)) == ["ada", "Adele"]


def test_all_members_can_be_asked_for_every_30_seconds() -> None:
    listed: dict[int, float] = {}
    script = script_of(created(MEMBERS), created([], OTHER))

    def at(now: float, **d: Any) -> Reply:
        by = Asker(Subscription(), script, listed, now)
        return ask(by, **{"query": "", "limit": 0, "nonce": "n", **d})

    assert len(chunks(at(100.0))) == 1
    again = at(110.0)
    [(t, d)] = again.dispatches
    assert t == "RATE_LIMITED"
    assert orjson.loads(d) == {
        "opcode": 8,
        "retry_after": LIST_EVERY - 10,
        "meta": {"guild_id": str(GUILD), "nonce": "n"},
    }
    assert again.breach is not None
    assert again.breach.rule is rules.LIST_TOO_SOON
    assert len(chunks(at(110.0, guild_id=str(OTHER)))) == 1
    assert len(chunks(at(110.0, query="a"))) == 1
    assert len(chunks(at(130.0))) == 1


@pytest.mark.parametrize("guild", [OTHER, GUILD])
def test_a_guild_that_is_not_here_is_not_answered(guild: int) -> None:
    reply = ask(asker(shard=(0, 2)), guild_id=str(guild), query="a", limit=0)
    assert (reply.dispatches, reply.breach) == ((), None)
    assert "no answer" in reply.said


@pytest.mark.parametrize(
    ("d", "why"),
    [
        ({"guild_id": None, "query": "", "limit": 0}, "guild_id is no snowflake"),
        ({"guild_id": [str(GUILD)], "query": "", "limit": 0}, "guild_id is no snowflake"),
        ({}, "neither query nor user_ids is there"),
        ({"query": 5, "limit": 0}, "neither query nor user_ids is there"),
        ({"query": "a"}, "limit is no number"),
        ({"query": "a", "limit": -1}, "limit is no number"),
    ],
)
def test_what_lacks_a_field(d: dict[str, Any], why: str) -> None:
    reply = ask(asker(), **d)
    assert reply.dispatches == ()
    assert reply.breach is not None
    assert reply.breach.rule is rules.INVALID_REQUEST
    assert reply.breach.evidence == f"{why} in REQUEST_GUILD_MEMBERS"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3),
)
FIELDS = ("guild_id", "query", "limit", "user_ids", "presences", "nonce", "guild_ids")


@given(st.sampled_from([3, 4, 8, 31, 43]), JSON | st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_whatever_is_asked_something_is_said(op: int, d: Any) -> None:
    assert reply_to(Payload(orjson.dumps({"op": op, "d": d})), asker()).said


def test_sounds() -> None:
    reply = ask(asker(), 31, guild_ids=[str(GUILD), GUILD, str(OTHER)])
    [(t, d)] = reply.dispatches
    assert t == "SOUNDBOARD_SOUNDS"
    assert orjson.loads(d) == {"soundboard_sounds": SOUNDS, "guild_id": str(GUILD)}
    assert reply.said == "asked for soundboard sounds: 1 of 2 guilds known"
    wrong = ask(asker(), 31, guild_ids=["x"])
    assert wrong.breach is not None
    assert wrong.breach.rule is rules.INVALID_REQUEST


@pytest.mark.parametrize(
    ("op", "said"),
    [
        (3, "sent PRESENCE_UPDATE"),
        (4, "sent VOICE_STATE_UPDATE"),
        (43, "sent REQUEST_CHANNEL_INFO"),
    ],
)
def test_what_has_no_answer_is_accepted(op: int, said: str) -> None:
    assert ask(asker(), op) == Reply(said)


IN_GUILD = {"guild_id": str(GUILD)}
PARTIAL = {"roles": ["1"]}
USER = {"id": "8", "username": "eve"}
TELLING: list[tuple[str, Callable[[], dict[str, Any]]]] = [
    ("GUILD_MEMBERS_CHUNK", lambda: {**IN_GUILD, "members": [{**PARTIAL, "user": USER}]}),
    ("GUILD_MEMBER_ADD", lambda: {**IN_GUILD, **PARTIAL, "user": USER}),
    ("GUILD_MEMBER_UPDATE", lambda: {**IN_GUILD, **PARTIAL, "user": USER}),
    ("MESSAGE_CREATE", lambda: {**IN_GUILD, "author": USER, "member": PARTIAL}),
    ("TYPING_START", lambda: {**IN_GUILD, "user_id": "8", "member": {**PARTIAL, "user": USER}}),
    ("INTERACTION_CREATE", lambda: {**IN_GUILD, "member": {**PARTIAL, "user": USER}}),
]


@pytest.mark.parametrize(("t", "d"), TELLING)
def test_members_are_known_from_whatever_tells_of_them(
    t: str, d: Callable[[], dict[str, Any]]
) -> None:
    by = asker(script_of(created([]), (t, d())))
    [chunk] = chunks(ask(by, user_ids=["8"]))
    assert chunk["members"] == [{"user": USER, **PARTIAL}]


def test_who_is_told_of_twice_is_as_told_first() -> None:
    later = {**IN_GUILD, "user": {"id": "1", "username": "renamed"}, "roles": ["5"]}
    gone = {**IN_GUILD, "user": {"id": "2"}}
    events = (("GUILD_MEMBER_UPDATE", later), ("GUILD_MEMBER_REMOVE", gone))
    reply = ask(asker(script_of(created(MEMBERS), *events)), query="", limit=0)
    assert names(reply) == list(NAMES)


def test_who_writes_a_direct_message_or_is_a_webhook_is_no_member() -> None:
    direct = {"author": USER, "content": '"member"'}
    webhook = {**IN_GUILD, "author": USER, "member": None}
    script = script_of(created([]), ("MESSAGE_CREATE", direct), ("MESSAGE_CREATE", webhook))
    assert names(ask(asker(script), query="", limit=0)) == []
