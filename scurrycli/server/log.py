"""The dispatches of one played session, numbered and kept for a resume; never a connection."""

from __future__ import annotations

from collections import deque

KEPT = 5000
"""Dispatches that a resume can ask for again."""


class DispatchLog:
    """Numbers dispatches from 1 and keeps the newest.

    Attributes:
        last: the number of the newest; 0 before the first.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self.last = 0
        self._kept: deque[bytes] = deque(maxlen=kept)

    def append(self, t: str, d: bytes) -> None:
        """Add an event with the JSON text of its field `d`."""
        self.last += 1
        self._kept.append(b'{"t":"%s","s":%d,"op":0,"d":%s}' % (t.encode(), self.last, d))

    def can_resume_after(self, seq: int) -> bool:
        """Whether everything after `seq` is still here (and `seq` was given out at all)."""
        return self.last - len(self._kept) <= seq <= self.last

    def after(self, seq: int) -> bytes | None:
        """The payload numbered `seq + 1`; None where it does not exist (yet)."""
        index = seq - (self.last - len(self._kept))
        return self._kept[index] if 0 <= index < len(self._kept) else None
