"""A gateway with its REST stub, in a process of its own, which sends bytes made before; never a
test of who connects.

It speaks HTTP and WebSocket by hand: a server that costs little leaves its core to who is measured.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import cast
from urllib.parse import parse_qs, urlsplit

import orjson

from benchmarks.wire import Script, Service

_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3


@dataclass(slots=True)
class Visit:
    """What one connection was like, as the server saw it.

    Attributes:
        compress: what the client asked for.
        beats: of each heartbeat, when it came and when its ACK was written; monotonic seconds.
        sent: seconds from the first dispatch to the last.
        is_whole: whether all was sent and the client answered the close.
    """

    compress: str = "none"
    beats: list[list[float]] = field(default_factory=list)
    sent: float = 0.0
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Server:
    """A running one."""

    service: Service
    port: int
    pipe: Connection

    @property
    def url(self) -> str:
        """Of the gateway."""
        return f"ws://127.0.0.1:{self.port}"

    @property
    def api(self) -> str:
        """Of the REST API, without a version."""
        return f"http://127.0.0.1:{self.port}/api"

    def visit(self) -> Visit:
        """The connection that has ended; it must have been served whole."""
        if not self.pipe.poll(10):
            raise SystemExit("The server saw nobody come, or nobody leave.")
        visit = cast(Visit, self.pipe.recv())
        if not visit.is_whole:
            raise SystemExit("Who was measured left before it had received everything.")
        if visit.compress != self.service.compress:
            wanted = self.service.compress
            raise SystemExit(f"Who was measured asked for {visit.compress}, not {wanted}.")
        return visit


@contextmanager
def serving(service: Service) -> Iterator[Server]:
    """Run a server as long as the block lasts."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(service, theirs), daemon=True)
    process.start()
    try:
        yield Server(service, ours.recv(), ours)
    finally:
        process.terminate()
        process.join()


def _run(service: Service, pipe: Connection) -> None:
    asyncio.run(_serve(service, pipe))


