"""The bytes of a recording, as text and as whole lines of it; never what a line means."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BufferedReader
from itertools import chain
from pathlib import Path
from typing import Protocol, cast

from scurrycli.errors import RecordingError
from scurrycli.recording.failures import reason
from scurrycli.recording.packing import MAGIC_LENGTH, packing, unpack

MAX_LINE = 256 << 20
"""Bytes; a longer line is skipped."""

CHUNK = 1 << 17
"""Bytes that are read at once, at most."""


class Bytes(Protocol):
    """An open file or a pipe."""

    def read1(self, size: int, /) -> bytes:
        """What is there, waiting only where there is nothing; empty at the end."""

    def close(self) -> None:
        """Close it."""


def open_bytes(path: Path) -> BufferedReader:
    """Open a file, or a pipe that has a name.

    Raises:
        RecordingError: it cannot be read.
    """
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise RecordingError(f"There is no file {path}. Check its name.") from None
    except IsADirectoryError:
        raise RecordingError(f"{path} is a directory. Give the name of a recording.") from None
    except (OSError, ValueError) as error:
        raise RecordingError(f"Cannot read {path}: {reason(error)}.") from None


class Stdin:
    """Standard input, which whoever reads from it does not own.

    Raises:
        RecordingError: there is none.
    """

    def __init__(self) -> None:
        if sys.stdin is None:
            raise RecordingError("There is no standard input to read a recording from.")
        self._buffer = cast("Bytes", sys.stdin.buffer)

    def read1(self, size: int, /) -> bytes:
        """What came in."""
        return self._buffer.read1(size)

    def close(self) -> None:
        """Leave it open."""


class Lines:
    r"""Cuts a stream of bytes at each `\n`, holding no more than one line."""

    def __init__(self, limit: int = MAX_LINE) -> None:
        self.limit = limit
        self.rest_size = 0
        self._rest: list[bytes] = []

    @property
    def rest(self) -> bytes:
        """What came after the last whole line, within the limit; `rest_size` counts all."""
        return b"".join(self._rest)

    def feed(self, chunk: bytes) -> Iterator[bytes | None]:
        """The lines that are whole now, without their ends; None for one as it becomes too long."""
        for block in self.blocks(chunk):
            if block is None:
                yield None
            else:
                yield from block[:-1].split(b"\n")

    def blocks(self, chunk: bytes) -> Iterator[bytes | None]:
        """The same, but as many lines as there are in one piece, their ends included."""
        end = chunk.rfind(b"\n") + 1
        start = 0
        if end and self.rest_size:
            start = chunk.find(b"\n") + 1
            first = chunk[: start - 1]
            if self._keep(first):
                block = b"".join([*self._rest, memoryview(chunk)[start - 1 : end]])
                yield from self._within_limit(block)
                start = end
            elif self._too_long_by(first):
                yield None
            self._rest, self.rest_size = [], 0
        yield from self._within_limit(chunk[start:end])
        rest = chunk[end:]
        if not self._keep(rest) and self._too_long_by(rest):
            yield None

    def _within_limit(self, block: bytes) -> Iterator[bytes | None]:
        if len(block) > self.limit:
            for line in block[:-1].split(b"\n"):
                yield line + b"\n" if len(line) <= self.limit else None
        elif block:
            yield block

    def _keep(self, piece: bytes) -> bool:
        self.rest_size += len(piece)
        if self.rest_size > self.limit:
            self._rest = []
            return False
        self._rest.append(piece)
        return True

    def _too_long_by(self, piece: bytes) -> bool:
        """Whether it was this piece that went over the limit: told once for each line."""
        return self.rest_size - len(piece) <= self.limit


class Text:
    """The text of a file, inflated where its first bytes say so.

    Attributes:
        kind: `gzip`, `zstd` or None.
        trouble: after the iteration, a clause on why the text ends before the file does.
        torn: whether that is a compressed frame that is cut off, as after a kill.
    """

    def __init__(self, file: Bytes) -> None:
        self.trouble: str | None = None
        self.torn = False
        self._file = file
        start = b""
        while len(start) < MAGIC_LENGTH and (more := self._read()):
            start += more
        self.kind = packing(start)
        self._chunks = chain([start] if start else [], iter(self._read, b""))

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from unpack(self._chunks, self.kind) if self.kind else self._chunks
        except EOFError:
            self.torn = True
            self.trouble = f"its last {self.kind} frame is cut off"
        except ValueError as error:
            self.trouble = f"{error} and the rest was left unread"
        except OSError as error:
            self.trouble = f"it could not be read further, {reason(error)}"

    def _read(self) -> bytes:
        return self._file.read1(CHUNK)
