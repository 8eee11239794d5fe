"""The first reason to stop counts, and an error beside the work ends it."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from making_processes import ROOT
from scurrycli.cli.stopping import Ending, Stopper, until_either
from scurrycli.errors import ExitStatus


@pytest.mark.parametrize(
    ("ending", "has_end", "status"),
    [
        (None, True, ExitStatus.OK),
        (Ending.FINISHED, True, ExitStatus.OK),
        (Ending.LEFT, True, ExitStatus.OK),
        (Ending.CLOSED, True, ExitStatus.OK),
        (Ending.INTERRUPTED, False, ExitStatus.OK),
        (Ending.INTERRUPTED, True, ExitStatus.INTERRUPTED),
    ],
)
async def test_the_exit_status(ending: Ending | None, has_end: bool, status: ExitStatus) -> None:
    stopper = Stopper()
    if ending is not None:
        stopper.stop(ending)
        stopper.stop(Ending.LEFT)
        await stopper.wait()
    assert stopper.ending is ending
    assert stopper.status(has_end=has_end) is status
    assert stopper.is_interrupted() is (ending is Ending.INTERRUPTED)


async def test_a_wait_ends_with_its_time_or_with_the_reason() -> None:
    stopper = Stopper()
    await stopper.wait_for(0.0)
    assert stopper.ending is None
    asyncio.get_running_loop().call_soon(stopper.stop, Ending.LEFT)
    await stopper.wait_for(3600.0)
    assert stopper.ending is Ending.LEFT


async def test_what_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    loop = asyncio.get_running_loop()
    try:
        Stopper().on_signals()
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
        signal.signal(signal.SIGHUP, before)
        signal.signal(signal.SIGINT, signal.default_int_handler)


async def _for_ever() -> None:
    await asyncio.Event().wait()


async def _fail() -> None:
    raise ZeroDivisionError


async def _nothing() -> None:
    """Done."""


async def test_the_work_ends_and_the_other_goes_on() -> None:
    other = asyncio.ensure_future(_for_ever())
    await until_either(_nothing(), other)
    assert not other.done()
    other.cancel()


async def test_an_error_of_either_comes_out() -> None:
    other = asyncio.ensure_future(_fail())
    with pytest.raises(ZeroDivisionError):
        await until_either(_for_ever(), other)
    other = asyncio.ensure_future(_for_ever())
    with pytest.raises(ZeroDivisionError):
        await until_either(_fail(), other)
    other.cancel()


async def test_the_work_outlives_another_that_is_done() -> None:
    done: list[str] = []

    async def work() -> None:
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        done.append("work")

    await until_either(work(), asyncio.ensure_future(_nothing()))
    assert done == ["work"]


def test_the_tests_themselves_run_where_ctrl_c_is_ignored() -> None:
    ignore = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN); "
    start = ignore + "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    test = f"{Path(__file__).parent}/test_replay.py::test_a_loop_goes_on_until_ctrl_c"
    command = [sys.executable, "-c", start, "-m", "pytest", "-q", "-p", "no:cacheprovider", test]
    done = subprocess.run(command, check=False, capture_output=True, cwd=ROOT, timeout=90)
    assert done.returncode == 0, done.stdout


async def test_a_closed_terminal_that_is_told_of_twice_is_no_impatience() -> None:
    stopper = Stopper()
    loop = asyncio.get_running_loop()
    stopper.on_signals()
    try:
        stopper.stop(Ending.CLOSED)
        heard = asyncio.Event()
        for _ in range(2):
            signal.raise_signal(signal.SIGHUP)
        signal.signal(signal.SIGUSR1, signal.SIG_DFL)
        loop.add_signal_handler(signal.SIGUSR1, heard.set)
        signal.raise_signal(signal.SIGUSR1)  # handled after those before it
        await heard.wait()
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1):
            loop.remove_signal_handler(number)
    assert stopper.ending is Ending.CLOSED
