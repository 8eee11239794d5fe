"""The reader in a loop that is not its own: what it leaves as it was, how it fails."""

from __future__ import annotations

import asyncio
import sys

import pytest

from making_records import Story
from scurrycli.reader.app import Reader
from scurrycli.reader.desk import Desk
from scurrycli.sinks.metrics import Metrics
from scurrycli.sinks.names import Names
from scurrycli.sinks.view import LiveView


class Paper:
    """A terminal that keeps what is drawn, or has gone."""

    size = (80, 24)

    def __init__(self, *, has_gone: bool = False) -> None:
        self.drawn = asyncio.Event()
        self.text = ""
        self._has_gone = has_gone

    def write(self, data: str) -> None:
        if self._has_gone:
            raise OSError("it has gone")
        self.text += data
        if "payload" in data:
            self.drawn.set()


def desk() -> Desk:
    view = LiveView(Metrics(), Names(), version="0.1.0")
    for record in Story().ready().chat(3).records:
        view.add(record)
    return Desk(lambda: view, lambda: 9.0)


async def test_it_is_left_with_the_keys_that_follow_and_changes_nothing() -> None:
    loop, paper = asyncio.get_running_loop(), Paper()
    factory = loop.get_task_factory()
    out = sys.stdout
    reader = Reader(desk(), paper)
    running = asyncio.ensure_future(reader.run_async(mouse=False))
    await paper.drawn.wait()
    assert loop.get_task_factory() is factory
    for key in ("k", "enter", "q", "q", "q", "x"):
        reader.press(key)
    await running
    assert reader.failure is None
    assert list(reader.untaken) == ["q", "x"]
    assert loop.get_task_factory() is factory
    assert sys.stdout is out
    assert "\x1b[?1049" not in paper.text  # the terminal's modes are another's


async def test_a_failure_is_handed_over_and_not_printed(capfd: pytest.CaptureFixture[str]) -> None:
    reader = Reader(desk(), Paper(has_gone=True))
    await reader.run_async(mouse=False)
    assert isinstance(reader.failure, OSError)
    assert capfd.readouterr() == ("", "")
