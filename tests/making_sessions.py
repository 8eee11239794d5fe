"""Walks a session engine by hand: its payloads, its clock, its answers; never a socket."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import orjson

from scurrycli.models import GatewayEvent
from scurrycli.session import Command, Connect, Plan, Send, Session
from scurrycli.wire.payload import Payload

TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"
FIRST = "wss://gateway.discord.gg"
ELSEWHERE = "wss://gateway-us-east1-b.discord.gg"
QUERY = "/?v=10&encoding=json"
INTERVAL = 40.0
INTENTS = 513

C = TypeVar("C", bound=Command)


def message(op: int | None, d: Any = None, s: int | None = None, t: str | None = None) -> Payload:
    """A payload as the Gateway writes it."""
    return Payload(orjson.dumps({"t": t, "s": s, "op": op, "d": d}))


def hello(interval: float = INTERVAL) -> Payload:
    """HELLO; `interval` in seconds."""
    return message(10, {"heartbeat_interval": round(interval * 1000)})


def ready(
    session_id: str | None = "s-1", url: str | None = ELSEWHERE, s: int | None = 1
) -> Payload:
    """READY."""
    return message(0, {"v": 10, "session_id": session_id, "resume_gateway_url": url}, s, "READY")


def event(s: int | None, name: str = "MESSAGE_CREATE") -> Payload:
    """A dispatch of the application."""
    return message(0, {}, s, name)


RESUMED = message(0, {}, None, "RESUMED")
ACK = message(11)
BEAT = message(1)
RECONNECT = message(7, None)


def invalid(can_resume: Any) -> Payload:
    """Opcode 9."""
    return message(9, can_resume)


def gateway(remaining: int = 900, url: str = FIRST) -> GatewayEvent:
    """The answer of `GET /gateway/bot`."""
    limit = {
        "total": 1000,
        "remaining": remaining,
        "reset_after": 7_200_000,
        "max_concurrency": 1,
    }
    return GatewayEvent.from_dict({"url": url, "shards": 1, "session_start_limit": limit})


def of(kind: type[C], commands: Iterable[Command]) -> list[C]:
    """The commands of one kind."""
    return [command for command in commands if isinstance(command, kind)]


def texts(commands: Iterable[Command]) -> list[dict[str, Any]]:
    """What is to be sent, decoded."""
    return [orjson.loads(command.text) for command in of(Send, commands)]


def ops(commands: Iterable[Command]) -> list[int]:
    """The opcodes of what is to be sent."""
    return [text["op"] for text in texts(commands)]


def urls(commands: Iterable[Command]) -> list[str]:
    """Where to connect to."""
    return [command.url for command in of(Connect, commands)]


class Walk:
    """A session with a clock of its own; every method returns the commands as a list."""

    def __init__(self, chance: float | Callable[[], float] = 0.5, **plan: Any) -> None:
        plan.setdefault("token", TOKEN)
        plan.setdefault("intents", INTENTS)
        plan.setdefault("url", FIRST)
        draw = chance if callable(chance) else lambda: chance
        self.session = Session(Plan(**plan), draw)
        self.now = 1000.0

    def pause(self, seconds: float) -> Walk:
        """Let time pass, unseen by the session."""
        self.now += seconds
        return self

    def start(self) -> list[Command]:
        """`start`."""
        return list(self.session.start(self.now))

    def opened(self) -> list[Command]:
        """`opened`."""
        return list(self.session.opened(self.now))

    def get(self, payload: Payload) -> list[Command]:
        """`received`."""
        return list(self.session.received(payload, self.now))

    def closed(self, code: int | None) -> list[Command]:
        """`closed`."""
        return list(self.session.closed(code, self.now))

    def unreachable(self) -> list[Command]:
        """`unreachable`."""
        return list(self.session.unreachable("nobody listens", self.now))

    def ring(self) -> list[Command]:
        """`timeout`, exactly at the deadline."""
        assert self.session.deadline is not None
        self.now = max(self.now, self.session.deadline)
        return list(self.session.timeout(self.now))

    def to_hello(self, interval: float = INTERVAL) -> list[Command]:
        """From where it is connecting (or has not begun) past HELLO."""
        if self.session.conn == 0:
            self.start()
        self.opened()
        return self.get(hello(interval))

    def to_ready(self, *, at: int = 1, interval: float = INTERVAL) -> Walk:
        """To a healthy session that has seen number `at`."""
        self.to_hello(interval)
        self.get(ready())
        if at > 1:
            self.get(event(at))
        return self

    def rest(self, seconds: float) -> Walk:
        """Stay healthy for a while: every beat in time, every ACK 50 ms behind it."""
        end = self.now + seconds
        while self.session.deadline is not None and self.session.deadline <= end:
            assert ops(self.ring()) == [1]
            self.now += 0.05
            assert self.get(ACK) == []
        self.now = max(end, self.now)
        return self
