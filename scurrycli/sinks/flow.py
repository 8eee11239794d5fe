"""How much flows, in all and by event type, in memory that does not grow; never what flows."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from scurrycli.records import Record
from scurrycli.sinks.pulse import Pulse

WINDOW = 10  # seconds that a rate is taken over
OTHERS = "(others)"
_MOST_TYPES = 300


@dataclass(slots=True)
class TypeCount:
    """One event type: dispatches, bytes after inflating and on the wire, the largest, the last.

    `largest_n` is the number of the record that was the largest.
    """

    name: str
    count: int = 0
    bytes: int = 0
    wire: int = 0
    largest: int = 0
    largest_n: int = 0
    last_at: float = 0.0


@dataclass(slots=True)
class _Bucket:
    second: int
    bytes: int = 0
    counts: dict[str, int] = field(default_factory=dict)


class Flow:
    """Counts dispatches exactly; rates are means over the newest ten seconds.

    Attributes:
        types: event name to its counts; beyond 300 names all others share one row.
        pulse: what is looked at once a second.
    """

    def __init__(self) -> None:
        self.types: dict[str, TypeCount] = {}
        self.pulse = Pulse()
        self._other = TypeCount("(no event)")
        self._bucket = _Bucket(-1)
        self._buckets: deque[_Bucket] = deque([self._bucket], maxlen=WINDOW + 2)
        self._first_second: int | None = None

    @property
    def events(self) -> int:
        """Dispatches so far."""
        return sum(kind.count for kind in self.types.values())

    @property
    def bytes(self) -> int:
        """Of everything received, after inflating."""
        return self._other.bytes + sum(kind.bytes for kind in self.types.values())

    @property
    def wire(self) -> int:
        """Bytes of everything received, as they came."""
        return self._other.wire + sum(kind.wire for kind in self.types.values())

    @property
    def largest(self) -> TypeCount | None:
        """The row of the type that had the largest event; None before the first."""
        return max(self.types.values(), key=lambda kind: kind.largest, default=None)

    def add_dispatch(self, record: Record) -> None:
        """Count an event. This is the hot path of every session: nothing is decoded."""
        size, at, name = record.size or 0, record.at, record.t or "(no name)"
        second = int(at)
        bucket = self._bucket if second <= self._bucket.second else self._turn(record)
        kind = self.types.get(name) or self._new_type(name)
        counts, name = bucket.counts, kind.name
        counts[name] = counts.get(name, 0) + 1
        bucket.bytes += size
        kind.count += 1
        kind.bytes += size
        kind.wire += size if record.wire is None else record.wire
        kind.last_at = at
        if size > kind.largest:
            kind.largest, kind.largest_n = size, record.n

    def add_other(self, record: Record) -> None:
        """Count the bytes of a payload that is no event."""
        size = record.size or 0
        second = int(record.at)
        bucket = self._bucket if second <= self._bucket.second else self._turn(record)
        bucket.bytes += size
        self._other.bytes += size
        self._other.wire += size if record.wire is None else record.wire

    def events_per_second(self, now: float) -> float:
        """Dispatches a second."""
        events = sum(sum(bucket.counts.values()) for bucket in self._recent(now))
        return events / self._span(now)

    def bytes_per_second(self, now: float) -> float:
        """Bytes a second, after inflating."""
        return sum(bucket.bytes for bucket in self._recent(now)) / self._span(now)

    def rates(self, now: float) -> dict[str, float]:
        """Dispatches a second by type, for those that came in the window."""
        sums: dict[str, int] = {}
        for bucket in self._recent(now):
            for name, count in bucket.counts.items():
                sums[name] = sums.get(name, 0) + count
        span = self._span(now)
        return {name: count / span for name, count in sums.items()}

    def by_count(self) -> list[TypeCount]:
        """The types, most frequent first."""
        return sorted(self.types.values(), key=lambda kind: (-kind.count, kind.name))

    def largest_types(self, most: int) -> list[TypeCount]:
        """The types with the largest events, largest first."""
        return sorted(self.types.values(), key=lambda kind: -kind.largest)[:most]

    def silent(self, now: float) -> dict[str, float]:
        """Types that are silent for far longer than they ever were: name to seconds."""
        last = {kind.name: kind.last_at for kind in self.types.values()}
        return self.pulse.silent(last, now)

    def _turn(self, record: Record) -> _Bucket:
        """A new second begins with this record."""
        second = int(record.at)
        if self._first_second is None:
            self._first_second = second
        self.pulse.turned(self._bucket.second, self._bucket.counts, record)
        self._bucket = _Bucket(second)
        self._buckets.append(self._bucket)
        return self._bucket

    def _new_type(self, name: str) -> TypeCount:
        if len(self.types) >= _MOST_TYPES:
            name = OTHERS
        return self.types.setdefault(name, TypeCount(name))

    def _recent(self, now: float) -> list[_Bucket]:
        oldest = int(now) - WINDOW
        return [bucket for bucket in self._buckets if oldest < bucket.second <= now]

    def _span(self, now: float) -> float:
        """Seconds that the newest buckets cover: up to ten, less while the session is young."""
        start = int(now) - WINDOW + 1
        return max(1.0, now - max(start, self._first_second or 0))
