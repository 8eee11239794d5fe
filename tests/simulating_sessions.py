"""A simulated world around a session engine: what the Gateway and the network may do to it.

It keeps its own books of what a session must know and checks every command against them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from checking_sessions import Books, becomes_ready
from making_sessions import ACK, BEAT, FIRST, RECONNECT, event, gateway, hello, invalid, ready
from scurrycli.errors import ExitStatus, GatewayClosed
from scurrycli.session import Command, Connect, Discover, Send, Stop
from scurrycli.wire.payload import Payload

FATAL = (4004, 4010, 4011, 4012, 4013, 4014)
FORGETTING = (4003, 4007, 4009)
CODES = (None, 1000, 1001, 1006, 1011, 4000, 4001, 4002, 4005, 4006, 4008, 4999, *FORGETTING)
RESUME_URLS = (
    None,
    FIRST,
    "wss://one.discord.gg",
    "wss://two.discord.gg",
    "ws://one.discord.gg",
    "wss://evil.example",
)
JUNK = (b"", b"[1]", b"\xff", b"{}", b'{"op":99}', b'{"op":0,"t":5}', b'{"op":9.0,"d":false}')


@dataclass(frozen=True)
class Step:
    """What happens next, for each place where a session may stand."""

    discovery: str
    connect: bool
    message: str
    seconds: float
    interval: float
    acks: str
    late: float
    pick: int


class World(Books):
    """Drives one session."""

    # -- what happens

    def begin(self) -> None:
        """The first input."""
        self._check(self.session.start(self.now))

    def step(self, step: Step) -> None:
        """One thing happens, after some time where nothing was asked of the network."""
        if self.stopped:
            self._nothing_happens_any_more()
        elif isinstance(self.asked, Discover):
            self._answer_discovery(step)
        elif isinstance(self.asked, Connect):
            self._answer_connect(step)
        else:
            self._pass(step)
            if self.is_open:
                getattr(self, f"_on_{step.message}")(step)

    def _nothing_happens_any_more(self) -> None:
        session, now = self.session, self.now
        assert session.deadline is None
        for commands in (
            session.timeout(now + 1e6),
            session.received(ready(), now),
            session.closed(4009, now),
            session.opened(now),
            session.unreachable("x", now),
            session.faulted("x", now),
            session.discovered(gateway(), now),
            session.not_discovered("x", now),
            session.stop(now),
        ):
            assert not commands

    def _answer_discovery(self, step: Step) -> None:
        self.asked = None
        self.now += 0.2
        if step.discovery in ("ok", "spent"):
            self.looked = True
            self.first_url = ("wss://one.discord.gg", FIRST)[step.pick % 2]
            info = gateway(900 if step.discovery == "ok" else 3, self.first_url)
            self._check(self.session.discovered(info, self.now))
            assert self.stopped == (step.discovery == "spent")
        else:
            status = None if step.discovery == "network" else int(step.discovery[:3])
            wait = 1.0 + step.seconds / 10 if step.discovery == "429" else None
            self._check(self.session.not_discovered("no", self.now, status, wait), wait=wait)
            assert self.stopped == (status == 401)

    def _answer_connect(self, step: Step) -> None:
        target, self.asked = self.asked, None
        assert isinstance(target, Connect)
        self.now += 0.1
        if step.connect:
            self.is_open = True
            self._connected()
            self._check(self.session.opened(self.now))
            return
        elsewhere = self.resume_url not in (None, self.first_url)
        self.tried_first = self.session_id is not None and elsewhere and not self.tried_first
        self._check(self.session.unreachable("no", self.now))

    def _pass(self, step: Step) -> None:
        """Let time go by: timers ring (at once or late), ACKs come in."""
        self.latest = max(self.latest, step.late)
        seconds = step.seconds if self.interval is None else min(step.seconds, self.interval * 300)
        if not self.healthy and step.pick % 5:  # mostly, what is asked for comes soon
            seconds = min(seconds, 1.0)
        end = self.now + seconds
        if not self.is_open:
            end = math.inf
        while self.asked is None and not self.stopped:
            due = self.session.deadline
            assert due is not None
            rings = max(self.now, due + step.late)
            if self.is_open and self.acks and self.acks[0] <= min(end, rings):
                self.now = max(self.now, self.acks.popleft())
                self._get_ack()
            elif rings <= end:
                self.now = rings
                self._ring(step)
            else:
                self.now = end
                return

    def _ring(self, step: Step) -> None:
        heart = self.session.heart
        slot = heart.due if heart is not None else 0.0
        commands = self.session.timeout(self.now)
        beats = [command for command in commands if isinstance(command, Send) and command.op == 1]
        if beats:
            assert not self._is_dead(0.0)
            self._check_schedule(slot)
        self._check(commands)
        self._acknowledge(len(beats), step)

    def _get_ack(self) -> None:
        heart = self.session.heart
        self._get(ACK)
        if self.beats:
            assert heart is not None
            assert heart.latency == self.now - self.beats.popleft() >= 0
            self.unanswered_since = self.now

    def _acknowledge(self, beats: int, step: Step) -> None:
        if step.acks != "missing":
            delay = 0.05 if step.acks == "good" else 0.7 * (self.interval or 1.0)
            earliest = self.acks[-1] if self.acks else 0.0
            self.acks.extend([max(earliest, self.now + delay)] * beats)

    def _get(self, payload: Payload, **known: Any) -> Iterable[Command]:
        if self.interval is not None:
            self.heard = self.now
        commands = self.session.received(payload, self.now)
        if payload.op == 0 and payload.s is not None:
            self.last_s = payload.s
        self._check(commands, got=payload, **known)
        return commands

    # -- what the Gateway says

    def _on_progress(self, step: Step) -> None:
        """What should come next."""
        if self.interval is None:
            self._on_hello(step)
        elif self.answering == "READY":
            self._on_ready(step)
        elif self.answering == "RESUMED":
            self._on_resumed(step)
        else:
            self._get(event((self.last_s or 0) + 1))

    def _on_hello(self, step: Step) -> None:
        was = self.interval
        if was is None:
            self.interval = step.interval
            self.first_due = self.now + step.interval
            self.heard = self.now
        can_resume = self.session_id is not None and self.last_s is not None
        commands = self._get(hello(step.interval))
        if was is None:
            ops = [command.op for command in commands if isinstance(command, Send)]
            assert ops == ([6] if can_resume else [2] if self.identified == self.now else [])

    def _on_ready(self, step: Step) -> None:
        self.sessions += 1
        new = None if step.pick % 7 == 0 else f"session-{self.sessions}"
        url = RESUME_URLS[step.pick % len(RESUME_URLS)]
        if self.interval is not None:
            self.session_id = new
            self.resume_url = url if url and url.endswith(".discord.gg") and url[2] == "s" else None
            self._made_healthy()
        commands = self._get(ready(new, url, None if step.pick % 11 == 0 else 1))
        assert becomes_ready(commands) == (self.interval is not None)

    def _on_resumed(self, step: Step) -> None:
        expected = self.answering == "RESUMED"
        if expected:
            self._made_healthy()
        commands = self._get(event(self.last_s if step.pick % 2 else None, "RESUMED"))
        assert becomes_ready(commands) == expected

    def _made_healthy(self) -> None:
        self.answering, self.healthy, self.tried_first = None, True, False
        self.waits = self.refusals = 0

    def _on_event(self, step: Step) -> None:
        for _ in range(step.pick % 4):
            self._get(event((self.last_s or 0) + step.pick % 3))
        self._get(event(None))

    def _on_junk(self, step: Step) -> None:
        self._get(Payload(JUNK[step.pick % len(JUNK)]))
        assert self.is_open

    def _on_asks(self, step: Step) -> None:
        """Opcode 1, up to 199 times."""
        for _ in range(step.pick):
            commands = self._get(BEAT)
            self._acknowledge(sum(isinstance(command, Send) for command in commands), step)

    def _on_app(self, step: Step) -> None:
        """The program sends as much as it may."""
        while not self.session.budget.wait(self.now):
            self.session.budget.sent(self.now)
            self._count_send()

    def _on_reconnect(self, step: Step) -> None:
        self._get(RECONNECT)
        assert not self.is_open

    def _on_invalid(self, step: Step) -> None:
        can_resume = (True, False, None)[step.pick % 3]
        refused = can_resume is not True or self.session_id is None
        if refused:
            self._give_up()
            self.refusals += 1
        self._get(invalid(can_resume), refused=refused)
        assert not self.is_open

    def _on_close(self, step: Step) -> None:
        code = CODES[step.pick % len(CODES)]
        self.is_open = False
        if code in FORGETTING:
            self._give_up()
        self._check(self.session.closed(code, self.now), dropped=True)

    def _on_fatal(self, step: Step) -> None:
        code = FATAL[step.pick % len(FATAL)]
        self.is_open = False
        commands = self.session.closed(code, self.now)
        self._check(commands)
        stop = commands[-1]
        assert isinstance(stop, Stop)
        assert isinstance(stop.error, GatewayClosed)
        assert stop.error.status is ExitStatus.CLOSED
        assert str(code) in str(stop.error)

    def _on_fault(self, step: Step) -> None:
        self._check(self.session.faulted("broken compression", self.now))

    def _on_leave(self, step: Step) -> None:
        commands = self.session.stop(self.now)
        self._check(commands, leaving=True)
        assert self.stopped
