"""Where a recording follows another in one file: how it goes on from there; never a line."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from scurrycli.recording.header import Header
from scurrycli.records import Record


@dataclass(frozen=True, slots=True)
class Joint:
    """What is added to the numbers, times and connections of the later recording."""

    n: int
    at: float
    conn: int

    def shift(self, record: Record) -> None:
        """Change a record of the later one."""
        record.n += self.n
        record.at += self.at
        if record.conn is not None:
            record.conn += self.conn


def join(first: Header, later: Header, last: Record | None, conn: int) -> Joint:
    """How a recording goes on from the one before.

    Time goes on by the wall clock, but never back. A part that names the one before it goes on with
    its connection.

    Args:
        first: the header that the file begins with.
        later: the header in its middle.
        last: the last record before, as it was given out.
        conn: the highest number of a connection before.
    """
    n, at = (0, 0.0) if last is None else (last.n, last.at)
    wall = later.started - first.started
    is_part = "previous" in later.extra
    return Joint(n, max(at, wall) if isfinite(wall) else at, 0 if is_part else conn)
