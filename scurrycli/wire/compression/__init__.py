"""The compression of one connection, in both directions; never what a payload says.

Source: Discord's documentation, "Gateway", Encoding and Compression.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Protocol

MAX_INFLATED = 256 << 20
"""Bytes that a payload may inflate to."""


class Compress(StrEnum):
    """What is compressed of that which the Gateway sends, and how."""

    NONE = "none"
    PAYLOAD = "payload"
    ZLIB_STREAM = "zlib-stream"
    ZSTD_STREAM = "zstd-stream"


class Inflater(Protocol):
    """Turns the WebSocket messages of one connection into payloads."""

    def feed(self, message: bytes, is_text: bool = False) -> Sequence[bytes]:
        """The texts of the payloads that are complete now, in order.

        One as a rule; none where the payload goes on in the next message, several where this one
        held several. A text frame is plain JSON, whatever was asked for.

        Raises:
            CompressionBroken: this cannot be inflated. The connection is of no more use.
            InflatedTooLarge: it inflates to more than the limit; likewise.
        """
        ...


class Deflater(Protocol):
    """Turns payloads into the messages of one connection."""

    def feed(self, text: bytes) -> bytes:
        """One message that a client can read without waiting for the next."""
        ...


def inflater(
    mode: Compress, limit: int = MAX_INFLATED, is_whole: Callable[[bytes], bool] | None = None
) -> Inflater:
    """A fresh one, for one connection.

    Args:
        mode: what was asked for.
        limit: bytes that a payload, and all that came with it in one message, may inflate to.
        is_whole: whether a text is one payload, by the encoding in use; JSON's if none is given.
            It is asked only where `zstd-stream` leaves open whether a payload ends: after a block
            within a message, and where the text is a multiple of the block size (mostly 128 KiB).
    """
    # Who only names a mode, as the command line's options do, need not load the libraries.
    from scurrycli.wire.compression import inflating, joined

    if mode is Compress.ZSTD_STREAM:
        return inflating.ZstdStream(limit, is_whole or joined.is_object)
    kinds: dict[Compress, Callable[[int], Inflater]] = {
        Compress.NONE: inflating.Plain,
        Compress.PAYLOAD: inflating.PerPayload,
        Compress.ZLIB_STREAM: inflating.ZlibStream,
    }
    return kinds[mode](limit)


def deflater(mode: Compress) -> Deflater:
    """A fresh one, for one connection."""
    from scurrycli.wire.compression import deflating

    kinds: dict[Compress, Callable[[], Deflater]] = {
        Compress.NONE: deflating.Plain,
        Compress.PAYLOAD: deflating.PerPayload,
        Compress.ZLIB_STREAM: deflating.ZlibStream,
        Compress.ZSTD_STREAM: deflating.ZstdStream,
    }
    return kinds[mode]()
