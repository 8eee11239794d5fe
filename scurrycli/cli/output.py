"""Lines to stdout from a thread of their own, so that a slow reader never stops a session."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import select
import stat
import sys
import threading
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Self

from scurrycli.cli.keys import hung_up
from scurrycli.errors import RecordingDamaged, ScurryError

LIMIT = 64 << 20
"""Bytes that wait for a reader; what comes then is left out, and said to be."""
ENOUGH = LIMIT // 2
"""Bytes from which a source that can wait should do so."""
PATIENCE = 2.0
"""Seconds that the end waits for a reader."""
POLL_EVERY = 0.01
"""Seconds between looks at a reader that is slow."""


class Output:
    """Use as a context manager, within a running loop.

    Args:
        on_closed: called in the loop when nobody reads any more.
        fd: where to write; stdout's by default.
    """

    def __init__(self, on_closed: Callable[[], None], fd: int | None = None) -> None:
        self._fd = sys.stdout.fileno() if fd is None else fd
        self._on_closed = on_closed
        self._new: list[bytes] = []
        self._new_size = 0
        self._lines: deque[bytes] = deque()
        self._waiting = 0
        self._left_out = 0
        self._error: OSError | None = None
        self._ended = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, daemon=True, name="scurry-output")

    def __enter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._watch()
        self._thread.start()
        return self

    def write(self, line: bytes) -> None:
        """Add a line, its end included. Never waits; the thread is told once for each turn of the
        loop, as waking it costs more than the line."""
        if self._waiting + self._new_size + len(line) > LIMIT:
            self._left_out += 1
            return
        if not self._new:
            self._loop.call_soon(self._pass_on)
        self._new.append(line)
        self._new_size += len(line)

    def _pass_on(self) -> None:
        lines, self._new, size, self._new_size = self._new, [], self._new_size, 0
        with self._changed:
            self._lines.append(b"".join(lines))
            self._waiting += size
            self._changed.notify()

    @property
    def is_full(self) -> bool:
        """Whether a source that can wait should do so."""
        return self._waiting + self._new_size > ENOUGH and self._thread.is_alive()

    async def finish(self, given_up: Callable[[], bool]) -> None:
        """Wait until all is written, nobody reads any more, or it is given up."""
        self._end()
        while self._thread.is_alive() and not given_up():  # noqa: ASYNC110 - a thread
            await asyncio.sleep(POLL_EVERY)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write what is left, but wait for a reader only for a moment (see `finish`).

        Raises:
            RecordingDamaged: lines were left out, as nobody read them.
            ScurryError: they could not be written, for another reason than a closed pipe.
        """
        with contextlib.suppress(OSError, ValueError):
            self._loop.remove_reader(self._fd)
        self._end()
        self._thread.join(PATIENCE)
        if kind is not None:
            return
        if self._error is not None and self._error.errno != errno.EPIPE:
            raise ScurryError(f"The output cannot be written: {self._error.strerror}.")
        if self._left_out:
            raise RecordingDamaged(
                f"{self._left_out} lines were left out, as nobody read them in time."
            )

    def _end(self) -> None:
        self._pass_on()
        with self._changed:
            self._ended = True
            self._changed.notify()

    def _watch(self) -> None:
        """Notice that a pipe's reader has gone although there is nothing to write."""
        mode = os.fstat(self._fd).st_mode
        if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
            with contextlib.suppress(OSError, NotImplementedError):
                self._loop.add_reader(self._fd, self._closed)

    def _closed(self) -> None:
        self._loop.remove_reader(self._fd)
        if hung_up(self._fd):  # a socket may only have something to say
            self._on_closed()

    def _run(self) -> None:
        while batch := self._take():
            try:
                _write_all(self._fd, batch)
            except OSError as error:
                self._error = error
                with contextlib.suppress(RuntimeError):  # the loop may be closed already
                    self._loop.call_soon_threadsafe(self._on_closed)
                return

    def _take(self) -> bytes:
        """The next lines in one piece; empty at the end."""
        with self._changed:
            while not self._lines and not self._ended:
                self._changed.wait()
            batch = b"".join(self._lines)
            self._lines.clear()
            self._waiting -= len(batch)
            return batch


def _write_all(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        try:
            view = view[os.write(fd, view) :]
        except BlockingIOError:  # whoever shares the pipe with us made it so
            select.select([], [fd], [])


def forget_stdout() -> None:
    """Nobody reads it any more: nothing that is still to be written may fail."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
