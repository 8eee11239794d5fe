"""Where a person reads in a timeline: the selected record, what is looked for, the window on it;
never how any of it is drawn."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import chain

from scurrycli.reader.search import Search
from scurrycli.records import Record
from scurrycli.sinks.timeline import Timeline


class Reading:
    """A selection that stays on its record while newer ones come and the oldest go.

    Attributes:
        timeline: the records.
        follow: whether the newest is selected whenever one comes.
        search: what `find` looks for; None before anything was.
        is_scanned: whether the filter has looked at all that there is.
    """

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.follow = True
        self.search: Search | None = None
        self.is_scanned = True
        self._cursor: int | None = None
        self._top = 0
        self._wanted: int | None = None
        self.update()

    def attach(self, timeline: Timeline) -> None:
        """Read on in another timeline, one that begins again, at the same record if it comes."""
        record = self.record
        self._wanted = None if record is None or self.follow else record.n
        self.timeline = timeline
        self._cursor = None
        self.update()

    def update(self) -> None:
        """Take in what came since, or (after a filter) some of it."""
        self.is_scanned = self.timeline.scan()
        shown = self.timeline.shown
        if not shown:
            self._cursor = None
        elif self._wanted is not None:
            self._seek(self._wanted)
        elif self._cursor is None or self.follow:
            self._cursor = shown[-1]
        else:
            self._cursor = shown[self.place]

    def _seek(self, n: int) -> None:
        """Select the record of a number or, until it comes, the last one before it."""
        timeline = self.timeline
        newest = timeline.get(timeline.end - 1)
        if newest is not None and newest.n >= n:
            self._wanted = None
        place = bisect_right(timeline.shown, n, key=self._number) - 1
        self._cursor = timeline.shown[max(0, place)]

    def _number(self, index: int) -> int:
        record = self.timeline.get(index)
        return 0 if record is None else record.n

    @property
    def record(self) -> Record | None:
        """The selected record; None where there is none."""
        return None if self._cursor is None else self.timeline.get(self._cursor)

    @property
    def place(self) -> int:
        """Which of the shown is selected, from 0; what is not shown has a neighbour's place."""
        shown = self.timeline.shown
        return min(bisect_left(shown, self._cursor or 0), max(0, len(shown) - 1))

    def move(self, by: int) -> None:
        """Select the record that stands so many further down; it is not followed any more."""
        self.go(self.place + by)

    def go(self, place: int) -> None:
        """Select one of the shown records, the nearest there is; and stay there."""
        shown = self.timeline.shown
        self.stay()
        if shown:
            self._cursor = shown[min(max(0, place), len(shown) - 1)]

    def stay(self) -> None:
        """Follow no more."""
        self.follow, self._wanted = False, None

    def follow_on(self) -> None:
        """Select the newest, now and whenever one comes."""
        self.follow, self._wanted = True, None
        self.update()

    def window(self, height: int) -> list[int]:
        """Indices of the records to show on so many lines; the selected one is among them."""
        shown, place = self.timeline.shown, self.place
        top = bisect_left(shown, self._top)
        top = min(max(top, place - height + 1), place, max(0, len(shown) - height))
        self._top = shown[top] if shown else 0
        return shown[top : top + height]

    def is_selected(self, index: int) -> bool:
        """Whether it is the selected record's index."""
        return index == self._cursor

    def find(self, *, back: bool = False) -> str:
        """Select the next record with what is looked for; a sentence where that was not plain."""
        if self.search is None:
            return "Nothing is looked for yet; / looks for a text."
        shown, place = self.timeline.shown, self.place
        ahead, around = range(place + 1, len(shown)), range(min(place + 1, len(shown)))
        if back:
            ahead, around = range(place - 1, -1, -1), range(len(shown) - 1, place - 1, -1)
        found = self._first(self.search, chain(ahead, around))
        if found is None:
            return f"{self.search.text!r} is in none of them."
        self.go(found)
        if found == place:
            return f"{self.search.text!r} is in this one alone."
        return "" if found in ahead else "It goes on from the other end."

    def _first(self, search: Search, places: Iterable[int]) -> int | None:
        for place in places:
            record = self.timeline.get(self.timeline.shown[place])
            if record is not None and search(record):
                return place
        return None

    def to_mark(self, *, back: bool = False) -> str:
        """Select the next mark; a sentence where there is none."""
        marks, cursor = self.timeline.marks, self._cursor or 0
        place = bisect_left(marks, cursor) - 1 if back else bisect_right(marks, cursor)
        if not 0 <= place < len(marks):
            there = "older" if back else "newer"
            return f"There is no {there} mark." if marks else "There is no mark; m writes one."
        self.stay()
        self._cursor = marks[place]
        return ""
