"""Recordings that are written into memory; never a file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

from scurrycli.recording import Header, Recording, encode_header, encode_record
from scurrycli.records import Kind, Record


class Sheet:
    """Takes one recording as `RecordingWriter` does."""

    def __init__(self) -> None:
        self.text = b""
        self.records = self.frames = 0

    @contextmanager
    def create(self, header: Header) -> Iterator[Sheet]:
        """Begin it."""
        self.text = encode_header(header)
        yield self

    def write(self, record: Record) -> None:
        self.text += encode_record(record)
        self.records += 1
        self.frames += record.kind in (Kind.RECV, Kind.SENT)

    def read(self) -> tuple[Header, list[Record]]:
        """What was written."""
        with Recording(io.BufferedReader(io.BytesIO(self.text)), "y") as recording:
            return recording.header, list(recording)
