"""What a stream of records tells of a connection's health; never how it is drawn, never a clock.

Times are seconds on the records' `at` axis, as is `now`.
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass
from typing import Any

from scurrycli.records import Kind, Record
from scurrycli.sinks.beats import Beats
from scurrycli.sinks.metrics import number
from scurrycli.wire.opcodes import Opcode

LATE_BEAT = 0.25
"""Seconds by which a heartbeat may go out late; more is this machine's fault."""
LATE_ACK = 1.0
"""Seconds that an ACK may take; more is the network's, or Discord's."""
LEAST_SILENCE = 30.0
"""Seconds; a shorter silence is never told."""
LARGEST = 5
_EPOCH = 1_420_070_400.0  # of snowflakes: 2015-01-01
_DIGITS = range(17, 20)  # of a snowflake
_NEWEST = 500  # lags that are kept
_MOST_TYPES = 300
_MOST_DECISIONS = 100
_ENOUGH = 10  # events of a type before its silence means anything
_MEANS = 14  # of its gaps: one in a million would be as long by chance
_LONGEST = 3  # times the longest gap so far: events come in bursts
_CREATES = frozenset({"MESSAGE_CREATE", "INTERACTION_CREATE"})


@dataclass(frozen=True, slots=True)
class Delivery:
    """How long events take from Discord to here.

    Attributes:
        skew: seconds by which this machine's clock is ahead of Discord's, as far as half of a
            heartbeat's round trip tells; what is called lag is without it.
        typical, worst, last: seconds of lag: the median, the longest and the newest.
    """

    skew: float
    typical: float
    worst: float
    last: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What the engine decided after a close, and by which rule; empty where nothing followed."""

    at: float
    code: int | None
    by: str
    state: str = ""
    why: str = ""
    rule: str = ""


@dataclass(slots=True)
class _Rhythm:
    """One event type's gaps."""

    first: float
    last: float
    count: int = 1
    longest: float = 0.0

    def add(self, at: float) -> None:
        self.longest = max(self.longest, at - self.last)
        self.last = at
        self.count += 1

    @property
    def limit(self) -> float | None:
        """Seconds of silence that are out of the ordinary; None while too little is known."""
        if self.count < _ENOUGH:
            return None
        mean = (self.last - self.first) / (self.count - 1)
        return max(LEAST_SILENCE, _MEANS * mean, _LONGEST * self.longest)


class Health:
    """Takes the records of one stream, in their order.

    Attributes:
        late_beats, worst_beat: heartbeats that went out late, and by how many seconds at most.
        late_acks, worst_ack: ACKs that took too long, and how many seconds at most.
        decisions: what was decided on each close, the newest hundred.
    """

    def __init__(self) -> None:
        self.late_beats = self.late_acks = 0
        self.worst_beat = self.worst_ack = 0.0
        self.decisions: deque[Decision] = deque(maxlen=_MOST_DECISIONS)
        self._largest: list[tuple[int, int, str]] = []
        self._rhythms: dict[str, _Rhythm] = {}
        self._lags: deque[float] = deque(maxlen=_NEWEST)
        self._lag_second = -1
        self._trip: float | None = None
        self._beats = Beats()
        self._conn: int | None = None
        self._resuming = False
        self._closed: Decision | None = None

    def add(self, record: Record) -> None:
        """Take the next record."""
        if record.is_dispatch:
            self._dispatched(record)
            return
        if record.conn is not None and record.conn != self._conn:
            self._conn = record.conn
            self._beats.connected()
        if record.kind == Kind.SENT:
            self._was_sent(record)
        elif record.kind == Kind.RECV:
            self._received(record)
        elif record.kind == Kind.STATE:
            self._decided(record.at, record.detail)
        elif record.kind == Kind.CLOSE:
            self._beats.closed(record.at)
            code = record.detail.get("code")
            by = str(record.detail.get("by", ""))
            self._closed = Decision(record.at, code if type(code) is int else None, by)
            self.decisions.append(self._closed)

    # -- what can be asked

    @property
    def delivery(self) -> Delivery | None:
        """How long events take; None before one came whose time is known, and a round trip."""
        if not self._lags or self._trip is None:
            return None
        skew = min(self._lags) - self._trip / 2
        ordered = sorted(self._lags)
        return Delivery(
            skew, ordered[len(ordered) // 2] - skew, ordered[-1] - skew, self._lags[-1] - skew
        )

    def silent(self, now: float) -> dict[str, float]:
        """Event types that are silent for far longer than they ever were: name to seconds."""
        return {
            name: now - rhythm.last
            for name, rhythm in self._rhythms.items()
            if rhythm.limit is not None and now - rhythm.last > rhythm.limit
        }

    @property
    def largest(self) -> list[tuple[int, int, str]]:
        """The largest events: bytes, record's number, name."""
        return sorted(self._largest, reverse=True)

    # -- records

    def _dispatched(self, record: Record) -> None:
        name = record.t or ""
        size = record.size or 0
        entry = (size, record.n, name)
        if len(self._largest) < LARGEST:
            heapq.heappush(self._largest, entry)
        elif size > self._largest[0][0]:
            heapq.heapreplace(self._largest, entry)
        if name in ("READY", "RESUMED"):
            self._resuming = False
        if self._resuming:  # these were late by the time that the connection was down
            return
        rhythm = self._rhythms.get(name)
        if rhythm is not None:
            rhythm.add(record.at)
        elif len(self._rhythms) < _MOST_TYPES:
            self._rhythms[name] = _Rhythm(record.at, record.at)
        if name in _CREATES and int(record.at) != self._lag_second:
            self._lag_second = int(record.at)  # one a second is enough, as it has to be decoded
            self._measure(record)

    def _measure(self, record: Record) -> None:
        made = record.d.get("id")
        if isinstance(made, str) and made.isascii() and made.isdigit() and len(made) in _DIGITS:
            self._lags.append(record.ts - ((int(made) >> 22) / 1000 + _EPOCH))

    def _was_sent(self, record: Record) -> None:
        if record.op == Opcode.RESUME:
            self._resuming = True
        elif record.op == Opcode.IDENTIFY:
            self._resuming = False
        elif record.op == Opcode.HEARTBEAT:
            self._beats.sent(record.at)
            late = self._beats.late or 0.0
            self.late_beats += late > LATE_BEAT
            self.worst_beat = max(self.worst_beat, late)

    def _received(self, record: Record) -> None:
        if record.op == Opcode.HELLO:
            interval = record.d.get("heartbeat_interval")
            seconds = number(interval)
            self._beats.hello(record.at, None if seconds is None else seconds / 1000, None)
        elif record.op == Opcode.HEARTBEAT:
            self._beats.asked()
        elif record.op == Opcode.HEARTBEAT_ACK and self._beats.unanswered(record.at) is not None:
            self._beats.acknowledged(record.at)
            trip = self._beats.last or 0.0
            self._trip = trip if self._trip is None else min(self._trip, trip)
            self.late_acks += trip > LATE_ACK
            self.worst_ack = max(self.worst_ack, trip)

    def _decided(self, at: float, detail: dict[str, Any]) -> None:
        self._beats.hello(at, None, number(detail.get("first_beat")))
        if self._closed is None or self.decisions[-1] is not self._closed:
            return
        closed = self._closed
        state, why = str(detail.get("state", "")), str(detail.get("why", ""))
        rule = str(detail.get("rule", ""))
        self.decisions[-1] = Decision(closed.at, closed.code, closed.by, state, why, rule)
        self._closed = None
