"""Where a playback begins and ends, loops, is held, and what ends it early."""

from __future__ import annotations

import asyncio
import math

import pytest

from making_playbacks import (
    START,
    Playback,
    Script,
    dispatch,
    play,
    position_at,
    press,
    press_all,
    session,
)
from scurrycli.errors import RecordingDamaged, UsageError
from scurrycli.playback import parse_position
from scurrycli.records import Record


@pytest.mark.parametrize(
    ("start", "shown"),
    [
        ("15", [(5, 3), (15, 4)]),
        ("10", [(0, 2), (10, 3), (20, 4)]),
        ("n:3", [(0, 3), (10, 4)]),
        ("seq:2", [(0, 2), (10, 3), (20, 4)]),
        ("event:ready", [(0, 3), (10, 4)]),
    ],
)
async def test_from_catches_up_with_a_place(start: str, shown: list[tuple[float, int]]) -> None:
    records = [dispatch(1, 0), dispatch(2, 10), dispatch(3, 20, "READY"), dispatch(4, 30)]
    done = await play(records, start=parse_position(start))

    assert done.shown == shown
    assert done.caught_up == [n for n in range(1, 5) if n < shown[0][1]]


async def test_from_a_time_before_the_first_record_waits_for_nothing() -> None:
    done = await play(session(300, 301), start=parse_position("10"))

    assert done.shown == [(0, 1), (1, 2)]


async def test_seeking_back_stops_at_from() -> None:
    done = await play(
        session(0, 10, 20, 30),
        [(14, press("seek", -100)), position_at(15)],
        start=parse_position("n:2"),
    )

    assert done.story == ["+1", "2", "3", "restart", "+1", "2", "3", "4"]
    assert done.notes == [11]


@pytest.mark.parametrize("start", ["99", "n:99", "event:READY"])
async def test_a_start_that_never_comes_is_said(start: str) -> None:
    playback = Playback(session(0, 10), start=parse_position(start), loop=True)

    with pytest.raises(UsageError, match=f"never reaches {start}"):
        await playback.run()
    assert playback.shown == []


@pytest.mark.parametrize(
    ("end", "last", "takes"),
    [("20", 3, 20), ("25", 3, 25), ("n:3", 3, 20), ("seq:3", 3, 20), ("event:READY", 3, 20)],
)
async def test_to_ends_at_a_place(end: str, last: int, takes: float) -> None:
    records = [dispatch(1, 0), dispatch(2, 10), dispatch(3, 20, "READY"), dispatch(4, 30)]
    done = await play(records, end=parse_position(end))

    assert done.shown[-1][1] == last
    assert done.now - START == pytest.approx(takes)
    assert done.player.position == takes
    assert done.player.total is None


async def test_to_a_number_that_is_missing_ends_before_the_next() -> None:
    done = await play([dispatch(1, 0), dispatch(5, 10)], end=parse_position("n:3"))

    assert done.story == ["1"]
    assert done.now == START


@pytest.mark.parametrize("end", ["n:9", "seq:9", "event:READY"])
async def test_an_end_that_never_comes_is_said_after_all_was_played(end: str) -> None:
    playback = Playback(session(0, 10), end=parse_position(end))

    with pytest.raises(UsageError, match=f"never reaches {end}"):
        await playback.run()
    assert playback.story == ["1", "2"]


async def test_a_time_after_the_end_is_no_mistake() -> None:
    done = await play(session(0, 10), end=parse_position("60"))

    assert done.story == ["1", "2"]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("seq:3", "15"),
        ("15", "n:2"),
        ("event:READY", "n:1"),
        ("n:3", "seq:1"),
        ("event:READY", "9"),
    ],
)
async def test_an_end_before_the_start_is_said_before_anything_is_played(
    start: str, end: str
) -> None:
    records = [dispatch(1, 0), dispatch(2, 10), dispatch(3, 20, "READY"), dispatch(4, 30)]
    playback = Playback(records, start=parse_position(start), end=parse_position(end))

    with pytest.raises(UsageError, match=rf"The end \({end}\) lies before the start \({start}\)"):
        await playback.run()
    assert playback.shown == []


