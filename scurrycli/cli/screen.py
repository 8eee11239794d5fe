"""Draws a view into the terminal a few times a second, and gives it keys; never what is drawn."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from scurrycli.cli.keys import Keys

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

BUSY = 0.25
"""Seconds between draws while there is news."""
IDLE = 1.0
"""Seconds between draws where only clocks move."""

Draw = Callable[[int, int], "RenderableType"]


def has_screen() -> bool:
    """Whether stdout is a terminal that can be drawn on."""
    return sys.stdout.isatty() and os.environ.get("TERM", "") not in ("", "dumb")


class Screen:
    """The alternate screen of the terminal, drawn on while `run` runs.

    Args:
        draw: makes the whole screen for a width and a height.
        keys: what to do, by the key's name.
    """

    def __init__(
        self, console: Console, draw: Draw, keys: Mapping[str, Callable[[], None]]
    ) -> None:
        self._console = console
        self._draw = draw
        self._keys = keys
        self._wake = asyncio.Event()
        self._news = False

    def news(self) -> None:
        """Something came in: draw soon. Costs nothing."""
        self._news = True

    async def run(self) -> None:
        """Draw until cancelled. The terminal is as it was before, whatever ends this."""
        from rich.live import Live

        loop = asyncio.get_running_loop()
        live = Live(
            self._renderable(),
            console=self._console,
            screen=True,
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        keys = Keys(self._press, on_leave=live.stop, on_return=self._wake.set)
        loop.add_signal_handler(signal.SIGWINCH, self._wake.set)
        try:
            with keys, live:
                while True:
                    if not live.is_started:
                        live.start()
                    live.update(self._renderable(), refresh=True)
                    await self._pause()
        finally:
            loop.remove_signal_handler(signal.SIGWINCH)

    def _renderable(self) -> RenderableType:
        width, height = self._console.size
        return self._draw(width, height)

    def _press(self, key: str) -> None:
        action = self._keys.get(key)
        if action is not None:
            action()
            self._wake.set()

    async def _pause(self) -> None:
        """Until there is something new to see: a key, news that came in, or a clock."""
        self._wake.clear()
        self._news = False
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), BUSY)
        for _ in range(round(IDLE / BUSY) - 1):
            if self._news or self._wake.is_set():
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), BUSY)
