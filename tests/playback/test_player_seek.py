"""Seeking in a recording that plays."""

from __future__ import annotations

from making_playbacks import Playback, Script, play, position_at, press, press_all, session


async def test_seeking_forward_feeds_what_lies_between_without_waiting() -> None:
    done = await play(session(0, 10, 20, 30), [(5, press("seek", 20)), position_at(6)])

    assert done.story == ["1", "+2", "+3", "4"]
    assert done.shown[-1] == (10, 4)
    assert done.notes == [26]


async def test_seeking_within_a_gap_moves_only_the_clock() -> None:
    done = await play(session(0, 100), [(5, press("seek", 50)), (6, press("seek", -10))])

    assert done.story == ["1", "2"]
    assert done.shown[-1] == (6 + 54, 2)


async def test_seeking_back_starts_over_and_catches_up_with_the_place() -> None:
    done = await play(session(0, 10, 20, 30), [(25, press("seek", -10)), position_at(26)])

    assert done.story == ["1", "2", "3", "restart", "+1", "+2", "3", "4"]
    assert done.shown[-2:] == [(30, 3), (40, 4)]
    assert done.notes == [16]


async def test_seeking_back_while_paused_stays_paused_at_the_place() -> None:
    script: Script = [(25, press("toggle_pause")), (26, press("seek", -10)), position_at(90)]
    done = await play(session(0, 10, 20, 30), script)

    assert done.story == ["1", "2", "3", "restart", "+1", "+2", "idle"]
    assert done.notes == [15]


async def test_keys_in_a_row_add_up() -> None:
    script: Script = [
        (25, press_all(press("seek", -10), press("seek", -10))),
        position_at(26),
    ]
    done = await play(session(0, 10, 20, 30), script)

    assert done.notes == [6]


async def test_seeking_never_leaves_the_recording() -> None:
    script: Script = [(0, press("seek", -100)), (5, press("seek", 1000))]
    done = await play(session(7, 17, 27), script, total=27.0)

    assert done.story == ["1", "+2", "3"]
    assert done.shown[-1] == (5, 3)


async def test_seeking_beyond_an_end_that_is_not_known_yet_ends_there() -> None:
    done = await play(session(0, 10, 20), [(5, press("seek", 1000))])

    assert done.story == ["1", "+2", "+3"]
    assert done.player.position == 20


async def test_seeking_before_the_start_is_known_does_nothing() -> None:
    playback = Playback(session(0, 10))
    playback.player.seek(100)
    await playback.run()

    assert playback.shown == [(0, 1), (10, 2)]