async def test_an_end_in_the_quiet_after_the_start_is_none_before_it() -> None:
    records = [dispatch(1, 0), dispatch(2, 10), dispatch(3, 20)]
    done = await play(records, start=parse_position("n:2"), end=parse_position("15"))

    assert done.story == ["+1", "2"]


async def test_to_a_time_is_stopped_by_keys_like_any_wait() -> None:
    done = await play(session(0, 30), [(5, press("stop"))], end=parse_position("20"))

    assert done.story == ["1"]
    assert done.now == START + 5


async def test_to_counts_only_after_from() -> None:
    done = await play(
        session(0, 10, 20, 30), start=parse_position("n:3"), end=parse_position("event:*")
    )

    assert done.story == ["+1", "+2", "3"]


async def test_a_loop_starts_again_until_it_is_stopped() -> None:
    script: Script = [
        (35, lambda playback: playback.note(lambda player: player.loops)),
        (45, press("stop")),
    ]
    done = await play(session(0, 10, 20), script, loop=True, start=parse_position("n:2"))

    assert done.story[:6] == ["+1", "2", "3", "restart", "+1", "2"]
    assert done.notes == [3]
    assert done.player.loops == 4


async def test_held_at_the_end_it_can_be_led_back() -> None:
    script: Script = [
        (50, lambda playback: playback.note(lambda player: (player.ended, player.position))),
        (51, press("seek", 10)),
        (52, press("step")),
        (53, press("seek", -5)),
    ]
    done = await play(session(0, 10, 20), script, hold=True)

    assert done.notes == [(True, 20)]
    assert done.story == ["1", "2", "3", "restart", "+1", "+2", "3", "idle"]
    assert done.shown[-1] == (58, 3)


async def test_held_at_the_end_space_starts_again() -> None:
    script: Script = [(50, press("toggle_pause")), position_at(54)]
    done = await play(session(0, 10), script, hold=True)

    assert done.story == ["1", "2", "restart", "1", "2", "idle"]
    assert done.notes == [4]


async def test_a_key_in_the_last_moment_before_the_end_still_counts() -> None:
    playback = Playback(session(*[0.0] * 199, 5.0), speed=math.inf)
    running = asyncio.create_task(playback.run())
    await asyncio.sleep(0)
    assert len(playback.shown) == 200
    playback.player.seek(-5)
    await running

    assert playback.story.count("restart") == 1
    assert len(playback.shown) == 400


async def test_stopping_keeps_what_the_sinks_have() -> None:
    script: Script = [(5, press_all(press("seek", -5), press("stop")))]
    done = await play(session(0, 5, 10), script)

    assert "restart" not in done.story


async def test_stopping_between_two_rounds_keeps_what_the_sinks_have() -> None:
    playback = Playback(session(0), loop=True)
    running = asyncio.create_task(playback.run())
    await asyncio.sleep(0)
    playback.player.stop()
    await running

    assert playback.story == ["1"]


async def test_a_damaged_recording_is_played_as_far_as_it_goes_and_then_said() -> None:
    playback = Playback(session(0, 10), [(30, press("stop"))], hold=True)
    playback.tape.damage = "37 bytes were left unread."

    with pytest.raises(RecordingDamaged, match="37 bytes"):
        await playback.run()
    assert playback.shown == [(0, 1), (10, 2)]
    assert playback.now == START + 30


async def test_what_a_sink_raises_ends_the_playback() -> None:
    playback = Playback(session(0, 10))

    def full(_record: Record, _catching_up: bool) -> None:
        raise RecordingDamaged("The disk is full.")

    playback.player._on_record = full
    with pytest.raises(RecordingDamaged, match="disk"):
        await playback.run()
    assert playback.now == START
