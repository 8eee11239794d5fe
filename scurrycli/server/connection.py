"""One client of the embedded gateway, from HELLO to its end; never the timeline it is played.

Source: Discord's documentation, "Gateway", Connection Lifecycle.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from scurrycli.server import rules
from scurrycli.server.admission import Address, address_breaches
from scurrycli.server.clients import Client
from scurrycli.server.conduct import Conduct
from scurrycli.server.faults import Fault, FaultKind, Weather
from scurrycli.server.outlet import Out, Outlet
from scurrycli.server.player import PlayedSession
from scurrycli.server.requests import Asker, reply_to
from scurrycli.server.rules import Breach
from scurrycli.server.sender import Sender
from scurrycli.wire.close_codes import close_code
from scurrycli.wire.opcodes import FROM_CLIENT, Opcode, opcode_name
from scurrycli.wire.payload import Payload

ACK = b'{"t":null,"s":null,"op":11,"d":null}'
INVALID_SESSION = b'{"t":null,"s":null,"op":9,"d":%s}'
_HELLO = b'{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":%d,"_trace":["scurry"]}}'


class Host(Protocol):
    """What a connection asks of its gateway."""

    weather: Weather
    heartbeat_interval: int
    strict: bool

    def identify(self, line: ClientLine, d: dict[str, Any]) -> PlayedSession | int:
        """A new session, or the code to close with."""
        ...

    def resume(self, line: ClientLine, d: dict[str, Any]) -> PlayedSession | None:
        """The session to go on with; None where it cannot."""
        ...

    def end_session(self, client: Client) -> None:
        """The session that this client has is over."""
        ...

    def next_latency(self) -> float:
        """Seconds that the next ACK takes."""
        ...

    def next_chance(self) -> float:
        """From 0 up to 1."""
        ...

    def found(self, line: ClientLine, breach: Breach) -> None:
        """A rule was broken."""
        ...

    def asked(self, line: ClientLine, said: str) -> None:
        """A client asked for something within its session."""
        ...

    def did(self, line: ClientLine, fault: Fault, excuse: str) -> None:
        """A fault has come, or could not, for the reason that is given."""
        ...

    def left(self, line: ClientLine) -> None:
        """The connection has ended."""
        ...

    def sent(self, line: ClientLine, text: bytes, message: Out) -> None:
        """A payload went out."""
        ...

    def received(self, line: ClientLine, payload: Payload) -> None:
        """A payload came in."""
        ...


class ClientLine:
    """Serves one WebSocket until it ends.

    Attributes:
        number: of the connection, from 1.
        address: what the client asked for.
        peer: where it comes from, as `127.0.0.1:50000`.
        client: whose it is; None until it has said so.
        session: the one it is attached to; None before and after.
        conduct: what is thought of it.
        sender, outlet: what goes out, and how.
        muted: whether heartbeats are not acknowledged any more.
        heartbeats: how many came before it was known whose it is.
        beat_at: when the last heartbeat came; None before the first.
    """

    def __init__(self, ws: ServerConnection, host: Host, number: int) -> None:
        self.ws = ws
        self.host = host
        self.number = number
        self.address = Address.of(ws.request.path if ws.request else "/")
        self.peer = _peer(ws)
        self.client: Client | None = None
        self.session: PlayedSession | None = None
        self.conduct = Conduct()
        self.outlet = Outlet(self.address.encoding, self.address.compress)
        self.sender = Sender(self)
        self.muted = False
        self.heartbeats = 0
        self.beat_at: float | None = None
        self._later: set[asyncio.TimerHandle] = set()
        self._closing: asyncio.Task[None] | None = None

    @property
    def now(self) -> float:
        """The loop's clock."""
        return asyncio.get_running_loop().time()

    async def serve(self) -> None:
        """Greet, then read until the connection ends; dispatches go out beside."""
        work = (self._greet(), self.sender.run())
        tasks = {asyncio.ensure_future(part) for part in work}
        try:
            await self._read()
        finally:
            for task in tasks:
                task.cancel()
            for handle in self._later:
                handle.cancel()
            self._detach()
            self.host.left(self)
            await asyncio.wait(tasks if self._closing is None else {*tasks, self._closing})

    async def _read(self) -> None:
        for breach in address_breaches(self.address):
            self.broke(breach)
        with suppress(ConnectionClosed):
            async for message in self.ws:
                payload = self.outlet.take(message)
                self.host.received(self, payload)
                if self._closing is None:
                    self._take(payload)

    async def _greet(self) -> None:
        """HELLO, then an eye on the heartbeats."""
        weather = self.host.weather
        if self.number in weather.mute_connections:
            self.host.did(self, Fault(FaultKind.NO_HELLO, at=self.number), "")
            return
        await asyncio.sleep(weather.hello_delay)
        interval = self.host.heartbeat_interval
        self.conduct.hello(interval / 1000, self.now)
        self.send_soon(_HELLO % interval)
        while (deadline := self.conduct.deadline) is not None:
            await asyncio.sleep(max(0.0, deadline - self.now))
            for breach in self.conduct.timeout(self.now):
                if not self.sender.stalled:
                    self.broke(breach)
                return

    # -- what the player and the faults ask

    def wake(self) -> None:
        """There is something new to do."""
        self.sender.wake()

    def send_soon(self, text: bytes) -> None:
        """Send a payload that is no dispatch."""
        self.sender.soon(text)

    def lose_session(self) -> None:
        """The session is over; the connection may begin another."""
        if self.client is not None:
            self.host.end_session(self.client)
        self.session = None

    def leave_session(self) -> None:
        """The session goes on, but not on this connection."""
        self._detach()

    def close_soon(self, code: int) -> None:
        """Close with a code, once what is to be sent before is sent."""
        self.sender.close_with(code, close_code(code).name + ".")

    # -- what the client says

    def broke(self, breach: Breach) -> bool:
        """Report; whether the connection is closed for it, or was already for another one."""
        if self._closing is not None:
            return True
        self.host.found(self, breach)
        code = breach.rule.code
        if code is None or not self.host.strict:
            return False
        self._close_now(code)
        return True

    def _close_now(self, code: int) -> None:
        """Close beside the reading: its answer comes behind all that the client has sent."""
        self._closing = asyncio.ensure_future(self.ws.close(code, close_code(code).name + "."))

    def _take(self, payload: Payload) -> None:
        newest = self.session.log.last if self.session else None
        for breach in self.conduct.received(payload, newest, self.now):
            if self.broke(breach):
                return
        answer = _ANSWERS.get(payload.op) if payload.op is not None else None
        if answer is not None:
            answer(self, payload)
        elif self.client is None and payload.is_object:
            said = f"{opcode_name(payload.op)} came first"
            self.broke(Breach(rules.NOT_AUTHENTICATED, said))
        elif payload.op in FROM_CLIENT:
            self._reply(payload)

    def _reply(self, payload: Payload) -> None:
        session, client = self.session, self.client
        if session is None or client is None:  # it has ended while the request was on its way
            return
        asker = Asker(session.asked, session.script, client.listed, self.now)
        reply = reply_to(payload, asker)
        self.host.asked(self, reply.said)
        if reply.breach is not None and self.broke(reply.breach):
            return
        if reply.dispatches:
            session.insert(*reply.dispatches)
            self.wake()

    def _heartbeat(self, payload: Payload) -> None:
        self.beat_at = self.now
        if self.client is None:
            self.heartbeats += 1
        else:
            self.client.heartbeats += 1
            self.client.beat_at = self.beat_at
        latency = max(self.host.next_latency(), self.host.weather.ack_delay)
        if self.muted or math.isinf(latency):
            return
        if latency <= 0:
            self.send_soon(ACK)
            return
        loop = asyncio.get_running_loop()
        self._later = {handle for handle in self._later if handle.when() > loop.time()}
        self._later.add(loop.call_later(latency, self.send_soon, ACK))

    def _identify(self, payload: Payload) -> None:
        if self.session is not None:
            self.broke(Breach(rules.ALREADY_AUTHENTICATED, "a second IDENTIFY"))
            return
        d = _object(payload)
        if d.get("compress") is True:
            self.outlet.compress_payloads()
        session = self.host.identify(self, d)
        if isinstance(session, int):
            self._close_now(session)
            return
        self._attach(session, 0)

    def _resume(self, payload: Payload) -> None:
        if self.session is not None:
            self.broke(Breach(rules.ALREADY_AUTHENTICATED, "RESUME within a session"))
            return
        d = _object(payload)
        session, seq = self.host.resume(self, d), d.get("seq")
        if session is not None and type(seq) is int and not 0 <= seq <= session.log.last:
            said = f"seq is {seq}, and {session.log.last} is the last number sent"
            if self.broke(Breach(rules.INVALID_SEQ, said)):
                return
        if session is None or type(seq) is not int or not session.log.can_resume_after(seq):
            self.send_soon(INVALID_SESSION % b"false")
            return
        session.resumed()
        self._attach(session, seq)

    # -- the session

    def _attach(self, session: PlayedSession, after: int) -> None:
        older = session.line
        if isinstance(older, ClientLine) and older.sender.stalled:
            older.sender.reset()
        self.session = session
        session.line = self
        session.left = None
        self.sender.begin(after)

    def _detach(self) -> None:
        if self.session is not None and self.session.line is self:
            self.session.line = None
            self.session.left = self.now
        self.session = None


_ANSWERS: dict[int, Callable[[ClientLine, Payload], None]] = {
    Opcode.HEARTBEAT: ClientLine._heartbeat,
    Opcode.IDENTIFY: ClientLine._identify,
    Opcode.RESUME: ClientLine._resume,
}


def _peer(ws: ServerConnection) -> str:
    if not ws.remote_address:  # it was reset before it was taken
        return "an unknown address"
    host, port, *_ = ws.remote_address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _object(payload: Payload) -> dict[str, Any]:
    d = payload.d
    return d if isinstance(d, dict) else {}
