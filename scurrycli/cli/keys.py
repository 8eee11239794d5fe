"""Single keys from a terminal, which is always left as it was found; never what a key does."""

from __future__ import annotations

import asyncio
import atexit
import os
import re
import select
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Self

try:
    import termios
except ImportError:  # pragma: no cover - a platform without terminals of this kind
    _HAS_TERMINALS = False
else:
    _HAS_TERMINALS = True

ESCAPE_DELAY = 0.05
"""Seconds after which an ESC was the key, not the beginning of a sequence."""

_NAMED = {b" ": "space", b"\r": "enter", b"\n": "enter", b"\t": "tab"} | dict.fromkeys(
    (b"\x7f", b"\x08"), "backspace"
)
_NAMED |= {bytes([ord(letter) & 31]): f"ctrl+{letter}" for letter in "abdefkuw"}
_ENDINGS = {b"A": "up", b"B": "down", b"C": "right", b"D": "left", b"H": "home", b"F": "end"}
_NUMBERED = {
    b"1": "home",
    b"3": "delete",
    b"4": "end",
    b"5": "pageup",
    b"6": "pagedown",
    b"7": "home",
    b"8": "end",
}
_KEY = re.compile(
    rb"\x1b\[(?P<number>[0-9]{0,4})[0-9:;<=>?]{0,32}[ -/]{0,4}(?P<csi>[@-~])"
    rb"|\x1bO(?P<ss3>[@-~])"
    rb"|\x1b(?:\[[0-9:;<=>?]{0,32}[ -/]{0,4}|O)"
    rb"|(?P<text>[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}"
    rb"|[\xf0-\xf4][\x80-\xbf]{3})"
    rb"|[\x80-\xff]"
)
_UNFINISHED = re.compile(
    rb"\x1b(?:\[[0-9:;<=>?]{0,32}[ -/]{0,4}|O)?"
    rb"|[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2}"
)


def decode_keys(data: bytes) -> tuple[list[str], bytes]:
    """Names of the keys in what a terminal sent, and the rest, to be put before what follows.

    A name is `left`, `right`, `up`, `down`, `home`, `end`, `pageup`, `pagedown`, `esc`, `space`,
    `enter`, `tab`, `backspace`, `delete`, `ctrl+a` (and some others that edit a line) or the
    printable character itself. Other keys have no name and are left out.
    """
    names = []
    start = 0
    while start < len(data) and not _UNFINISHED.fullmatch(data, start):
        match = _KEY.match(data, start)
        assert match is not None  # noqa: S101 - every single byte matches
        names.append(_name(match))
        start = match.end()
    return [name for name in names if name], data[start:]


def _name(match: re.Match[bytes]) -> str:
    sequence = match["csi"] or match["ss3"]
    if sequence == b"~":
        return _NUMBERED.get(match["number"] or b"", "")
    if sequence:
        return _ENDINGS.get(sequence, "")
    if match["text"] is None:
        return ""
    if match["text"] == b"\x1b":
        return "esc"
    text = match["text"].decode(errors="ignore")
    return _NAMED.get(match["text"], text if text.isprintable() else "")


def _nothing() -> None:
    """The default of a callback."""


class RawTerminal:
    """The modes of one terminal: keys come one by one and are not echoed, Ctrl-C stays a signal.

    Attributes:
        is_one: whether there is a terminal at all; if not, nothing is ever changed.
        raw: whether the modes are changed now.
    """

    def __init__(self, fd: int) -> None:
        """Look whether it is a terminal; nothing is changed yet."""
        self.is_one = _HAS_TERMINALS and fd >= 0 and os.isatty(fd)
        self.raw = False
        self._fd = fd
        self._before: list[Any] = []
        self._ours: list[Any] = []

    def enter(self) -> bool:
        """Make it raw unless another job has it; whether that changed anything."""
        if not self.is_one or not _in_foreground(self._fd):
            self.raw = False
            return False
        try:
            if self.raw and termios.tcgetattr(self._fd) == self._ours:
                return False
            # Not sooner: while a shell reads a command line, the modes are its own.
            self._before = self._before or termios.tcgetattr(self._fd)
            self.raw = True
            atexit.unregister(self.restore)
            atexit.register(self.restore)
            termios.tcsetattr(self._fd, termios.TCSANOW, _raw(self._before))
            self._ours = termios.tcgetattr(self._fd)
        except termios.error:  # the terminal is gone
            self.raw = False
        return self.raw

    def restore(self) -> bool:
        """Put the modes back unless another job has the terminal; whether that was needed."""
        atexit.unregister(self.restore)
        if not self.raw:
            return False
        self.raw = False
        if _in_foreground(self._fd):
            with suppress(termios.error):  # the terminal is gone
                termios.tcsetattr(self._fd, termios.TCSANOW, self._before)
        return True


def _raw(before: list[Any]) -> list[Any]:
    modes = [*before[:6], [*before[6]]]
    modes[3] = modes[3] & ~(termios.ICANON | termios.ECHO) | termios.ISIG
    modes[6][termios.VMIN] = 0  # a key that another process took must not block the loop
    modes[6][termios.VTIME] = 0
    return modes