async def _serve(service: Service, pipe: Connection) -> None:
    loop = asyncio.get_running_loop()
    held: list[Script] = []
    server = await loop.create_server(lambda: _Peer(service, held[0], pipe), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    held.append(Script(service, f"ws://127.0.0.1:{port}"))
    pipe.send(port)
    await server.serve_forever()


class _Peer(asyncio.Protocol):
    """One client: HTTP first, then frames."""

    def __init__(self, service: Service, script: Script, pipe: Connection) -> None:
        self.service, self.script, self.pipe = service, script, pipe
        self.visit = Visit()
        self._in = bytearray()
        self._is_open = False
        self._ending = False
        self._sending: asyncio.Task[None] | None = None
        self._may_write = asyncio.Event()
        self._may_write.set()
        self._clock = asyncio.get_running_loop().time
        self._answered = 0
        self._acks_held = script.acks_wait and service.frames > 0

    # -- asyncio's protocol interface

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._out = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._sending is not None:
            self._sending.cancel()
        if self._is_open:
            self.pipe.send(self.visit)

    def pause_writing(self) -> None:
        self._may_write.clear()

    def resume_writing(self) -> None:
        self._may_write.set()

    def data_received(self, data: bytes) -> None:
        self._in += data
        if not self._is_open:
            self._greet()
        if self._is_open:
            for opcode, message in _messages(self._in):
                self._take(opcode, message)

    # -- HTTP

    def _greet(self) -> None:
        head, end, _ = bytes(self._in).partition(b"\r\n\r\n")
        if not end:
            return
        lines = head.decode().split("\r\n")
        path = urlsplit(lines[0].split()[1])
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines[1:])
        }
        size = int(headers.get("content-length", 0))
        if len(self._in) < len(head) + 4 + size:
            return
        del self._in[: len(head) + 4 + size]
        if "sec-websocket-key" not in headers:
            self._answer(path.path)
            return
        self.visit.compress = parse_qs(path.query).get("compress", ["none"])[0]
        key = hashlib.sha1(headers["sec-websocket-key"].encode() + _MAGIC, usedforsecurity=False)
        accept = base64.b64encode(key.digest()).decode()
        self._out.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: %b\r\n\r\n" % accept.encode()
        )
        self._is_open = True
        self._out.write(self.script.hello)

    def _answer(self, path: str) -> None:
        port = self._out.get_extra_info("sockname")[1]
        found = next((body for end, body in _REST.items() if path.endswith(end)), None)
        body = orjson.dumps(found or {"message": "404: Not Found", "code": 0})
        body = body.replace(b"{port}", str(port).encode())
        self._out.write(
            b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
            % (b"200 OK" if found else b"404 Not Found", len(body), body)
        )

    # -- WebSocket

    def _take(self, opcode: int, message: bytes) -> None:
        if opcode == 0x8:
            self.visit.is_whole = self._ending
            self._out.close()
        elif opcode in (0x1, 0x2):
            payload = orjson.loads(message)
            if payload["op"] == 1:
                self.visit.beats.append([self._clock()])
                asyncio.get_running_loop().call_later(self.service.ack_delay, self._acknowledge)
            elif payload["op"] == 2:
                if payload["d"].get("compress") and self.visit.compress == "none":
                    self.visit.compress = "payload"
                if self.visit.compress != self.service.compress:
                    self._out.close()
                    return
                self._out.write(self.script.ready)
                self._sending = asyncio.ensure_future(self._send())
            elif payload["op"] == 6:  # nobody leaves a benchmark and comes back
                self._out.write(self.script.close)

    def _acknowledge(self) -> None:
        """Answer all beats whose time has come, unless the stream has no place for it yet."""
        due = self._clock() - self.service.ack_delay + 0.001
        while not self._acks_held and self._answered < len(self.visit.beats):
            beat = self.visit.beats[self._answered]
            if beat[0] > due or self._ending:
                return
            self._out.write(self.script.ack(self._answered))
            beat.append(self._clock())
            self._answered += 1

    async def _send(self) -> None:
        started, rate = self._clock(), self.service.rate
        for number, block in enumerate(self.script.blocks(), 1):
            self._out.write(block)
            due = started + number * self.service.block / rate if rate else 0.0
            await asyncio.sleep(due - self._clock())
            await self._may_write.wait()
        self.visit.sent = self._clock() - started
        self._acks_held = False
        self._acknowledge()
        await asyncio.sleep(self.service.hold)
        self._ending = True
        self._out.write(self.script.close)


def _messages(buffer: bytearray) -> Iterator[tuple[int, bytes]]:
    """Take whole messages of a client (masked, in one frame, under 64 KiB) off the buffer."""
    while len(buffer) >= 6:
        size, start = buffer[1] & 0x7F, 2
        if size == 126:
            size, start = int.from_bytes(buffer[2:4], "big"), 4
        if len(buffer) < start + 4 + size:
            return
        opcode, mask = buffer[0] & 0x0F, bytes(buffer[start : start + 4])
        masked = bytes(buffer[start + 4 : start + 4 + size])
        del buffer[: start + 4 + size]
        key = (mask * (size // 4 + 1))[:size]
        plain = int.from_bytes(masked, "big") ^ int.from_bytes(key, "big")
        yield opcode, plain.to_bytes(size, "big")


_USER = {
    "id": "1",
    "username": "bench",
    "discriminator": "0",
    "global_name": None,
    "avatar": None,
    "bot": True,
    "flags": 0,
    "public_flags": 0,
    "mfa_enabled": True,
    "verified": True,
    "locale": "en-US",
    "email": None,
}
_LIMIT = {"total": 1000, "remaining": 1000, "reset_after": 86_400_000, "max_concurrency": 1}
_GATEWAY = {"url": "ws://127.0.0.1:{port}", "shards": 1, "session_start_limit": _LIMIT}
_APPLICATION = {
    "id": "1",
    "name": "bench",
    "icon": None,
    "description": "",
    "bot_public": True,
    "bot_require_code_grant": False,
    "verify_key": "00",
    "flags": 8953856,
    "owner": _USER,
    "team": None,
    "summary": "",
}
_REST = {
    "/gateway/bot": _GATEWAY,
    "/gateway": _GATEWAY,
    "/users/@me": _USER,
    "/oauth2/applications/@me": _APPLICATION,
    "/applications/@me": _APPLICATION,
}
