"""How a recording is compressed: as independent gzip or Zstandard frames; never what is in it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Protocol

from scurrycli.wire.zstandard import zstd

_PIECE = 1 << 20  # bytes; a small frame can hold a very long text, so it is inflated in pieces
_GZIP_LEVEL = 6
_GZIP_START = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # no time, no name, any system
_GZIP_LAST = b"\x03\x00"  # an empty block that says it is the last one
_ZSTD_LAST = b"\x01\x00\x00"
_MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
MAGIC_LENGTH = 4


class Packer(Protocol):
    """One frame being written.

    What `add` returns can be read at once, to the last byte of its text; with `ending` behind it
    the frame is whole. More may be added instead, in the place where the ending would stand.

    Attributes:
        size: bytes of the text so far.
    """

    size: int

    def add(self, text: bytes) -> bytes:
        """What is to be written for this text."""

    @property
    def ending(self) -> bytes:
        """What makes a whole frame of all so far; nothing where there is none yet."""


class _NoPacker:
    """Text as it is."""

    ending = b""

    def __init__(self) -> None:
        self.size = 0

    def add(self, text: bytes) -> bytes:
        self.size += len(text)
        return text


class _GzipPacker:
    def __init__(self) -> None:
        self.size = 0
        self._crc = 0
        self._deflater = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)

    def add(self, text: bytes) -> bytes:
        start = b"" if self.size else _GZIP_START
        self.size += len(text)
        self._crc = zlib.crc32(text, self._crc)
        return start + self._deflater.compress(text) + self._deflater.flush(zlib.Z_SYNC_FLUSH)

    @property
    def ending(self) -> bytes:
        sums = struct.pack("<II", self._crc, self.size & 0xFFFFFFFF)
        return _GZIP_LAST + sums if self.size else b""


class _ZstdPacker:
    def __init__(self) -> None:
        self.size = 0
        self._compressor = zstd.ZstdCompressor()

    def add(self, text: bytes) -> bytes:
        self.size += len(text)
        return self._compressor.compress(text, zstd.ZstdCompressor.FLUSH_BLOCK)

    @property
    def ending(self) -> bytes:
        return _ZSTD_LAST if self.size else b""


_PACKERS: dict[str, type[_GzipPacker] | type[_ZstdPacker]] = {
    ".gz": _GzipPacker,
    ".zst": _ZstdPacker,
}


PACKED = frozenset(_PACKERS)
"""Suffixes of files that are compressed."""


def new_packer(suffix: str) -> Packer:
    """A new frame of what the file's suffix names; the text as it is if that is no compression."""
    return _PACKERS.get(suffix.lower(), _NoPacker)()


def packing(start: bytes) -> str | None:
    """`gzip`, `zstd` or None, by the first bytes of a file."""
    return next((name for magic, name in _MAGIC.items() if start.startswith(magic)), None)


class Frame(Protocol):
    """One compressed frame being read."""

    eof: bool

    @property
    def unused_data(self) -> bytes:
        """What followed the frame."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What the data inflates to, in pieces."""


class _GzipFrame:
    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(wbits=31)
        self.eof = False

    @property
    def unused_data(self) -> bytes:
        return self._inflater.unused_data

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data and not self.eof:
            yield self._inflater.decompress(data, _PIECE)
            data, self.eof = self._inflater.unconsumed_tail, self._inflater.eof


class _ZstdFrame:
    def __init__(self) -> None:
        self._inflater = zstd.ZstdDecompressor()
        self.eof = False

    @property
    def unused_data(self) -> bytes:
        return self._inflater.unused_data

    def feed(self, data: bytes) -> Iterator[bytes]:
        while not self.eof:
            yield self._inflater.decompress(data, _PIECE)
            data, self.eof = b"", self._inflater.eof
            if self._inflater.needs_input:
                return


_FRAMES: dict[str, type[_GzipFrame] | type[_ZstdFrame]] = {"gzip": _GzipFrame, "zstd": _ZstdFrame}


def unpack(chunks: Iterator[bytes], kind: str) -> Iterator[bytes]:
    """Inflate frame after frame, in pieces of at most 1 MiB.

    Raises:
        EOFError: the last frame is cut off; all that could be inflated was given before.
        ValueError: the data is damaged, said in a clause; likewise.
    """
    new_frame = _FRAMES[kind]
    frame: Frame | None = None
    for chunk in chunks:
        data = chunk
        while data:
            frame = frame or new_frame()
            try:
                yield from frame.feed(data)
            except DAMAGE:
                raise ValueError(f"its {kind} data is damaged") from None
            data = frame.unused_data if frame.eof else b""
            frame = None if frame.eof else frame
    if frame is not None:
        raise EOFError


DAMAGE = (zlib.error, zstd.ZstdError)
"""What `Frame.feed` raises where the data is damaged."""


def new_frame(kind: str) -> Frame:
    """For reading one frame of a kind that `packing` tells."""
    return _FRAMES[kind]()


KINDS = frozenset(_MAGIC.values())


def magic_of(kind: str) -> bytes:
    """The bytes that each frame of a kind begins with."""
    return next(magic for magic, name in _MAGIC.items() if name == kind)
