"""What the Gateway does to a payload before it sends it; never the reading of it."""

from __future__ import annotations

import zlib

from scurrycli.wire.zstandard import zstd


class Plain:
    """No compression."""

    def feed(self, text: bytes) -> bytes:
        """As it is."""
        return text


class PerPayload:
    """Each payload is a zlib text of its own."""

    def feed(self, text: bytes) -> bytes:
        """One zlib text."""
        return zlib.compress(text)


class ZlibStream:
    """One zlib context for all payloads, each flushed."""

    def __init__(self) -> None:
        self._deflater = zlib.compressobj()

    def feed(self, text: bytes) -> bytes:
        """What ends with the marker 00 00 FF FF."""
        return self._deflater.compress(text) + self._deflater.flush(zlib.Z_SYNC_FLUSH)


class ZstdStream:
    """One Zstandard frame for all payloads, each in blocks of its own."""

    def __init__(self) -> None:
        self._deflater = zstd.ZstdCompressor()

    def feed(self, text: bytes) -> bytes:
        """Whole blocks; the frame is not ended."""
        return self._deflater.compress(text, zstd.ZstdCompressor.FLUSH_BLOCK)
