"""A place in a recording, as a person types it; never a reader of recordings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from scurrycli.errors import UsageError
from scurrycli.records import Record
from scurrycli.wire.choice import event_pattern, split_names


class Axis(StrEnum):
    """What a position counts."""

    SECONDS = "seconds"
    NUMBER = "n"
    SEQUENCE = "seq"
    EVENT = "event"


@dataclass(frozen=True)
class Position:
    """A place in a recording.

    Attributes:
        text: what was typed.
        axis: what is counted.
        value: seconds since the start, number of a record, or sequence number; 0 for an event.
        names: of the event, in capitals, globs among them; empty on the other axes.
    """

    text: str
    axis: Axis
    value: float = 0.0
    names: tuple[str, ...] = ()

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return event_pattern(self.names)

    @property
    def seconds(self) -> float | None:
        """Seconds since the start; None on the other axes."""
        return self.value if self.axis is Axis.SECONDS else None

    def reached(self, record: Record) -> bool:
        """Whether this record is at the position or beyond it (an event: is the one meant)."""
        if self.axis is Axis.EVENT:
            return record.t is not None and self._pattern.match(record.t.upper()) is not None
        place = self._place(record)
        return place is not None and place >= self.value

    def ends_before(self, record: Record) -> bool:
        """Whether a playback to here leaves this record out."""
        place = self._place(record)
        return place is not None and place > self.value

    def ends_after(self, record: Record) -> bool:
        """Whether a playback to here shows this record as its last. Time never says so."""
        return self.axis is not Axis.SECONDS and self.reached(record)

    def _place(self, record: Record) -> float | None:
        places = {Axis.SECONDS: record.at, Axis.NUMBER: record.n, Axis.SEQUENCE: record.s}
        return places.get(self.axis)


_CLOCK = re.compile(
    r"(?:(?:(?P<h>[0-9]{1,6}):)?(?P<m>[0-9]{1,6}):)?(?P<s>[0-9]{1,9}(?:\.[0-9]{0,9})?)s?"
)
_NUMBERED = re.compile(r"(?P<axis>n|seq):(?P<value>[0-9]{1,18})")
_HELP = "Give seconds (90, 90s or 1:30), seq:N, n:N or event:NAME."


def parse_position(text: str) -> Position:
    """Read `90`, `90s`, `1:30`, `1:02:03.5`, `seq:N`, `n:N` or `event:NAME` (globs, any case).

    Raises:
        UsageError: if it is none of these.
    """
    typed = text.strip().lower()
    if match := _CLOCK.fullmatch(typed):
        hours, minutes, seconds = match.group("h", "m", "s")
        total = int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds)
        return Position(text, Axis.SECONDS, total)
    if match := _NUMBERED.fullmatch(typed):
        return Position(text, Axis(match["axis"]), int(match["value"]))
    if typed.startswith("event:") and (names := split_names([typed.removeprefix("event:")])):
        return Position(text, Axis.EVENT, names=tuple(names))
    raise UsageError(f"{text!r} is no place in a recording. {_HELP}")


def check_order(start: Position | None, end: Position | None) -> None:
    """Refuse an end that lies before the start, where both count the same.

    Raises:
        UsageError: saying which two.
    """
    if start is None or end is None or start.axis is not end.axis:
        return
    if end.value < start.value:
        raise end_before_start(start, end)


def end_before_start(start: Position, end: Position) -> UsageError:
    """What is wrong with the two."""
    return UsageError(f"The end ({end.text}) lies before the start ({start.text}).")
