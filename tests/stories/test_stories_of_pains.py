"""What hurts people on the Gateway, a story for each: the screen or the words name the cause and
what to do; the whole is kept in `shown/`.

Run with SCURRY_UPDATE_SNAPSHOTS=1 to write them anew, then read the difference.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from making_gateways import Answer, Peer
from making_processes import TOKEN, Called
from making_screens import compare
from scurrycli.records import Record
from telling_stories import (
    FILE,
    HOUR,
    SHOWN,
    Told,
    begins,
    closes,
    drawn,
    fixed,
    goes_on,
    read,
    tell,
    words,
)

PLAIN = ("--compress", "none")
ZOMBIE = Path(__file__).parents[2] / "recordings" / "zombie.jsonl"


def until(events: int, *more: str) -> tuple[str, ...]:
    """Options that end a session after so many events."""
    return (*PLAIN, *more, "--max-events", str(events))


def budget(remaining: int) -> Answer:
    limit = {"total": 1000, "remaining": remaining, "reset_after": 3_600_000, "max_concurrency": 1}
    return Answer(body={"url": "$URL", "shards": 1, "session_start_limit": limit})


def is_event(name: str) -> Callable[[Record], bool]:
    return lambda record: record.t == name


# -- the stories


def an_event_that_never_comes(called: Called) -> Told:
    """Nobody asked for the intent."""
    tell(called, "connect", begins, options=until(2, "--intents", "GUILDS"))
    return read(called, "why", "GUILD_MEMBER_ADD", FILE)


def content_that_is_empty(called: Called) -> Told:
    """The intent for content is another one than that for messages."""

    async def script(peer: Peer) -> None:
        await begins(peer)
        await peer.event(3, "MESSAGE_CREATE", guild_id="9", author={"id": "8"}, content="")

    tell(called, "connect", script, options=until(3, "--intents", "GUILDS,GUILD_MESSAGES"))
    return read(called, "why", "MESSAGE_CREATE", FILE)


def a_close_that_nobody_should_try_again(called: Called) -> Told:
    """One IDENTIFY is spent, and no other."""
    return tell(called, "connect", closes(4004), answers=[budget(998)], options=PLAIN)


def a_budget_that_is_nearly_spent(called: Called) -> Told:
    """Not even one is spent."""
    return tell(called, "connect", begins, answers=[budget(1)], options=PLAIN, moment=None)


def a_session_that_can_be_resumed(called: Called) -> Told:
    """It is, and the rule is named."""
    return tell(called, "connect", closes(4000), goes_on, options=until(3))


def a_zombie(called: Called) -> Told:
    """A recorded one, as its times are the matter."""
    shutil.copy(ZOMBIE, ZOMBIE.name)
    screen = drawn(ZOMBIE, lambda record: record.detail.get("rule") == "zombie")
    return replace(read(called, "info", ZOMBIE.name), screen=fixed(screen))


def a_latency_that_is_not_known_yet(called: Called) -> Told:
    """Before the first ACK."""
    return tell(called, "connect", begins, options=until(2), moment=is_event("READY"))


def a_frame_over_a_mebibyte(called: Called) -> Told:
    """Many libraries would be gone."""

    async def script(peer: Peer) -> None:
        await begins(peer)
        await peer.event(3, "GUILD_CREATE", id="1", name="Large", filling="x" * (2 << 20))

    return tell(called, "connect", script, options=until(3), moment=is_event("GUILD_CREATE"))


def what_nobody_has_documented(called: Called) -> Told:
    """An opcode and an event."""

    async def script(peer: Peer) -> None:
        await begins(peer)
        await peer.send(99, {"a": 1})
        await peer.event(3, "FROB_CREATE", id="1")

    return tell(called, "connect", script, options=until(3), moment=is_event("FROB_CREATE"))


def a_token_in_a_message(called: Called) -> Told:
    """The recording that goes into a bug report has none."""

    async def script(peer: Peer) -> None:
        await begins(peer)
        await peer.event(3, "MESSAGE_CREATE", content=f"my token is {TOKEN}")

    tell(called, "connect", script, options=until(3))
    assert TOKEN.encode() not in Path(FILE).read_bytes()
    return read(called, "tail", FILE, "--event", "MESSAGE_CREATE", "--json")


def a_session_that_is_wanted_again(called: Called) -> Told:
    """From the file it is what it was."""
    tell(called, "connect", closes(4000), goes_on, options=until(3))
    return read(called, "replay", FILE, "--speed", "max")


def an_event_that_is_lost_in_a_resume(called: Called) -> Told:
    """Number 3 never comes."""

    async def resumes(peer: Peer) -> None:
        await peer.hello(HOUR)
        await peer.expect(6)
        await peer.event(4)
        await peer.send(0, {}, 5, "RESUMED")

    return tell(
        called, "connect", closes(4000), resumes, options=until(4), moment=is_event("RESUMED")
    )


def a_compression_that_one_cannot_see(called: Called) -> Told:
    """What it saves, by type."""
    options = ("--compress", "zlib-stream", "--max-events", "2")
    tell(called, "connect", begins, options=options)
    return read(called, "info", FILE)


PAINS: dict[Callable[[Called], Told], tuple[int, tuple[str, ...]]] = {
    an_event_that_never_comes: (
        0,
        ("--intents 3", "GUILD_MEMBERS is privileged", "Developer Portal"),
    ),
    content_that_is_empty: (0, ("MESSAGE_CONTENT", "Developer Portal")),
    a_close_that_nobody_should_try_again: (
        4,
        ("4004", "997/1000", "Reset the token in the Developer Portal"),
    ),
    a_budget_that_is_nearly_spent: (5, ("Only 1 of 1000 IDENTIFYs", "--force")),
    a_session_that_can_be_resumed: (0, ("resuming after seq 2", "nothing is missing")),
    a_zombie: (0, ("zombie", "ACK")),
    a_latency_that_is_not_known_yet: (0, ("latency_ms=n/a", "first beat in 20s")),
    a_frame_over_a_mebibyte: (0, ("largest 2.1M GUILD_CREATE",)),
    what_nobody_has_documented: (0, ("unknown opcode 99", "FROB_CREATE")),
    a_token_in_a_message: (0, ("my token is [redacted]",)),
    a_session_that_is_wanted_again: (0, ("resuming", "4000", "RESUMED")),
    an_event_that_is_lost_in_a_resume: (0, ("1 missing",)),
    a_compression_that_one_cannot_see: (0, ("zlib-stream", "wire")),
}
"""Each story, its exit status, and words that name the cause and the cure."""


@pytest.mark.parametrize("story", PAINS, ids=lambda story: story.__name__)
def test_what_hurts_is_named_with_its_cure(called: Called, story: Callable[[Called], Told]) -> None:
    status, named = PAINS[story]
    told = story(called)
    seen = words(" ".join((told.screen, told.out, told.err)))
    compare(story.__name__.replace("_", "-"), told.page(story.__name__.replace("_", " ")), SHOWN)
    assert [said for said in named if said not in seen] == []
    assert told.status == status
