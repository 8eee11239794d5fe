"""The terminal is left as it was found on every way out of a process that reads keys.

The process runs on a real pseudo-terminal below a small shell that, like a real one, gives the
terminal to its job and takes it back when the job stops or ends.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import scurrycli

SHELL = """
import asyncio, fcntl, json, os, resource, signal, sys, termios
from scurrycli.cli.keys import Keys


def say(event, **more):
    os.write(1, json.dumps({"event": event, **more}).encode() + b"\\n")


async def job(way):
    pressed = asyncio.Event()
    keys = Keys(
        lambda name: pressed.set(),
        on_leave=lambda: say("leaving"),
        on_return=lambda: say("back", same=repr(termios.tcgetattr(0)) == before),
    )
    if way == "forgotten":
        keys.__enter__()
        say("reading", pid=os.getpid(), same=repr(termios.tcgetattr(0)) == before)
        sys.exit(3)
    with keys:
        say("reading", pid=os.getpid(), same=repr(termios.tcgetattr(0)) == before)
        await pressed.wait()
        if way == "exception":
            raise ValueError(way)
        if way == "exit":
            sys.exit(3)


way = sys.argv[1]
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
shells_own = termios.tcgetattr(0)
before = repr(shells_own)
ready, go = os.pipe()
pid = os.fork()
if pid == 0:
    os.setpgid(0, 0)
    os.read(ready, 1)
    asyncio.run(job(way))
    sys.exit()
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
os.setpgid(pid, pid)
if way != "beside":
    os.tcsetpgrp(0, pid)
os.write(go, b"!")
while True:
    _, status = os.waitpid(pid, os.WUNTRACED)
    os.tcsetpgrp(0, os.getpgrp())
    same = repr(termios.tcgetattr(0)) == before
    termios.tcsetattr(0, termios.TCSANOW, shells_own)
    if not os.WIFSTOPPED(status):
        say("ended", same=same, code=os.waitstatus_to_exitcode(status))
        break
    say("stopped", same=same)
    if way == "background":
        os.kill(pid, signal.SIGCONT)
        os.waitpid(pid, os.WCONTINUED)
    os.tcsetpgrp(0, pid)
    os.kill(pid, signal.SIGCONT)
"""


class Shell:
    """The small shell, its job, and the person at the terminal."""

    def __init__(self, way: str) -> None:
        self.person, program = os.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", SHELL, way],
            stdin=program,
            stdout=subprocess.PIPE,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(Path(scurrycli.__file__).parents[1])},
        )
        os.close(program)

    def hears(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        heard: dict[str, Any] = json.loads(self.process.stdout.readline() or "{}")
        return heard

    def types(self, keys: bytes) -> None:
        os.write(self.person, keys)

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()
        os.close(self.person)


@pytest.fixture
def shell(request: pytest.FixtureRequest) -> Iterator[Shell]:
    """A shell whose job goes the way of the parameter."""
    started = Shell(request.param)
    yield started
    started.close()


@pytest.mark.parametrize(
    ("shell", "keys", "code"),
    [
        ("return", b"q", 0),
        ("exception", b"q", 1),
        ("exit", b"q", 3),
        ("forgotten", b"", 3),
        ("ctrl-c", b"\x03", -signal.SIGINT),
    ],
    indirect=["shell"],
)
def test_the_modes_are_put_back_when_it_ends(shell: Shell, keys: bytes, code: int) -> None:
    assert (reading := shell.hears()).pop("pid") > 0
    assert reading == {"event": "reading", "same": False}
    shell.types(keys)

    assert shell.hears() == {"event": "ended", "same": True, "code": code}


@pytest.mark.parametrize("shell", ["signal"], indirect=True)
@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_the_modes_are_put_back_before_a_signal_ends_it(shell: Shell, signum: int) -> None:
    os.kill(shell.hears()["pid"], signum)

    assert shell.hears() == {"event": "leaving"}
    assert shell.hears() == {"event": "ended", "same": True, "code": -signum}


@pytest.mark.parametrize("shell", ["stop", "background"], indirect=True)
def test_ctrl_z_gives_the_terminal_back_until_the_job_goes_on(shell: Shell) -> None:
    assert shell.hears()["event"] == "reading"
    for _ in range(2):
        shell.types(b"\x1a")
        assert shell.hears() == {"event": "leaving"}
        assert shell.hears() == {"event": "stopped", "same": True}
        assert shell.hears() == {"event": "back", "same": False}
    shell.types(b"q")

    assert shell.hears() == {"event": "ended", "same": True, "code": 0}


@pytest.mark.parametrize("shell", ["stop"], indirect=True)
def test_a_stop_that_nobody_can_see_coming_is_mended_when_the_job_goes_on(shell: Shell) -> None:
    os.kill(shell.hears()["pid"], signal.SIGSTOP)

    assert shell.hears()["event"] == "stopped"
    assert shell.hears() == {"event": "back", "same": False}
    shell.types(b"q")
    assert shell.hears() == {"event": "ended", "same": True, "code": 0}


@pytest.mark.parametrize("shell", ["beside"], indirect=True)
def test_a_job_in_the_background_lets_the_terminal_be_until_it_gets_it(shell: Shell) -> None:
    reading = shell.hears()
    assert (reading["event"], reading["same"]) == ("reading", True)
    os.kill(reading["pid"], signal.SIGSTOP)

    assert shell.hears() == {"event": "stopped", "same": True}
    assert shell.hears() == {"event": "back", "same": False}
    shell.types(b"q")
    assert shell.hears() == {"event": "ended", "same": True, "code": 0}
