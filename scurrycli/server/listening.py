"""A port on which WebSockets and REST requests arrive; never what becomes of them."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, cast

from websockets.asyncio.server import Server, ServerConnection, serve

from scurrycli.errors import ScurryError
from scurrycli.server.front import Front, Rest

MOST_RECEIVED = 1 << 20
"""Bytes of a message; what is over 4096 is judged, what is over this ends with 1009."""


class Listener:
    """Listens between `start` and `stop`.

    Args:
        host, port: where; 0 takes a free port.
        serve_one: serves one WebSocket until it ends.
        rest: answers a REST request.
    """

    def __init__(
        self,
        host: str,
        port: int,
        serve_one: Callable[[ServerConnection], Awaitable[None]],
        rest: Rest,
    ) -> None:
        self._host, self._port = host, port
        self._serve_one, self._rest = serve_one, rest
        self._server: Server | None = None

    @property
    def address(self) -> str:
        """Host and port, as in a URL."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{host}:{self._port}"

    async def start(self) -> None:
        """Listen.

        Raises:
            ScurryError: nothing can listen there.
        """
        try:
            self._server = await serve(
                self._serve_one,
                self._host,
                self._port,
                compression=None,
                ping_interval=None,
                close_timeout=1,
                server_header=None,
                max_size=MOST_RECEIVED,
                create_connection=cast(Any, partial(Front, self._rest)),
            )
        except OSError as error:
            raise ScurryError(_why_not(self._host, self._port, error)) from error
        self._port = next(iter(self._server.sockets)).getsockname()[1]

    async def stop(self) -> None:
        """Close all connections, and wait until they are."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()


_REASONS = {
    errno.EADDRINUSE: "Port {port} on {host} is taken by another program. "
    "Give another --port, or --port 0 for a free one.",
    errno.EACCES: "Port {port} is for administrators only. "
    "Give a --port of 1024 or more, or --port 0 for a free one.",
    errno.EADDRNOTAVAIL: "{host} is no address of this machine. "
    "Give one that is as --host, or leave it out for 127.0.0.1.",
}


def _why_not(host: str, port: int, error: OSError) -> str:
    """Why nothing can listen there, and what to do."""
    if isinstance(error, socket.gaierror):
        return (
            f"There is no host {host!r}. "
            "Give an address of this machine as --host, or leave it out for 127.0.0.1."
        )
    number = error.errno or 0
    other = f"Nothing can listen on {{host}} port {{port}}: {os.strerror(number)}."
    return _REASONS.get(number, other).format(host=host, port=port)


class DeadPort:
    """A port of loopback that is taken, but on which nobody listens."""

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))

    @property
    def address(self) -> str:
        """Host and port, as in a URL."""
        host, port = self._socket.getsockname()
        return f"{host}:{port}"

    def close(self) -> None:
        """Give it back."""
        self._socket.close()
