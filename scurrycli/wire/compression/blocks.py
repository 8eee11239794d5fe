"""Where the blocks of a Zstandard frame end; never what they hold.

Source: RFC 8878, sections 3.1.1.1 (frame header) and 3.1.1.2 (blocks).
"""

from __future__ import annotations

from collections.abc import Iterator

MAX_BLOCK = 128 << 10
"""Bytes that a block inflates to at most."""

BLOCK_HEADER = 3
"""Bytes before each block, little-endian: whether it is the last (1 bit), type (2 bits), size."""

BLOCK_COMPRESSED = 0b100
"""What the header of a compressed block has set; of a raw one, nothing but the size."""

BLOCK_SIZE_AT = 3
"""The bit at which the size begins: bytes, without the header."""

_RLE = 1
_MAGIC = 4
_DICTIONARY_ID = (0, 1, 2, 4)
_CONTENT_SIZE = (0, 2, 4, 8)
_SIZE_OFFSET = {2: 256}


class Blocks:
    """Walks along a frame as it comes in. Damage is for the decompressor to see.

    Attributes:
        block_size: bytes that a block inflates to unless it was ended before it was full.
    """

    def __init__(self) -> None:
        self.block_size = MAX_BLOCK
        self._in_frame = False
        self._begun = b""  # of a header
        self._left = 0  # bytes of the block that came only in part

    def ends(self, message: bytes) -> Iterator[int]:
        """How far into the message each block ends, and the frame's header."""
        data = self._begun + message
        before = len(self._begun)
        at = self._left
        while at <= len(data):
            if at > before:
                yield at - before
            length = self._length(data, at)
            if not length:
                break
            at += length
        self._begun, self._left = data[at:], max(0, at - len(data))

    def _length(self, data: bytes, at: int) -> int:
        """Bytes of the header there, with what it heads; 0 if not all of the header came yet."""
        if not self._in_frame:
            return self._frame_header(data)
        if len(data) - at < BLOCK_HEADER:
            return 0
        head = int.from_bytes(data[at : at + BLOCK_HEADER], "little")
        return BLOCK_HEADER + (1 if head >> 1 & 3 == _RLE else head >> BLOCK_SIZE_AT)

    def _frame_header(self, data: bytes) -> int:
        if len(data) <= _MAGIC:
            return 0
        descriptor = data[_MAGIC]
        is_single = descriptor >> 5 & 1
        size_at = _MAGIC + 2 - is_single + _DICTIONARY_ID[descriptor & 3]
        size_length = _CONTENT_SIZE[descriptor >> 6] or is_single
        if len(data) < size_at + size_length:
            return 0
        if is_single:
            content = int.from_bytes(data[size_at : size_at + size_length], "little")
            window = content + _SIZE_OFFSET.get(size_length, 0)
        else:
            window = (8 + (data[_MAGIC + 1] & 7)) << (7 + (data[_MAGIC + 1] >> 3))
        self.block_size = max(1, min(MAX_BLOCK, window))
        self._in_frame = True
        return size_at + size_length
