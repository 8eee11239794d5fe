"""When a command that goes on by itself ends, and with which status; never what it does."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine
from enum import Enum
from typing import TYPE_CHECKING

from scurrycli.errors import ExitStatus, ScurryError

if TYPE_CHECKING:
    from scurrycli.sinks.alarms import Alarms


class Ending(Enum):
    """Why a command ended."""

    FINISHED = "the end that was asked for"
    LEFT = "left with q"
    CLOSED = "nobody reads the output any more"
    INTERRUPTED = "interrupted"
    ALARM = "a condition of --exit-on was met"


class Stopper:
    """Is asked to stop by whoever has a reason; the first reason counts.

    Attributes:
        ending: the reason; None as long as there is none.
        before_death: called when a second signal is about to end the process at once.
    """

    def __init__(self) -> None:
        self.ending: Ending | None = None
        self.before_death: Callable[[], None] = lambda: None
        self._stopped = asyncio.Event()

    def stop(self, ending: Ending) -> None:
        """Ask to stop."""
        if self.ending is None:
            self.ending = ending
        self._stopped.set()

    async def wait(self) -> None:
        """Return when it is time to stop."""
        await self._stopped.wait()

    async def wait_for(self, seconds: float) -> None:
        """Return when it is time to stop, or after so many seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopped.wait(), seconds)

    def on_signals(self) -> None:
        """Make Ctrl-C, a polite kill and a closed terminal stop; the second time, at once.

        A closed terminal is often told of twice, and by its file as well: that is no impatience.
        What the process was told to ignore (as by `nohup`) it goes on to ignore.
        """
        loop = asyncio.get_running_loop()
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                loop.add_signal_handler(number, self._signalled, number)

    def _signalled(self, number: int) -> None:
        if self.ending is not None and number != getattr(signal, "SIGHUP", None):
            self.before_death()
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        self.stop(Ending.INTERRUPTED)

    def is_interrupted(self) -> bool:
        """Whether a person wants it to end, whatever is still to do."""
        return self.ending is Ending.INTERRUPTED

    def status(self, *, has_end: bool) -> ExitStatus:
        """The exit status; `has_end` is whether an end was asked for that Ctrl-C forestalled."""
        if self.ending is Ending.INTERRUPTED and has_end:
            return ExitStatus.INTERRUPTED
        return ExitStatus.OK


async def until_either(work: Coroutine[None, None, None], other: asyncio.Task[None]) -> None:
    """Do the work, but end with the other task's error where that fails first."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task, other}, return_when=asyncio.FIRST_COMPLETED)
        if other.done():
            other.result()
        await task
    finally:
        task.cancel()


def raise_alarm(alarms: Alarms) -> None:
    """End with status 1 where a condition of `--exit-on` was met.

    Raises:
        ScurryError: one was.
    """
    if alarms.reason is not None:
        raise ScurryError(f"Stopped by --exit-on: {alarms.reason}.")
