"""Tests of the heartbeat's schedule, of its pairs with ACKs, and of zombies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.session.heart import LEAST_INTERVAL, MOST_INTERVAL, Heart, usable_interval


def heart(interval: float = 10.0, jitter: float = 0.5) -> Heart:
    return Heart(interval, jitter, 100.0)


def test_the_schedule_does_not_drift_when_beats_are_late() -> None:
    made = heart()
    made.beat(105.2)
    assert made.due == 115.0
    made.beat(117.0)
    assert made.due == 125.0


def test_after_a_sleep_the_next_beat_is_a_whole_interval_away() -> None:
    made = heart()
    made.beat(171.0)
    assert made.due == 181.0


def test_a_beat_just_before_the_next_one_moves_that_so_that_an_ack_has_time() -> None:
    made = heart()
    made.beat(114.9)
    assert made.due == 124.9


def test_a_beat_out_of_turn_leaves_the_schedule_alone() -> None:
    made = heart()
    made.beat_out_of_turn(101.0)
    assert (made.due, made.sent) == (105.0, None)


def test_acks_answer_in_the_order_of_the_beats() -> None:
    made = heart()
    made.beat(105.0)
    made.beat_out_of_turn(106.0)
    assert made.acknowledged(107.0) == made.latency == 2.0
    assert made.acknowledged(107.5) == made.latency == 1.5
    assert made.acknowledged(108.0) is None
    assert made.latency == 1.5


def test_an_ack_that_came_before_the_beat_answers_nothing() -> None:
    made = heart()
    made.beat(105.0)
    assert made.acknowledged(104.9) is None
    assert made.latency is None
    assert made.acknowledged(105.1) == pytest.approx(0.1)


def test_missed_counts_beats_that_found_the_one_before_unanswered() -> None:
    made = heart()
    made.beat(105.0)
    assert made.missed == 0
    made.beat(115.0)
    assert made.missed == 1
    made.acknowledged(115.1)
    made.acknowledged(115.2)
    made.beat(125.0)
    assert made.missed == 1


def test_rule_10_no_zombie_while_no_beat_is_in_wait() -> None:
    made = heart()
    assert not made.is_zombie(105.0)
    made.beat(105.0)
    made.acknowledged(105.1)
    assert not made.is_zombie(115.0)


def test_rule_10_no_zombie_after_one_interval_where_something_came_in() -> None:
    made = heart()
    made.beat(105.0)
    made.heard = 106.0
    assert not made.is_zombie(115.0)


def test_rule_10_zombie_when_nothing_came_since_the_last_beat() -> None:
    made = heart()
    made.heard = 104.0
    made.beat(105.0)
    assert made.is_zombie(115.0)


def test_rule_10_an_answer_to_opcode_1_just_before_a_beat_makes_no_zombie() -> None:
    made = heart()
    made.beat(105.0)
    made.heard = 105.1
    made.acknowledged(105.1)
    made.heard = 114.99
    made.beat_out_of_turn(114.99)
    assert not made.is_zombie(115.0)
    made.beat(115.0)
    assert made.is_zombie(125.0)


@pytest.mark.parametrize("late", [0.0, 0.1, 0.2])
def test_rule_10_zombie_after_two_intervals_although_the_first_beat_was_late(late: float) -> None:
    made = heart()
    made.beat(105.0 + late)
    made.heard = 114.0
    made.beat(115.0)
    made.heard = 124.0
    assert made.is_zombie(125.0)


def test_rule_10_an_ack_of_an_older_beat_gives_two_intervals_more() -> None:
    made = heart()
    made.beat(105.0)
    made.heard = 114.0
    made.beat(115.0)
    made.heard = 116.0
    made.acknowledged(116.0)
    made.beat(125.0)
    made.heard = 134.0
    assert not made.is_zombie(135.0)
    made.beat(135.0)
    made.heard = 144.0
    assert made.is_zombie(145.0)


@given(
    st.floats(LEAST_INTERVAL, MOST_INTERVAL),
    st.floats(0, 1, exclude_max=True),
    st.lists(st.floats(0, 3), max_size=40),
)
def test_rule_7_a_beat_every_interval_however_late_the_timer(
    interval: float, jitter: float, lateness: list[float]
) -> None:
    made = Heart(interval, jitter, 0.0)
    assert 0 <= made.due <= interval
    previous = None
    for late in lateness:
        due = made.due
        now = due + late * interval
        made.beat(now)
        assert now < made.due <= now + interval * 1.000001
        assert made.due >= now + interval * 0.499999
        if late <= 0.4:
            assert made.due == due + interval
        if previous is not None:
            assert now > previous
        previous = now


@pytest.mark.parametrize(
    ("given_ms", "seconds"),
    [
        (41250, 41.25),
        (45000.5, 45.0005),
        (10, 0.01),
        (3_600_000, 3600.0),
        (9, None),
        (3_600_001, None),
        (0, None),
        (-1, None),
        (True, None),
        ("41250", None),
        (None, None),
        ([1], None),
        (float("nan"), None),
        (float("inf"), None),
    ],
)
def test_rule_7_the_interval_is_in_milliseconds(given_ms: object, seconds: float | None) -> None:
    assert usable_interval(given_ms) == seconds
