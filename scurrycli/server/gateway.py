"""The embedded gateway: WebSocket and REST on one port; by itself it never leaves loopback.

Use it as an async context manager: inside, `url` and `api_url` tell where it listens.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.server import ServerConnection

from scurrycli.server import rules
from scurrycli.server.admission import (
    NORMAL_CLOSES,
    giving_up_breaches,
    identify_breaches,
    resume_breaches,
    spacing_breaches,
)
from scurrycli.server.clients import Client, NewsKind, Register
from scurrycli.server.connection import ClientLine
from scurrycli.server.faults import (
    Both,
    ChaosPlan,
    Fault,
    GivenPlan,
    Plan,
    dispatch_faults,
    weather_of,
)
from scurrycli.server.front import Answer, Request
from scurrycli.server.listening import DeadPort, Listener
from scurrycli.server.outlet import Out
from scurrycli.server.player import PlayedSession, Script
from scurrycli.server.rest import RestApi, shown_path
from scurrycli.server.rules import Breach
from scurrycli.server.sessions import Sessions
from scurrycli.server.tap import Tap
from scurrycli.server.timeline import Timeline
from scurrycli.wire.payload import Payload

HOST = "127.0.0.1"
RESUME_PATH = "/resume"
_HOST_HEADER = re.compile(r"[A-Za-z0-9.\[\]:_-]{1,255}")


class EmbeddedGateway:
    """A gateway that plays one timeline to each client that identifies.

    Args:
        timeline: what to play.
        token: the only one that it lets in; None takes any.
        loop: begin again after the last step.
        speed: how many times faster than the timeline's own pace; infinity never waits.
        host: where to listen.
        port: 0 takes a free one.
        heartbeat_interval: milliseconds; the timeline's if None.
        strict: close for what Discord closes for; else only report it.
        disallowed: bits of the intents that are answered with 4014.
        faults: what goes wrong, for each client at the same places.
        chaos: faults by chance, too.
        seed: of all chance.
        tap: takes what goes over the wire.

    Attributes:
        identified: how many IDENTIFYs it has taken.
        register: its clients, findings and news.
        lines: the open connections.
        tap: as given; it may be changed at any time.
    """

    def __init__(
        self,
        timeline: Timeline,
        *,
        token: str | None = None,
        loop: bool = False,
        speed: float = 1.0,
        host: str = HOST,
        port: int = 0,
        heartbeat_interval: int | None = None,
        strict: bool = True,
        disallowed: int = 0,
        faults: Sequence[Fault] = (),
        chaos: bool = False,
        seed: int = 0,
        tap: Tap | None = None,
    ) -> None:
        self.timeline = timeline
        self.heartbeat_interval = heartbeat_interval or timeline.heartbeat_interval
        self.strict = strict
        self.weather = weather_of(faults)
        self.identified = 0
        self.lines: set[ClientLine] = set()
        self.register = Register(self._plan, self.now)
        self._faults, self._chaos, self._seed = dispatch_faults(faults), chaos, seed
        self._chance = random.Random(seed)
        self._token, self._disallowed = token, disallowed
        self._listener = Listener(host, port, self._serve, self._answer)
        self.tap = tap or Tap()
        self._rest = RestApi(self, time.time)
        self._latencies: Iterator[float] = cycle(timeline.latencies)
        script = Script(timeline.ready, timeline.steps, timeline.seconds)
        self._sessions = Sessions(script, loop=loop, speed=speed, on_end=self._ended)
        self._spaced: dict[str, tuple[float, int]] = {}  # when it was last, and who
        self._connections = 0
        self._began = time.monotonic()
        self._dead: DeadPort | None = None

    # -- where it is

    @property
    def url(self) -> str:
        """The Gateway's URL, as `GET /gateway/bot` names it."""
        return f"ws://{self._listener.address}"

    @property
    def api_url(self) -> str:
        """The base of the REST API."""
        return f"http://{self._listener.address}/api/v10"

    def now(self) -> float:
        """Seconds since it was made."""
        return time.monotonic() - self._began

    async def __aenter__(self) -> Self:
        await self._listener.start()
        if self.weather.dead_resume_host:
            self._dead = DeadPort()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        playing = asyncio.ensure_future(self._sessions.close())
        for line in self.lines:
            if line.sender.stalled:
                line.sender.reset()
        await self._listener.stop()
        if self._dead is not None:
            self._dead.close()
        await playing

    # -- what a connection asks

    def identify(self, line: ClientLine, d: dict[str, Any]) -> PlayedSession | int:
        """A new session, or the code to close with."""
        self.identified += 1
        breaches = list(
            identify_breaches(
                d, line.address, is_known=self.knows(d.get("token")), disallowed=self._disallowed
            )
        )
        codes = [breach.rule.code for breach in breaches if self.strict and breach.rule.code]
        refusal = next(iter(codes), self.timeline.close_after)
        before = line.client
        if refusal is None:
            self._claim(line, self.register.identified(d))
        for breach in breaches:
            self.found(line, breach)
        client = line.client
        if refusal is not None or client is None:
            return refusal or 0
        self._judge_identify(line, client)
        session = self._sessions.begin(client, line.address, d, self._resume_url(line))
        client.state = "ready"
        client.has_quit = False
        is_back = client.identifies > 0 and before is not client
        client.identifies += 1
        said = f"client #{client.number} is back, " if is_back else ""
        said += f"identified as {client.library}, from {line.peer}"
        self.register.tell(client, NewsKind.CLIENT, said)
        return session

    def resume(self, line: ClientLine, d: dict[str, Any]) -> PlayedSession | None:
        """The session to go on with; None where it cannot."""
        session_id = str(d.get("session_id"))
        if not self.knows(d.get("token")):
            self.found(line, Breach(rules.BAD_TOKEN, "the token of RESUME is another one"))
            return None
        known = self._sessions.find(session_id)
        if known is None:
            if self._sessions.has_ended(session_id):
                self.found(line, Breach(rules.INVALIDATED, "RESUME of a session that is over"))
            return None
        session, client = known
        client.session = session
        self._claim(line, client)
        address, path = line.address, "" if self._dead else RESUME_PATH
        for breach in resume_breaches(address, session.first, path, client.closed_with):
            self.found(line, breach)
        client.state = "ready"
        client.has_quit = False
        client.resumes += 1
        self.register.tell(client, NewsKind.CLIENT, f"resumed after seq {d.get('seq')}")
        return session

    def end_session(self, client: Client) -> None:
        """The session that this client has is over."""
        self._sessions.end(client)

    def next_latency(self) -> float:
        """Seconds that the next ACK takes."""
        return next(self._latencies)

    def next_chance(self) -> float:
        """From 0 up to 1."""
        return self._chance.random()

    def found(self, line: ClientLine, breach: Breach) -> None:
        """A rule was broken."""
        self.register.found(line.client, line.number, breach, line.peer)

    def asked(self, line: ClientLine, said: str) -> None:
        """A client asked for something within its session."""
        self.register.tell(line.client, NewsKind.CLIENT, said)

    def did(self, line: ClientLine, fault: Fault, excuse: str) -> None:
        """A fault has come, or could not, for the reason that is given."""
        if line.client is not None:
            line.client.faults += not excuse
        said = f"{fault}{excuse and ': ' + excuse}"
        self.register.tell(line.client, NewsKind.FAULT, said, line.peer)
        self.tap.did(line, fault)

    def sent(self, line: ClientLine, text: bytes, message: Out) -> None:
        """A payload went out."""
        self.tap.sent(line, text, message)

    def received(self, line: ClientLine, payload: Payload) -> None:
        """A payload came in."""
        self.tap.received(line, payload)

    def left(self, line: ClientLine) -> None:
        """The connection has ended."""
        ending = line.ws.protocol
        by_client = bool(ending.close_rcvd and ending.close_rcvd_then_sent)
        frame = ending.close_rcvd if by_client else ending.close_sent
        by = "client" if by_client else "server" if frame else "network"
        code = frame.code if frame else None
        self.tap.closed(line, by, code, frame.reason if frame else "")
        said = f"closed by {by}" + (f" with {code}" if code is not None else "")
        self.register.tell(line.client, NewsKind.CLIENT, said, line.peer)
        if line.client is None:
            return
        line.client.closed_with = code if by_client else None
        line.client.has_quit = (
            code in NORMAL_CLOSES if by_client else frame is None and not line.sender.stalled
        )
        if line.client.session is None or line.client.session.line is None:
            line.client.state = "away"

    # -- sessions

    def _ended(self, client: Client) -> None:
        said = "the recording is at its end; --loop plays it again"
        self.register.tell(client, NewsKind.CLIENT, said)

    def _resume_url(self, line: ClientLine) -> str:
        if self._dead is not None:
            return f"ws://{self._dead.address}"
        request = line.ws.request
        return self.url_for(request.headers.get("Host") if request else None) + RESUME_PATH

    def _claim(self, line: ClientLine, client: Client) -> None:
        line.client = client
        client.encoding, client.compress = line.address.encoding, line.outlet.compress.value
        client.heartbeats += line.heartbeats
        client.beat_at = line.beat_at or client.beat_at
        self.register.claimed(client, line.number)

    def _judge_identify(self, line: ClientLine, client: Client) -> None:
        now = self.now()
        at, number = self._spaced.get(client.token, (None, None))
        is_restart = client.has_quit and number == client.number
        for breach in (
            *spacing_breaches(at, now, is_restart=is_restart),
            *giving_up_breaches(client.session, client.closed_with),
        ):
            self.found(line, breach)
        self._spaced[client.token] = now, client.number

    def knows(self, token: object) -> bool:
        """Whether a token is one that it lets in."""
        if not isinstance(token, str) or not token:
            return False
        return self._token is None or token.removeprefix("Bot ") == self._token

    def _plan(self, number: int) -> Plan:
        given = GivenPlan(self._faults)
        if not self._chaos:
            return given
        chance = random.Random(f"{self._seed}/{number}").random
        return Both((given, ChaosPlan(chance)))

    # -- the server

    @property
    def ready(self) -> Mapping[str, Any]:
        """Field `d` of READY."""
        return self.timeline.ready

    def url_for(self, host: str | None) -> str:
        """The Gateway's URL as a client that reached this host would reach it."""
        return f"ws://{host}" if host and _HOST_HEADER.fullmatch(host) else self.url

    async def _serve(self, ws: ServerConnection) -> None:
        self._connections += 1
        line = ClientLine(ws, self, self._connections)
        self.lines.add(line)
        self.tap.opened(line)
        try:
            await line.serve()
        finally:
            self.lines.discard(line)

    def _answer(self, request: Request) -> Answer:
        answer = self._rest.answer(request)
        path = shown_path(request.target)
        agent = request.headers.get("user-agent", "")[:60] or "no User-Agent"
        client = self.register.of_token(
            request.headers.get("authorization", "").removeprefix("Bot ")
        )
        said = f"{request.method} {path}: {answer.status}"
        self.register.tell(client, NewsKind.REST, said, agent)
        if not agent.startswith("DiscordBot ("):
            breach = Breach(rules.USER_AGENT, f"{request.method} {path} came from {agent}")
            self.register.found(client, 0, breach)
        return answer
