"""A player under a clock of the test's own, with a script of keys; for the tests of the player."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from scurrycli.playback import Player
from scurrycli.records import Kind, Record

START = 1000.0


def dispatch(n: int, at: float, t: str = "MESSAGE_CREATE") -> Record:
    return Record(n, at, 0.0, Kind.RECV, op=0, s=n, t=t)


def heartbeat(n: int, at: float) -> Record:
    return Record(n, at, 0.0, Kind.SENT, op=1)


def session(*ats: float) -> list[Record]:
    return [dispatch(n, at) for n, at in enumerate(ats, 1)]


class Tape(list[Record]):
    """An open recording."""

    damage: str | None = None


Script = list[tuple[float, Callable[["Playback"], object]]]


class Playback:
    """A player, all that it fed, and time that passes only while the player waits.

    `script` says what is done when: seconds since the start, and the action. A wait that nothing
    would ever end stops the player, as `q` would.
    """

    def __init__(self, records: list[Record], script: Script | None = None, **options: Any) -> None:
        self.now = START
        self.script = script or []
        self.shown: list[tuple[float, int]] = []
        self.caught_up: list[int] = []
        self.story: list[str] = []
        self.notes: list[Any] = []
        self.open_now = 0
        self.tape = Tape(records)
        self.player = Player(
            self._open,
            on_record=self._on_record,
            on_restart=lambda: self.story.append("restart"),
            clock=lambda: self.now,
            wait=self._wait,
            **options,
        )

    async def run(self) -> Playback:
        await self.player.run()
        assert self.open_now == 0
        return self

    def note(self, what: Callable[[Player], Any]) -> None:
        self.notes.append(what(self.player))

    @contextmanager
    def _open(self) -> Iterator[Tape]:
        self.open_now += 1
        yield self.tape
        self.open_now -= 1

    def _on_record(self, record: Record, catching_up: bool) -> None:
        self.story.append(f"{'+' if catching_up else ''}{record.n}")
        if catching_up:
            self.caught_up.append(record.n)
        else:
            self.shown.append((round(self.now - START, 6), record.n))

    async def _wait(self, event: asyncio.Event, seconds: float) -> None:
        if self.script and START + self.script[0][0] <= self.now + seconds:
            at, action = self.script.pop(0)
            self.now = max(self.now, START + at)
            action(self)
        elif math.isinf(seconds):
            self.story.append("idle")
            self.player.stop()
        else:
            self.now += seconds


async def play(records: list[Record], script: Script | None = None, **options: Any) -> Playback:
    return await Playback(records, script, **options).run()


def press(name: str, *args: float) -> Callable[[Playback], object]:
    return lambda playback: getattr(playback.player, name)(*args)


def press_all(*actions: Callable[[Playback], object]) -> Callable[[Playback], object]:
    return lambda playback: [action(playback) for action in actions]


def position_at(at: float) -> tuple[float, Callable[[Playback], object]]:
    return at, lambda playback: playback.note(lambda player: player.position)
