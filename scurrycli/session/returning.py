"""How soon to come back after an ending; never where, and never a wait of its own.

Opcode 7 and a first drop after a healthy session come back at once; what happens again within a
minute, or never got well, backs off.
"""

from __future__ import annotations

from collections.abc import Callable

from scurrycli.session.pacing import Backoff
from scurrycli.session.plan import DROP_MEMORY

REQUEST = "op 7"
"""The rule of an ending that the server asked for."""
_PATIENCE = 2  # refusals that are no sign of trouble: of a resume, and of the IDENTIFY after it


class Returning:
    """Pauses, in seconds.

    Attributes:
        backoff: the doubling ones.
        at_once: whether the last reconnect was decided to come without a pause.
    """

    def __init__(self, backoff: Backoff, chance: Callable[[], float]) -> None:
        self.backoff = backoff
        self.at_once = False
        self._chance = chance
        self._dropped: float | None = None
        self._refusals = 0

    def healthy(self) -> None:
        """READY or RESUMED came."""
        self.backoff.reset()
        self._refusals = 0

    def after_end(self, rule: str, now: float, *, healthy: bool) -> float:
        """The pause after a connection ended by `rule`; 0.0 is at once."""
        asked = rule == REQUEST
        again = self._dropped is not None and now - self._dropped < DROP_MEMORY
        if not (healthy and asked):
            self._dropped = now
        self.at_once = (healthy and asked) or ((healthy or asked) and not again)
        return 0.0 if self.at_once else self.after_failure()

    def after_failure(self) -> float:
        """The pause after an attempt to connect."""
        self.at_once = False
        return self.backoff.next(self._chance())

    def after_refusal(self) -> float:
        """The pause after opcode 9 took the session: 1 to 5 s, more where that goes on."""
        self.at_once = False
        self._refusals += 1
        pause = 1 + 4 * self._chance()
        return pause if self._refusals <= _PATIENCE else max(pause, self.after_failure())
