"""Whole messages cut out of what a socket brings; never a frame that is not one of itself.

Nearly all that comes is whole messages in one frame each, which are found here by their headers
alone. Everything else goes to the WebSocket library as it is: the handshake, control frames,
messages in several frames, and what breaks the protocol, for it to refuse.

Source: RFC 6455, 5.2.
"""

from __future__ import annotations

from collections.abc import Callable

TakeMessage = Callable[[bytes, bool], object]
"""Takes a message, and whether it is text."""

_TEXT, _BINARY = 0x81, 0x82  # final frames, no extension
_WHOLE = frozenset({_TEXT, _BINARY})
_FINAL, _CONTROL, _CLOSE = 0x80, 0x08, 0x88
_HEADER = 2  # bytes at least
_SHORT, _LONG = 126, 127  # the length follows in two bytes, in eight
_ENDLESS = 1 << 63
_SWITCHED = b"HTTP/1.1 101"
_ANSWERED = b"\r\n\r\n"


class Cutter:
    """What it gets is one connection's bytes, from the handshake's answer on.

    Args:
        leave: takes, in order, what is for the library.
        limit: bytes; the library refuses longer messages.

    Attributes:
        take: takes messages; while it is None, all is left to the library.
    """

    def __init__(self, leave: Callable[[bytes], object], limit: int) -> None:
        self.take: TakeMessage | None = None
        self._leave = leave
        self._limit = limit
        self._answer: bytes | None = b""  # of the handshake so far; None once it is over
        self._begun = bytearray()  # of a frame of which too little is here
        self._needed = 0  # bytes of it
        self._theirs = 0  # bytes that are still to come of a frame for the library
        self._in_parts = False

    def feed(self, data: bytes) -> None:
        """Take what the socket has brought."""
        if self._answer is not None:
            self._greet(data, self._answer)
        elif len(self._begun) + len(data) < self._needed:
            self._begun += data
        elif self._begun:
            data = b"".join((self._begun, data))
            self._begun, self._needed = bytearray(), 0
            self._cut(data)
        else:
            self._cut(data)

    def _greet(self, data: bytes, before: bytes) -> None:
        """The handshake's answer; a refusal has no frames behind it."""
        answer = before + data
        if not answer.startswith(_SWITCHED[: len(answer)]):
            self._theirs = _ENDLESS
        elif _ANSWERED in answer:
            self._theirs = answer.index(_ANSWERED) + len(_ANSWERED) - len(before)
        else:
            self._answer = answer
            self._leave(data)
            return
        self._answer = None
        self._cut(data)

    def _cut(self, data: bytes) -> None:
        """All frames that begin in it; the hot path of a session."""
        at, end, limit = 0, len(data), self._limit
        if self._theirs:
            at = self._pass_on(data, at)
        while end - at >= _HEADER:
            first, size, start = data[at], data[at + 1], at + 2
            if size >= _SHORT:
                start = at + (4 if size == _SHORT else 10)
                if size > _LONG or end < start:
                    break
                size = int.from_bytes(data[at + 2 : start])
            stop = start + size
            take = self.take
            if take is None or first not in _WHOLE or size > limit or self._in_parts:
                at = self._leave_frame(data, at, stop)
            elif stop > end:
                self._needed = stop - at
                break
            else:
                at = stop
                take(data[start:stop], first == _TEXT)
        if at < end:
            self._keep(data, at)

    def _pass_on(self, data: bytes, at: int) -> int:
        """What belongs to a frame for the library; where the next one begins."""
        stop = min(len(data), at + self._theirs)
        self._theirs -= stop - at
        self._leave(data[at:stop])
        return stop

    def _leave_frame(self, data: bytes, at: int, stop: int) -> int:
        if not data[at] & _CONTROL:
            self._in_parts = not data[at] & _FINAL
        elif data[at] == _CLOSE:
            self.take = None  # what comes after it counts for nothing
        self._theirs = stop - at
        return self._pass_on(data, at)

    def _keep(self, data: bytes, at: int) -> None:
        """The beginning of a frame, until there is more of it; a masked one is an error."""
        if len(data) - at >= _HEADER and data[at + 1] > _LONG:
            self._theirs = _ENDLESS
            self._pass_on(data, at)
            return
        self._begun += data[at:]
