"""The clock of a playback: pausing, speeds, jumps, delays."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.playback.transport import MAX_LAG, Transport


def test_it_runs_at_its_speed() -> None:
    transport = Transport(speed=4.0, paused=False, now=100.0)

    assert transport.play(101.0) == 4.0
    assert transport.left(10.0, 101.0) == 1.5
    assert transport.left(3.0, 101.0) == 0.0


def test_a_wait_too_short_for_any_clock_is_none() -> None:
    transport = Transport(speed=1.0, paused=False, now=0.0)

    assert transport.left(1e-9, 0.0) == 0.0


def test_paused_it_stands_still_and_nothing_is_due() -> None:
    transport = Transport(speed=1.0, paused=False, now=0.0)
    transport.pause(True, 2.0)

    assert transport.paused
    assert transport.play(50.0) == 2.0
    assert transport.left(0.0, 50.0) == math.inf
    transport.pause(False, 50.0)
    assert transport.play(51.0) == 3.0


def test_without_waiting_everything_is_due_and_the_clock_goes_from_record_to_record() -> None:
    transport = Transport(speed=math.inf, paused=False, now=0.0)

    assert transport.left(1e9, 0.0) == 0.0
    assert transport.play(5.0) == 0.0
    transport.arrive(7.0, 5.0)
    assert transport.play(9.0) == 7.0
    transport.set_speed(1.0, 9.0)
    assert transport.play(10.0) == 8.0


@pytest.mark.parametrize(
    ("now", "expected"),
    [(10.0 + MAX_LAG / 2, 10.0 + MAX_LAG / 2), (10.0 + MAX_LAG * 2, 10.0), (4.0, 10.0)],
)
def test_small_delays_are_made_up_for_and_long_ones_let_go(now: float, expected: float) -> None:
    transport = Transport(speed=1.0, paused=False, now=0.0)
    transport.arrive(10.0, now)

    assert transport.play(now) == pytest.approx(expected)


@given(st.lists(st.tuples(st.floats(0, 10), st.sampled_from([0.5, 1, 8, math.inf, None]))))
def test_it_never_runs_backwards_whatever_is_pressed(
    steps: list[tuple[float, float | None]],
) -> None:
    transport = Transport(speed=1.0, paused=False, now=0.0)
    now, last = 0.0, 0.0
    for pause, speed in steps:
        now += pause
        assert transport.play(now) >= last
        last = transport.play(now)
        if speed is None:
            transport.pause(not transport.paused, now)
        else:
            transport.set_speed(speed, now)
            assert transport.speed == speed
        assert transport.play(now) == last
