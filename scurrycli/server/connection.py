"""One client of the embedded gateway, from HELLO to its end; never the timeline it is played.

Source: Discord's documentation, "Gateway", Connection Lifecycle.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from scurrycli.server.player import PlayedSession
from scurrycli.server.timeline import Timeline
from scurrycli.wire.opcodes import FROM_CLIENT, Opcode
from scurrycli.wire.payload import Payload


class Host(Protocol):
    """What a connection asks of its gateway."""

    timeline: Timeline

    def identify(self, d: dict[str, Any]) -> PlayedSession | int:
        """A new session, or the code to close with."""
        ...

    def resume(self, d: dict[str, Any]) -> PlayedSession | None:
        """The session to go on with; None where it cannot."""
        ...

    def next_latency(self) -> float:
        """Seconds that the next ACK takes."""
        ...


class ClientLine:
    """Serves one WebSocket until it ends."""

    def __init__(self, ws: ServerConnection, host: Host) -> None:
        self._ws = ws
        self._host = host
        self._session: PlayedSession | None = None
        self._sent = 0
        self._soon: deque[bytes] = deque()
        self._news = asyncio.Event()
        self._later: set[asyncio.TimerHandle] = set()

    async def serve(self) -> None:
        """Greet, then read until the connection ends; dispatches go out beside."""
        interval = self._host.timeline.heartbeat_interval
        writer = asyncio.ensure_future(self._write())
        try:
            self.send_soon(
                b'{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":%d,"_trace":["scurry"]}}'
                % interval
            )
            async for message in self._ws:
                text = message.encode() if isinstance(message, str) else message
                await self._take(Payload(text))
        except ConnectionClosed:
            pass
        finally:
            writer.cancel()
            for handle in self._later:
                handle.cancel()
            self._detach()
            await asyncio.wait({writer})

    # -- what the player asks

    def wake(self) -> None:
        """There are new dispatches in the log."""
        self._news.set()

    def send_soon(self, text: bytes) -> None:
        """Send a payload that is no dispatch."""
        self._soon.append(text)
        self._news.set()

    def drop(self) -> None:
        """Reset the TCP connection."""
        self._ws.transport.abort()

    # -- what the client says

    async def _take(self, payload: Payload) -> None:
        if not payload.is_object:
            await self._ws.close(4002, "Error while decoding payload.")
        elif payload.op in _ANSWERS:
            await _ANSWERS[payload.op](self, payload)
        elif payload.op not in FROM_CLIENT:
            await self._ws.close(4001, "Unknown opcode.")
        elif self._session is None:
            await self._ws.close(4003, "Not authenticated.")

    async def _heartbeat(self, payload: Payload) -> None:
        latency = self._host.next_latency()
        if math.isinf(latency):
            return
        ack = b'{"t":null,"s":null,"op":11,"d":null}'
        loop = asyncio.get_running_loop()
        self._later.add(loop.call_later(latency, self.send_soon, ack))
        self._later = {handle for handle in self._later if handle.when() > loop.time()}

    async def _identify(self, payload: Payload) -> None:
        if self._session is not None:
            await self._ws.close(4005, "Already authenticated.")
            return
        session = self._host.identify(_object(payload))
        if isinstance(session, int):
            await self._ws.close(session, _REASONS.get(session, ""))
            return
        self._attach(session, 0)

    async def _resume(self, payload: Payload) -> None:
        d = _object(payload)
        session, seq = self._host.resume(d), d.get("seq")
        if session is None or not isinstance(seq, int):
            self.send_soon(b'{"t":null,"s":null,"op":9,"d":false}')
            return
        if not session.log.can_resume_after(seq):
            await self._ws.close(4007, "Invalid seq.")
            return
        session.log.append("RESUMED", b'{"_trace":["scurry"]}')
        self._attach(session, seq)

    # -- the dispatches

    def _attach(self, session: PlayedSession, after: int) -> None:
        self._session = session
        self._sent = after
        session.line = self
        session.left = None
        self.wake()

    def _detach(self) -> None:
        if self._session is not None and self._session.line is self:
            self._session.line = None
            self._session.left = asyncio.get_running_loop().time()

    async def _write(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                await self._write_all()
            except ConnectionClosed:
                return

    async def _write_all(self) -> None:
        while text := self._next():
            await self._ws.send(text, text=True)

    def _next(self) -> bytes | None:
        if self._soon:
            return self._soon.popleft()
        if self._session is None or self._session.line is not self:
            return None
        text = self._session.log.after(self._sent)
        self._sent += text is not None
        return text


_ANSWERS: dict[int, Callable[[ClientLine, Payload], Awaitable[None]]] = {
    Opcode.HEARTBEAT: ClientLine._heartbeat,
    Opcode.IDENTIFY: ClientLine._identify,
    Opcode.RESUME: ClientLine._resume,
}
_REASONS = {
    4002: "Error while decoding payload.",
    4004: "Authentication failed.",
    4010: "Invalid shard.",
    4013: "Invalid intent(s).",
    4014: "Disallowed intent(s).",
}


def _object(payload: Payload) -> dict[str, Any]:
    d = payload.d
    return d if isinstance(d, dict) else {}
