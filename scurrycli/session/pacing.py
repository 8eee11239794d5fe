"""How fast a client may go: reconnects, IDENTIFYs and payloads; never a wait of its own.

Source: Discord's documentation, "Gateway", Rate Limiting and Identifying.
"""

from __future__ import annotations

from collections import deque
from math import ceil

SENDS = 120
"""Payloads in one window, heartbeats counted."""
WINDOW = 60.5
"""Seconds; half a second over Discord's minute, for the way between us."""
KEPT_FOR_ANSWERS = 5
"""Sends of a window that the program's own payloads leave to IDENTIFY, RESUME and opcode 1."""
KEPT_FOR_LOGIN = 2
"""Sends of a window that answers to opcode 1 leave to IDENTIFY and RESUME."""
LEAST_ROOM = 10
"""Sends of a window beside the scheduled beats, however many of those the server wants."""


class Backoff:
    """Doubling pauses. `seconds` is the base of the next one, before jitter."""

    def __init__(self, least: float, most: float) -> None:
        self.least = least
        self.most = most
        self.seconds = least

    def next(self, chance: float) -> float:
        """The next pause in seconds: the base, a fifth more or less by `chance` in [0, 1)."""
        pause = self.seconds * (0.8 + 0.4 * chance)
        self.seconds = min(self.seconds * 2, self.most)
        return pause

    def reset(self) -> None:
        """Begin again with the shortest."""
        self.seconds = self.least


class SendBudget:
    """The sends of one connection in a sliding window.

    Beats on schedule are not entered: as many as fit into a window are always left free for them.
    """

    def __init__(self) -> None:
        self._sent: deque[float] = deque()
        self._beats = SENDS // 2 + 2  # before HELLO: as if it asked for one a second

    def leave_room(self, interval: float) -> None:
        """HELLO asked for a beat every `interval` seconds; one more may come late."""
        self._beats = ceil(WINDOW / interval) + 1

    def sent(self, now: float) -> None:
        """One payload goes out that is no beat on schedule."""
        self._sent.append(now)

    def used(self, now: float) -> int:
        """How many went out in the window that ends now."""
        while self._sent and self._sent[0] <= now - WINDOW:
            self._sent.popleft()
        return len(self._sent)

    def wait(self, now: float, kept: int = KEPT_FOR_ANSWERS) -> float:
        """Seconds until a payload may go out, leaving `kept` sends for others; 0.0 is at once."""
        over = self.used(now) - max(SENDS - self._beats - kept, LEAST_ROOM)
        return 0.0 if over < 0 else self._sent[over] + WINDOW - now
