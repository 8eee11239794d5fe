"""Waiting for a key or for time, and sharing the event loop."""

from __future__ import annotations

import asyncio
import math

import pytest

from scurrycli.playback.waiting import BREATH_RECORDS, BREATH_SECONDS, Breath, wait_for


@pytest.mark.parametrize("seconds", [math.inf, 3600.0])
async def test_an_event_ends_a_wait(seconds: float) -> None:
    event = asyncio.Event()
    waiting = asyncio.create_task(wait_for(event, seconds))
    await asyncio.sleep(0)

    assert not waiting.done()
    event.set()
    await waiting


async def test_time_ends_a_wait() -> None:
    event = asyncio.Event()
    await wait_for(event, 0.001)

    assert not event.is_set()


async def turns_given(records: int, seconds_each: float) -> int:
    now = 0.0
    breath = Breath(lambda: now)
    turns = 0

    async def somebody_else() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(somebody_else())
    for _ in range(records):
        now += seconds_each
        await breath()
    other.cancel()
    return turns


@pytest.mark.parametrize(
    ("records", "seconds_each", "turns"),
    [
        (BREATH_RECORDS - 1, 0.0, 0),
        (BREATH_RECORDS * 3, 0.0, 3),
        (5, BREATH_SECONDS * 2, 5),
    ],
)
async def test_others_get_a_turn_after_some_records_or_some_time(
    records: int, seconds_each: float, turns: int
) -> None:
    assert await turns_given(records, seconds_each) == turns
