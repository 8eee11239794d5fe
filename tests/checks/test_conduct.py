"""Tests of the protocol's rules as they are told from records: sessions that break one each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from making_recordings import HEADER, session
from making_records import Story
from scurrycli.checks.beating import LATE, Beating
from scurrycli.checks.conduct import Conduct
from scurrycli.recording import Header
from scurrycli.records import Record


def told(records: list[Record], header: Header = HEADER) -> list[str]:
    conduct = Conduct(header)
    for record in records:
        conduct.add(record)
    return [f"{rule}: {text}" for rule, text in conduct.found]


def greeted() -> Story:
    """A connection that has said HELLO."""
    return Story().open().hello()


def ready() -> Story:
    return Story().ready()


def resumed(story: Story, **d: Any) -> Story:
    """Another connection, which resumes."""
    story.open().hello(state="resuming")
    story.payload("sent", 6, {"session_id": "s-1", "seq": story.s, **d})
    story.event("RESUMED", {})
    return story


def event(story: Story, *args: Any, **fields: Any) -> Story:
    story.event(*args, **fields)
    return story


def payload(story: Story, *args: Any, **fields: Any) -> Story:
    story.payload(*args, **fields)
    return story


def drop(story: Story, code: int | None = None, by: str = "network") -> Story:
    return story.close(code, by=by)


def invalid(story: Story) -> Story:
    story.payload("recv", 9, False)
    return story


def test_a_session_as_it_should_be() -> None:
    assert told(session().records) == []


def unopened() -> Story:
    """A connection whose beginning is not there."""
    story = Story()
    story.conn = 1
    return story


BROKEN: list[tuple[str, Callable[[], Story], str]] = [
    ("dispatch before HELLO", lambda: event(Story().open(), "X"), "before-hello: X before HELLO"),
    (
        "sent before HELLO",
        lambda: payload(Story().open(), "sent", 3),
        "before-hello: PRESENCE_UPDATE before HELLO",
    ),
    ("second HELLO", lambda: greeted().hello(), "second-hello"),
    ("no interval", lambda: payload(Story().open(), "recv", 10, {}), "hello: HELLO without"),
    ("before READY", lambda: event(greeted().identify(), "X"), "before-ready: X before READY"),
    ("READY unasked", lambda: event(greeted(), "READY", {}), "ready: READY without an IDENTIFY"),
    (
        "RESUMED unasked",
        lambda: event(greeted().identify(), "RESUMED", {}),
        "resumed: RESUMED without a RESUME",
    ),
    ("ACK unasked", lambda: payload(greeted(), "recv", 11), "ack: an ACK without a heartbeat"),
    ("sent by us", lambda: payload(ready(), "recv", 2), "direction: IDENTIFY came in"),
    ("sent by them", lambda: payload(ready(), "sent", 11), "direction: HEARTBEAT_ACK was sent"),
    ("log in twice", lambda: ready().wait(5).identify(), "second-login: IDENTIFY after IDENTIFY"),
    (
        "before log-in",
        lambda: payload(greeted(), "sent", 8, {}),
        "before-login: REQUEST_GUILD_MEMBERS before IDENTIFY or RESUME",
    ),
    ("gap", lambda: event(ready(), "X", s=9), "gap: s goes from 2 to 9: 6 missing"),
    ("repeat", lambda: event(ready(), "X", s=2), "repeat: s is 2 again, after 2"),
    ("back", lambda: event(ready(), "X", s=1), "repeat: s is 1 again, after 2"),
    (
        "4096 bytes",
        lambda: payload(ready(), "sent", 3, size=4097),
        "too-large: 4097 bytes were sent; 4096 are the most",
    ),
    (
        "late beat",
        lambda: ready().wait(41.9).beat(),
        "heartbeat: a heartbeat went out 0.7",
    ),
    (
        "no beat",
        lambda: drop(ready().wait(60)),
        "heartbeat: the connection ended, and a heartbeat was due,",
    ),
    (
        "asked beat",
        lambda: payload(ready(), "recv", 1).wait(0.5).beat(),
        "heartbeat: a heartbeat that was asked for went out after 0.500 s",
    ),
    (
        "kept although dead",
        lambda: ready().beat(None).wait(41).beat(None).wait(41.2).beat(None).wait(41).beat(None),
        "heartbeat: a heartbeat has had no ACK for",
    ),
    (
        "IDENTIFY too soon",
        lambda: drop(ready()).wait(4).open().hello().identify(),
        "identify-spacing: IDENTIFY 4.1",
    ),
    (
        "resume after opcode 9",
        lambda: resumed(drop(invalid(ready()))),
        "resume: a RESUME although opcode 9 ended the session",
    ),
    (
        "resume after our 1000",
        lambda: resumed(drop(ready(), 1000, "client")),
        "resume: a RESUME although this client closed with 1000, which ends the session",
    ),
    (
        "resume after our 1001",
        lambda: resumed(drop(ready(), 1001, "client")),
        "resume: a RESUME although this client closed with 1001",
    ),
    (
        "resume after 4009",
        lambda: resumed(drop(ready(), 4009, "server")),
        "resume: a RESUME although close code 4009 ended the session",
    ),
    (
        "another session",
        lambda: resumed(drop(ready()), session_id="s-2"),
        "resume: a RESUME with another session_id than READY gave",
    ),
    (
        "another number",
        lambda: resumed(drop(ready()), seq=1),
        "resume: a RESUME after s 1, but the last that came is 2",
    ),
    (
        "after a final code",
        lambda: drop(ready(), 4014, "server").open(),
        "reconnect: a connection after close code 4014, which is final",
    ),
    (
        "never opened",
        lambda: event(unopened(), "X"),
        "no-open: a payload on connection 1, never opened",
    ),
]


@pytest.mark.parametrize(("make", "said"), [row[1:] for row in BROKEN], ids=[r[0] for r in BROKEN])
def test_one_broken_rule(make: Callable[[], Story], said: str) -> None:
    found = told(make().records)
    assert len(found) == 1, found
    assert found[0].startswith(said)


def test_120_payloads_in_a_minute_are_the_most() -> None:
    story = ready()
    for _ in range(119):  # and IDENTIFY
        payload(story.wait(0.3), "sent", 3)
        story.records[-1].at = story.at
    assert told(story.records) == []
    payload(story, "sent", 3)
    payload(story, "sent", 3)
    assert told(story.records) == ["rate: over 120 payloads were sent within 60 s"]


def test_what_is_as_it_should_be() -> None:
    for story in (
        resumed(drop(ready())),
        resumed(drop(ready(), 4900, "client")),
        resumed(drop(ready(), 1001, "server")),
        drop(ready(), 1000, "client").wait(5).open().hello().identify(),
        ready().wait(41.4).beat().wait(41.2).beat(),
        payload(ready().wait(41), "recv", 1).beat().wait(0.2).beat(),
        payload(ready(), "recv", 77, {}),
        payload(ready(), "sent", 77, {}),
        event(ready(), "SOMETHING_NEW"),
    ):
        assert told(story.records) == []


def test_what_came_before_a_recording_begins_is_unknown() -> None:
    later = replace(HEADER, extra={"previous": "a.jsonl"})
    story = Story()
    story.conn, story.s = 3, 700
    event(story, "X").beat()
    payload(story, "recv", 11)
    assert told(story.records, later) == []
    assert told(story.records)[0].startswith("no-open")


@pytest.mark.parametrize("hole", [{"skipped": 7}, {"lost": 70}])
def test_behind_a_hole_all_is_unknown(hole: dict[str, int]) -> None:
    story = ready().wait(500)
    story.add("mark", detail={"label": "hole", **hole})
    event(story, "X", s=900)
    event(story.beat(), "X")
    assert told(story.records) == []
    event(story, "X", s=1000)
    assert told(story.records) == ["gap: s goes from 901 to 1000: 98 missing"]


def test_a_mark_of_a_person_is_no_hole() -> None:
    story = ready()
    story.add("mark", detail={"label": "here"})
    event(story, "X", s=9)
    assert told(story.records) == ["gap: s goes from 2 to 9: 6 missing"]


def test_of_chosen_events_no_number_is_missing() -> None:
    story = event(ready(), "X", s=50)
    assert told(story.records, replace(HEADER, extra={"filtered": True})) == []
    assert told(story.records, replace(HEADER, extra={"cut": {"from": 3}})) == []
    story.add("mark", detail={"label": "hole", "skipped": 3})
    event(event(story, "X", s=60), "X", s=70)
    assert told(story.records, replace(HEADER, extra={"cut": {"from": 3}, "filtered": True})) == []
    assert len(told(story.records, replace(HEADER, extra={"cut": {"from": 3}}))) == 1


def test_a_beat_is_late_from_a_quarter_of_a_second() -> None:
    beating = Beating()
    beating.begin(10.0, 5.0)
    assert beating.sent(15.0 + LATE) == []
    assert len(beating.sent(20.0 + 2 * LATE + 0.01)) == 1
    assert beating.acknowledged()
    assert beating.acknowledged()
    assert not beating.acknowledged()
    assert len(beating.closed(99.0)) == 1
    assert beating.closed(199.0) == []
