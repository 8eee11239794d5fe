"""How far the reading of a file is, on stderr, where that is a terminal; never what is read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from scurrycli.recording.reader import Recording
from scurrycli.recording.source import Bytes, Stdin, open_bytes
from scurrycli.sinks.text import plain

if TYPE_CHECKING:
    from scurrycli.editing.inflating import Seekable

LARGE = 8 << 20
"""Bytes; what is smaller is read before anybody could look at a bar."""


class _Counted:
    """An open file that tells how much was read of it."""

    def __init__(self, file: Bytes, advance: Callable[[int], None]) -> None:
        self._file = file
        self._advance = advance

    def read1(self, size: int, /) -> bytes:
        data = self._file.read1(size)
        self._advance(len(data))
        return data

    def seek(self, offset: int, /) -> int:
        return cast("Seekable", self._file).seek(offset)

    def close(self) -> None:
        self._file.close()


@contextmanager
def watched(file: str, doing: str) -> Iterator[Bytes]:
    """The open file (`-` is stdin), closed at the end; a bar says what is done with it.

    Raises:
        RecordingError: it cannot be read.
    """
    source: Bytes = Stdin() if file == "-" else open_bytes(Path(file))
    size = None if file == "-" else Path(file).stat().st_size
    try:
        with progress(doing, size) as advance:
            yield counted(source, advance)
    finally:
        source.close()


@contextmanager
def watched_recording(file: str, doing: str) -> Iterator[Recording]:
    """The recording in a file (`-` is stdin), under such a bar, as `Cutting`.

    Raises:
        RecordingError: it cannot be read, or is none.
    """
    name = "Standard input" if file == "-" else file
    with watched(file, f"{doing} {Path(name).name}") as source:
        yield Recording(source, name)


def counted(file: Bytes, advance: Callable[[int], None] | None) -> Bytes:
    """The same file, which tells how much was read of it."""
    return file if advance is None else _Counted(file, advance)


@contextmanager
def progress(doing: str, size: int | None) -> Iterator[Callable[[int], None] | None]:
    """A bar that takes the bytes that are done; None where nobody would see it.

    Args:
        doing: what is told.
        size: bytes in all; None where nobody knows.
    """
    if not sys.stderr.isatty() or (size is not None and size < LARGE):
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(plain(doing), total=size)
        yield lambda count: shown.advance(task, count)
