"""What was inflated and not yet given out, within a limit; never how much of it is a payload."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Protocol

from scurrycli.errors import CompressionBroken, InflatedTooLarge
from scurrycli.wire.zstandard import zstd

_PIECE = 1 << 18
_SLICE = 1 << 16  # bytes put in at a time: zlib copies what is left of them after each piece


class Context(Protocol):
    """A decompressor of the libraries, all under the same names."""

    @property
    def is_over(self) -> bool:
        """Whether what it inflates has ended."""

    @property
    def excess(self) -> bytes:
        """What came after that end."""

    @property
    def rest(self) -> bytes:
        """What to put in next after a full piece."""

    def inflate(self, data: bytes, max_length: int = ..., /) -> bytes:
        """At most so many bytes. Raises one of `FAULTS`."""


FAULTS = (zlib.error, zstd.ZstdError, EOFError)


class ZlibContext:
    """Zlib's."""

    def __init__(self) -> None:
        self.library = zlib.decompressobj()
        self.inflate = self.library.decompress

    @property
    def is_over(self) -> bool:
        return self.library.eof

    @property
    def excess(self) -> bytes:
        return self.library.unused_data

    @property
    def rest(self) -> bytes:
        return self.library.unconsumed_tail


class ZstdContext:
    """Zstandard's, which keeps the rest itself."""

    rest = b""

    def __init__(self) -> None:
        self.library = zstd.ZstdDecompressor()
        self.inflate = self.library.decompress

    @property
    def is_over(self) -> bool:
        return self.library.eof

    @property
    def excess(self) -> bytes:
        return self.library.unused_data


def broken(mode: str) -> CompressionBroken:
    """That the data of this mode cannot be inflated."""
    return CompressionBroken(
        f"What the Gateway sent as {mode} is damaged and cannot be inflated. "
        "If that happens again, try another --compress."
    )


def piece_of(limit: int) -> int:
    """Bytes to inflate at a time, so that a bomb is stopped while it inflates.

    What comes in fewer is all that there is.
    """
    return min(_PIECE, limit + 1)


class Hold:
    """Inflates into memory, up to a limit.

    Attributes:
        size: bytes that are held.
    """

    def __init__(self, context: Context, mode: str, limit: int) -> None:
        self._piece = piece_of(limit)
        self.size = 0
        self._context = context
        self._mode = mode
        self._limit = limit
        self._text = BytesIO()

    def put(self, data: bytes) -> None:
        """Inflate all of it.

        Raises:
            CompressionBroken: it cannot be inflated, or comes after the end.
            InflatedTooLarge: the limit is passed.
        """
        for start in range(0, len(data), _SLICE):
            self.add(self._inflate(data[start : start + _SLICE]))

    def add(self, text: bytes) -> None:
        """Hold what was inflated, and all that it left behind if it is a full piece.

        Raises:
            CompressionBroken: as for `put`.
            InflatedTooLarge: likewise.
        """
        self._write(text)
        while len(text) == self._piece and not self._context.is_over:
            rest = self._context.rest
            if len(rest) > _SLICE:
                self.put(rest)
                break
            text = self._inflate(rest)
            self._write(text)
        if self._context.excess:
            raise broken(self._mode)

    def _inflate(self, data: bytes) -> bytes:
        try:
            return self._context.inflate(data, self._piece)
        except FAULTS:
            raise broken(self._mode) from None

    def _write(self, text: bytes) -> None:
        self.size += len(text)
        if self.size > self._limit:
            raise InflatedTooLarge(
                f"What the Gateway sent inflates to more than {_sized(self._limit)}, "
                "the most that scurry takes in one payload."
            )
        self._text.write(text)

    def peek(self) -> bytes:
        """All that is held."""
        return self._text.getvalue()

    def take(self) -> bytes:
        """All that is held, which is then held no more."""
        text, self._text, self.size = self.peek(), BytesIO(), 0
        return text


def _sized(size: int) -> str:
    return f"{size >> 20} MiB" if size and not size % (1 << 20) else f"{size} bytes"
