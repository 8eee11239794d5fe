"""Lines to records, and a count of those that are none; never where the lines come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from scurrycli.errors import RecordingError
from scurrycli.recording.codec import decode_record
from scurrycli.recording.foreign import HEADER, ForeignLines, is_foreign
from scurrycli.recording.glance import Batch, Glance, Look, connection, glance
from scurrycli.recording.header import Header, decode_header, is_header
from scurrycli.recording.joint import Joint, join
from scurrycli.records import Kind, Record


class Parser:
    """Reads the lines of one recording, in blocks of whole lines; None is a line too long.

    Attributes:
        is_foreign: whether they are bare payloads of another program.
    """

    def __init__(self) -> None:
        self.is_foreign = False
        self._decode: Callable[[bytes], Record] = decode_record
        self._line = 0
        self._skipped = 0
        self._first_skipped = 0
        self._header = HEADER
        self._joint: Joint | None = None
        self._last: Record | None = None
        self._unread: bytes | None = None  # the last record's line, where it was only looked at
        self._conn = 0

    @property
    def ended(self) -> bool:
        """Whether the last record was an `end`."""
        return self._unread is None and self._last is not None and self._last.kind == Kind.END

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

    def is_blank(self, line: bytes) -> bool:
        """Count a line, and tell whether there is nothing in it."""
        self._line += 1
        return not line.strip()

    def records(self, block: bytes | None) -> Iterator[Record]:
        """The records of a block."""
        if block is None:
            self._line += 1
            self._skip()
            return
        start = 0
        while start < len(block):
            end = block.find(b"\n", start)
            record = self._read(block[start:end])
            if record is not None:
                yield record
            start = end + 1

    def batches(self, blocks: Iterable[bytes | None], look: Look | None) -> Iterator[Batch]:
        """The same of all blocks, without what a quick look tells to be of no use."""
        tell = None if look is None or self.is_foreign else glance(look)
        for block in blocks:
            if block is None or tell is None:
                yield Batch(records=list(self.records(block)))
            else:
                yield from self._told(block, tell)

    def _told(self, block: bytes, tell: Glance) -> Iterator[Batch]:
        batch, start, told = Batch(), 0, -1
        while start < len(block):
            end = block.find(b"\n", start)
            frame = tell(block, start, end)
            if frame is None:
                self._note(block, told)
                record = self._read(block[start:end])
                if record is not None:
                    batch.records.append(record)
                start, told = end + 1, -1
                continue
            self._line += 1
            if not frame:
                batch.passed_over += 1
            elif batch.records:
                yield batch
                batch = Batch([frame])
            else:
                batch.frames.append(frame)
            start, told = end + 1, start
        self._note(block, told)
        yield batch

    def _note(self, block: bytes, told: int) -> None:
        """Keep in mind the last line that was told, but not read."""
        if told < 0:
            return
        self._unread = block[told : block.find(b"\n", told)]
        conn = connection(self._unread) + (self._joint.conn if self._joint is not None else 0)
        self._conn = max(self._conn, conn)

    def _read(self, line: bytes) -> Record | None:
        """The record in a line; None where it is none, which is counted unless it is blank."""
        if self.is_blank(line):
            return None
        try:
            return self.record(line)
        except RecordingError:
            if not self._joins(line):
                self._skip()
            return None

    def _skip(self) -> None:
        self._skipped += 1
        self._first_skipped = self._first_skipped or self._line

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
        self._last, self._unread = record, None
        return record

    def _joins(self, line: bytes) -> bool:
        """Whether another recording begins with this line."""
        if self.is_foreign or not is_header(line):
            return False
        try:
            later = decode_header(line)
        except RecordingError:
            return False
        if self._unread is not None:
            with suppress(RecordingError):  # nobody wanted it either
                self.record(self._unread)
        self._joint = join(self._header, later, self._last, self._conn)
        return True
