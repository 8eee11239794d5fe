"""Gaps between records on the playback axis, and speeds."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.errors import UsageError
from scurrycli.playback.pace import (
    MAX_SPEED,
    MIN_SPEED,
    Gap,
    check_pace,
    faster,
    gaps,
    last_at,
    parse_speed,
    slower,
)
from scurrycli.records import Kind, Record

times = st.lists(st.floats(0, 1e6), max_size=20)
limits = st.none() | st.floats(0, 100)


def records(*ats: float) -> list[Record]:
    return [Record(n, at, 0.0, Kind.MARK) for n, at in enumerate(ats, 1)]


def test_long_gaps_are_shortened_and_short_ones_are_not() -> None:
    found = [gap for _, gap in gaps(records(1.0, 2.0, 62.0, 63.5), idle_limit=2.0)]

    assert [(gap.until_at, gap.until_play) for gap in found] == [
        (1.0, 0.0),
        (2.0, 1.0),
        (62.0, 3.0),
        (63.5, 4.5),
    ]


@given(times, limits)
def test_gaps_follow_each_other_forwards_and_within_the_limit(
    ats: list[float], limit: float | None
) -> None:
    found = [gap for _, gap in gaps(records(*ats), limit)]

    for one, next_one in pairwise(found):
        assert (next_one.at, next_one.play) == (one.until_at, one.until_play)
    for gap in found:
        assert gap.at <= gap.until_at
        assert gap.play <= gap.until_play <= gap.play + (math.inf if limit is None else limit)
    assert [gap.until_at for gap in found] == [max(ats[: i + 1]) for i in range(len(ats))]


@given(times)
def test_without_a_limit_playback_takes_as_long_as_the_recording(ats: list[float]) -> None:
    ats.sort()
    found = [gap for _, gap in gaps(records(*ats))]

    if found:
        assert found[-1].until_play == pytest.approx(ats[-1] - ats[0])


@given(st.floats(0, 1e6), st.floats(0, 1e4), st.floats(0, 1e4), st.floats(0, 1))
def test_the_axes_lead_to_each_other(at: float, length: float, play: float, share: float) -> None:
    gap = Gap(at, at + length, play, play + min(length, 5.0))
    position = gap.position(gap.play + share * (gap.until_play - gap.play))

    assert gap.at <= position <= gap.until_at
    assert gap.play <= gap.play_at(position) <= gap.until_play
    assert gap.position(gap.play_at(position)) == pytest.approx(position, abs=1e-3)


def test_a_place_outside_a_gap_is_its_end_that_is_nearer() -> None:
    gap = Gap(10.0, 20.0, 1.0, 2.0)

    assert [gap.position(play) for play in (0.0, 1.5, 9.0)] == [10.0, 15.0, 20.0]
    assert [gap.play_at(at) for at in (0.0, 15.0, 99.0)] == [1.0, 1.5, 2.0]


def test_a_gap_that_takes_no_time_is_at_its_beginning_until_the_record_comes() -> None:
    gap = Gap(10.0, 20.0, 1.0, 1.0)

    assert gap.position(1.0) == 10.0


@pytest.mark.parametrize(("place", "until"), [(5.0, (10.0, 1.0)), (15.0, (15.0, 1.5))])
def test_a_gap_can_be_cut(place: float, until: tuple[float, float]) -> None:
    gap = Gap(10.0, 20.0, 1.0, 2.0).cut(place)

    assert (gap.at, gap.play) == (10.0, 1.0)
    assert (gap.until_at, gap.until_play) == until


@pytest.mark.parametrize(("ats", "end"), [((1.0, 3.0, 2.0), 3.0), ((), None)])
def test_the_end_of_a_recording_is_its_latest_record(
    ats: tuple[float, ...], end: float | None
) -> None:
    assert last_at(records(*ats)) == end


def test_speeds_go_up_to_no_waiting_and_down_to_a_sixteenth() -> None:
    speed, ups = 1.0, []
    while not math.isinf(speed):
        speed = faster(speed)
        ups.append(speed)
    downs = []
    while speed != slower(speed):
        speed = slower(speed)
        downs.append(speed)

    assert ups == [2, 4, 8, 16, 32, 64, math.inf]
    assert downs == [64, 32, 16, 8, 4, 2, 1, 1 / 2, 1 / 4, 1 / 8, 1 / 16]
    assert math.isinf(faster(math.inf))


@given(st.floats(1e-6, 1e6))
def test_a_speed_from_outside_the_bounds_never_goes_the_wrong_way(speed: float) -> None:
    assert faster(speed) > speed
    assert slower(speed) <= speed
    assert speed > MAX_SPEED or faster(speed) <= MAX_SPEED or speed == MAX_SPEED
    assert speed < MIN_SPEED or slower(speed) >= MIN_SPEED


@pytest.mark.parametrize(
    ("text", "speed"), [("max", math.inf), (" MAX", math.inf), ("2", 2.0), ("0.5x", 0.5)]
)
def test_a_speed_is_read(text: str, speed: float) -> None:
    assert parse_speed(text) == speed


@pytest.mark.parametrize("text", ["", "x", "0", "-1", "nan", "inf", "fast", "1e999"])
def test_what_is_no_speed_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError, match="is no speed"):
        parse_speed(text)


@pytest.mark.parametrize(
    ("speed", "limit"), [(0.0, None), (-1.0, None), (math.nan, None), (1.0, -1.0), (1.0, math.nan)]
)
def test_a_pace_that_cannot_be_played_is_refused(speed: float, limit: float | None) -> None:
    with pytest.raises(UsageError, match="speed must" if limit is None else "idle limit"):
        check_pace(speed, limit)


def test_a_pace_at_the_bounds_is_not() -> None:
    check_pace(math.inf, 0.0)
