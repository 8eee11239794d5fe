"""Tests of sequence numbers, of what a resume needs, and of messages that are odd."""

from __future__ import annotations

import pytest

from making_sessions import (
    ELSEWHERE,
    FIRST,
    QUERY,
    RESUMED,
    Walk,
    event,
    message,
    of,
    ops,
    ready,
    texts,
)
from scurrycli.records import State
from scurrycli.session import Command, Connect, Enter, Report
from scurrycli.session.plan import LONGEST_SESSION_ID
from scurrycli.wire.payload import Payload


def goes_to(commands: list[Command]) -> str:
    [connect] = of(Connect, commands)
    return connect.url


# -- rules 12 and 13


def test_rule_12_the_last_number_that_is_not_null_is_kept() -> None:
    walk = Walk().to_ready(at=3)
    for s, last in ((7, 7), (None, 7), (5, 5), (6, 6)):
        walk.get(event(s))
        assert walk.session.seq == last
    walk.get(message(11, None, 99))
    walk.get(Payload(b'{"op":0,"s":"100","t":"X"}'))
    assert walk.session.seq == 6


def test_rule_13_the_three_things_of_a_resume_are_there_together_or_not_at_all() -> None:
    walk = Walk()
    assert walk.session.resume_point is None
    walk.to_hello()
    walk.get(event(4))
    assert walk.session.resume_point is None
    walk.get(ready(s=5))
    point = walk.session.resume_point
    assert point is not None
    assert (point.session_id, point.url, point.seq) == ("s-1", ELSEWHERE, 5)
    walk.closed(4007)
    assert walk.session.resume_point is None


@pytest.mark.parametrize("session_id", [None, "", 5, "x" * (LONGEST_SESSION_ID + 1)])
def test_rule_13_without_a_usable_session_id_nothing_can_be_resumed(session_id: str | None) -> None:
    walk = Walk()
    walk.to_hello()
    commands = walk.get(ready(session_id))
    assert "session_id" in of(Report, commands)[0].error
    assert of(Enter, commands)[0].state is State.READY
    assert goes_to(walk.closed(None)) == FIRST + QUERY


def test_the_longest_session_id_fits_into_a_resume() -> None:
    walk = Walk()
    walk.to_hello()
    walk.get(ready("\x01" * LONGEST_SESSION_ID))
    walk.closed(None)
    assert ops(walk.to_hello()) == [6]


def test_ready_without_a_number_cannot_be_resumed() -> None:
    walk = Walk()
    walk.to_hello()
    walk.get(ready(s=None))
    assert goes_to(walk.closed(None)) == FIRST + QUERY
    walk.pause(6)
    assert ops(walk.to_hello()) == [2]


# -- rule 21


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"\x00\xff",
        b"{}",
        b'{"op":99,"d":{}}',
        b'{"op":"10"}',
        b'{"op":0}',
        b'{"op":0,"t":"NEW_EVENT","s":null}',
        b'{"op":0,"t":5,"s":"1"}',
        b'{"op":2,"d":{}}',
        b'{"op":-1}',
    ],
)
@pytest.mark.parametrize("stage", ["greeting", "identifying", "ready"])
def test_rule_21_nothing_odd_is_fatal(text: bytes, stage: str) -> None:
    walk = Walk()
    walk.start()
    walk.opened()
    if stage != "greeting":
        walk.to_hello()
    if stage == "ready":
        walk.get(ready())
    deadline = walk.session.deadline
    assert walk.get(Payload(text)) == []
    assert (walk.session.deadline, walk.session.is_open) == (deadline, True)


def test_rule_21_ready_before_hello_is_reported_and_no_session() -> None:
    walk = Walk()
    walk.start()
    walk.opened()
    [report] = walk.get(ready())
    assert isinstance(report, Report)
    assert walk.session.resume_point is None
    assert walk.session.deadline is not None


def test_rule_21_resumed_without_a_resume_is_reported() -> None:
    walk = Walk()
    walk.to_hello()
    [report] = walk.get(RESUMED)
    assert isinstance(report, Report)


@pytest.mark.parametrize(
    ("replayed", "s", "verdict"),
    [
        ([], 51, "nothing was replayed, 48 missing"),
        ([], 3, "nothing was replayed, nothing is missing"),
        ([], None, "nothing was replayed, nothing is missing"),
        ([3, 4], 5, "2 replayed, nothing is missing"),
        ([2, 3, 7], 9, "3 replayed, 4 missing"),
    ],
)
def test_resumed_says_what_the_numbers_tell(
    replayed: list[int], s: int | None, verdict: str
) -> None:
    walk = Walk().to_ready(at=2)
    for _ in range(2):  # the first one is cut short, and tells nothing of the second
        walk.closed(None)
        walk.pause(70)
        if walk.session.phase.value == "waiting":
            walk.ring()
        walk.to_hello()
    for number in replayed:
        assert walk.get(event(number)) == []
    [ready_again] = of(Enter, walk.get(event(s, "RESUMED")))
    assert ready_again.why == f"RESUMED: {verdict}"


def test_ready_where_a_resume_was_asked_for_is_a_new_session() -> None:
    walk = Walk().to_ready(at=50)
    walk.closed(None)
    walk.to_hello()
    walk.get(ready("s-2", s=1))
    walk.rest(70)
    walk.closed(None)
    [text] = texts(walk.to_hello())
    assert (text["d"]["session_id"], text["d"]["seq"]) == ("s-2", 1)


def test_rule_22_the_order_of_the_fields_does_not_matter() -> None:
    walk = Walk()
    walk.start()
    walk.opened()
    walk.get(Payload(b'{"d":{"heartbeat_interval":9000},"op":10,"s":null,"t":null}'))
    walk.get(Payload(b'{"d":{"session_id":"z"},"t":"READY","s":3,"op":0}'))
    assert walk.session.resume_point is not None
    assert walk.session.resume_point.session_id == "z"
