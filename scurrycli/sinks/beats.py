"""Heartbeats of a session: latency, missed ACKs, when the next is due; never a clock of its own.

All times are seconds on the records' `at` axis.
"""

from __future__ import annotations

from collections import deque
from math import ceil
from typing import Any

LATE_BEAT = 0.25
"""Seconds by which a heartbeat may go out late; more is this machine's fault."""
LATE_ACK = 1.0
"""Seconds that an ACK may take; more is the network's, or Discord's."""
_UNANSWERED = 16  # heartbeats kept that wait for an ACK
_NEWEST = 1000  # latencies that the 95th percentile is taken over
_DUE = 0.9  # of an interval: an ACK that has not come by then is missed
_OF_CONNECTION = (
    "interval",
    "last_sent",
    "last_ack",
    "next_due",
    "late",
    "_asked",
    "_waiting",
)


class Beats:
    """What heartbeats tell; everything is None until it is known.

    Attributes:
        interval: seconds between heartbeats, from HELLO.
        last_sent, last_ack: when; of this connection.
        next_due: when the next heartbeat is to go out.
        late: seconds by which the last heartbeat went out late.
        latencies: the newest round trips in seconds.
        worst: the longest round trip of all.
        missed: heartbeats without an ACK when the next went out, or when the connection ended.
        late_beats, worst_beat: beats that went out too late, and by how many seconds at most.
        late_acks: ACKs that took too long.
    """

    def __init__(self) -> None:
        self.latencies: deque[float] = deque(maxlen=_NEWEST)
        self.worst: float | None = None
        self.missed = self.late_beats = self.late_acks = 0
        self.worst_beat = 0.0
        self._count = 0
        self._sum = 0.0
        self.connected()

    def connected(self) -> None:
        """A new connection: what belongs to the last one is unknown again."""
        self.interval: float | None = None
        self.last_sent: float | None = None
        self.last_ack: float | None = None
        self.next_due: float | None = None
        self.late: float | None = None
        self._asked = False
        self._waiting: deque[float] = deque(maxlen=_UNANSWERED)

    def turn_to(self, other: dict[str, Any] | None) -> dict[str, Any]:
        """Go on with another connection that is open beside this one, which is given back as it
        stands; None is one that has only just begun."""
        this = {name: getattr(self, name) for name in _OF_CONNECTION}
        self.connected()
        for name, value in (other or {}).items():
            setattr(self, name, value)
        return this

    def hello(self, at: float, interval: float | None, first_beat: float | None) -> None:
        """HELLO came, or the client said when its first heartbeat goes out."""
        if interval is not None and interval > 0:
            self.interval = interval
        if first_beat is not None and self.last_sent is None:
            self.next_due = at + first_beat

    def asked(self) -> None:
        """Opcode 1 came: the next heartbeat is the answer and leaves the schedule alone."""
        self._asked = True

    def sent(self, at: float) -> None:
        """A heartbeat went out."""
        self.missed += self._is_missed(at)
        self._waiting.append(at)
        self.last_sent = at
        if self._asked and self.next_due is not None:
            self._asked = False
            return
        self.late = None if self.next_due is None else max(0.0, at - self.next_due)
        self.late_beats += (self.late or 0.0) > LATE_BEAT
        self.worst_beat = max(self.worst_beat, self.late or 0.0)
        self.next_due = None if self.interval is None else self._next(at, self.interval)

    def _next(self, at: float, interval: float) -> float:
        """The schedule does not drift when a beat is late."""
        due = interval + (at if self.next_due is None else self.next_due)
        return due if due > at else at + interval

    def acknowledged(self, at: float) -> None:
        """Opcode 11 came: it answers the oldest heartbeat in wait, as TCP keeps their order."""
        self.last_ack = at
        if not self._waiting:
            return
        latency = max(0.0, at - self._waiting.popleft())
        self.latencies.append(latency)
        self.late_acks += latency > LATE_ACK
        self._count += 1
        self._sum += latency
        self.worst = latency if self.worst is None else max(self.worst, latency)

    def closed(self, at: float) -> None:
        """The connection ended: no heartbeat is due on it any more."""
        self.missed += self._is_missed(at)
        self._waiting.clear()
        self.next_due = None

    def _is_missed(self, at: float) -> bool:
        """Whether the newest heartbeat has had (nearly) an interval and got no ACK."""
        if not self._waiting or self.interval is None:
            return False
        return at - self._waiting[-1] >= self.interval * _DUE

    def unanswered(self, now: float) -> float | None:
        """For how long the oldest heartbeat in wait has had no ACK; None where all have one."""
        return max(0.0, now - self._waiting[0]) if self._waiting else None

    @property
    def last(self) -> float | None:
        """The newest round trip."""
        return self.latencies[-1] if self.latencies else None

    @property
    def average(self) -> float | None:
        """The mean of all round trips."""
        return self._sum / self._count if self._count else None

    @property
    def p95(self) -> float | None:
        """95 of 100 of the newest round trips were no longer than this (nearest rank)."""
        if not self.latencies:
            return None
        return sorted(self.latencies)[ceil(len(self.latencies) * 95 / 100) - 1]
