"""Makes streams of compressed payloads, and cuts them into messages; never inflates by itself."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from itertools import pairwise

import pytest

from scurrycli.wire.compression import Compress, Deflater, Inflater, deflater, inflater
from scurrycli.wire.zstandard import zstd

ZLIB, ZSTD, PAYLOAD = Compress.ZLIB_STREAM, Compress.ZSTD_STREAM, Compress.PAYLOAD
STREAMS = pytest.mark.parametrize("mode", [ZLIB, ZSTD])
COMPRESSED = pytest.mark.parametrize("mode", [PAYLOAD, ZLIB, ZSTD])

HELLO = b'{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250}}'
ACK = b'{"op":11}'
ODD = b'{"op":0,"d":"}{ \\" }{\\\\"}'
BROKEN = b'{"op":0,"d":{'
TERM = b"\x83t\x00\x00\x00\x01d\x00\x02opa\x0b"
LONG = b'{"op":0,"t":"GUILD_CREATE","d":["' + b'{"},' * 60_000 + b'"]}'


class StoredDeflater:
    """Zlib that stores: what the texts hold stands in the messages as it is."""

    def __init__(self) -> None:
        self._deflater = zlib.compressobj(0)

    def feed(self, text: bytes) -> bytes:
        return self._deflater.compress(text) + self._deflater.flush(zlib.Z_SYNC_FLUSH)


class _Zstd:
    """Zstandard with other parameters than ours."""

    window_log = 0  # the library's choice
    level = 3

    def __init__(self) -> None:
        parameter = zstd.CompressionParameter
        self._deflater = zstd.ZstdCompressor(
            options={
                parameter.window_log: self.window_log,
                parameter.compression_level: self.level,
            }
        )

    def feed(self, text: bytes) -> bytes:
        return self._deflater.compress(text, zstd.ZstdCompressor.FLUSH_BLOCK)


class SmallWindow(_Zstd):
    """Blocks of 1 KiB."""

    window_log = 10


class HighLevel(_Zstd):
    """Blocks that end before they are full without a flush."""

    level = 19


def both(mode: Compress) -> tuple[Deflater, Inflater]:
    return deflater(mode), inflater(mode)


def fed(inflating: Inflater, messages: Iterable[bytes]) -> list[bytes]:
    return [text for message in messages for text in inflating.feed(message)]


def cut(data: bytes, places: Iterable[int]) -> list[bytes]:
    bounds = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in pairwise(bounds)]
