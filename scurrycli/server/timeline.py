"""What a played session does and when, read from a recording; never a socket or a clock."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from scurrycli.records import Kind, Record
from scurrycli.wire.opcodes import Opcode
from scurrycli.wire.payload import Payload

ENDING = 2.0
"""Seconds of quiet after the last step, before a loop begins again."""


class Action(Enum):
    """What the gateway does."""

    DISPATCH = "dispatch"
    RECONNECT = "opcode 7"
    INVALID_SESSION = "opcode 9"
    DROP = "drop"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens `at` seconds after READY.

    `t` and the JSON text `d` are fields of a payload; `code` is that of a close.
    """

    at: float
    action: Action
    t: str = ""
    d: bytes = b"null"
    code: int = 1000


@dataclass(frozen=True, slots=True)
class Timeline:
    """A session to play.

    Attributes:
        ready: field `d` of READY; ids and addresses in it are replaced when it is played.
        steps: in the order of their times.
        latencies: seconds that each heartbeat's ACK takes, in turn; infinity sends none.
        heartbeat_interval: milliseconds, for HELLO.
        close_after: code to close with instead of READY, as for intents that are not allowed.
    """

    ready: dict[str, Any]
    steps: tuple[Step, ...]
    latencies: tuple[float, ...] = (0.0,)
    heartbeat_interval: int = 41250
    close_after: int | None = None

    @property
    def seconds(self) -> float:
        """How long one round takes."""
        return (self.steps[-1].at if self.steps else 0.0) + ENDING

    def without_faults(self) -> Timeline:
        """The same events on a good day: no faults, heartbeats acknowledged at once."""
        events = tuple(step for step in self.steps if step.action is Action.DISPATCH)
        return replace(self, steps=events, latencies=(0.0,), close_after=None)


@dataclass
class _Reader:
    """Builds a timeline while records go by."""

    ready: dict[str, Any] | None = None
    ready_at: float = 0.0
    interval: int = 41250
    steps: list[Step] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    beat: float | None = None
    close_after: int | None = None

    def add(self, record: Record) -> None:
        if record.kind == Kind.SENT and record.op == Opcode.HEARTBEAT:
            self._unanswered()
            self.beat = record.at
        elif record.kind == Kind.OPEN:
            self.beat = None
        elif record.kind == Kind.CLOSE:
            self._close(record)
        elif record.kind == Kind.STATE and record.detail.get("rule") == "zombie":
            self._unanswered()
        elif record.kind == Kind.RECV and record.op in _READ:
            _READ[record.op](self, record)

    def _step(self, record: Record, action: Action, t: str = "", d: bytes = b"null") -> None:
        if self.ready is not None:
            self.steps.append(Step(record.at - self.ready_at, action, t, d))

    def _close(self, record: Record) -> None:
        by, code = record.detail.get("by"), record.detail.get("code")
        if by == "network":
            self._step(record, Action.DROP)
        elif by == "server" and self.ready is None and isinstance(code, int):
            self.close_after = code
        elif by == "server" and self.ready is not None:
            at = record.at - self.ready_at
            self.steps.append(Step(at, Action.CLOSE, code=code if isinstance(code, int) else 1000))

    def _unanswered(self) -> None:
        if self.beat is not None:
            self.latencies.append(math.inf)
            self.beat = None

    def _hello(self, record: Record) -> None:
        interval = record.d.get("heartbeat_interval")
        self.interval = interval if isinstance(interval, int) else self.interval

    def _ack(self, record: Record) -> None:
        if self.beat is not None:
            self.latencies.append(record.at - self.beat)
            self.beat = None

    def _dispatch(self, record: Record) -> None:
        if record.t == "READY":
            if self.ready is None:
                self.ready, self.ready_at, self.close_after = dict(record.d), record.at, None
        elif record.t not in (None, "RESUMED") and record.frame is not None:
            d = Payload(record.frame).d_text or b"null"
            self._step(record, Action.DISPATCH, record.t, d)

    def _reconnect(self, record: Record) -> None:
        self._step(record, Action.RECONNECT)

    def _invalid(self, record: Record) -> None:
        d = b"true" if record.payload.get("d") is True else b"false"
        self._step(record, Action.INVALID_SESSION, d=d)


_READ: dict[int, Callable[[_Reader, Record], None]] = {
    Opcode.HELLO: _Reader._hello,
    Opcode.HEARTBEAT_ACK: _Reader._ack,
    Opcode.DISPATCH: _Reader._dispatch,
    Opcode.RECONNECT: _Reader._reconnect,
    Opcode.INVALID_SESSION: _Reader._invalid,
}


def timeline_of(records: Iterable[Record]) -> Timeline:
    """The session that a recording holds, its faults included; from its first READY on."""
    reader = _Reader()
    for record in records:
        reader.add(record)
    return Timeline(
        reader.ready or {},
        tuple(reader.steps),
        tuple(reader.latencies) or (0.0,),
        reader.interval,
        reader.close_after,
    )
