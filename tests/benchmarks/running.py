"""Runs one command and tells what it cost; never what that means."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PATIENCE = 120.0
"""Seconds after which a run is killed, unless it is known to be long."""
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Zm9ydHk.dHdvLW5vLXRva2VuLW9mLWFueWJvZHk"
"""Of a token's shape: what a client does about its own token depends on how long that is."""
SCURRY = (sys.executable, "-m", "scurrycli")
_SIZES = frozenset({"COLUMNS", "LINES"})
_Started = tuple[subprocess.Popen[bytes], threading.Thread | None]
_TESTS = Path(__file__).parents[1]
ROOT = _TESTS.parent


@dataclass(frozen=True, slots=True)
class Run:
    """What one process cost, with those that it waited for.

    Attributes:
        cpu: seconds, user and system.
        wall: seconds.
        rss: bytes, at their peak.
    """

    cpu: float
    wall: float
    rss: int


def run(
    command: Sequence[str],
    *,
    screen: bool = False,
    statuses: Sequence[int] = (0,),
    environment: Mapping[str, str] | None = None,
    patience: float = PATIENCE,
) -> Run:
    """Run a command to its end; what it says on stderr or on its screen is told if it fails.

    Args:
        command: program and arguments.
        screen: in a terminal of 80x24 that somebody reads, instead of into /dev/null.
        statuses: those that are no failure.
        environment: variables beside the usual ones.
        patience: seconds.
    """
    variables = {name: value for name, value in os.environ.items() if name not in _SIZES}
    variables |= {"DISCORD_TOKEN": TOKEN, "TERM": "xterm-256color", **(environment or {})}
    variables["PYTHONPATH"] = os.pathsep.join((str(ROOT), str(_TESTS)))
    start = _in_terminal if screen else _plainly
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process, reading = start(command, variables, said)
        timer = threading.Timer(patience, process.send_signal, (signal.SIGKILL,))
        timer.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        timer.cancel()
        if reading is not None:
            reading.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in statuses:
            said.seek(0)
            words = said.read()[-2000:].decode(errors="replace")
            raise SystemExit(f"{' '.join(command)}\nended with {process.returncode}.\n{words}")
    return Run(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * 1024)


def _plainly(command: Sequence[str], variables: Mapping[str, str], said: IO[bytes]) -> _Started:
    nothing = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=said, env=variables)
    return process, None


def _in_terminal(command: Sequence[str], variables: Mapping[str, str], said: IO[bytes]) -> _Started:
    person, program = pty.openpty()
    fcntl.ioctl(program, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        command, stdin=program, stdout=program, stderr=program, env=variables
    )
    os.close(program)
    reading = threading.Thread(target=_read, args=(person, said))
    reading.start()
    return process, reading


def _read(person: int, said: IO[bytes]) -> None:
    """Be the terminal until the program has left it."""
    with contextlib.suppress(OSError):  # how Linux says that the other side is closed
        while seen := os.read(person, 1 << 16):
            said.write(seen)
    os.close(person)
