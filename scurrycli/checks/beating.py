"""Whether heartbeats of one connection went out in time; never a clock of its own."""

from __future__ import annotations

from collections import deque

LATE = 0.25
"""Seconds that a heartbeat may go out after it was due."""
_KEPT = 16  # heartbeats that wait for an ACK


class Beating:
    """All times are seconds on the records' `at` axis."""

    def __init__(self) -> None:
        self._interval: float | None = None
        self._last = 0.0
        self._asked: float | None = None
        self._waiting: deque[float] = deque(maxlen=_KEPT)
        self._is_dead = False

    def begin(self, at: float, interval: float) -> None:
        """HELLO came."""
        self._interval, self._last = interval, at

    def asked(self, at: float) -> None:
        """The Gateway wants a heartbeat at once."""
        self._asked = at if self._asked is None else self._asked

    def sent(self, at: float) -> list[str]:
        """A heartbeat went out; what is wrong with that, a clause each."""
        late = self._unanswered(at)
        self._waiting.append(at)
        if self._asked is not None:
            asked, self._asked = self._asked, None
            if at - asked > LATE:
                late.append(f"a heartbeat that was asked for went out after {at - asked:.3f} s")
            return late
        late += self._overdue(at, "a heartbeat went out")
        self._last = at
        return late

    def acknowledged(self) -> bool:
        """An ACK came: whether a heartbeat was waiting for it."""
        if not self._waiting:
            return False
        self._waiting.popleft()
        return True

    def closed(self, at: float) -> list[str]:
        """The connection ended."""
        late = self._overdue(at, "the connection ended, and a heartbeat was due,")
        self._interval = None
        return late

    def _overdue(self, at: float, what: str) -> list[str]:
        if self._interval is None or at - self._last <= self._interval + LATE:
            return []
        late = at - self._last - self._interval
        return [f"{what} {late:.3f} s late (the interval is {self._interval:g} s)"]

    def _unanswered(self, at: float) -> list[str]:
        """Whether the connection was kept although it was dead, told once."""
        if self._interval is None or not self._waiting or self._is_dead:
            return []
        waited = at - self._waiting[0]
        self._is_dead = waited > 2 * self._interval + LATE
        if not self._is_dead:
            return []
        return [f"a heartbeat has had no ACK for {waited:.3f} s, and the connection was kept"]
