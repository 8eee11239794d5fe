"""The books of a simulated world: what a session must know, and what must hold after each input."""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Callable, Iterable
from typing import Any

import orjson

from scurrycli.records import State
from scurrycli.session import Close, Command, Connect, Discover, Enter, Report, Send, Session, Stop

LONGEST = {"waiting": 3600.0, "greeting": 15.0, "identifying": 60.0, "resuming": 60.0}
EPSILON = 1e-6


class Books:
    """Checks every command of one session. `reached` counts what it has been seen to do."""

    def __init__(self, session: Session, first_url: str | None) -> None:
        self.session = session
        self.now = 50_000.0
        self.reached: Counter[str] = Counter()
        self.stopped = False
        self.is_open = False
        self.asked: Discover | Connect | None = None
        self.session_id: str | None = None
        self.resume_url: str | None = None
        self.first_url = first_url
        self.last_s: int | None = None
        self.tried_first = False
        self.given_up: set[str] = set()
        self.identified = -math.inf
        self.waits = self.refusals = self.sessions = 0
        self.dropped_at_once = -math.inf
        self.latest = 0.0
        self.asks_api = first_url is None
        self.looked = False
        self._connected()

    def _connected(self) -> None:
        self.interval: float | None = None
        self.last_beat: float | None = None
        self.first_due = 0.0
        self.answering: str | None = None
        self.healthy = False
        self.sent: deque[float] = deque()
        self.acks: deque[float] = deque()
        self.beats: deque[float] = deque(maxlen=64)
        self.heard = self.unanswered_since = self.now

    def _give_up(self) -> None:
        if self.session_id is not None:
            self.given_up.add(self.session_id)
        self.session_id = self.resume_url = self.last_s = None
        self.tried_first = False

    def _is_dead(self, slack: float) -> bool:
        assert self.interval is not None
        silent = self.last_beat is not None and self.heard <= self.last_beat
        overdue = self.now - self.unanswered_since >= 2 * self.interval - slack
        return bool(self.beats) and (silent or overdue)

    def _check_schedule(self, slot: float) -> None:
        """A beat goes out by the clock, `slot` being its time; the next one does not drift."""
        heart = self.session.heart
        assert self.interval is not None
        assert heart is not None
        if self.now - slot < self.interval / 2:
            assert heart.due == slot + self.interval
        else:
            assert heart.due == self.now + self.interval
        if self.last_beat is None:
            assert self.now <= self.first_due + self.latest + EPSILON
        else:
            gap = self.now - self.last_beat
            least = self.interval / 2 if self.latest else self.interval
            assert least - EPSILON <= gap <= self.interval + self.latest + EPSILON
        self.last_beat = self.now

    def _check(self, commands: Iterable[Command], **known: Any) -> None:
        before = self.healthy
        for command in commands:
            self.reached[type(command).__name__] += 1
            _CHECKS[type(command)](self, command, known)
        self._check_drop(before, list(commands), known)
        self.reached[self.session.phase.name] += 1
        assert self.session.is_open == self.is_open
        self._check_number()
        self._check_deadline()

    def _check_number(self) -> None:
        """No number is lost, none invented; what a resume needs is there, or is not."""
        assert self.session.seq == self.last_s
        point = self.session.resume_point
        if self.session_id is None or self.last_s is None:
            assert point is None
        else:
            assert point is not None
            url = self.resume_url or self.first_url
            assert (point.session_id, point.url, point.seq) == (self.session_id, url, self.last_s)

    def _check_deadline(self) -> None:
        due, phase = self.session.deadline, self.session.phase.name.lower()
        if self.stopped or self.asked is not None:
            assert due is None
            return
        assert due is not None
        assert math.isfinite(due)
        longest = LONGEST.get(phase, math.inf)
        if self.interval is not None and self.is_open:
            longest = min(longest, self.interval)
        assert due - self.now <= longest + EPSILON

    def _check_drop(self, healthy: bool, commands: list[Command], known: dict[str, Any]) -> None:
        """A second drop of ours within a minute is never followed by a connect at once."""
        if not known.get("dropped"):
            return
        at_once = self.asked is not None
        assert at_once == self.session.at_once
        assert healthy or not at_once
        if at_once:
            assert self.now - self.dropped_at_once >= 60
            self.dropped_at_once = self.now

    def _check_discover(self, command: Discover, known: dict[str, Any]) -> None:
        assert not self.is_open
        assert self.asked is None
        self._forget_the_useless()
        assert self.session_id is None
        self.asked = command

    def _forget_the_useless(self) -> None:
        """An id without a number, or a number without an id, is nothing."""
        if self.session_id is None or self.last_s is None:
            self._give_up()

    def _check_connect(self, command: Connect, known: dict[str, Any]) -> None:
        assert not self.is_open
        assert self.asked is None
        self._forget_the_useless()
        base = self.first_url if self.tried_first else self.resume_url or self.first_url
        assert command.url == f"{base}/?v=10&encoding=json"
        self.asked = command

    def _check_send(self, command: Send, known: dict[str, Any]) -> None:
        assert self.is_open
        self._count_send()
        text = orjson.loads(command.text)
        assert text["op"] == command.op
        d = text["d"]
        if command.op == 1:
            assert d == self.last_s
            if not self.beats:
                self.unanswered_since = self.now
            if self.interval is not None:
                self.beats.append(self.now)
        elif command.op == 2:
            assert self.now - self.identified >= 5.0
            assert self.session_id is None
            assert self.looked or not self.asks_api
            self._give_up()
            self.looked = False
            self.identified, self.answering = self.now, "READY"
        else:
            assert command.op == 6
            assert d["session_id"] == self.session_id
            assert d["session_id"] not in self.given_up
            assert d["seq"] == self.last_s is not None
            self.answering = "RESUMED"

    def _count_send(self) -> None:
        self.sent.append(self.now)
        while self.sent[0] <= self.now - 60:
            self.sent.popleft()
        assert len(self.sent) <= 120 or (self.interval or 1) < 1

    def _check_close(self, command: Close, known: dict[str, Any]) -> None:
        assert self.is_open
        self.is_open = False
        given_up = known.get("refused") or known.get("leaving")
        assert (command.code == 1000) == bool(given_up)
        assert command.code != 1001

    def _check_enter(self, command: Enter, known: dict[str, Any]) -> None:
        self.reached[f"-> {command.state}"] += 1
        if command.state is State.READY:
            assert known["got"].t in ("READY", "RESUMED")
            assert self.healthy
        if command.facts.get("rule") == "zombie":
            assert self._is_dead(0.25)
        if command.state is State.WAITING:
            self._check_wait(command.facts["wait"], command.facts["rule"], known)

    def _check_wait(self, wait: float, rule: str, known: dict[str, Any]) -> None:
        self.reached[f"waits for {rule}"] += 1
        base = min(5 * 2.0**self.waits, 60)
        if known.get("wait") is not None:
            assert wait == round(known["wait"], 3)
            return
        if rule == "op 9" and known["refused"] and self.refusals <= 2:
            assert 1 <= wait <= 5
            return
        self.waits += 1
        least = base * 0.8
        assert 4 <= least <= wait + 0.001
        assert wait <= base * 1.2 + 0.001 <= 72.001

    def _check_stop(self, command: Stop, known: dict[str, Any]) -> None:
        assert not self.is_open
        self.stopped = True
        self.asked = None

    def _check_report(self, command: Report, known: dict[str, Any]) -> None:
        assert command.error.endswith(".")


def becomes_ready(commands: Iterable[Command]) -> bool:
    return any(isinstance(one, Enter) and one.state is State.READY for one in commands)


_CHECKS: dict[type, Callable[[Books, Any, dict[str, Any]], None]] = {
    Discover: Books._check_discover,
    Connect: Books._check_connect,
    Send: Books._check_send,
    Close: Books._check_close,
    Enter: Books._check_enter,
    Stop: Books._check_stop,
    Report: Books._check_report,
}
