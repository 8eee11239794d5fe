"""One port for REST and WebSocket: who asks for an upgrade is handed on; never what is answered.

`websockets` takes no method but GET and no body, so h11 reads what comes first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import h11
from websockets.asyncio.server import ServerConnection

HEAD_WITHIN = 10.0
"""Seconds for a whole request."""
MOST_BODY = 32 << 20
"""Bytes of a body; a message with its attachments stays below."""


@dataclass(frozen=True, slots=True)
class Request:
    """A REST request. `headers` have lower-case names; the last of a name counts."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and the JSON text of a body; without one where `body` is None."""

    status: int
    body: bytes | None


Rest = Callable[[Request], Answer]


class Front(asyncio.Protocol):
    """Reads a connection's first request; to be given to `websockets.serve` as its connection.

    Args:
        rest: answers what asks for no upgrade; each answer ends its connection.
        protocol, server, options: what `websockets` makes a connection from.
    """

    def __init__(self, rest: Rest, protocol: Any, server: Any, **options: Any) -> None:
        self._rest = rest
        self._made_from = (protocol, server, options)
        self._http = h11.Connection(h11.SERVER)
        self._raw = bytearray()
        self._request: h11.Request | None = None
        self._body = bytearray()
        self._transport: Any = None
        self._limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Part of asyncio's interface."""
        self._transport = transport
        loop = asyncio.get_running_loop()
        self._limit = loop.call_later(HEAD_WITHIN, self._transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """Part of asyncio's interface."""
        self._done()

    def data_received(self, data: bytes) -> None:
        """Part of asyncio's interface."""
        if self._request is None:
            self._raw += data
        try:
            self._http.receive_data(data)
            self._read()
        except h11.RemoteProtocolError as error:
            self._answer(Answer(error.error_status_hint, None))

    def eof_received(self) -> None:
        """Part of asyncio's interface: whoever has said nothing whole gets no answer."""

    def _read(self) -> None:
        while True:
            event = self._http.next_event()
            if isinstance(event, h11.Request):
                if _wants_upgrade(event):
                    self._hand_on()
                    return
                self._begin(event)
            elif isinstance(event, h11.Data):
                self._body += event.data
                if len(self._body) > MOST_BODY:
                    self._answer(Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, None))
                    return
            elif isinstance(event, h11.EndOfMessage) and self._request is not None:
                self._answer(self._rest(self._whole(self._request)))
                return
            else:
                return

    def _begin(self, request: h11.Request) -> None:
        self._request = request
        self._raw.clear()
        if self._http.they_are_waiting_for_100_continue:
            self._write(h11.InformationalResponse(status_code=100, headers=[]))

    def _whole(self, request: h11.Request) -> Request:
        headers = {name.decode(): value.decode("latin-1") for name, value in request.headers}
        target = request.target.decode("latin-1")
        return Request(request.method.decode(), target, headers, bytes(self._body))

    def _answer(self, answer: Answer) -> None:
        body = answer.body or b""
        headers = [("Content-Length", str(len(body))), ("Connection", "close")]
        if answer.body is not None:
            headers.insert(0, ("Content-Type", "application/json"))
        if answer.status == HTTPStatus.NO_CONTENT:
            headers = headers[-1:]
        reason = HTTPStatus(answer.status).phrase
        if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self._write(h11.Response(status_code=answer.status, headers=headers, reason=reason))
            self._write(h11.Data(data=body))
            self._write(h11.EndOfMessage())
        self._done()
        self._transport.close()

    def _write(self, event: h11.Event) -> None:
        data = self._http.send(event)
        if data:
            self._transport.write(data)

    def _hand_on(self) -> None:
        """From here on the connection is the WebSocket's, its first bytes included."""
        self._done()
        protocol, server, options = self._made_from
        connection = ServerConnection(protocol, server, **options)
        self._transport.set_protocol(connection)
        connection.connection_made(self._transport)
        connection.data_received(bytes(self._raw))

    def _done(self) -> None:
        if self._limit is not None:
            self._limit.cancel()


def _wants_upgrade(request: h11.Request) -> bool:
    return any(
        name == b"upgrade" and value.strip().lower() == b"websocket"
        for name, value in request.headers
    )
