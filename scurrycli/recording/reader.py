"""Reads a recording as a stream of records, whole or damaged; never changes it, never waits."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from stat import S_ISREG
from types import TracebackType
from typing import Self

from scurrycli.errors import RecordingDamaged, RecordingError
from scurrycli.recording.codec import decode_record
from scurrycli.recording.failures import reason
from scurrycli.recording.foreign import HEADER, ForeignLines, is_foreign
from scurrycli.recording.header import Header, decode_header, is_header
from scurrycli.recording.joint import Joint, join
from scurrycli.recording.packing import MAGIC_LENGTH, packing
from scurrycli.recording.source import CHUNK, MAX_LINE, Bytes, Lines, Stdin, Text, open_bytes
from scurrycli.records import Kind, Record

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
        self._parser = _Parser()
        self._lines = Lines(_MAX_HEADER)
        try:
            self._text = Text(file)
            self._whole_lines = self._cut()
            self.header = self._read_header()
        except OSError as error:
            self.close()
            raise RecordingError(f"Cannot read {name}: {reason(error)}.") from None
        except RecordingError:
            self.close()
            raise
        self._lines.limit = MAX_LINE
        self._records = self._read()

    def pass_over(self, may_be: Callable[[bytes], bool]) -> None:
        """Leave out lines that a quick look tells to be of no use: they are not read at all."""
        self._parser.may_be = may_be

    @property
    def ended(self) -> bool:
        """Whether an `end` record was seen so far; a recording without one was cut off."""
        return self._parser.ended

    @property
    def passed_over(self) -> int:
        """How many dispatches were left out, see `pass_over`."""
        return self._parser.passed_over

    @property
    def is_foreign(self) -> bool:
        """Whether these are bare payloads of another program, of which no times are known."""
        return self._parser.is_foreign

    def __iter__(self) -> Iterator[Record]:
        """The records, in order, each once. What is no record is skipped and told in `damage`."""
        return self._records

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
            yield from self._lines.feed(chunk)

    def _read_header(self) -> Header:
        for line in self._whole_lines:
            if self._parser.is_blank(line):
                continue
            return self._take_header(line or b"")
        rest = self._lines.rest
        if rest.strip():
            self._lines = Lines()
            return self._take_header(rest)
        if self._text.trouble:
            raise RecordingError(f"{self.name} is damaged from its start: {self._text.trouble}.")
        raise RecordingError(f"{self.name} is empty, so there is no recording in it.")

    def _take_header(self, line: bytes) -> Header:
        header = self._parser.take_header(line, self.name)
        if self._parser.is_foreign:
            self._whole_lines = chain([line], self._whole_lines)
        return header

    def _read(self) -> Iterator[Record]:
        yield from self._parser.records(self._whole_lines)
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
        self._parser = _Parser()
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
                records.extend(self._parser.records(self._lines.feed(chunk)))
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


class _Parser:
    """Lines to records, and a count of those that are none."""

    def __init__(self) -> None:
        self.is_foreign = False
        self.may_be: Callable[[bytes], bool] | None = None
        self.passed_over = 0
        self._decode: Callable[[bytes], Record] = decode_record
        self._line = 0
        self._skipped = 0
        self._first_skipped = 0
        self._header = HEADER
        self._joint: Joint | None = None
        self._last: Record | None = None
        self._conn = 0

    @property
    def ended(self) -> bool:
        """Whether the last record was an `end`."""
        return self._last is not None and self._last.kind == Kind.END

    @property
    def skipped(self) -> str | None:
        """A clause on the lines that were skipped."""
        if not self._skipped:
            return None
        what = (
            "1 line that is no record was"
            if self._skipped == 1
            else (f"{self._skipped} lines that are no records were")
        )
        return f"{what} skipped (the first is line {self._first_skipped})"

    def take_header(self, line: bytes, name: str) -> Header:
        """The header in the first line; where that is a bare payload, it must be given again.

        Raises:
            RecordingError: it is neither.
        """
        if not is_header(line) and is_foreign(line):
            self.is_foreign = True
            self._line -= 1
            self._decode = ForeignLines().record
        else:
            self._header = decode_header(line, name)
        return self._header

    def is_blank(self, line: bytes | None) -> bool:
        """Count a line, and tell whether there is nothing in it; None is one that is too long."""
        self._line += 1
        return line is not None and not line.strip()

    def records(self, lines: Iterable[bytes | None]) -> Iterator[Record]:
        """The records of the lines that are some."""
        for line in lines:
            if self.is_blank(line):
                continue
            if self._is_of_no_use(line):
                self.passed_over += 1
                continue
            try:
                yield self.record(line or b"")
            except RecordingError:
                if not self._joins(line or b""):
                    self._skipped += 1
                    self._first_skipped = self._first_skipped or self._line

    def _is_of_no_use(self, line: bytes | None) -> bool:
        if self.may_be is None or line is None or self.is_foreign or self.may_be(line):
            return False
        return not is_header(line)

    def record(self, line: bytes) -> Record:
        """One record.

        Raises:
            RecordingError: it is none.
        """
        record = self._decode(line)
        if self._joint is not None:
            self._joint.shift(record)
        if record.conn is not None and record.conn > self._conn:
            self._conn = record.conn
        self._last = record
        return record

    def _joins(self, line: bytes) -> bool:
        """Whether another recording begins with this line."""
        if self.is_foreign or not is_header(line):
            return False
        try:
            later = decode_header(line)
        except RecordingError:
            return False
        self._joint = join(self._header, later, self._last, self._conn)
        return True
