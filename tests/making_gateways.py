"""Scripted gateways on loopback and what listens to a client; never a reply nobody wrote down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from scurrycli.gateway import GatewayClient
from scurrycli.records import Kind, Record, State
from scurrycli.wire import etf
from scurrycli.wire.compression import Compress, deflater

TOKEN = "NzkyNzE1NDU0MTk2MDg4ODQy.X-hvzA.Ovy4MCQywSkoMRRclStW4xAYK7I"
INTENTS = 513
PATIENCE = 15.0
"""Seconds after which a test fails instead of waiting for what never comes."""

Payload = dict[str, Any]


class Peer:
    """The server's side of one WebSocket, for a script, in the encoding that the client asks for.

    ACKs are sent unless `acks` is False.
    """

    def __init__(self, ws: ServerConnection, url: str) -> None:
        self.ws = ws
        self.url = url
        self.acks = True
        self.beats: list[int | None] = []
        params = dict(parse_qsl(urlsplit(ws.request.path).query)) if ws.request else {}
        self._is_etf = params.get("encoding") == "etf"
        self._deflate_with(Compress(params.get("compress", "none")))

    def _deflate_with(self, compress: Compress) -> None:
        self.deflater = deflater(compress)
        self._is_text = compress is Compress.NONE and not self._is_etf

    async def send(
        self, op: int, d: Any = None, s: int | None = None, t: str | None = None
    ) -> None:
        """One payload, its fields in Discord's order."""
        await self.payload(orjson.dumps({"t": t, "s": s, "op": op, "d": d}))

    async def payload(self, text: bytes) -> None:
        """One payload of this JSON."""
        data = etf.from_json(text) if self._is_etf else text
        await self.ws.send(self.deflater.feed(data), text=self._is_text)

    async def text(self, text: str | bytes) -> None:
        """One text message, as it is."""
        await self.ws.send(text, text=True)

    async def hello(self, interval: float = 41250) -> None:
        """HELLO with an interval in milliseconds."""
        await self.send(10, {"heartbeat_interval": interval})

    async def ready(self, session_id: str = "session-1", url: str | None = None) -> None:
        """READY with number 1, its resume URL this server's unless given."""
        d = {"v": 10, "session_id": session_id, "resume_gateway_url": url or self.url}
        await self.send(0, d, 1, "READY")

    async def event(self, s: int, t: str = "TYPING_START", **d: Any) -> None:
        """A dispatch."""
        await self.send(0, d, s, t)

    async def take(self) -> Payload:
        """The next payload that is no heartbeat."""
        while True:
            payload = await self.take_any()
            if payload["op"] != 1:
                return payload

    async def take_any(self) -> Payload:
        """The next payload; a heartbeat is acknowledged."""
        message = await self.ws.recv()
        payload: Payload = (
            etf.decode(message) if isinstance(message, bytes) else orjson.loads(message)
        )
        if payload["op"] == 2 and payload["d"].get("compress"):
            self._deflate_with(Compress.PAYLOAD)
        if payload["op"] == 1:
            self.beats.append(payload["d"])
            if self.acks:
                await self.send(11)
        return payload

    async def expect(self, op: int) -> Any:
        """Field `d` of the next payload that is no heartbeat, which must be this opcode."""
        payload = await self.take()
        assert payload["op"] == op
        return payload["d"]

    async def identified(self, interval: float = 41250, **ready: Any) -> Any:
        """From HELLO to READY; returns `d` of IDENTIFY."""
        await self.hello(interval)
        d = await self.expect(2)
        await self.ready(**ready)
        return d

    async def resumed(self, s: int) -> Any:
        """From HELLO to RESUMED with that number; returns `d` of RESUME."""
        await self.hello()
        d = await self.expect(6)
        await self.send(0, {}, s, "RESUMED")
        return d

    async def gone(self) -> int | None:
        """Serve heartbeats until the client is gone; the close code that it sent."""
        try:
            while True:
                await self.take_any()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None

    async def close(self, code: int, reason: str = "") -> None:
        """The closing handshake."""
        await self.ws.close(code, reason)

    def write(self, data: bytes) -> None:
        """Raw bytes past the WebSocket protocol."""
        self.ws.transport.write(data)

    def abort(self) -> None:
        """Reset the TCP connection."""
        self.ws.transport.abort()


Script = Callable[[Peer], Awaitable[object]]


@dataclass(frozen=True)
class Answer:
    """What `GET /gateway/bot` gives; a body that is no bytes is sent as JSON."""

    status: int = 200
    body: Any = b""
    headers: dict[str, str] = field(default_factory=dict)


