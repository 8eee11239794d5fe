"""The heartbeat of one connection: when a beat is due, which ACK answers it; never a clock.

Source: Discord's documentation, "Gateway", Sending Heartbeats; the zombie rule is stricter than
there, so that a flood in front of an ACK is no fault.
"""

from __future__ import annotations

from collections import deque

DEFAULT_INTERVAL = 41.25
"""Seconds; what Discord asks for in practice, used where HELLO names nothing usable."""
LEAST_INTERVAL = 0.01
MOST_INTERVAL = 3600.0
LATE = 0.25
"""Seconds that a timer may ring late; two intervals have passed that much sooner."""


class Heart:
    """Beats once an interval after a first, random part of one.

    Attributes:
        interval: seconds between beats.
        due: when the next beat goes out.
        heard: when anything last came in.
        sent: when the last beat on schedule went out; None before the first.
        latency: seconds of the last answered round trip; None until there is one.
        missed: beats that were due while the one before had no ACK.
    """

    def __init__(self, interval: float, jitter: float, now: float) -> None:
        self.interval = interval
        self.due = now + interval * jitter
        self.heard = now
        self.sent: float | None = None
        self.latency: float | None = None
        self.missed = 0
        self._waiting: deque[float] = deque(maxlen=64)
        self._quiet_since = now

    def beat(self, now: float) -> None:
        """A scheduled beat goes out; the schedule does not drift when it is a little late."""
        self.missed += bool(self._waiting)
        self.due += self.interval
        if self.due < now + self.interval / 2:  # we slept; an ACK needs time until the next
            self.due = now + self.interval
        self.sent = now
        self.beat_out_of_turn(now)

    def beat_out_of_turn(self, now: float) -> None:
        """A beat goes out that the server asked for; the schedule stays."""
        if not self._waiting:
            self._quiet_since = now
        self._waiting.append(now)

    def acknowledged(self, now: float) -> float | None:
        """An ACK came in: it answers the oldest beat in wait, as TCP keeps their order.

        Returns:
            The round trip in seconds, or None where no beat was waiting when it came in.
        """
        if not self._waiting or self._waiting[0] > now:  # it came in first, but was read later
            return None
        self._quiet_since = now
        self.latency = now - self._waiting.popleft()
        return self.latency

    def is_zombie(self, now: float) -> bool:
        """Whether the connection is dead, asked when a beat is due."""
        if not self._waiting:
            return False
        silent = self.sent is not None and self.heard <= self.sent
        slack = min(LATE, self.interval / 10)
        return silent or now - self._quiet_since >= 2 * self.interval - slack


def usable_interval(milliseconds: object) -> float | None:
    """HELLO's `heartbeat_interval` in seconds; None where it is no number or out of all reason."""
    if type(milliseconds) not in (int, float):
        return None
    seconds = float(milliseconds) / 1000  # type: ignore[arg-type]
    return seconds if LEAST_INTERVAL <= seconds <= MOST_INTERVAL else None
