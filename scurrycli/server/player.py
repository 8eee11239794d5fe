"""Plays a timeline into one session at its pace, client or none; never reads from one."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import Protocol

import orjson

from scurrycli.server.log import DispatchLog
from scurrycli.server.timeline import Action, Step, Timeline
from scurrycli.wire.events import DISPATCH_EVENTS


class Line(Protocol):
    """The connection that a session is attached to, as far as the player needs it."""

    def wake(self) -> None:
        """There are new dispatches in the log."""

    def send_soon(self, text: bytes) -> None:
        """Send a payload that is no dispatch."""

    def drop(self) -> None:
        """Reset the TCP connection."""


class PlayedSession:
    """A session of the embedded gateway: it goes on while its client is away, as Discord's do.

    Attributes:
        id: the session's id, new for each.
        log: its dispatches.
        line: the connection it is attached to, or None.
        left: when the client went away, by the loop's clock; None while it is here.
        playing: the task that plays it.
    """

    def __init__(
        self, timeline: Timeline, intents: int, *, loop: bool, speed: float, first: bool
    ) -> None:
        self.id = secrets.token_hex(16)
        self.log = DispatchLog()
        self.line: Line | None = None
        self.left: float | None = None
        self.playing: asyncio.Task[None] | None = None
        self._timeline = timeline
        self._intents = intents
        self._loop = loop
        self._speed = speed
        self._first = first

    def begin(self, shard: object, resume_url: str) -> None:
        """Enter READY into the log, as this session's own."""
        ready = {**self._timeline.ready, "session_id": self.id, "resume_gateway_url": resume_url}
        if shard is not None:
            ready["shard"] = shard
        self.log.append("READY", orjson.dumps(ready))

    async def play(self) -> None:
        """Go through the steps, again and again if it loops."""
        clock = asyncio.get_running_loop().time
        started = clock()
        while True:
            for step in self._timeline.steps:
                await asyncio.sleep(max(0.0, started + step.at / self._speed - clock()))
                self._do(step)
            if not self._loop:
                return
            started += self._timeline.seconds / self._speed
            await asyncio.sleep(max(0.0, started - clock()))

    def _do(self, step: Step) -> None:
        if step.action is Action.DISPATCH:
            if self._wants(step):
                self.log.append(step.t, step.d)
                if self.line is not None:
                    self.line.wake()
        elif self.line is not None and (self._first or step.action not in _ENDS_SESSION):
            _FAULTS[step.action](self.line, step)

    def _wants(self, step: Step) -> bool:
        """Whether the intents bring this event; one that no table knows is always sent."""
        needed = DISPATCH_EVENTS.get(step.t, 0)
        return not needed or bool(needed & self._intents)


_ENDS_SESSION = frozenset({Action.INVALID_SESSION})
"""Only the first session is given up: what follows it must be able to live."""

_FAULTS: dict[Action, Callable[[Line, Step], None]] = {
    Action.RECONNECT: lambda line, step: line.send_soon(b'{"t":null,"s":null,"op":7,"d":null}'),
    Action.INVALID_SESSION: lambda line, step: line.send_soon(
        b'{"t":null,"s":null,"op":9,"d":%s}' % step.d
    ),
    Action.DROP: lambda line, step: line.drop(),
}
