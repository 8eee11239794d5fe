"""A file that only ever grows by whole lines, compressed or not; never what a line means."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG

from scurrycli.errors import RecordingError
from scurrycli.recording.failures import reason
from scurrycli.recording.packing import new_packer

FRAME_SIZE = 1 << 20
"""Bytes of text after which a compressed frame is closed and another begun."""
FRAME_AGE = 5.0
"""Seconds after which the same is done."""

_MODE = 0o600
_ANY = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)  # a pipe without a reader is told
_NEW = _ANY | os.O_EXCL


class LinesFile:
    """A file being written. In a regular file the newest frame is whole after every `put`: what
    ends it is overwritten by what follows. To a pipe or a device it is written when it is closed.

    Attributes:
        size: bytes of the file.
    """

    def __init__(self, path: Path, *, force: bool = False) -> None:
        """Create the file with mode 0600, or empty an existing one.

        Raises:
            RecordingError: it exists and `force` is not given, or it cannot be written.
        """
        self._path = path
        self._fd, self._is_new = _create(path, force=force)
        status = os.fstat(self._fd)
        self._is_regular = S_ISREG(status.st_mode)
        self._can_vanish = self._is_regular and status.st_nlink > 0
        self._end = 0  # of the frame's text; what ends the frame follows
        self._packer = new_packer(path.suffix)
        self._began = 0.0

    @property
    def size(self) -> int:
        return self._end + (len(self._packer.ending) if self._is_regular else 0)

    @property
    def is_open(self) -> bool:
        """Whether anything can be written."""
        return self._fd >= 0

    def put(self, lines: bytes, now: float, *, last: bool = False) -> tuple[int, OSError] | None:
        """Write whole lines; or say how many of them are in the file, and what kept the others out.

        Args:
            lines: to write, at least one unless it is the last time.
            now: seconds on any clock, for the age of frames.
            last: close the frame.
        """
        packer, before = self._packer, self._packer.ending
        if not packer.size:
            self._began = now
        piece = packer.add(lines) if lines else b""
        ends = last or packer.size >= FRAME_SIZE or not 0 <= now - self._began < FRAME_AGE
        data = piece + packer.ending if ends or self._is_regular else piece
        done = 0
        try:
            self._check_that_it_is_there()
            while done < len(data):
                done += self._write(data[done:], self._end + done)
        except OSError as error:
            return self._take_back(lines, data[:done], before), error
        self._end += len(data) if ends else len(piece)
        if ends:
            self._packer = new_packer(self._path.suffix)
        return None

    def close(self) -> None:
        """Close it; a second time this does nothing.

        Raises:
            OSError: the system says only now that something was not written.
        """
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def discard(self) -> None:
        """Close it, and remove it if it was made here."""
        with suppress(OSError):
            self.close()
        if self._is_new:
            with suppress(OSError):
                self._path.unlink()

    def _check_that_it_is_there(self) -> None:
        """A file that was removed takes all that is written, and nobody can ever read it."""
        if self._can_vanish and os.fstat(self._fd).st_nlink == 0:
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))

    def _write(self, data: bytes, at: int) -> int:
        return os.pwrite(self._fd, data, at) if self._is_regular else os.write(self._fd, data)

    def _take_back(self, lines: bytes, done: bytes, ending: bytes) -> int:
        """Leave whole lines, or a whole frame, behind: how many of these lines that are."""
        kept = done.rfind(b"\n") + 1 if done == lines[: len(done)] else 0
        if self._is_regular:
            with suppress(OSError):
                os.pwrite(self._fd, ending, self._end + kept)  # where it, or text, has stood
                os.ftruncate(self._fd, self._end + kept + len(ending))
        return lines.count(b"\n", 0, kept)


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
        raise cannot_write(path, error) from None
    try:
        return _prepare(os.open(path, _ANY, _MODE)), False
    except OSError as error:
        raise cannot_write(path, error) from None


def _prepare(fd: int) -> int:
    """Close the file to others before it is emptied and written. A device stays as it is."""
    try:
        os.set_blocking(fd, True)
        if S_ISREG(os.fstat(fd).st_mode):
            os.fchmod(fd, _MODE)
            os.ftruncate(fd, 0)
    except OSError:
        os.close(fd)
        raise
    return fd


def cannot_write(path: Path, error: OSError | ValueError) -> RecordingError:
    """Why a file was not begun."""
    return RecordingError(f"Cannot write {path}: {reason(error)}. Give another name.")
