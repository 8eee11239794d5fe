"""What is thought of a client on one connection, with a clock passed in; never a socket."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.server.conduct import LOST, MOST_SENT, SLACK, WINDOW, Conduct
from scurrycli.wire.payload import Payload

INTERVAL = 40.0


def greeted(interval: float = INTERVAL) -> Conduct:
    conduct = Conduct()
    conduct.hello(interval, 0.0)
    return conduct


def says(
    conduct: Conduct, now: float, text: bytes = b'{"op":1,"d":null}', newest: int = 9
) -> list[str]:
    return [breach.rule.name for breach in conduct.received(Payload(text), newest, now)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (b'{"op":3,"d":{}}', []),
        (b'{"op":2,"d":{"x":"' + b"x" * 4096 + b'"}}', ["too-large"]),
        (b'"' + b"x" * 4096 + b'"', ["too-large", "undecodable"]),
        (b"[]", ["undecodable"]),
        (b"\xff", ["undecodable"]),
        (b'{"op":99}', ["unknown-opcode"]),
        (b'{"op":10}', ["unknown-opcode"]),
        (b'{"d":1}', ["unknown-opcode"]),
        (b'{"op":1,"d":9}', []),
        (b'{"op":1,"d":10}', ["heartbeat-seq"]),
        (b'{"op":1,"d":-1}', ["heartbeat-seq"]),
        (b'{"op":1,"d":"9"}', ["heartbeat-seq"]),
        (b'{"op":1,"d":true}', ["heartbeat-seq"]),
    ],
)
def test_a_payload(text: bytes, names: list[str]) -> None:
    assert says(greeted(), 10.0, text) == names


def test_without_a_session_any_number_is_good() -> None:
    conduct = greeted()
    assert not list(conduct.received(Payload(b'{"op":1,"d":1234}'), None, 10.0))


@given(st.floats(0.002, 0.998))
def test_a_first_beat_by_chance_is_good(part: float) -> None:
    assert says(greeted(), part * INTERVAL) == []


@pytest.mark.parametrize(
    ("at", "names"),
    [
        (0.0, ["no-jitter"]),
        (0.03, ["no-jitter"]),
        (INTERVAL, ["no-jitter"]),
        (INTERVAL + 0.01, ["no-jitter"]),
        (INTERVAL * 1.2, ["no-jitter", "late-heartbeat"]),
    ],
)
def test_a_first_beat_that_is_none(at: float, names: list[str]) -> None:
    assert says(greeted(), at) == names


@given(st.lists(st.floats(0, INTERVAL * 1.1), max_size=20))
def test_beats_within_the_interval_are_good(gaps: list[float]) -> None:
    conduct, now = greeted(), 10.0
    assert says(conduct, now) == []
    for gap in gaps:
        now += gap
        assert says(conduct, now) == []
        assert list(conduct.timeout(now)) == []


def test_a_late_beat() -> None:
    conduct = greeted()
    says(conduct, 10.0)
    assert says(conduct, 10.0 + INTERVAL * 1.1 + SLACK + 0.01) == ["late-heartbeat"]


def test_no_beat_at_all() -> None:
    conduct = greeted()
    due = LOST * INTERVAL + SLACK
    assert conduct.deadline == due
    assert list(conduct.timeout(due - 0.01)) == []
    assert [breach.rule.code for breach in conduct.timeout(due)] == [4009]
    says(conduct, 10.0)
    assert conduct.deadline == 10.0 + due
    assert [b.rule.name for b in conduct.timeout(10.0 + due)] == ["no-heartbeat"]


def test_before_hello_nothing_is_due() -> None:
    conduct = Conduct()
    assert conduct.deadline is None
    assert list(conduct.timeout(1e9)) == []
    assert says(conduct, 1e9) == []


@given(st.integers(1, 300), st.floats(0.1, 5.0))
def test_the_rate(count: int, pause: float) -> None:
    conduct = greeted()
    broken = [n for n in range(count) if "too-fast" in says(conduct, n * pause, b'{"op":3}')]
    if MOST_SENT * pause >= WINDOW:
        assert broken == []
    else:
        assert broken == list(range(MOST_SENT, count))[:1]  # once: it is sent away for it


def test_an_answer_to_opcode_1() -> None:
    conduct = greeted()
    conduct.asked_for_beat(10.0)
    assert says(conduct, 10.5) == []
    conduct.asked_for_beat(20.0)
    conduct.asked_for_beat(21.0)
    assert says(conduct, 21.5) == ["unanswered-beat"]
    assert says(conduct, 22.0) == []


def test_staying_after_opcode_7_is_said_once() -> None:
    conduct = greeted()
    conduct.sent_away(10.0)
    conduct.sent_away(14.0)
    assert says(conduct, 14.9, b'{"op":3}') == []
    assert says(conduct, 15.1, b'{"op":3}') == ["stayed-after-op7"]
    assert says(conduct, 16.0, b'{"op":3}') == []


def test_who_beats_on_without_acks_does_not_look() -> None:
    conduct = greeted()
    says(conduct, 10.0)
    conduct.muted()
    conduct.muted()
    said = [says(conduct, 10.0 + INTERVAL * n) for n in (1, 2, 3, 4)]
    assert said == [[], [], ["kept-zombie"], []]
