"""Plays a timeline into one session at its pace, client or none; never reads from one."""

from __future__ import annotations

import asyncio
import math
import secrets
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

import orjson

from scurrycli.server.admission import Address
from scurrycli.server.delivery import Cue, guilds_on_shard
from scurrycli.server.log import DispatchLog
from scurrycli.server.roster import Roster, rosters_of
from scurrycli.server.subscription import Subscription
from scurrycli.server.timeline import Action, Step

AHEAD = 1000
"""Dispatches that wait for a client; then the player waits, too, so that nothing is lost."""

BREATH = 0.01
"""Seconds at least between two rounds."""


class Line(Protocol):
    """The connection that a session is attached to, as far as the player needs it."""

    def wake(self) -> None:
        """There is something new to do."""


class Script:
    """A timeline made ready to be played to many.

    Attributes:
        ready: field `d` of READY.
        cues: the steps; those that are no dispatch have no cue.
        seconds: how long one round takes.
        guilds: the first GUILD_CREATE of each guild, by the guild's id.
    """

    def __init__(self, ready: Mapping[str, Any], steps: Sequence[Step], seconds: float) -> None:
        self.ready = ready
        self.seconds = seconds
        user = ready.get("user")
        me = str(user.get("id")) if isinstance(user, dict) else ""
        self.cues = [
            (step, Cue(step, me) if step.action is Action.DISPATCH else None) for step in steps
        ]
        self.guilds: dict[int, Cue] = {}
        for _, cue in self.cues:
            if cue is not None and cue.step.t == "GUILD_CREATE" and cue.guild is not None:
                self.guilds.setdefault(cue.guild, cue)

    @cached_property
    def rosters(self) -> dict[int, Roster]:
        """Who is in which guild; found out when it is asked for first."""
        return rosters_of(cue for _, cue in self.cues if cue is not None)


class PlayedSession:
    """A session of the embedded gateway: it goes on while its client is away, as Discord's do.

    Args:
        script: what is played.
        asked: what was asked for in IDENTIFY.
        first: the address of the connection that began it.
        loop: begin again after the last step.
        speed: how many times faster than the timeline's own pace; infinity never waits.
        faulty: whether steps that end a session are played.

    Attributes:
        id: the session's id, new for each.
        log: the dispatches that were sent.
        line: the connection it is attached to, or None.
        left: when the client went away, by the loop's clock; None while it is here.
        playing: the task that plays it.
        on_end: called once, when the last step was taken and none will follow.
    """

    def __init__(
        self,
        script: Script,
        asked: Subscription,
        first: Address,
        *,
        loop: bool,
        speed: float,
        faulty: bool,
    ) -> None:
        self.id = secrets.token_hex(16)
        self.log = DispatchLog()
        self.line: Line | None = None
        self.left: float | None = None
        self.playing: asyncio.Task[None] | None = None
        self.script = script
        self.asked = asked
        self.first = first
        self._waiting: deque[tuple[str, bytes] | Step] = deque()
        self._room = asyncio.Event()
        self._loop = loop
        self._speed = speed
        self._faulty = faulty
        self._reached = 0
        self._is_over = False
        self.on_end: Callable[[], None] = lambda: None

    def begin(self, shard: object, resume_url: str) -> None:
        """Let READY be the first dispatch, as this session's own."""
        ready = {**self.script.ready, "session_id": self.id, "resume_gateway_url": resume_url}
        if shard is not None:
            ready["shard"] = shard
        if "guilds" in ready:
            ready["guilds"] = guilds_on_shard(ready["guilds"], self.asked)
        self.add("READY", orjson.dumps(ready))

    def add(self, t: str, d: bytes) -> None:
        """A dispatch after all that wait."""
        self._waiting.append((t, d))

    def insert(self, *dispatches: tuple[str, bytes]) -> None:
        """Dispatches before all that wait."""
        self._waiting.extendleft(reversed(dispatches))

    def resumed(self) -> None:
        """Let RESUMED come after all that the client has missed."""
        dispatch = ("RESUMED", b'{"_trace":["scurry"]}')
        if math.isinf(self._speed):  # what waits has not happened yet: time stands still
            self.insert(dispatch)
        else:
            self.add(*dispatch)

    def after(self, seq: int) -> bytes | None:
        """The payload numbered `seq + 1`, which gets its number now if it is new; None if none."""
        if seq == self.log.last and self._waiting and not isinstance(self._waiting[0], Step):
            self.log.append(*self._waiting[0])
            self._taken()
        return self.log.after(seq)

    def act_after(self, seq: int) -> Step | None:
        """What is to be done, by the timeline, between the dispatches `seq` and `seq + 1`."""
        first = self._waiting[0] if self._waiting and seq == self.log.last else None
        if not isinstance(first, Step):
            return None
        self._taken()
        return first

    def _taken(self) -> None:
        self._waiting.popleft()
        self._say_end()
        if len(self._waiting) < AHEAD:
            self._room.set()

    def is_first_time(self, number: int) -> bool:
        """Whether this dispatch goes out for the first time; true once for each number."""
        if number <= self._reached:
            return False
        self._reached = number
        return True

    async def play(self) -> None:
        """Go through the steps, again and again if it loops."""
        clock = asyncio.get_running_loop().time
        started = clock()
        while True:
            for step, cue in self.script.cues:
                await self._make_room()
                pause = started + step.at / self._speed - clock()
                if pause > 0:
                    await asyncio.sleep(pause)
                self._do(step, cue)
            if not self._loop:
                self._is_over = True
                self._say_end()
                return
            started += self.script.seconds / self._speed
            await asyncio.sleep(max(BREATH, started - clock()))

    def _say_end(self) -> None:
        if self._is_over and not self._waiting:
            self._is_over = False  # what is inserted later is no part of the timeline
            self.on_end()

    async def _make_room(self) -> None:
        while len(self._waiting) >= AHEAD:
            self._room.clear()
            await self._room.wait()

    def _do(self, step: Step, cue: Cue | None) -> None:
        if cue is None:
            if self.line is None or (step.action in ENDS_SESSION and not self._faulty):
                return
            self._waiting.append(step)
        elif cue.is_for(self.asked):
            self.add(step.t, cue.d(self.asked))
        if self.line is not None:
            self.line.wake()


ENDS_SESSION: frozenset[Action] = frozenset({Action.INVALID_SESSION})
"""Only the first session of a client is given up: what follows it must be able to live."""
