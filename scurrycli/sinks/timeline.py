"""The records that a person can look at: the newest of a stream, and which of them are shown; never
how they are drawn.

The live view and the reader share one: what is filtered or held still in one is so in the other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from scurrycli.records import OVERHEAD, Kind, Record
from scurrycli.sinks.names import Names
from scurrycli.sinks.rows import Row, is_story, make_row

BUDGET = 64 << 20
"""Bytes of records that are kept."""
RECENT = 200
"""Events and stories, of each, that the live view chooses from."""

_LARGE = 32_768  # bytes of a payload whose row is kept, as it takes long to make
_RECV = Kind.RECV.value
_SCAN_RECORDS, _SCAN_BYTES = 4_000, 8 << 20  # that a filter looks at in one go

Filter = Callable[[Record], bool]


class Timeline:
    """Records in order, each at an index that it keeps; the oldest go where there are too many.

    Args:
        budget: bytes of records that are kept; the newest one is, whatever its size.

    Attributes:
        first: the index of the oldest record that is kept, and so how many have gone.
        arrived: how many events came in all.
        shown: indices of the records that pass the filter, as of the last `scan`.
        marks: indices of the marks.
        filter_text: what the filter was made from; empty where there is none.
    """

    def __init__(self, budget: int = BUDGET) -> None:
        self.first = 0
        self.arrived = 0
        self.shown: list[int] = []
        self.marks: list[int] = []
        self.filter_text = ""
        self._budget = budget
        self._records: deque[Record] = deque()
        self._weight = 0
        self._stories: deque[Record] = deque(maxlen=RECENT)
        self._rows: dict[int, Row] = {}
        self._filter: Filter | None = None
        self._scanned = self._tidied = 0
        self._held: tuple[Sequence[Record], Sequence[Record], int] | None = None

    # -- what is kept

    def add(self, record: Record) -> None:
        """Take the next record. The hot path of a session: nothing is decoded or filtered."""
        frame = record.frame
        self._records.append(record)
        self._weight += OVERHEAD if frame is None else OVERHEAD + len(frame)
        if record.op == 0 and record.kind == _RECV:
            self.arrived += 1
        elif is_story(record):
            self._stories.append(record)
            if record.kind == Kind.MARK:
                self.marks.append(self.end - 1)
        if self._weight > self._budget:
            self._shed()

    def _shed(self) -> None:
        while self._weight > self._budget and len(self._records) > 1:
            record = self._records.popleft()
            self._weight -= record.weight
            self._rows.pop(record.n, None)
            self.first += 1

    @property
    def end(self) -> int:
        """The index that the next record will have."""
        return self.first + len(self._records)

    def get(self, index: int) -> Record | None:
        """The record at an index; None where it has gone, or never was."""
        return self._records[index - self.first] if self.first <= index < self.end else None

    def row(self, record: Record, names: Names, *, full: bool = False) -> Row:
        """The record as a row; making it leaves no more in memory than there was."""
        row = self._rows.get(record.n)
        if row is None:
            row = make_row(record, names, full=full)
            record.forget()
            if record.size is not None and record.size > _LARGE:
                self._rows[record.n] = row
        return row

    def tidy(self) -> None:
        """Let go of what others decoded of the newest records, so that the budget is what it says.
        Not when they come: it takes as long as keeping them."""
        for _, record in self._from(max(self._tidied, self.first)):
            record.forget()
        self._tidied = self.end
        for indices in (self.shown, self.marks):
            del indices[: bisect_left(indices, self.first)]

    # -- which are shown

    def set_filter(self, passes: Filter | None, text: str = "") -> None:
        """Show only what passes, and marks; None shows all but heartbeats and the like."""
        self._filter, self.filter_text = passes, text
        self.shown, self._scanned = [], 0

    def copy_filter(self, other: Timeline) -> None:
        """Show what the other one shows."""
        self.set_filter(other._filter, other.filter_text)

    def scan(self) -> bool:
        """Look at what came since the last time, or at some of it; whether that was all."""
        self.tidy()
        start, size = max(self._scanned, self.first), 0
        passes = self._filter
        for index, record in self._from(start):
            if passes is None:
                is_shown = record.is_dispatch or is_story(record)
            else:
                is_shown = record.kind == Kind.MARK or passes(record)
                record.forget()
                size += len(record.frame or b"")
            self._scanned = index + 1
            if is_shown:
                self.shown.append(index)
            if size > _SCAN_BYTES or (passes and index - start >= _SCAN_RECORDS):
                return self._scanned == self.end
        return True

    @property
    def progress(self) -> float:
        """The share of the records that the filter has looked at, from 0 to 1."""
        kept = self.end - self.first
        return max(0, self._scanned - self.first) / kept if kept else 1.0

    def _from(self, start: int) -> Iterator[tuple[int, Record]]:
        return enumerate(islice(self._records, start - self.first, None), start)

    # -- what the live view chooses from

    def toggle_hold(self) -> None:
        """Hold what `newest` gives as it is, or let it go on."""
        held = (*self._newest(), self.arrived)
        self._held = held if self._held is None else None

    @property
    def newer(self) -> int | None:
        """How many events came since it was held; None where it is not."""
        return None if self._held is None else self.arrived - self._held[2]

    def newest(self) -> tuple[Sequence[Record], Sequence[Record]]:
        """The newest events and the newest stories that are shown, both oldest first."""
        return self._newest() if self._held is None else self._held[:2]

    def _newest(self) -> tuple[Sequence[Record], Sequence[Record]]:
        self.tidy()
        if self._filter is None:
            newest = (record for record in reversed(self._records) if record.is_dispatch)
            return list(islice(newest, RECENT))[::-1], list(self._stories)
        self.scan()
        chosen = [record for index in self.shown[-RECENT:] if (record := self.get(index))]
        events = [record for record in chosen if record.is_dispatch]
        return events, [record for record in chosen if not record.is_dispatch]
