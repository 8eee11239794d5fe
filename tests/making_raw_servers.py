"""A TCP server on loopback that is no gateway: silent, or always with the same words."""

from __future__ import annotations

import asyncio
from typing import Self


class RawServer:
    """A TCP server that answers whatever it is asked with the same bytes, or, if None, not at all.

    Attributes:
        place: host and port.
        asked: set once something came in.
    """

    def __init__(self, reply: bytes | None) -> None:
        self.place = ""
        self.asked = asyncio.Event()
        self._reply = reply
        self._lines: set[asyncio.Transport] = set()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _RawLine(self), "127.0.0.1", 0)
        self.place = f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *ending: object) -> None:
        self._server.close()
        while self._lines:
            self._lines.pop().abort()
        await self._server.wait_closed()

    def opened(self, line: asyncio.Transport) -> None:
        """A connection was accepted."""
        self._lines.add(line)

    def answer(self, line: asyncio.Transport) -> None:
        """Something came in."""
        self.asked.set()
        if self._reply is not None:
            line.write(self._reply)
            line.close()


class _RawLine(asyncio.Protocol):
    def __init__(self, server: RawServer) -> None:
        self._server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server.opened(transport)

    def data_received(self, data: bytes) -> None:
        self._server.answer(self._transport)
