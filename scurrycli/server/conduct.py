"""How one client behaves on one connection, judged by the clock passed in; never a socket.

Inputs say what happened; each returns the rules that were broken by it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from scurrycli.server import rules
from scurrycli.server.rules import Breach
from scurrycli.wire.opcodes import FROM_CLIENT, Opcode, opcode_name
from scurrycli.wire.outgoing import MAX_SENT
from scurrycli.wire.payload import Payload

MOST_SENT, WINDOW = 120, 60.0
"""Payloads in seconds ("Gateway", Rate Limiting)."""
SLACK = 0.25
"""Seconds that a network and a busy machine are forgiven, and a tenth of the interval more."""
LOST = 2.0
"""Intervals without a heartbeat after which the connection is closed."""
MOST_UNACKNOWLEDGED = 2
"""Heartbeats without an ACK; the next one is from a client that does not look."""
ANSWER_WITHIN = 1.0
"""Seconds for a heartbeat that was asked for."""
LEAVE_WITHIN = 5.0
"""Seconds to go after opcode 7."""
_AT_ONCE, _WHOLE = 0.001, 0.999  # parts of the interval: chance hits one in a thousand


class Conduct:
    """Watches one connection.

    Attributes:
        greeted: when HELLO went out; None before.
    """

    def __init__(self) -> None:
        self.greeted: float | None = None
        self._interval = 0.0
        self._beat: float | None = None
        self._times: deque[float] = deque(maxlen=MOST_SENT)
        self._asked: float | None = None
        self._sent_away: float | None = None
        self._stayed = False
        self._is_too_fast = False
        self._unacknowledged: int | None = None

    def hello(self, interval: float, now: float) -> None:
        """HELLO went out, with an interval in seconds."""
        self.greeted, self._interval = now, interval

    def asked_for_beat(self, now: float) -> None:
        """Opcode 1 went out."""
        if self._asked is None:
            self._asked = now

    def sent_away(self, now: float) -> None:
        """Opcode 7 went out."""
        if self._sent_away is None:
            self._sent_away = now

    def muted(self) -> None:
        """No heartbeat will be acknowledged any more."""
        if self._unacknowledged is None:
            self._unacknowledged = 0

    @property
    def deadline(self) -> float | None:
        """When `timeout` is to be called."""
        if self.greeted is None:
            return None
        last = self.greeted if self._beat is None else self._beat
        return last + LOST * self._interval + SLACK

    def timeout(self, now: float) -> Iterator[Breach]:
        """The deadline may have come."""
        deadline = self.deadline
        if deadline is not None and now >= deadline:
            since = "since HELLO" if self._beat is None else "after the last one"
            silent = LOST * self._interval + SLACK + (now - deadline)
            yield Breach(
                rules.NO_HEARTBEAT,
                f"no heartbeat for {silent:.2f} s {since}, the interval being {self._interval:g} s",
            )

    def received(self, payload: Payload, newest: int | None, now: float) -> Iterator[Breach]:
        """A payload came in; `newest` is the last number sent in this session, if it has one."""
        yield from self._judge_rate(now)
        yield from self._judge_stay(now)
        if len(payload.text) > MAX_SENT:
            yield Breach(rules.TOO_LARGE, f"a payload of {len(payload.text)} bytes")
        if not payload.is_object:
            yield Breach(rules.UNDECODABLE, payload.flaw or "no object")
        elif payload.op not in FROM_CLIENT:
            yield Breach(rules.UNKNOWN_OPCODE, f"{opcode_name(payload.op)} was sent")
        elif payload.op == Opcode.HEARTBEAT:
            yield from self._judge_beat(payload, newest, now)

    def _judge_rate(self, now: float) -> Iterator[Breach]:
        if self._is_too_fast:
            return
        if len(self._times) == MOST_SENT and now - self._times[0] < WINDOW:
            self._is_too_fast = True
            took = now - self._times[0]
            yield Breach(rules.TOO_FAST, f"{MOST_SENT + 1} payloads within {took:.1f} s")
        self._times.append(now)

    def _judge_stay(self, now: float) -> Iterator[Breach]:
        if self._sent_away is None or self._stayed or now - self._sent_away <= LEAVE_WITHIN:
            return
        self._stayed = True
        yield Breach(rules.STAYED, f"still there {now - self._sent_away:.1f} s after opcode 7")

    def _judge_beat(self, payload: Payload, newest: int | None, now: float) -> Iterator[Breach]:
        seq = payload.d
        if seq is not None and type(seq) is not int:
            yield Breach(rules.HEARTBEAT_SEQ, f"d of a heartbeat was a {type(seq).__name__}")
        elif seq is not None and newest is not None and not 0 <= seq <= newest:
            yield Breach(rules.HEARTBEAT_SEQ, f"d was {seq}, and {newest} is the last number sent")
        if self._asked is not None:
            yield from self._judge_answer(now - self._asked)
        elif self.greeted is not None and self._beat is None:
            yield from self._judge_first(now - self.greeted)
        elif self._beat is not None:
            yield from self._judge_gap(now - self._beat)
        yield from self._judge_watch()
        self._asked = None
        self._beat = now

    def _judge_watch(self) -> Iterator[Breach]:
        if self._unacknowledged is None:
            return
        self._unacknowledged += 1
        if self._unacknowledged == MOST_UNACKNOWLEDGED + 1:
            evidence = f"a heartbeat more after {MOST_UNACKNOWLEDGED} without an ACK"
            yield Breach(rules.KEPT_ZOMBIE, evidence)

    def _judge_answer(self, took: float) -> Iterator[Breach]:
        if took > ANSWER_WITHIN:
            yield Breach(rules.UNANSWERED_BEAT, f"the next heartbeat came {took:.2f} s after it")

    def _judge_first(self, waited: float) -> Iterator[Breach]:
        part = waited / self._interval
        if part <= _AT_ONCE:
            yield Breach(rules.NO_JITTER, f"the first came {waited * 1000:.1f} ms after HELLO")
        elif part >= _WHOLE:
            evidence = f"the first came after a whole interval ({waited:.3f} s)"
            yield Breach(rules.NO_JITTER, evidence)
        if waited > self._interval * 1.1 + SLACK:
            yield Breach(rules.LATE_HEARTBEAT, f"the first came {waited:.2f} s after HELLO")

    def _judge_gap(self, waited: float) -> Iterator[Breach]:
        if waited > self._interval * 1.1 + SLACK:
            yield Breach(
                rules.LATE_HEARTBEAT,
                f"{waited:.2f} s after the one before, the interval being {self._interval:g} s",
            )