class ScriptedGateway:
    """Runs one script for each connection, in order; the last one for all further ones.

    Attributes:
        url, api_url: where it listens.
        paths: path and query of each WebSocket.
        handshakes: headers of each WebSocket's request.
        asked: path and headers of each REST request.
    """

    def __init__(self, scripts: Sequence[Script], answers: Sequence[Answer]) -> None:
        self.url = ""
        self.api_url = ""
        self.server: Server | None = None
        self.paths: list[str] = []
        self.handshakes: list[Headers] = []
        self.asked: list[tuple[str, Headers]] = []
        self.failures: list[BaseException] = []
        self._scripts = scripts
        self._answers = answers

    async def serve(self, ws: ServerConnection) -> None:
        """Run the script whose turn it is."""
        assert ws.request is not None
        script = self._scripts[min(len(self.paths), len(self._scripts) - 1)]
        self.paths.append(ws.request.path)
        self.handshakes.append(ws.request.headers)
        peer = Peer(ws, self.url)
        try:
            await script(peer)
            await peer.gone()
        except ConnectionClosed:
            pass
        except Exception as failure:
            self.failures.append(failure)

    def answer(self, ws: ServerConnection, request: Request) -> Response | None:
        """The REST API's answers, in order; the last one for all further requests."""
        if not request.path.startswith("/api/"):
            return None
        answer = self._answers[min(len(self.asked), len(self._answers) - 1)]
        self.asked.append((request.path, request.headers))
        body = answer.body if isinstance(answer.body, bytes) else orjson.dumps(answer.body)
        body = body.replace(b"$URL", self.url.encode())
        headers = Headers({"Content-Length": str(len(body)), "Connection": "close"})
        headers.update(answer.headers)
        return Response(answer.status, "as scripted", headers, body)


@asynccontextmanager
async def scripted(
    *scripts: Script, answers: Sequence[Answer] = ()
) -> AsyncIterator[ScriptedGateway]:
    """A gateway that plays the scripts; what fails in one fails the test."""
    gateway = ScriptedGateway(scripts, answers)
    options: dict[str, Any] = {"compression": None, "ping_interval": None, "close_timeout": 1}
    async with serve(
        gateway.serve, "127.0.0.1", 0, process_request=gateway.answer, **options
    ) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        gateway.server = server
        gateway.url = f"ws://127.0.0.1:{port}"
        gateway.api_url = f"http://127.0.0.1:{port}/api/v10"
        yield gateway
    if gateway.failures:
        raise gateway.failures[0]


def gateway_bot(remaining: int = 1000, url: str = "$URL") -> Payload:
    """A whole answer of `GET /gateway/bot`."""
    limit = {"total": 1000, "remaining": remaining, "reset_after": 7_200_000, "max_concurrency": 1}
    return {"url": url, "shards": 1, "session_start_limit": limit}


class Tape:
    """A sink that keeps every record and can be waited on."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self._news = asyncio.Event()

    def __call__(self, record: Record) -> None:
        self.records.append(record)
        self._news.set()

    async def until(self, wanted: Callable[[Record], bool]) -> Record:
        """The first record, from the start, that is wanted."""
        looked = 0
        async with asyncio.timeout(PATIENCE):
            while True:
                for record in self.records[looked:]:
                    looked += 1
                    if wanted(record):
                        return record
                self._news.clear()
                await self._news.wait()

    async def state(self, state: State, **detail: object) -> Record:
        """The first record of this state with these details."""
        wanted = {"state": state, **detail}
        return await self.until(
            lambda record: record.kind == Kind.STATE and wanted.items() <= record.detail.items()
        )

    async def event(self, name: str, s: int | None = None) -> Record:
        """The first dispatch of this name (and number)."""
        return await self.until(
            lambda record: record.is_dispatch and record.t == name and s in (None, record.s)
        )

    def of(self, kind: Kind, op: int | None = None) -> list[Record]:
        """All records of a kind (and opcode)."""
        return [r for r in self.records if r.kind == kind and op in (None, r.op)]

    def states(self) -> list[str]:
        """The states, in order."""
        return [record.detail["state"] for record in self.of(Kind.STATE)]

    def errors(self) -> list[str]:
        """What went wrong, in words."""
        return [record.detail["error"] for record in self.of(Kind.ERROR)]


def client_of(
    gateway: ScriptedGateway, sink: Callable[[Record], None], **options: Any
) -> GatewayClient:
    """A client of this gateway without chance: its first heartbeat is due at once."""
    options.setdefault("chance", lambda: 0.0)
    if "api_url" not in options:
        options.setdefault("base_url", gateway.url)
    return GatewayClient(sink=sink, **options)


@asynccontextmanager
async def running(client: GatewayClient, token: str = TOKEN) -> AsyncIterator[asyncio.Task[None]]:
    """The client's `start` as a task, which is left with `close_ws`."""
    task = asyncio.ensure_future(client.start(token, INTENTS))
    try:
        yield task
    finally:
        await client.close_ws()
        async with asyncio.timeout(PATIENCE):
            await asyncio.wait({task})
    if not task.cancelled() and task.exception() is None:
        return
    await task


async def silent(peer: Peer) -> None:
    """A script that says nothing at all."""


async def greets(peer: Peer) -> None:
    """A script that says HELLO and takes what comes."""
    await peer.hello()


async def lives(peer: Peer) -> None:
    """A script of a healthy session without events."""
    await peer.identified()


async def takes_back(peer: Peer) -> None:
    """A script that lets the client resume."""
    await peer.resumed(2)
