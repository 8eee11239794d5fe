"""Reads a recording as a stream of records, whole or damaged; never changes it, never waits."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from stat import S_ISREG
from types import TracebackType
from typing import Self

from scurrycli.errors import RecordingDamaged, RecordingError
from scurrycli.recording.failures import reason
from scurrycli.recording.glance import Batch, Look
from scurrycli.recording.header import Header
from scurrycli.recording.packing import MAGIC_LENGTH, packing
from scurrycli.recording.parser import Parser
from scurrycli.recording.source import CHUNK, MAX_LINE, Bytes, Lines, Stdin, Text, open_bytes
from scurrycli.records import Record

_MAX_HEADER = 1 << 24  # bytes; a file whose first line is longer is something else
_MAX_POLL = 1 << 22  # bytes; so that whoever polls a large file gets a turn in between


def open_recording(path: str | Path) -> Recording:
    """Open a recording: plain, gzip or Zstandard by what is in it; `-` is standard input.

    Raises:
        RecordingError: it cannot be read, or is no recording of a version that is known here.
    """
    if str(path) == "-":
        return Recording(Stdin(), "Standard input")
    return Recording(open_bytes(Path(path)), str(path))


class Recording:
    """A recording that is being read, once, from its start; a context manager.

    Attributes:
        name: the file's, for messages.
        header: its first line.
        damage: after the iteration, one sentence on what was left unread; None where nothing was.
    """

    def __init__(self, file: Bytes, name: str) -> None:
        """Read the header of an open file, which is closed if there is none.

        Raises:
            RecordingError: as for `open_recording`.
        """
        self.name = name
        self.damage: str | None = None
        self._file = file
        self._parser = Parser()
        self._lines = Lines(_MAX_HEADER)
        try:
            self._text = Text(file)
            self._blocks = self._cut()
            self.header = self._read_header()
        except OSError as error:
            self.close()
            raise RecordingError(f"Cannot read {name}: {reason(error)}.") from None
        except RecordingError:
            self.close()
            raise
        self._lines.limit = MAX_LINE
        self._records = self._read()

    @property
    def ended(self) -> bool:
        """Whether an `end` record was seen so far; a recording without one was cut off."""
        return self._parser.ended

    @property
    def is_foreign(self) -> bool:
        """Whether these are bare payloads of another program, of which no times are known."""
        return self._parser.is_foreign

    def __iter__(self) -> Iterator[Record]:
        """The records, in order, each once. What is no record is skipped and told in `damage`."""
        return self._records

    def batches(self, look: Look | None = None) -> Iterator[Batch]:
        """The same a block at a time; by a quick look, what it tells to be of no use is left out.

        It is this or `__iter__` that reads a recording.
        """
        yield from self._parser.batches(self._blocks, look)
        if last := list(self._last()):
            yield Batch(records=last)

    def close(self) -> None:
        """Close the file. Standard input stays open."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _cut(self) -> Iterator[bytes | None]:
        for chunk in self._text:
            yield from self._lines.blocks(chunk)

    def _read_header(self) -> Header:
        for block in self._blocks:
            if block is None:
                return self._take_header(b"", b"")
            start = 0
            while start < len(block):
                end = block.find(b"\n", start)
                line, start = block[start:end], end + 1
                if not self._parser.is_blank(line):
                    return self._take_header(line, block[start:])
        rest = self._lines.rest
        if rest.strip():
            self._lines = Lines()
            return self._take_header(rest, b"")
        if self._text.trouble:
            raise RecordingError(f"{self.name} is damaged from its start: {self._text.trouble}.")
        raise RecordingError(f"{self.name} is empty, so there is no recording in it.")

    def _take_header(self, line: bytes, following: bytes) -> Header:
        """Read it; what follows it in its block is read next."""
        header = self._parser.take_header(line, self.name)
        again = line + b"\n" if self._parser.is_foreign else b""
        self._blocks = chain([again + following], self._blocks)
        return header

    def _read(self) -> Iterator[Record]:
        for block in self._blocks:
            yield from self._parser.records(block)
        yield from self._last()

    def _last(self) -> Iterator[Record]:
        """What stands after the last whole line; then what was left unread is known."""
        torn = None
        try:
            # A line that is whole but for its end is as good as any other.
            if self._lines.rest.strip():
                yield self._parser.record(self._lines.rest)
        except RecordingError:
            torn = f"its last line is torn and {self._lines.rest_size} bytes were left unread"
        clauses = [clause for clause in (self._parser.skipped, self._text.trouble, torn) if clause]
        if clauses:
            self.damage = f"{self.name} is damaged: {'; '.join(clauses)}."


class FollowingReader:
    """A plain recording that is still being written; a context manager.

    Attributes:
        name: the file's, for messages.
        header: its first line.
    """

    def __init__(self, path: str | Path) -> None:
        """Open the file and read its header.

        Raises:
            RecordingError: as for `open_recording`; it is compressed, or no file that can grow.
        """
        self.name = str(path)
        self._parser = Parser()
        self._lines = Lines()
        self._file = open_bytes(Path(path))
        try:
            self._check()
            self.header = self._read_header()
        except OSError as error:
            self.close()
            raise RecordingError(f"Cannot read {self.name}: {reason(error)}.") from None
        except RecordingError:
            self.close()
            raise

    @property
    def ended(self) -> bool:
        """Whether an `end` record was seen so far: nothing will be added."""
        return self._parser.ended

    @property
    def damage(self) -> str | None:
        """One sentence on lines that were no records so far; None where there were none."""
        return f"{self.name} is damaged: {self._parser.skipped}." if self._parser.skipped else None

    def poll(self) -> list[Record]:
        """The records of whole lines that were added since; empty where there are none.

        At most about 4 MiB are read at a time: poll again at once as long as something comes.

        Raises:
            RecordingDamaged: the file cannot be read further, or became shorter.
        """
        records: list[Record] = []
        try:
            if os.fstat(self._file.fileno()).st_size < self._file.tell():
                raise RecordingDamaged(f"{self.name} became shorter while it was followed.")
            for _ in range(_MAX_POLL // CHUNK):
                chunk = self._file.read1(CHUNK)
                if not chunk:
                    break
                for block in self._lines.blocks(chunk):
                    records.extend(self._parser.records(block))
        except OSError as error:
            raise RecordingDamaged(f"Cannot read {self.name} further: {reason(error)}.") from None
        return records

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _check(self) -> None:
        if not S_ISREG(os.fstat(self._file.fileno()).st_mode):
            raise RecordingError(f"{self.name} is no file that can be followed.")
        if packing(self._file.peek(MAGIC_LENGTH)):
            raise RecordingError(
                f"{self.name} is compressed, and only a plain recording can be followed. "
                "Read it without --follow."
            )

    def _read_header(self) -> Header:
        line = self._file.readline(_MAX_HEADER)
        while line and self._parser.is_blank(line):
            line = self._file.readline(_MAX_HEADER)
        if not line:
            raise RecordingError(f"{self.name} is empty, so there is no recording in it yet.")
        header = self._parser.take_header(line, self.name)
        if self._parser.is_foreign:
            self._file.seek(-len(line), os.SEEK_CUR)
        return header
