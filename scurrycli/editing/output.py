"""A recording that appears under its name when it is whole; never half of one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scurrycli.errors import RecordingDamaged, RecordingError
from scurrycli.recording.failures import reason
from scurrycli.recording.header import Header
from scurrycli.recording.writer import RecordingWriter


@contextmanager
def new_recording(path: Path, header: Header, *, force: bool) -> Iterator[RecordingWriter]:
    """A writer for a new file with mode 0600, in the form that its name asks for.

    It is written under another name in the same directory, and gets its own at the end of the
    block; if an error leaves it, nothing stays behind. So a file may replace its own source.

    Raises:
        RecordingError: it exists and `force` is not given, or it cannot be written.
    """
    check_output(path, force=force)
    if path.exists() and not path.is_file():  # a device or a pipe
        with RecordingWriter(path, header, force=True) as writer:
            yield writer
        return
    hidden = _hidden(path)
    try:
        with _under(path, hidden), RecordingWriter(hidden, header, force=True) as writer:
            yield writer
        check_output(path, force=force)
        os.replace(hidden, path)  # noqa: PTH105 - as the other calls of os
    except OSError as error:
        raise _cannot_write(path, error) from None
    finally:
        with suppress(OSError):
            hidden.unlink()


def check_output(path: Path, *, force: bool) -> None:
    """Refuse a name before any work is done for it.

    Raises:
        RecordingError: it is taken and `force` is not given, or a directory's.
    """
    try:
        if path.is_dir():
            raise RecordingError(f"{path} is a directory. Give the name of a file to write.")
        if path.exists() and not force:
            raise RecordingError(
                f"{path} exists already. Give --force to replace it, or another name."
            )
    except (OSError, ValueError) as error:
        raise _cannot_write(path, error) from None


def _hidden(path: Path) -> Path:
    """An empty file beside the one that is to be; its ending says how it is compressed."""
    try:
        fd, name = tempfile.mkstemp(path.suffix, f".{path.stem[:64]}.", path.parent)
    except (OSError, ValueError) as error:
        raise _cannot_write(path, error) from None
    os.close(fd)
    return Path(name)


@contextmanager
def _under(path: Path, hidden: Path) -> Iterator[None]:
    """Failures of the writer by the name that the user knows."""
    try:
        yield
    except RecordingDamaged as error:
        if not isinstance(error.__cause__, OSError):
            raise
        raise _cannot_write(path, error.__cause__) from None
    except RecordingError as error:
        raise RecordingError(str(error).replace(str(hidden), str(path))) from None


def _cannot_write(path: Path, error: OSError | ValueError) -> RecordingError:
    return RecordingError(f"Cannot write {path}: {reason(error)}.")
