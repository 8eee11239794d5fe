"""The text of a damaged compressed file: all frames that can be read; never what is in the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from scurrycli.recording.packing import DAMAGE, magic_of, new_frame
from scurrycli.recording.source import CHUNK, Bytes


class Seekable(Bytes, Protocol):
    """An open file in which one can go back."""

    def seek(self, offset: int, /) -> int:
        """Go to this byte."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Bytes of the file that could not be read, at least in part; the texts before and behind do
    not belong together."""

    size: int


def inflate(file: Seekable, kind: str) -> Iterator[bytes | Gap]:
    """The text of every frame that can be read, in pieces, with a gap where something is missing.

    Behind damage the next frame is looked for by its first bytes. Some may stand there by chance:
    then what they inflate to is no text, and whoever reads lines will notice.
    """
    magic = magic_of(kind)
    offset = 0
    bad: int | None = None  # where the damage began that is not told yet
    while (found := _find(file, offset, magic)) is not None:
        if found > offset and bad is None:
            bad = offset
        frame = _Reading(file, found, kind)
        for piece in frame:
            if bad is not None:
                yield Gap(found - bad)
                bad = None
            yield piece
        if frame.is_whole:
            offset = frame.end
        else:
            bad, offset = found if bad is None else bad, found + 1
    size = _size(file, offset)
    if size > offset and bad is None:
        bad = offset
    if bad is not None:
        yield Gap(size - bad)


def _find(file: Seekable, offset: int, magic: bytes) -> int | None:
    """Where these bytes stand next."""
    file.seek(offset)
    window = b""
    while chunk := file.read1(CHUNK):
        window += chunk
        place = window.find(magic)
        if place >= 0:
            return offset + place
        kept = len(magic) - 1
        offset += max(0, len(window) - kept)
        window = window[-kept:]
    return None


def _size(file: Seekable, offset: int) -> int:
    file.seek(offset)
    while chunk := file.read1(CHUNK):
        offset += len(chunk)
    return offset


class _Reading:
    """One frame, as far as it can be read.

    Attributes:
        is_whole: after the iteration, whether it was read to its end.
        end: where that is.
    """

    def __init__(self, file: Seekable, start: int, kind: str) -> None:
        self.is_whole = False
        self.end = start
        self._file = file
        self._start = start
        self._kind = kind
        self._given = 0

    def __iter__(self) -> Iterator[bytes]:
        frame = new_frame(self._kind)
        self._file.seek(self._start)
        while not frame.eof:
            chunk = self._file.read1(CHUNK)
            if not chunk:
                return
            try:
                for piece in frame.feed(chunk):
                    self._given += len(piece)
                    if piece:
                        yield piece
            except DAMAGE:
                yield from self._up_to_damage(len(chunk))
                return
            self.end += len(chunk)
        self.end -= len(frame.unused_data)
        self.is_whole = True

    def _up_to_damage(self, last: int) -> Iterator[bytes]:
        """What the chunk in which it is damaged inflates to, once more and byte by byte."""
        frame = new_frame(self._kind)
        self._file.seek(self._start)
        known = 0
        try:
            for data in self._steps(self.end - self._start, last):
                for piece in frame.feed(data):
                    new = piece[max(0, self._given - known) :]
                    known += len(piece)
                    if new:
                        yield new
        except DAMAGE:
            return

    def _steps(self, size: int, last: int) -> Iterator[bytes]:
        """So many bytes in large steps, then the last ones in small ones."""
        while size and (data := self._file.read1(min(size, CHUNK))):
            size -= len(data)
            yield data
        while last and (data := self._file.read1(1)):
            last -= 1
            yield data
