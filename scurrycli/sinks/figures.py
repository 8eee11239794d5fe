"""What one recording holds, in figures; never more memory for more records, never a screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from scurrycli.recording.header import Header
from scurrycli.records import Kind, Record
from scurrycli.sinks.decisions import Decision
from scurrycli.sinks.delivery import lag
from scurrycli.sinks.flow import TypeCount
from scurrycli.sinks.health import skew
from scurrycli.sinks.metrics import Metrics
from scurrycli.sinks.spread import Spread
from scurrycli.wire.opcodes import Opcode

MOST_HOLES = 100
"""Holes in `s` that are told one by one; all are counted."""
_MOST_NAMES = 64
_RECV = Kind.RECV.value


@dataclass(frozen=True, slots=True)
class Hole:
    """Numbers that never came: those between `after` and `until`, noticed at record `n`."""

    n: int
    after: int
    until: int


@dataclass(slots=True)
class Stay:
    """How often a state was entered, and the seconds in it."""

    times: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Figures:
    """Takes the records of one recording, in order.

    Attributes:
        header: of the recording.
        sessions: a stream of records each; more than one where recordings were merged.
        records: how many there were.
        kinds: how many of each kind.
        first, last: the place of the first and the latest record, in seconds; None before.
        ended: why the recording was ended; None where it was cut off.
    """

    header: Header
    sessions: dict[Any, SessionFigures] = field(default_factory=dict)
    records: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    first: float | None = None
    last: float | None = None
    ended: str | None = None

    def add(self, record: Record) -> None:
        """Take the next record."""
        self.records += 1
        kind = record.kind
        self.kinds[kind if kind in self.kinds or len(self.kinds) < _MOST_NAMES else "other"] += 1
        at = record.at
        if self.first is None or self.last is None:
            self.first = self.last = at
        elif at > self.last:
            self.last = at
        self.ended = None
        if kind == Kind.END:
            self.ended = str(record.detail.get("why", ""))
            return
        source = record.detail.get("source") if record.detail else None
        session = self.sessions.get(source) or self._new(source)
        session.add(record)

    def _new(self, source: Any) -> SessionFigures:
        key = source if type(source) is int and len(self.sessions) < _MOST_NAMES else None
        return self.sessions.setdefault(key, SessionFigures(self.header))

    @property
    def seconds(self) -> float:
        """From the first record to the last."""
        return 0.0 if self.first is None or self.last is None else self.last - self.first

    def finish(self) -> None:
        """The recording is read: whoever is in a state has been in it until now."""
        for session in self.sessions.values():
            session.finish(self.last or 0.0)

    def total(self, name: str) -> int:
        """The sum of a counter of `Metrics` over the sessions."""
        return sum(getattr(session.metrics, name) for session in self.sessions.values())

    def types(self) -> list[TypeCount]:
        """The event types over all sessions, most frequent first."""
        sums: dict[str, TypeCount] = {}
        for session in self.sessions.values():
            for one in session.metrics.flow.types.values():
                _add_to(sums.setdefault(one.name, TypeCount(one.name)), one)
        return sorted(sums.values(), key=lambda kind: (-kind.count, kind.name))

    def latencies(self) -> Spread:
        """Round trips of heartbeats, in seconds."""
        return _merged(session.latencies for session in self.sessions.values())

    def lags(self) -> Spread:
        """Seconds from event to arrival without the clocks' skew, as far as that is known; empty
        where no IDs or times are known."""
        total = Spread()
        for session in self.sessions.values():
            total.add_all(session.lags, -(session.skew or 0.0))
        return total

    def decisions(self) -> list[Decision]:
        """What was decided on each close, the newest hundred of each session, in order."""
        sessions = self.sessions.values()
        decided = [one for each in sessions for one in each.metrics.decisions.newest]
        return sorted(decided, key=lambda one: one.at)

    def silent(self) -> dict[str, float]:
        """Types that were silent at the end for far longer than they ever were: seconds."""
        silent: dict[str, float] = {}
        for session in self.sessions.values():
            silent |= session.metrics.flow.silent(self.last or 0.0)
        return silent


class SessionFigures:
    """The figures of one stream of records.

    Attributes:
        metrics: as the live view has them.
        latencies: round trips, in seconds.
        lags: of events, in seconds against the clock of the machine that recorded them.
        stays: by state.
        closes: how often each `(code, by)` came.
        holes: the first of those in `s`.
    """

    def __init__(self, header: Header) -> None:
        self.metrics = Metrics(
            chosen=header.is_chosen, filtered=header.is_filtered, tells_time=header.tells_time
        )
        self.latencies = Spread()
        self.lags = Spread()
        self.stays: dict[str, Stay] = {}
        self.closes: Counter[tuple[int | None, str]] = Counter()
        self.holes: list[Hole] = []
        self._is_timed = isfinite(header.started)
        self._tells_time = header.tells_time
        self._gaps = 0
        self._state = ""
        self._since = 0.0

    def add(self, record: Record) -> None:
        """Take the next record."""
        metrics = self.metrics
        if record.op == 0 and record.kind == _RECV:
            before = metrics.ledger.highest
            metrics.add(record)
            if metrics.ledger.gaps != self._gaps:
                self._gap(record, before)
            if self._tells_time and not metrics.ledger.resuming:
                late = lag(record)
                if late is not None:
                    self.lags.add(late)
        else:
            self._add_other(record)
        if metrics.state != self._state:
            self._enter(metrics.state, record.at)

    @property
    def skew(self) -> float | None:
        """Seconds by which the clock was ahead of Discord's; None where that is not known."""
        return skew(self.lags.least, self.latencies.least)

    def finish(self, at: float) -> None:
        """There are no more."""
        if self._state in self.stays:
            self.stays[self._state].seconds += max(0.0, at - self._since)

    def _add_other(self, record: Record) -> None:
        if record.op == Opcode.HEARTBEAT_ACK and record.kind == _RECV and self._is_timed:
            latency = self.metrics.beats.unanswered(record.at)
            if latency is not None:
                self.latencies.add(latency)
        self.metrics.add(record)
        if record.kind == Kind.CLOSE:
            code, by, _ = self.metrics.last_close or (None, "", "")
            if (code, by) in self.closes or len(self.closes) < _MOST_NAMES:
                self.closes[code, by] += 1

    def _gap(self, record: Record, before: int | None) -> None:
        self._gaps = self.metrics.ledger.gaps
        if before is not None and record.s is not None and len(self.holes) < MOST_HOLES:
            self.holes.append(Hole(record.n, before, record.s))

    def _enter(self, state: str, at: float) -> None:
        self.finish(at)
        self._state, self._since = state, at
        if state in self.stays or len(self.stays) < _MOST_NAMES:
            self.stays.setdefault(state, Stay()).times += 1


def _add_to(total: TypeCount, part: TypeCount) -> None:
    total.count += part.count
    total.bytes += part.bytes
    total.wire += part.wire
    if part.largest > total.largest:
        total.largest, total.largest_n = part.largest, part.largest_n
    total.last_at = max(total.last_at, part.last_at)


def _merged(parts: Iterable[Spread]) -> Spread:
    total = Spread()
    for part in parts:
        total.add_all(part)
    return total
