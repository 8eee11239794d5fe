"""Tests of what a session does about heartbeats: beats, answers, ACKs, zombies."""

from __future__ import annotations

import pytest

from making_sessions import ACK, BEAT, RESUMED, Walk, event, hello, message, of, ops, ready, texts
from scurrycli.records import State
from scurrycli.session import Close, Connect, Enter, Report
from scurrycli.session.heart import DEFAULT_INTERVAL
from scurrycli.wire.payload import Payload


@pytest.mark.parametrize("chance", [0.0, 0.25, 0.999])
def test_rule_7_the_first_beat_after_a_random_part_then_one_every_interval(chance: float) -> None:
    walk = Walk(chance=chance)
    start = walk.now
    walk.to_hello(40)
    walk.get(ready(s=3))
    beats = []
    for _ in range(4):
        [beat] = texts(walk.ring())
        assert beat == {"op": 1, "d": 3}
        beats.append(walk.now - start)
        walk.get(ACK)
    assert beats == pytest.approx([40 * chance + 40 * number for number in range(4)])


def test_rule_7_before_the_first_number_the_beat_carries_null() -> None:
    walk = Walk(chance=0.1)
    walk.to_hello()
    assert texts(walk.ring()) == [{"op": 1, "d": None}]


def test_rule_7_the_beat_carries_the_last_number_that_was_not_null() -> None:
    walk = Walk().to_ready(at=41)
    walk.get(event(None))
    assert texts(walk.ring()) == [{"op": 1, "d": 41}]


def test_rule_7_hello_tells_people_and_records_when_the_first_beat_is_due() -> None:
    [enter] = of(Enter, Walk(chance=0.25).to_hello(40))
    assert enter.state is State.IDENTIFYING
    assert enter.facts == {"heartbeat_interval": 40.0, "first_beat": 10.0}
    assert enter.why == "HELLO: a heartbeat every 40 s"


@pytest.mark.parametrize("d", [None, {}, [], {"heartbeat_interval": "x"}, "x", 5])
def test_rule_21_hello_without_an_interval_is_reported_and_survived(d: object) -> None:
    walk = Walk()
    walk.start()
    walk.opened()
    commands = walk.get(message(10, d))
    assert "heartbeat_interval" in of(Report, commands)[0].error
    assert ops(commands) == [2]
    assert walk.session.heart is not None
    assert walk.session.heart.interval == DEFAULT_INTERVAL


def test_rule_8_opcode_1_is_answered_at_once_and_the_schedule_stays() -> None:
    walk = Walk().to_ready(at=5)
    deadline = walk.session.deadline
    walk.pause(3)
    assert texts(walk.get(BEAT)) == [{"op": 1, "d": 5}]
    assert walk.session.deadline == deadline


def test_rule_8_opcode_1_before_hello_is_answered_too() -> None:
    walk = Walk()
    walk.start()
    walk.opened()
    assert texts(walk.get(BEAT)) == [{"op": 1, "d": None}]


def test_rule_8_opcode_1_without_end_stays_under_the_limit_and_beats_go_on() -> None:
    walk = Walk().to_ready(interval=1.0)
    sent, said = 2, []
    for _ in range(600):
        walk.pause(0.01)
        commands = walk.get(BEAT)
        sent += len(ops(commands))
        said += of(Report, commands)
        walk.get(ACK)
    assert sent + 61 <= 120
    asked = "The Gateway asks for too many heartbeats; one is left out."
    assert [report.error for report in said if report.error.startswith(asked)] == [
        asked,
        f"{asked} That was 10 times so far.",
        f"{asked} That was 100 times so far.",
    ]
    assert ops(walk.ring()) == [1]


def test_rule_9_latency_is_the_round_trip_and_unknown_before_the_first() -> None:
    walk = Walk().to_ready()
    heart = walk.session.heart
    assert heart is not None
    assert heart.latency is None
    walk.ring()
    assert heart.latency is None
    walk.pause(0.25)
    assert walk.get(ACK) == []
    assert heart.latency == pytest.approx(0.25)