def _in_foreground(fd: int) -> bool:
    """Whether the terminal lets us: a job in the background would be stopped for touching it."""
    try:
        return os.tcgetpgrp(fd) == os.getpgrp()
    except OSError:  # not the terminal that controls us: no jobs there
        return True


class Keys:
    """Reads keys while an event loop runs: `with Keys(on_key): await ...`.

    Does nothing if there is no terminal to read from. The terminal is put back when the block or
    the process ends, and before a signal ends or stops the process. A handler that was set for
    such a signal before the block is left alone; then the end of the block must come of it.
    """

    def __init__(
        self,
        on_key: Callable[[str], None],
        *,
        fd: int | None = None,
        on_leave: Callable[[], None] = _nothing,
        on_return: Callable[[], None] = _nothing,
        escape_delay: float = ESCAPE_DELAY,
    ) -> None:
        """Prepare for the loop that will run. Every callback runs in it.

        Args:
            on_key: takes the name of each key (see `decode_keys`).
            fd: the terminal; stdin if None.
            on_leave: called before a signal takes the terminal away, for good or for a while.
            on_return: called when it is back and raw again.
            escape_delay: seconds, see `ESCAPE_DELAY`.
        """
        self._on_key = on_key
        self._fd = _stdin() if fd is None else fd
        self._on_leave = on_leave
        self._on_return = on_return
        self._delay = escape_delay
        self._rest = b""
        self._timer: asyncio.TimerHandle | None = None
        self._terminal = RawTerminal(self._fd)
        self._handled: list[int] = []

    @property
    def active(self) -> bool:
        """Whether keys are read now."""
        return self._terminal.raw

    def __enter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        if self._terminal.is_one:
            self._handle_signals()
            if self._terminal.enter():
                self._loop.add_reader(self._fd, self._read)
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._terminal.restore()
        handled, self._handled = self._handled, []
        for signum in handled:
            self._unhandle(signum)
        if self._terminal.is_one:
            self._forget()

    def _handle_signals(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            return
        endings = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
        handlers = dict.fromkeys(endings, self._die)
        handlers |= {signal.SIGTSTP: self._suspend, signal.SIGCONT: self._continue}
        for signum, handler in handlers.items():
            if signal.getsignal(signum) is signal.SIG_DFL:
                self._loop.add_signal_handler(signum, handler, signum)
                self._handled.append(signum)

    def _unhandle(self, signum: int) -> None:
        self._loop.remove_signal_handler(signum)
        signal.signal(signum, signal.SIG_DFL)  # asyncio has another default for SIGINT

    def _die(self, signum: int) -> None:
        self.leave()
        self._unhandle(signum)
        signal.raise_signal(signum)

    def _suspend(self, signum: int) -> None:
        if not self._handled:  # it came in the last moment of the block
            return
        self.leave()
        self._unhandle(signum)
        signal.raise_signal(signum)  # the process is stopped in here, if a shell looks after it
        self._loop.add_signal_handler(signum, self._suspend, signum)
        self._continue(signum)

    def _continue(self, signum: int) -> None:
        """The job goes on, after `signum`; after some stops nobody knew that it had stopped."""
        if self._handled and self._terminal.enter():
            self._loop.add_reader(self._fd, self._read)
            self._on_return()

    def leave(self) -> None:
        """Give the terminal back at once, for a process that stops or dies."""
        if self._terminal.restore():
            self._on_leave()

    def _forget(self) -> None:
        """Read no more: the end, another job has the terminal, or it is gone."""
        self._loop.remove_reader(self._fd)
        if self._timer is not None:
            self._timer.cancel()

    def _read(self) -> None:
        data = self._take() if self._terminal.raw else None
        if data is None:
            self._forget()
            return
        if self._timer is not None:
            self._timer.cancel()
        names, self._rest = decode_keys(self._rest + data)
        if self._rest:
            self._timer = self._loop.call_later(self._delay, self._give_up)
        for name in names:
            self._on_key(name)

    def _take(self) -> bytes | None:
        """What has been typed; None if nothing ever will be."""
        try:
            data = os.read(self._fd, 1024)
        except BlockingIOError:
            return b""
        except OSError:
            return None
        return None if not data and hung_up(self._fd) else data

    def _give_up(self) -> None:
        """Nothing followed: an ESC was the key; half a sequence was none."""
        rest, self._rest = self._rest, b""
        if rest == b"\x1b":
            self._on_key("esc")


def hung_up(fd: int) -> bool:
    """Whether there is nobody any more at the other end of a terminal, a pipe or a socket."""
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    gone = select.POLLHUP | select.POLLERR | select.POLLNVAL
    return any(events & gone for _, events in poll.poll(0))


def _stdin() -> int:
    try:
        return sys.stdin.fileno()
    except (AttributeError, ValueError, OSError):  # none, closed, or replaced by something else
        return -1
