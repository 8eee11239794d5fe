"""A player's pace, and the keys that pause, step and change the speed."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from making_playbacks import (
    Playback,
    Script,
    Tape,
    dispatch,
    heartbeat,
    play,
    position_at,
    press,
    session,
)
from scurrycli.errors import UsageError
from scurrycli.playback import Player
from scurrycli.playback.player import is_step
from scurrycli.records import Kind, Record


async def test_records_come_when_they_came() -> None:
    done = await play(session(0.5, 1.0, 4.0))

    assert done.shown == [(0.0, 1), (0.5, 2), (3.5, 3)]
    assert done.story == ["1", "2", "3"]
    assert done.player.total == 4.0


@pytest.mark.parametrize(
    ("speed", "times"), [(2.0, [0, 5, 10]), (0.5, [0, 20, 40]), (math.inf, [0, 0, 0])]
)
async def test_speed_scales_time(speed: float, times: list[float]) -> None:
    done = await play(session(0, 10, 20), speed=speed)

    assert [at for at, _ in done.shown] == times


async def test_an_idle_limit_shortens_gaps_before_the_speed_does() -> None:
    done = await play(session(0, 1, 61, 63), idle_limit=4.0, speed=2.0)

    assert [at for at, _ in done.shown] == [0, 0.5, 2.5, 3.5]


async def test_the_position_moves_smoothly_through_a_shortened_gap() -> None:
    done = await play(
        session(0, 100), [position_at(0), position_at(1), position_at(1.5)], idle_limit=2.0
    )

    assert done.notes == [0, 50, 75]


async def test_delays_do_not_add_up() -> None:
    playback = Playback(session(0, 1, 2, 3))
    feed = playback.player._on_record

    def slowly(record: Record, catching_up: bool) -> None:
        feed(record, catching_up)
        playback.now += 0.2

    playback.player._on_record = slowly
    await playback.run()

    assert playback.shown == [(0, 1), (1, 2), (2, 3), (3, 4)]


@pytest.mark.parametrize("option", [{"speed": 0.0}, {"idle_limit": -1.0}])
def test_a_pace_that_cannot_be_is_refused_before_anything_is_opened(
    option: dict[str, Any],
) -> None:
    with pytest.raises(UsageError):
        Playback([], **option)


async def test_an_empty_recording_ends_at_once() -> None:
    done = await play([], loop=True)

    assert done.story == []
    assert done.player.position == 0.0


async def test_the_loop_has_its_turn_when_nothing_waits() -> None:
    playback = Playback(session(*[0.0] * 100_000), speed=math.inf)
    running = asyncio.create_task(playback.run())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    playback.player.stop()
    await running

    assert 0 < len(playback.shown) < 1000


async def test_a_real_clock_plays_too() -> None:
    shown: list[int] = []
    at_end = asyncio.Event()

    @contextmanager
    def recording() -> Iterator[Tape]:
        yield Tape(session(0, 0.002, 0.004))

    def on_record(record: Record, _catching_up: bool) -> None:
        shown.append(record.n)
        if record.n == 3:
            at_end.set()

    player = Player(recording, on_record=on_record, hold=True)
    running = asyncio.create_task(player.run())
    await at_end.wait()
    player.stop()
    await running

    assert shown == [1, 2, 3]


# Pause, step, speed


async def test_a_pause_takes_time_out() -> None:
    done = await play(
        session(0, 10),
        [
            (4, press("toggle_pause")),
            position_at(100),
            (104, lambda playback: playback.note(lambda player: player.paused)),
            (104, press("toggle_pause")),
        ],
    )

    assert done.shown == [(0, 1), (110, 2)]
    assert done.notes == [4, True]


async def test_paused_from_the_start_nothing_is_shown_until_a_key() -> None:
    done = await play(session(0, 10), [(7, press("toggle_pause"))], paused=True)

    assert done.shown == [(7, 1), (17, 2)]


async def test_a_step_shows_the_next_dispatch_and_what_leads_to_it_and_pauses() -> None:
    records = [dispatch(1, 0), heartbeat(2, 10), heartbeat(3, 20), dispatch(4, 30), dispatch(5, 40)]
    done = await play(records, [(3, press("step")), position_at(50), (60, press("step"))])

    assert done.shown == [(0, 1), (3, 2), (3, 3), (3, 4), (60, 5)]
    assert done.notes == [30]
    assert done.player.paused


async def test_steps_add_up_and_playback_goes_on_from_where_they_led() -> None:
    script: Script = [(1, press("step")), (1, press("step")), (5, press("toggle_pause"))]
    done = await play(session(0, 10, 20, 30), script)

    assert done.shown == [(0, 1), (1, 2), (1, 3), (15, 4)]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (dispatch(1, 0), True),
        (heartbeat(1, 0), False),
        (Record(1, 0, 0, Kind.RECV, op=11), False),
        (Record(1, 0, 0, Kind.RECV, op=None), True),
        (Record(1, 0, 0, Kind.STATE), True),
        (Record(1, 0, 0, "news"), True),
    ],
)
def test_a_step_ends_where_a_person_sees_something(record: Record, expected: bool) -> None:
    assert is_step(record) is expected


async def test_the_speed_changes_in_the_middle_of_a_gap() -> None:
    done = await play(session(0, 10, 20), [(4, press("faster")), (7, press("slower"))])

    assert done.shown == [(0, 1), (7, 2), (17, 3)]
    assert done.player.speed == 1.0


async def test_faster_than_the_fastest_waits_no_more() -> None:
    done = await play(session(0, 10, 1e9), [(1, press("faster"))], speed=64.0, paused=False)

    assert done.shown[0] == (0, 1)
    assert done.shown[1:] == [(10 / 64, 2), (1, 3)]
    assert math.isinf(done.player.speed)


# Everything at once

keys = st.one_of(
    st.sampled_from([press("toggle_pause"), press("step"), press("faster"), press("slower")]),
    st.floats(-50, 50).map(lambda delta: press("seek", delta)),
)


@given(
    ats=st.lists(st.integers(0, 60), min_size=1, max_size=8),
    pressed=st.lists(st.tuples(st.floats(0, 100), keys), max_size=8),
    idle_limit=st.none() | st.sampled_from([0.0, 3.0]),
)
def test_whatever_is_pressed_the_sinks_have_a_prefix_of_the_recording(
    ats: list[int], pressed: Script, idle_limit: float | None
) -> None:
    pressed.sort(key=lambda timed: timed[0])
    done = asyncio.run(play(session(*sorted(ats)), pressed, idle_limit=idle_limit, hold=True))
    last_pass = " ".join(done.story).rpartition("restart")[2].replace("idle", "").split()

    assert [int(step) for step in last_pass] == list(range(1, len(last_pass) + 1))
    if not done.player.paused:
        assert len(last_pass) == len(ats)
