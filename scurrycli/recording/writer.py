"""Writes a recording, whole lines only; never decides what is recorded, never redacts."""

from __future__ import annotations

import errno
import re
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from scurrycli.errors import RecordingDamaged
from scurrycli.recording.codec import encode_pieces
from scurrycli.recording.failures import reason
from scurrycli.recording.file import LinesFile, cannot_write
from scurrycli.recording.header import Header, encode_header
from scurrycli.recording.packing import PACKED
from scurrycli.records import FRAMES, Record

_FLUSH_AFTER = 1.0  # seconds of the records' own clock
_BUFFER = 1 << 18  # bytes
_FRAME_LINE = re.compile(rb'\{"n":[0-9]+,"at":[^,]+,"ts":"[^"]*","kind":"(?:recv|sent)"')


class RecordingWriter:
    """A recording that is being written.

    Lines are kept until a flush: after a second by the records' own `at`, at every record that is
    no payload, at 256 KiB, and when the owner calls `flush` (as it should every second, in case
    nothing comes in). A failure is raised once, by the call that met it; the writer is then closed,
    and what it is given later is only counted.

    Attributes:
        path: where it is written.
        frames: how many payloads (`recv` and `sent`) were taken and not lost.
        records: how many records were taken and not lost.
        lost: how many records were not written because of a failure.
        size: bytes of the file; of a plain one, what is not flushed yet included.
        failed: the failure, None as long as all is well.
    """

    def __init__(self, path: Path, header: Header, *, force: bool = False) -> None:
        """Create the file with mode 0600 and write the header.

        Raises:
            RecordingError: it exists and `force` is not given, or it cannot be written.
        """
        self.path = path
        self.frames = 0
        self.records = 0
        self.lost = 0
        self.failed: RecordingDamaged | None = None
        self._pending: list[bytes] = []
        self._pending_size = 0
        self._is_plain = path.suffix.lower() not in PACKED
        self._last_at = 0.0
        self._flushed_at = 0.0
        self._file = LinesFile(path, force=force)
        failure = self._file.put(encode_header(header), 0.0)
        if failure is not None:
            self._file.discard()
            raise cannot_write(path, failure[1])

    @property
    def size(self) -> int:
        return self._file.size + (self._pending_size if self._is_plain else 0)

    def write(self, record: Record) -> None:
        """Take one record.

        Raises:
            RecordingDamaged: what was taken could not be written; only the first time.
        """
        if not self._file.is_open:
            self.lost += 1
            return
        head, frame, end = encode_pieces(record)
        self._pending += (head, frame, end)
        self._pending_size += len(head) + len(frame) + len(end)
        self.records += 1
        self._last_at = record.at
        is_frame = record.kind in FRAMES
        self.frames += is_frame
        due = not 0 <= record.at - self._flushed_at < _FLUSH_AFTER
        if due or not is_frame or self._pending_size >= _BUFFER:
            self.flush()

    def flush(self) -> None:
        """Hand all that was taken to the system.

        Raises:
            RecordingDamaged: as for `write`.
        """
        self._flushed_at = self._last_at
        if self._pending:
            self._put()

    def close(self) -> None:
        """Flush and close; a second time it does nothing.

        Raises:
            RecordingDamaged: as for `write`.
        """
        if not self._file.is_open:
            return
        self._put(last=True)
        try:
            self._file.close()
        except OSError as error:
            self._fail(error, [])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close. While another error is on its way, a failure is only kept in `failed`."""
        try:
            self.close()
        except RecordingDamaged:
            if error is None:
                raise

    def _put(self, *, last: bool = False) -> None:
        lines = b"".join(self._pending)
        self._pending = []
        self._pending_size = 0
        failure = self._file.put(lines, self._last_at, last=last)
        if failure is not None:
            kept, error = failure
            self._fail(error, lines.splitlines()[kept:])

    def _fail(self, error: OSError, missing: list[bytes]) -> NoReturn:
        with suppress(OSError):
            self._file.close()
        self.lost += len(missing)
        self.records -= len(missing)
        self.frames -= sum(_FRAME_LINE.match(line) is not None for line in missing)
        if error.errno == errno.ESTALE:
            self.lost, self.records, self.frames = self.lost + self.records, 0, 0
            kept = "What was written is gone with it."
        else:
            kept = f"Its first {self.records} records are kept and can be read."
        self.failed = RecordingDamaged(
            f"Recording to {self.path} ended early: {reason(error)}. {kept}"
        )
        raise self.failed from error