def test_rule_9_on_a_new_connection_the_latency_is_unknown_again() -> None:
    walk = Walk().to_ready()
    walk.rest(30)
    walk.closed(None)
    walk.to_hello()
    assert walk.session.heart is not None
    assert walk.session.heart.latency is None


def test_rule_9_an_ack_without_a_beat_is_reported() -> None:
    walk = Walk().to_ready()
    [report] = walk.get(ACK)
    assert isinstance(report, Report)
    assert "ACK" in report.error
    walk.closed(None)
    walk.opened()
    assert walk.get(ACK) == []


def test_rule_10_zombie_when_nothing_came_since_the_last_beat() -> None:
    walk = Walk().to_ready(at=8)
    assert ops(walk.ring()) == [1]
    beat = walk.now
    commands = walk.ring()
    assert walk.now == beat + 40
    [close] = of(Close, commands)
    assert close.code not in (1000, 1001)
    assert "zombie" in of(Enter, commands)[0].why
    assert of(Enter, commands)[0].facts["rule"] == "zombie"
    assert of(Connect, commands)
    [text] = texts(walk.to_hello())
    assert (text["op"], text["d"]["seq"]) == (6, 8)


def test_rule_10_events_without_an_ack_make_a_zombie_after_two_intervals() -> None:
    walk = Walk().to_ready()
    assert ops(walk.ring()) == [1]
    beat = walk.now
    walk.pause(39).get(event(2))
    assert ops(walk.ring()) == [1]
    walk.pause(39).get(event(3))
    assert of(Close, walk.ring())
    assert walk.now == beat + 80


def test_rule_10_an_ack_that_is_late_but_comes_is_no_zombie() -> None:
    walk = Walk().to_ready()
    walk.ring()
    walk.pause(39.9)
    walk.get(event(2))
    for _ in range(20):
        assert ops(walk.ring()) == [1]
        walk.pause(10)
        assert walk.get(ACK) == []


def test_rule_10_a_missing_first_ack_counts_from_the_beat_and_not_from_hello() -> None:
    walk = Walk(chance=0.0)
    walk.to_hello()
    assert ops(walk.ring()) == [1]
    assert of(Close, walk.ring())


def test_rule_11_a_flood_of_events_moves_no_beat() -> None:
    walk = Walk().to_ready()
    deadline = walk.session.deadline
    assert deadline is not None
    for s in range(2, 10_002):
        walk.now += 0.0001
        assert walk.get(event(s)) == []
        assert walk.session.deadline == deadline
    assert texts(walk.ring()) == [{"op": 1, "d": 10_001}]
    assert walk.now == deadline


@pytest.mark.parametrize("odd", [ACK, hello(1), message(0, {}, None, "RESUMED")])
def test_what_goes_on_being_odd_is_said_less_and_less_often(odd: Payload) -> None:
    walk = Walk().to_ready()
    said = [number for number in range(1, 2001) if of(Report, walk.get(odd))]
    assert said == [1, 10, 100, 1000]
    walk.closed(None)
    walk.to_hello()
    walk.get(RESUMED)
    assert len(of(Report, walk.get(odd))) == 1


def test_a_second_hello_is_reported_and_changes_nothing() -> None:
    walk = Walk().to_ready()
    deadline = walk.session.deadline
    [report] = walk.get(hello(1))
    assert isinstance(report, Report)
    assert walk.session.deadline == deadline


def test_rule_19_what_goes_out_beside_the_schedule_is_counted() -> None:
    walk = Walk().to_ready()
    assert walk.session.budget.used(walk.now) == 1
    walk.get(BEAT)
    assert walk.session.budget.used(walk.now) == 2
    walk.closed(None)
    walk.to_hello()
    assert walk.session.budget.used(walk.now) == 1
