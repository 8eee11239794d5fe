"""For each thing that keeps an event away there is a session in which `why` names it, and the cure.

In every other session it does not.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from making_records import ADA, FIELDS, GENERAL, GUILD, HOSTILE, Story
from scurrycli.explain.checks import Check, Verdict
from scurrycli.explain.event_texts import NOT_FOR_BOTS
from scurrycli.explain.evidence import Evidence
from scurrycli.explain.why import explain_absence
from scurrycli.models import Application
from scurrycli.records import Record
from scurrycli.wire.close_codes import CLOSE_CODES, After
from scurrycli.wire.events import DISPATCH_EVENTS
from scurrycli.wire.intents import ALL, Intent

CODES = [code for code in CLOSE_CODES if code is not None]
FATAL = [code for code in CODES if CLOSE_CODES[code].after is After.STOP]


def session(intents: int = int(ALL), shard: tuple[int, int] = (0, 1)) -> Story:
    """A session with these intents, in which nothing happens but its beginning."""
    story = Story().ready()
    identify = next(record for record in story.records if record.op == 2)
    identify.frame = b'{"op":2,"d":{"intents":%d,"shard":[%d,%d]}}' % (intents, *shard)
    return story


def asked(
    story: Story,
    event: str,
    guild: int | None = None,
    *,
    shown: bool = True,
    application: Application | None = None,
) -> dict[str, Check]:
    evidence = Evidence(event, guild)
    for record in story.records:
        evidence.add(record, shown=shown)
    checks = explain_absence(evidence, application)
    assert all(check.todo for check in checks if check.verdict is not Verdict.OK), checks
    return {check.name: check for check in checks if check.verdict is not Verdict.OK}


def message(story: Story, **fields: Any) -> Story:
    d = {"id": "5", "guild_id": GUILD, "channel_id": GENERAL, "author": ADA, "content": ""}
    story.event("MESSAGE_CREATE", {key: v for key, v in (d | fields).items() if v is not ...})
    return story


# One cause each


@pytest.mark.parametrize(("event", "needed"), DISPATCH_EVENTS.items())
def test_an_intent_is_missing(event: str, needed: Intent) -> None:
    if not needed:
        assert "intents" not in asked(session(0), event)
        return
    found = asked(session(int(ALL & ~needed)), event)["intents"]
    assert found.verdict is Verdict.FAULT
    assert all(bit.name in found.says for bit in Intent if bit & needed and bit.name)
    number = int(found.todo.rpartition(" ")[2].removesuffix("."))
    assert number & needed
    assert "intents" not in asked(session(number | int(needed)), event)
    faults = asked(session(number), event).values()
    assert Verdict.FAULT not in {check.verdict for check in faults}


def test_half_of_an_event_was_asked_for() -> None:
    found = asked(session(int(Intent.DIRECT_MESSAGES)), "MESSAGE_CREATE")["intents"]
    assert (found.verdict, found.says) == (
        Verdict.WARNING,
        "from guilds it does not come: GUILD_MESSAGES was not asked for.",
    )
    found = asked(session(int(Intent.DIRECT_MESSAGES)), "MESSAGE_CREATE", int(GUILD))["intents"]
    assert found.verdict is Verdict.FAULT
    assert "intents" not in asked(session(513), "MESSAGE_CREATE", int(GUILD)) or (
        asked(session(513), "MESSAGE_CREATE", int(GUILD))["intents"].verdict is Verdict.WARNING
    )


def test_intents_that_nothing_tells() -> None:
    story = Story()
    story.event("READY")
    assert asked(story, "GUILD_BAN_ADD")["intents"].verdict is Verdict.WARNING


def test_a_privileged_intent_is_not_enabled() -> None:
    nothing = Application("1", "x", 0, 1)
    found = asked(session(), "GUILD_MEMBER_ADD", application=nothing)["portal"]
    assert (found.verdict, found.code) == (Verdict.FAULT, 4014)
    assert "Developer Portal" in found.todo
    for flags in (1 << 14, 1 << 15):
        granted = Application("1", "x", flags, 1)
        assert "portal" not in asked(session(), "GUILD_MEMBER_ADD", application=granted)
    assert "portal" not in asked(session(), "MESSAGE_CREATE", application=nothing)


@pytest.mark.parametrize("code", FATAL)
def test_the_gateway_closed_for_good(code: int) -> None:
    story = Story().connecting().open().hello().identify().close(code)
    found = asked(story, "TYPING_START")["session"]
    assert (found.verdict, found.code) == (Verdict.FAULT, code)
    assert found.todo == CLOSE_CODES[code].cure
    assert ("MESSAGE_CONTENT" in found.says) is (code == 4014)


@pytest.mark.parametrize("code", [code for code in CODES if code not in FATAL])
def test_a_session_that_went_on(code: int) -> None:
    assert "session" not in asked(session().close(code), "TYPING_START")


def test_there_was_no_session() -> None:
    story = Story().connecting()
    story.state("waiting", "gateway.discord.gg cannot be reached: no route")
    story.state("stopped", "left by ourselves")
    found = asked(story, "TYPING_START")["session"]
    assert found.verdict is Verdict.FAULT
    assert "no route" in found.says


@pytest.mark.parametrize("count", [2, 16])
def test_the_guild_is_on_another_shard(count: int) -> None:
    right = (int(GUILD) >> 22) % count
    wrong = (right + 1) % count
    found = asked(session(shard=(wrong, count)), "TYPING_START", int(GUILD))["shard"]
    assert found.verdict is Verdict.FAULT
    assert found.todo == f"Give --shard {right}/{count}."
    assert "shard" not in asked(session(shard=(right, count)), "TYPING_START", int(GUILD))


def test_the_guild_is_unavailable_or_gone() -> None:
    assert "guild" not in asked(session(), "TYPING_START", int(GUILD))
    story = session()
    story.event("GUILD_DELETE", {"id": GUILD, "unavailable": True})
    assert "unavailable" in asked(story, "TYPING_START", int(GUILD))["guild"].says
    story.event("GUILD_CREATE", {"id": GUILD, "unavailable": False})
    assert "guild" not in asked(story, "TYPING_START", int(GUILD))
    story.event("GUILD_DELETE", {"id": GUILD})
    assert "removed" in asked(story, "TYPING_START", int(GUILD))["guild"].says
    assert "the bot is not in it" in asked(session(), "TYPING_START", 5)["guild"].says


def test_a_guild_that_is_only_listed() -> None:
    story = session(512)
    story.records = [record for record in story.records if record.t != "GUILD_CREATE"]
    assert "guild" not in asked(story, "MESSAGE_CREATE", int(GUILD))
    story = session(513)
    story.records = [record for record in story.records if record.t != "GUILD_CREATE"]
    assert asked(story, "MESSAGE_CREATE", int(GUILD))["guild"].verdict is Verdict.FAULT


def test_the_filter_excludes_it() -> None:
    story = message(session(), content="hello")
    assert asked(story, "MESSAGE_CREATE", shown=False)["filter"].verdict is Verdict.FAULT
    assert "filter" not in asked(story, "MESSAGE_CREATE")


@pytest.mark.parametrize("event", sorted(NOT_FOR_BOTS))
def test_it_is_never_sent_to_bots(event: str) -> None:
    assert "never sent to bots" in asked(session(), event)["event"].says


def test_numbers_are_missing() -> None:
    story = session()
    story.event("TYPING_START", s=9)
    assert asked(story, "GUILD_BAN_ADD")["lost"].verdict is Verdict.WARNING


def test_nothing_is_in_its_way() -> None:
    story = session().wait(60)
    story.beat()
    found = asked(story, "GUILD_BAN_ADD")
    assert set(found) == {"events", "cause"}
    assert "has not happened in the 60 s" in found["cause"].says
    assert asked(session().chat(), "MESSAGE_CREATE") == {}


# Contents

WITHOUT = 513
"""GUILDS and GUILD_MESSAGES."""


def content(story: Story) -> Check | None:
    return asked(story, "MESSAGE_CREATE").get("content")


def test_content_is_empty_without_the_intent() -> None:
    found = content(message(session(WITHOUT)))
    assert found is not None
    assert found.verdict is Verdict.FAULT
    assert found.says == "1 of 1 messages are empty, as MESSAGE_CONTENT was not asked for."
    assert "Developer Portal" in found.todo


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"author": {"id": "1"}}, "sent by the bot itself"),
        ({"guild_id": ...}, "direct messages"),
        ({"mentions": [{"id": "1"}]}, "mentioning the bot"),
    ],
)
def test_the_exceptions_are_told(fields: dict[str, Any], why: str) -> None:
    story = message(session(WITHOUT), content="seen", **fields)
    assert content(story) is None
    found = content(message(story))
    assert found is not None
    assert f"Content comes all the same with those 1 {why}." in found.says


def test_empty_with_the_intent_and_wordless() -> None:
    found = content(message(session()))
    assert found is not None
    assert found.verdict is Verdict.WARNING
    assert content(message(session(), embeds=[{"title": "x"}])) is None


# Anything


def test_what_others_write_is_no_trouble() -> None:
    for event in ("MESSAGE_CREATE", "READY", "GUILD_CREATE", "GUILD_DELETE"):
        story = session()
        for name in DISPATCH_EVENTS:
            story.event(name, dict.fromkeys(FIELDS, HOSTILE[:-1]))
        story.add("close", detail={"code": "x", "by": "server"})
        story.add("state", detail={"state": 5})
        assert asked(story, event, int(GUILD)) is not None


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
)
NAMES = st.sampled_from(["id", "user", "guilds", "author", "mentions", "content", "unavailable"])


@given(
    st.sampled_from(["READY", "GUILD_CREATE", "GUILD_DELETE", "MESSAGE_CREATE"]),
    st.dictionaries(NAMES, JUNK),
    st.dictionaries(st.sampled_from(["intents", "shard"]), JUNK | st.just([0, 0])),
)
def test_junk_is_no_trouble(name: str, d: dict[str, Any], identify: dict[str, Any]) -> None:
    story = Story()
    story.payload("sent", 2, identify)
    story.event("READY", {"guilds": [{"id": GUILD}], "user": {"id": "1"}})
    story.event(name, d)
    evidence = Evidence("MESSAGE_CREATE", int(GUILD))
    for record in story.records:
        evidence.add(record, shown=True)
    assert explain_absence(evidence)


def test_a_record_without_payload() -> None:
    evidence = Evidence("MESSAGE_CREATE")
    evidence.add(Record(1, 0.0, 0.0, "recv", op=0, t="READY"), shown=True)
    assert evidence.ready_at == 0.0
