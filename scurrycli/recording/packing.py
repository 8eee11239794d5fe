"""How a recording is compressed: as independent gzip or Zstandard frames; never what is in it."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

if sys.version_info >= (3, 14):  # pragma: no cover
    from compression import zstd
else:
    from backports import zstd

_PIECE = 1 << 20  # bytes; a small frame can hold a very long text, so it is inflated in pieces
_GZIP_LEVEL = 6
_PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": lambda data: gzip.compress(data, _GZIP_LEVEL, mtime=0),
    ".zst": zstd.compress,
}
_MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
MAGIC_LENGTH = 4


def pack(data: bytes, suffix: str) -> bytes:
    """The text as one frame of what the file's suffix names; as it is if that is no compression."""
    packer = _PACKERS.get(suffix.lower())
    return packer(data) if packer else data


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
