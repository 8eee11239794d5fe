"""How the messages of a connection become payloads again, mode by mode; never their meaning.

A payload is complete where the stream says so, by a flush at the end of what a message brings. It
need be neither JSON nor sound to come out, and it never waits for what may follow.

Source: Discord's documentation, "Gateway", Transport Compression.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence

from scurrycli.wire.compression.blocks import BLOCK_COMPRESSED, BLOCK_HEADER, BLOCK_SIZE_AT, Blocks
from scurrycli.wire.compression.hold import (
    FAULTS,
    Context,
    Hold,
    ZlibContext,
    ZstdContext,
    broken,
    piece_of,
)
from scurrycli.wire.compression.joined import apart, has_seam

_TERM = b"\x83"  # what an ETF payload begins with, and no zlib text does
_MARKER = b"\x00\x00\xff\xff"  # what Z_SYNC_FLUSH ends with
_GROWTH = 1.25  # a text that goes on is looked at again after this factor, so in linear time
_NONCE = b"scurry"
_STORED = b"\x00\x06\x00\xf9\xff" + _NONCE  # as a block: type, length, its complement


class Plain:
    """No compression. The limit on the wire is the only one."""

    def __init__(self, limit: int) -> None:
        pass

    def feed(self, message: bytes, is_text: bool = False) -> Sequence[bytes]:
        """The message."""
        return (message,)


class PerPayload:
    """Each payload that comes in a binary message is a zlib text of its own."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._piece = piece_of(limit)

    def feed(self, message: bytes, is_text: bool = False) -> Sequence[bytes]:
        """The payload of the message."""
        if is_text or message.startswith(_TERM):
            return (message,)
        context = ZlibContext()
        try:
            text = context.inflate(message, self._piece)
        except FAULTS:
            raise broken("payload") from None
        if len(text) == self._piece:
            hold = Hold(context, "payload", self._limit)
            hold.add(text)
            text = hold.take()
        if not context.is_over or context.excess:
            raise broken("payload")
        return (text,)


class _Stream(ABC):
    """One context for all messages.

    Nearly every message brings one payload, and all of it: for this there is a short way in each
    kind's `feed`. It is open while `_is_clean`: nothing is held, and the message before ended
    where a payload may.
    """

    def __init__(self, context: Context, mode: str, limit: int) -> None:
        self._context = context
        self._mode = mode
        self._hold = Hold(context, mode, limit)
        self._inflate = context.inflate
        self._piece = piece_of(limit)
        self._is_clean = False

    @abstractmethod
    def _ends(self, message: bytes) -> Iterable[int]:
        """How far into the message a payload may end, in order."""

    @abstractmethod
    def _is_flushed(self, at_end: bool) -> bool:
        """Whether what is held ends with a payload. It was inflated up to one of `_ends`.

        Args:
            at_end: that place is the end of the message.
        """

    def _feed_parts(self, message: bytes) -> Sequence[bytes]:
        """The long way: up to each place where a payload may end, then what is after."""
        texts: list[bytes] = []
        start = 0
        for end in self._ends(message):
            self._hold.put(message[start:end])
            texts += self._release(end == len(message))
            start = end
        self._hold.put(message[start:])
        texts += self._release_last()
        self._is_clean = 0 < start == len(message) and not self._hold.size
        return texts

    def _feed_whole(self, text: bytes) -> Sequence[bytes]:
        """The message ends where a payload may, and `text` is the first piece of it."""
        self._hold.add(text)
        texts = self._release(True)
        self._is_clean = not self._hold.size
        return texts

    def _release(self, at_end: bool) -> Sequence[bytes]:
        if self._hold.size and not self._context.is_over and self._is_flushed(at_end):
            return apart(self._hold.take())
        return self._release_last()

    def _release_last(self) -> Sequence[bytes]:
        """What is held, if nothing can follow it."""
        return apart(self._hold.take()) if self._hold.size and self._context.is_over else ()


class ZlibStream(_Stream):
    """A payload ends with the marker 00 00 FF FF at the end of a message."""

    def __init__(self, limit: int) -> None:
        self._zlib = ZlibContext()
        super().__init__(self._zlib, "zlib-stream", limit)
        self._is_clean = True
        self._begun = b""  # of a marker

    def feed(self, message: bytes, is_text: bool = False) -> Sequence[bytes]:
        """What is complete now."""
        if is_text:
            return (message,)
        if not self._is_clean or message[-4:] != _MARKER:
            return self._feed_parts(message)
        try:
            text = self._inflate(message, self._piece)
        except FAULTS:
            raise broken(self._mode) from None
        if text[-1:] == b"}" and len(text) < self._piece and not has_seam(text):
            return (text,)
        return self._feed_whole(text)

    def _ends(self, message: bytes) -> Iterable[int]:
        data = self._begun + message
        at = data.rfind(_MARKER)
        self._begun = data[1 - len(_MARKER) :]
        return (len(message) - (len(data) - at - len(_MARKER)),) if at >= 0 else ()

    def _is_flushed(self, at_end: bool) -> bool:
        """Four bytes can look like the marker by chance: only between blocks is a block read."""
        try:
            return self._zlib.library.copy().decompress(_STORED) == _NONCE
        except FAULTS:
            return False


class ZstdStream(_Stream):
    """A payload ends with a block, at the end of a message.

    Discord's documentation says that a message is one payload and does not end the frame: so it
    is flushed, which ends a block before it is full. A message of one such block is taken at that
    word, and not searched for a second payload. Where a gateway cuts messages elsewhere, a block
    within a message ends a payload only if that is whole: high levels have small blocks.
    """

    def __init__(self, limit: int, is_whole: Callable[[bytes], bool]) -> None:
        super().__init__(ZstdContext(), "zstd-stream", limit)
        self._is_whole = is_whole
        self._blocks = Blocks()
        self._asked = 0  # bytes that were held when it was last asked whether they are whole
        self._short = 0  # bytes; a text under it filled no block and no piece

    def feed(self, message: bytes, is_text: bool = False) -> Sequence[bytes]:
        """What is complete now."""
        if is_text:
            return (message,)
        if not self._is_clean or len(message) < BLOCK_HEADER:
            return self._feed_parts(message)
        head = message[0] | message[1] << 8 | message[2] << 16
        if head & ~BLOCK_COMPRESSED != (len(message) - BLOCK_HEADER) << BLOCK_SIZE_AT:
            return self._feed_parts(message)
        try:
            text = self._inflate(message, self._piece)
        except FAULTS:
            raise broken(self._mode) from None
        if len(text) < self._short:
            return (text,)
        return self._feed_whole(text)

    def _ends(self, message: bytes) -> Iterable[int]:
        yield from self._blocks.ends(message)
        self._short = min(self._piece, self._blocks.block_size)

    def _is_flushed(self, at_end: bool) -> bool:
        size = self._hold.size
        if at_end and size % self._blocks.block_size:
            return True
        if not at_end and self._asked <= size < self._asked * _GROWTH:
            return False
        self._asked = size
        return self._is_whole(self._hold.peek())
