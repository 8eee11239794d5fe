"""What each second tells of a stream's events, their rhythm and their lag; never work for each one.

Times are seconds on the records' `at` axis.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scurrycli.records import Record
from scurrycli.sinks.delivery import lag

LEAST_SILENCE = 30.0
"""Seconds; a shorter silence is never told."""
_NEWEST = 500  # lags that are kept
_ENOUGH = 9  # gaps between seconds with events of a type, before its silence means anything
_MEANS = 14  # of its gaps: one in a million would be as long by chance
_LONGEST = 3  # times the longest gap so far: events come in bursts
_NO_RHYTHM = frozenset(
    {"READY", "RESUMED", "GUILD_CREATE", "GUILD_MEMBERS_CHUNK", "SOUNDBOARD_SOUNDS", "CHANNEL_INFO"}
)
"""Events that come at a start or as an answer, and are not missed when it is over."""


@dataclass(slots=True)
class _Rhythm:
    """One event type's gaps: the sum and the longest; `last` is the newest second with it."""

    last: int
    gaps: int = 0
    sum: int = 0
    longest: int = 0

    @property
    def limit(self) -> float | None:
        """Seconds of silence that are out of the ordinary; None while too little is known."""
        if self.gaps < _ENOUGH:
            return None
        return max(LEAST_SILENCE, _MEANS * self.sum / self.gaps, _LONGEST * self.longest)


class Pulse:
    """Is told of each second that is over.

    Attributes:
        lags: the newest ones, in seconds against this machine's clock; at most one a second.
        tells_time: whether the events' IDs are those that Discord made, just now.
    """

    def __init__(self) -> None:
        self.lags: deque[float] = deque(maxlen=_NEWEST)
        self.tells_time = True
        self._rhythms: dict[str, _Rhythm] = {}
        self._live = True
        self._since = 0.0
        self._until: float | None = None

    def turned(self, second: int, names: Iterable[str], record: Record) -> None:
        """A second is over in which these types came; `record` is the first of a new one."""
        if not self._live:
            return
        for name in names:
            self._came(name, second)
        if self.tells_time:
            late = lag(record)
            if late is not None:
                self.lags.append(late)

    def _came(self, name: str, second: int) -> None:
        rhythm = self._rhythms.get(name)
        if rhythm is None:
            if name not in _NO_RHYTHM:
                self._rhythms[name] = _Rhythm(second)
            return
        gap = max(0, second - max(rhythm.last, int(self._since)))
        rhythm.last = second
        rhythm.gaps += 1
        rhythm.sum += gap
        rhythm.longest = max(rhythm.longest, gap)

    def begins(self, at: float) -> None:
        """Events are live from now on. What was missed meanwhile is neither late nor a silence."""
        self._live = True
        self._since, self._until = at, None

    def pauses(self, at: float) -> None:
        """No live events are to be expected: there is no session, or what it missed is replayed."""
        self._live = False
        self._until = at if self._until is None else self._until

    def silent(self, last: Mapping[str, float], now: float) -> dict[str, float]:
        """Types that are, or were at the end, silent for far longer than ever: name to seconds.

        Args:
            last: when each type last came.
            now: the time.
        """
        until = now if self._until is None else self._until
        silences = {
            name: until - max(at, self._since) for name, at in last.items() if name in self._rhythms
        }
        return {
            name: seconds
            for name, seconds in silences.items()
            if (limit := self._rhythms[name].limit) is not None and seconds > limit
        }
