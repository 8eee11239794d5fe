"""Draws a view into the terminal a few times a second, and gives it keys; never what is drawn."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, TypedDict

from scurrycli.cli.keys import Keys
from scurrycli.cli.output import forget_stdout
from scurrycli.sinks.keys import READING

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live

    from scurrycli.reader.app import Reader
    from scurrycli.reader.desk import Desk

BUSY = 0.25
"""Seconds between draws while there is news."""
LOADED = 0.75
"""Seconds between draws while what comes in takes most of a core: it goes first."""
_LOAD = 0.5  # of a core
IDLE = 1.0
"""Seconds between draws where only clocks move."""
_LEAST = 60  # cells of a printed line
_UNCUT = 5000  # cells where no terminal limits them: what is cut off, `grep` would not find

Draw = Callable[[int, int], "RenderableType"]


def has_screen() -> bool:
    """Whether stdout is a terminal that can be drawn on, and nobody asks for plain text."""
    can_draw = sys.stdout.isatty() and os.environ.get("TERM", "") not in ("", "dumb")
    return can_draw and not os.environ.get("NO_COLOR")


class Look(TypedDict):
    """How a `formatter` writes for what reads stdout."""

    width: int
    terminal: bool
    colour: bool


def look() -> Look:
    """Lines for a terminal fit it, and have colours unless it cannot show them or nobody wants."""
    terminal = sys.stdout.isatty()
    return Look(
        width=max(_LEAST, shutil.get_terminal_size().columns) if terminal else _UNCUT,
        terminal=terminal,
        colour=has_screen(),
    )


def console() -> Console:
    """The terminal in its real size: that of COLUMNS and LINES may be wrong, or even none."""
    from rich.console import Console

    kept = {name: text for name, text in os.environ.items() if name not in ("COLUMNS", "LINES")}
    return Console(file=sys.stdout, highlight=False, _environ=kept)


class Screen:
    """The alternate screen of the terminal, drawn on while `run` runs.

    Args:
        draw: makes the whole screen for a width and a height.
        keys: what to do, by the key's name.
        on_gone: called when the terminal has gone; nothing is drawn any more.
        desk: what the keys in `scurrycli.sinks.keys.READING` open a reader on, if any.
    """

    def __init__(
        self,
        console: Console,
        draw: Draw,
        keys: Mapping[str, Callable[[], None]],
        on_gone: Callable[[], None],
        desk: Desk | None = None,
    ) -> None:
        self._console = console
        self._draw = draw
        self._keys = keys
        self._on_gone = on_gone
        self._desk = desk
        self._typed: list[str] = []  # for a reader that is being opened
        self._reader: Reader | None = None
        self._give_back: Callable[[], None] = _nothing
        self._wake = asyncio.Event()
        self._news = False
        self._looked = time.process_time(), time.monotonic()

    def news(self) -> None:
        """Something came in: draw soon. Costs nothing."""
        self._news = True

    def print(self, words: RenderableType) -> None:
        """Words that stay when the screen is gone; a terminal that has gone is none."""
        try:
            self._console.print(words)
        except OSError:
            forget_stdout()

    def leave(self) -> None:
        """Give the terminal back at once, for a process that is about to die."""
        self._give_back()

    async def run(self) -> None:
        """Draw until cancelled. The terminal is as it was before, whatever ends this."""
        try:
            await self._draw_on()
        except OSError:
            forget_stdout()
            self._on_gone()

    async def _draw_on(self) -> None:
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
        keys = Keys(self._press, on_leave=live.stop, on_return=partial(self._return, live))
        self._give_back = partial(_give_back, keys, live)
        loop.add_signal_handler(signal.SIGWINCH, self._resized)
        try:
            with keys, live:
                while True:
                    if self._desk is not None and self._typed:
                        await self._read(self._desk)
                    live.update(self._renderable(), refresh=True)
                    await self._pause()
        finally:
            loop.remove_signal_handler(signal.SIGWINCH)
            self._give_back = _nothing

    def _renderable(self) -> RenderableType:
        width, height = self._console.size
        return self._draw(width, height)

    def _press(self, key: str) -> None:
        if self._reader is not None:
            self._reader.press(key)
        elif self._typed or (self._desk and key in READING and key not in self._keys):
            self._typed.append(key)
            self._wake.set()
        elif key in self._keys:
            self._keys[key]()
            self._wake.set()

    def _resized(self) -> None:
        self._wake.set()
        if self._reader is not None:
            self._reader.resized()

    def _return(self, live: Live) -> None:
        """The terminal is ours again: the job goes on."""
        live.start()
        self._resized()

    async def _read(self, desk: Desk) -> None:
        """A reader in place of the view, until it is left. Here, so that nothing waits for it that
        may never need it, and in a thread, as heartbeats go on."""
        reading = await asyncio.to_thread(importlib.import_module, "scurrycli.reader.app")
        reader: Reader = reading.Reader(desk, _Surface(self._console))
        running = asyncio.ensure_future(reader.run_async(mouse=False))
        self._reader = reader
        try:
            typed, self._typed = self._typed, []
            for key in typed:
                reader.press(key)
            await asyncio.wait({running})
        finally:
            self._reader = None
            reader.exit()
            await asyncio.wait({running})
        for key in reader.untaken:
            self._press(key)
        running.result()
        if reader.failure is not None:
            raise reader.failure

    async def _pause(self) -> None:
        """Until there is something new to see: a key, news that came in, or a clock."""
        self._wake.clear()
        self._news = False
        await self._wait_for_wake(LOADED if self._is_loaded() else BUSY)
        for _ in range(round(IDLE / BUSY) - 1):
            if self._news or self._wake.is_set():
                return
            await self._wait_for_wake(BUSY)

    def _is_loaded(self) -> bool:
        """Whether this process was busy since it was asked last."""
        worked, passed = self._looked
        self._looked = time.process_time(), time.monotonic()
        return self._looked[0] - worked > _LOAD * (self._looked[1] - passed)

    async def _wait_for_wake(self, seconds: float) -> None:
        # `wait_for` of Python 3.11 loses a cancellation that comes together with the wake
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()


class _Surface:
    """The terminal, for a reader."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._file = console.file

    @property
    def size(self) -> tuple[int, int]:
        """Cells of a line, and lines."""
        return self._console.size

    def write(self, data: str) -> None:
        """Send it; raises OSError when the terminal has gone."""
        self._file.write(data)
        self._file.flush()


def _nothing() -> None:
    """There is no terminal to give back."""


def _give_back(keys: Keys, live: Live) -> None:
    keys.leave()
    with contextlib.suppress(OSError):
        live.stop()
