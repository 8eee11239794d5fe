"""What records are written to, as far as editing needs it; never how."""

from __future__ import annotations

from typing import Protocol

from scurrycli.records import Record


class Writer(Protocol):
    """An open recording, as `RecordingWriter` is one.

    Attributes:
        frames: how many payloads were taken.
        records: how many records were taken.
    """

    frames: int
    records: int

    def write(self, record: Record) -> None:
        """Take the next record."""
