"""How a player lets time pass and others have a turn; never what it waits for."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable

BREATH_RECORDS = 200
BREATH_SECONDS = 0.010

Wait = Callable[[asyncio.Event, float], Awaitable[None]]
"""Returns when the event is set or that many seconds (`math.inf`: any) have passed."""


async def wait_for(event: asyncio.Event, seconds: float) -> None:
    """The real `Wait`."""
    try:
        async with asyncio.timeout(None if math.isinf(seconds) else seconds):
            await event.wait()
    except TimeoutError:
        pass


class Breath:
    """Gives the event loop its turn after every 200 records or 10 ms that had no wait."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._count = 0
        self._rested = clock()

    async def __call__(self) -> None:
        """One record was fed."""
        self._count += 1
        if self._count < BREATH_RECORDS and self._clock() - self._rested < BREATH_SECONDS:
            return
        await asyncio.sleep(0)
        self._count = 0
        self._rested = self._clock()
