"""Runs `scurry` in a pseudo-terminal and reads the screen back; never a real terminal."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pyte

from making_processes import PATIENCE, TOKEN, command, environment

Env = Mapping[str, str]
_NOTHING: Env = {}
SIZES = ((80, 24), (200, 50))
_WHOLE = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")
_ALTERNATE = re.compile(rb"\x1b\[\?1049([hl])")
_CONTROL = """import fcntl, resource, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
os.environ["PYTHONDONTWRITEBYTECODE"] = "1"  # the limit would cut its cache short"""


class Terminal:
    """A terminal with an alternate screen, and the process in it.

    Attributes:
        raw: all that the process has written.
    """

    def __init__(
        self, *args: str, size: tuple[int, int] = (80, 24), limit: int = -1, env: Env = _NOTHING
    ) -> None:
        self.raw = b""
        self.width, self.height = size
        self.person, program = os.openpty()
        self._set_size()
        self.modes_before = termios.tcgetattr(self.person)
        self._screens = {way: pyte.Screen(*size) for way in (False, True)}
        self._streams = {way: pyte.ByteStream(each) for way, each in self._screens.items()}
        self._is_alternate = False
        self._drawn = 0
        self.process = subprocess.Popen(
            command(*args, before=_CONTROL.format(limit=limit)),
            stdin=program,
            stdout=program,
            stderr=program,
            start_new_session=True,
            env=environment(**env),
        )
        os.close(program)

    @property
    def is_alternate(self) -> bool:
        """Whether the alternate screen is shown."""
        self._draw()
        return self._is_alternate

    @property
    def main(self) -> Any:
        """The screen that stays."""
        self._draw()
        return self._screens[False]

    @property
    def screen(self) -> Any:
        """What a person sees now."""
        return self._screens[self.is_alternate]

    @property
    def text(self) -> str:
        """The lines that a person sees, without the blanks at their ends."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    @property
    def modes(self) -> list[Any]:
        """The terminal's modes now."""
        return termios.tcgetattr(self.person)

    def types(self, keys: str) -> None:
        os.write(self.person, keys.encode())

    def resize(self, width: int, height: int) -> None:
        """Change the size, which signals the process."""
        self._draw()
        self.width, self.height = width, height
        for screen in self._screens.values():
            screen.resize(height, width)
        self._set_size()

    def sees(self, wanted: str | Callable[[str], bool]) -> str:
        """Wait until the text is on the screen, or the test is true of it; what is seen then."""
        deadline = time.monotonic() + PATIENCE
        while True:
            text = self.text
            if wanted(text) if callable(wanted) else wanted in text:
                return text
            assert time.monotonic() < deadline, f"{wanted} never came; there is\n{text}"
            assert self._pump(), f"{wanted} never came; it ended with\n{text}"

    def ends(self) -> int:
        """Wait for the end: the exit status."""
        while self._pump():
            pass
        status = self.process.wait(PATIENCE)
        assert TOKEN.encode() not in self.raw
        assert b"Traceback" not in self.raw, self.raw.decode(errors="replace")
        return status

    def is_as_before(self) -> bool:
        """Whether modes, cursor and screen are those that the process found."""
        return (
            not self.is_alternate
            and not self.main.cursor.hidden
            and b"\x1b[?25l" not in self.raw.rpartition(b"\x1b[?25h")[2]
        )

    def hang_up(self) -> None:
        """Close the terminal under the process."""
        os.close(self.person)
        self.person = -1

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.person >= 0:
            os.close(self.person)

    def _pump(self) -> bool:
        """Take what was written; False at the end."""
        if not select.select([self.person], [], [], 0.05)[0]:
            return self.process.poll() is None or bool(select.select([self.person], [], [], 0)[0])
        try:
            data = os.read(self.person, 1 << 16)
        except OSError:  # nobody has it open any more
            return False
        self.raw += data
        return True

    def _draw(self) -> None:
        """Draw what is new, when somebody looks: it is slow."""
        data = self.raw[self._drawn :]
        start = data.rfind(b"\x1b", max(0, len(data) - 8))
        if start >= 0 and not _WHOLE.match(data, start):  # a sequence is cut in two
            data = data[:start]
        self._drawn += len(data)
        first, *others = _ALTERNATE.split(data)
        self._streams[self._is_alternate].feed(first)
        for way, piece in zip(others[::2], others[1::2], strict=True):
            self._is_alternate = way == b"h"
            if self._is_alternate:
                self._screens[True].reset()
            self._streams[self._is_alternate].feed(piece)

    def _set_size(self) -> None:
        size = struct.pack("HHHH", self.height, self.width, 0, 0)
        fcntl.ioctl(self.person, termios.TIOCSWINSZ, size)


@contextmanager
def terminal(
    *args: str, size: tuple[int, int] = (80, 24), limit: int = -1, env: Env = _NOTHING
) -> Iterator[Terminal]:
    """A terminal whose process does not outlive the block; `limit` is the largest file's size."""
    opened = Terminal(*args, size=size, limit=limit, env=env)
    try:
        yield opened
    finally:
        opened.close()


def kill(opened: Terminal, number: int) -> None:
    """Send a signal to the process."""
    os.kill(opened.process.pid, number)
