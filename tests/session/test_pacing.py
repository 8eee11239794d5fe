"""Tests of the backoff and of the send budget."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.session.pacing import (
    KEPT_FOR_ANSWERS,
    LEAST_ROOM,
    SENDS,
    WINDOW,
    Backoff,
    SendBudget,
)
from scurrycli.session.plan import MAX_BACKOFF, MIN_BACKOFF


def test_rule_17_the_backoff_doubles_from_5_to_60_s() -> None:
    backoff = Backoff(MIN_BACKOFF, MAX_BACKOFF)
    assert [backoff.next(0.5) for _ in range(6)] == [5, 10, 20, 40, 60, 60]
    backoff.reset()
    assert backoff.seconds == MIN_BACKOFF == 5
    assert backoff.next(0.5) == 5


@given(st.lists(st.floats(0, 1, exclude_max=True), max_size=12))
def test_rule_17_jitter_is_a_fifth_either_way(chances: list[float]) -> None:
    backoff = Backoff(MIN_BACKOFF, MAX_BACKOFF)
    base = 5.0
    for chance in chances:
        assert base * 0.8 <= backoff.next(chance) <= base * 1.2
        base = min(base * 2, 60)


def spend(budget: SendBudget, now: float, kept: int = KEPT_FOR_ANSWERS) -> int:
    count = 0
    while not budget.wait(now, kept):
        budget.sent(now)
        count += 1
    return count


def test_rule_19_room_is_kept_for_beats_on_schedule_and_answers() -> None:
    budget = SendBudget()
    budget.leave_room(41.25)
    assert spend(budget, 0.0) == SENDS - 3 - KEPT_FOR_ANSWERS
    assert spend(budget, 0.0, kept=0) == KEPT_FOR_ANSWERS
    assert budget.used(0.0) == SENDS - 3


def test_rule_19_others_wait_their_turn() -> None:
    budget = SendBudget()
    budget.leave_room(41.25)
    spend(budget, 0.0)
    assert budget.wait(10.0) == 50.5
    assert budget.wait(10.0, kept=0) == 0.0
    assert budget.wait(60.5) == 0.0
    assert spend(budget, 60.5) == 112


def test_rule_19_before_hello_half_is_left_for_a_heart_of_one_beat_a_second() -> None:
    assert spend(SendBudget(), 0.0) == SENDS - 62 - KEPT_FOR_ANSWERS


def test_rule_19_a_very_fast_heartbeat_leaves_some_room() -> None:
    budget = SendBudget()
    budget.leave_room(0.01)
    assert spend(budget, 0.0) == LEAST_ROOM
    assert budget.wait(0.0, kept=0) == 60.5


@pytest.mark.parametrize("interval", [1.0, 5.0, 41.25, 60.0, 3600.0])
@given(gaps=st.lists(st.floats(0, 20), max_size=60), bursts=st.integers(1, 60))
def test_rule_19_never_over_120_in_a_minute(
    interval: float, gaps: list[float], bursts: int
) -> None:
    budget = SendBudget()
    budget.leave_room(interval)
    now, sent = 0.0, []
    for gap in gaps:
        now += gap
        for _ in range(bursts):
            if not budget.wait(now):
                budget.sent(now)
                sent.append(now)
    beats = [number * interval for number in range(int(now / interval) + 1)]
    both = sorted(sent + beats)
    for end in both:
        assert sum(end - 60 < time <= end for time in both) <= 120


def test_a_wait_is_as_long_as_it_must_be() -> None:
    budget = SendBudget()
    budget.leave_room(WINDOW)
    for number in range(SENDS):
        budget.sent(number * 0.1)
    pause = budget.wait(12.0, kept=0)
    assert pause == pytest.approx(48.7)
    assert budget.wait(12.0 + pause - 0.01, kept=0) > 0
    assert budget.wait(12.0 + pause + 0.01, kept=0) == 0.0
