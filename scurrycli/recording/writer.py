"""Writes a recording, whole lines only; never decides what is recorded, never redacts."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG
from types import TracebackType
from typing import NoReturn, Self

from scurrycli.errors import RecordingDamaged, RecordingError
from scurrycli.recording.codec import encode_record
from scurrycli.recording.failures import reason
from scurrycli.recording.header import Header, encode_header
from scurrycli.recording.packing import pack
from scurrycli.records import Kind, Record

_MODE = 0o600
_ANY = os.O_WRONLY | os.O_CREAT
_NEW = _ANY | os.O_EXCL
_FLUSH_AFTER = 1.0  # seconds of the records' own clock
_BUFFER = 1 << 18  # bytes
_FRAMES = frozenset({Kind.RECV, Kind.SENT})


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
        self._pending: list[tuple[bytes, bool]] = []
        self._pending_size = 0
        self._last_at = 0.0
        self._flushed_at = 0.0
        self._size = 0
        self._fd, created = _create(path, force=force)
        _, error = self._put(encode_header(header))
        if error is not None:
            self._abandon()
            if created:
                with suppress(OSError):
                    path.unlink()
            raise _cannot_write(path, error)

    def write(self, record: Record) -> None:
        """Take one record.

        Raises:
            RecordingDamaged: what was taken could not be written; only the first time.
        """
        if self._fd < 0:
            self.lost += 1
            return
        line = encode_record(record)
        is_frame = record.kind in _FRAMES
        self._pending.append((line, is_frame))
        self._pending_size += len(line)
        self.records += 1
        self.frames += is_frame
        self._last_at = record.at
        due = not 0 <= record.at - self._flushed_at < _FLUSH_AFTER
        if due or not is_frame or self._pending_size >= _BUFFER:
            self.flush()

    def flush(self) -> None:
        """Hand all that was taken to the system.

        Raises:
            RecordingDamaged: as for `write`.
        """
        self._flushed_at = self._last_at
        if not self._pending:
            return
        kept, error = self._put(b"".join(line for line, _ in self._pending))
        missing = self._pending[kept:]
        self._pending = []
        self._pending_size = 0
        if error is not None:
            self._fail(error, missing)

    def close(self) -> None:
        """Flush and close; a second time it does nothing.

        Raises:
            RecordingDamaged: as for `write`.
        """
        if self._fd < 0:
            return
        self.flush()
        fd, self._fd = self._fd, -1
        try:
            os.close(fd)
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

    def _put(self, lines: bytes) -> tuple[int, OSError | None]:
        """Write whole lines: how many are in the file, and what kept the others out of it."""
        data = pack(lines, self.path.suffix)
        done = 0
        try:
            while done < len(data):
                done += os.write(self._fd, data[done:])
        except OSError as error:
            # A torn line or frame is taken back; a device or a pipe has no size to set.
            whole = data.rfind(b"\n", 0, done) + 1 if data is lines else 0
            with suppress(OSError):
                os.ftruncate(self._fd, self._size + whole)
            return data.count(b"\n", 0, whole), error
        self._size += done
        return lines.count(b"\n"), None

    def _fail(self, error: OSError, missing: list[tuple[bytes, bool]]) -> NoReturn:
        self._abandon()
        self.lost += len(missing)
        self.records -= len(missing)
        self.frames -= sum(is_frame for _, is_frame in missing)
        self.failed = RecordingDamaged(
            f"Recording to {self.path} ended early: {reason(error)}. "
            f"Its first {self.records} records are kept and can be read."
        )
        raise self.failed from error

    def _abandon(self) -> None:
        fd, self._fd = self._fd, -1
        if fd >= 0:
            with suppress(OSError):
                os.close(fd)


def _create(path: Path, *, force: bool) -> tuple[int, bool]:
    """A descriptor of an empty file that only its owner can read, and whether it is a new one."""
    try:
        if path.is_dir():
            raise RecordingError(f"{path} is a directory. Give the name of a file to record to.")
        return _prepare(os.open(path, _NEW, _MODE)), True
    except FileExistsError:
        if not force:
            raise RecordingError(
                f"{path} exists already. Give --force to replace it, or another name."
            ) from None
    except (OSError, ValueError) as error:
        raise _cannot_write(path, error) from None
    try:
        return _prepare(os.open(path, _ANY, _MODE)), False
    except OSError as error:
        raise _cannot_write(path, error) from None


def _prepare(fd: int) -> int:
    """Close the file to others before it is emptied and written. A device stays as it is."""
    try:
        if S_ISREG(os.fstat(fd).st_mode):
            os.fchmod(fd, _MODE)
            os.ftruncate(fd, 0)
    except OSError:
        os.close(fd)
        raise
    return fd


def _cannot_write(path: Path, error: OSError | ValueError) -> RecordingError:
    return RecordingError(f"Cannot write {path}: {reason(error)}. Give another name.")
