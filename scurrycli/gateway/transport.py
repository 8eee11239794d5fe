"""A WebSocket to the Gateway over `websockets`, each message stamped as it arrives; never read.

It follows no redirect (a token goes nowhere but where it was meant to), asks for no compression of
its own, sends no pings, and takes messages far over the library's 1 MiB.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple, NoReturn
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidStatus, InvalidURI
from websockets.frames import Frame, Opcode
from websockets.protocol import Event, State

from scurrycli.errors import ConnectionFailed
from scurrycli.gateway.cutting import Cutter
from scurrycli.wire.addresses import is_loopback

MAX_MESSAGE = 64 << 20
"""Bytes on the wire. Longer ones end the connection with 1009."""
CLOSE_TIMEOUT = 3.0
WRITE_LIMIT = 1 << 20
"""Bytes; over what may be sent in two minutes, so that no heartbeat waits behind a dead peer."""


class _Quiet(logging.LoggerAdapter[logging.Logger]):
    """The library's log without its frames, which hold the token."""

    def isEnabledFor(self, level: int) -> bool:  # noqa: N802 - logging's own name
        return level >= logging.WARNING and super().isEnabledFor(level)


_library_log = _Quiet(logging.getLogger(__name__))


class Stamp(NamedTuple):
    """When: by the monotonic clock, and seconds since the epoch."""

    mono: float
    wall: float

    @classmethod
    def now(cls) -> Stamp:
        """Both clocks, read together."""
        return cls(time.monotonic(), time.time())


class Message(NamedTuple):
    """One message of the WebSocket."""

    data: bytes
    stamp: Stamp
    is_text: bool


Handler = Callable[[bytes, Stamp, bool], object]
"""Takes what a `Message` is, in the same order; one is not made for each."""

_BEGINS = frozenset({Opcode.TEXT, Opcode.BINARY})
_DATA = frozenset({*_BEGINS, Opcode.CONT})


class Connection(ClientConnection):
    """A connection that stamps messages as they leave the socket, and can hand them over then.

    Messages wait for `take`, as in any connection of the library, until `deliver` is called: from
    then on each one goes to a function at once, without a queue or a task in between.

    Attributes:
        opened: when the handshake was answered.
    """

    def connection_made(self, transport: object) -> None:
        """Part of asyncio's protocol interface."""
        self.opened = self._stamp = Stamp.now()
        self._arrivals: deque[tuple[Stamp, bool]] = deque()
        self._handler: Handler | None = None
        self._failure: BaseException | None = None
        self._ended = asyncio.Event()
        self._parts: list[bytes] = []
        self._is_deaf = False
        self._cutter = Cutter(super().data_received, MAX_MESSAGE)
        super().connection_made(transport)  # type: ignore[arg-type]

    def data_received(self, data: bytes) -> None:
        """Part of asyncio's protocol interface."""
        if self._is_deaf:
            return
        self._stamp = Stamp.now()
        try:
            self._cutter.feed(data)
        except BaseException as error:  # a handler's; asyncio would only log it
            self._is_deaf, self._failure = True, error
            self._ended.set()

    def process_event(self, event: Event) -> None:
        """Part of the library's interface: one frame came in, or the answer to the handshake."""
        if not isinstance(event, Frame):
            self.opened = self._stamp
        elif event.opcode in _BEGINS and self._handler is None:
            self._arrivals.append((self._stamp, event.opcode is Opcode.TEXT))
        elif event.opcode in _DATA and self._handler is not None:
            self._assemble(event, self._handler)
            return
        super().process_event(event)

    def _assemble(self, frame: Frame, handler: Handler) -> None:
        """A message that comes in several frames: handed over with the last, stamped at the
        first."""
        if frame.opcode is not Opcode.CONT:
            self._arrivals.append((self._stamp, frame.opcode is Opcode.TEXT))
        self._parts.append(bytes(frame.data))
        if frame.fin:
            data, self._parts = b"".join(self._parts), []
            handler(data, *self._arrivals.popleft())

    async def take(self) -> Message:
        """The next message. Raises `ConnectionClosed` as `recv` does."""
        data = await self.recv(decode=False)
        return Message(data, *self._arrivals.popleft())

    async def deliver(self, handler: Handler) -> NoReturn:
        """Hand every message to a function as it comes in.

        Raises:
            ConnectionClosed: the connection ended.
            BaseException: what the function raised; nothing is handed to it then.
        """
        while self._arrivals:  # these came in before
            handler(*await self.take())
        self._handler = handler
        self._cutter.take = lambda data, is_text: handler(data, self._stamp, is_text)
        self.connection_lost_waiter.add_done_callback(lambda _: self._ended.set())
        await self._ended.wait()
        raise self._failure or self.close_exc

    def send_now(self, data: bytes, *, is_text: bool = True) -> None:
        """Send a message without waiting; nothing where the connection is not open any more."""
        if self.protocol.state is State.OPEN:
            send = self.protocol.send_text if is_text else self.protocol.send_binary
            send(data)
            self.send_data()

    async def hang_up(self, code: int, reason: str) -> None:
        """Close, and wait for the other side to end the connection.

        What still comes in is thrown away unread: a flood would keep us from its end for long.
        """
        self._is_deaf = True
        self.transport.resume_reading()
        await self.close(code, reason)


class _Dial(connect):
    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


async def open_websocket(url: str, timeout: float) -> Connection:  # noqa: ASYNC109
    """Connect.

    Args:
        url: `ws://` or `wss://`, complete with its query.
        timeout: seconds for all of it, handshakes included.

    Raises:
        ConnectionFailed: in one sentence, naming the host.
    """
    host = urlsplit(url).hostname
    try:
        connection = await _Dial(
            url,
            create_connection=Connection,
            compression=None,
            open_timeout=timeout,
            close_timeout=CLOSE_TIMEOUT,
            ping_interval=None,
            max_size=MAX_MESSAGE,
            write_limit=WRITE_LIMIT,
            logger=_library_log,
            proxy=None if is_loopback(host) else True,
        )
    except (OSError, TimeoutError, InvalidHandshake, InvalidURI, EOFError, ValueError) as error:
        place = urlsplit(url).netloc
        raise ConnectionFailed(f"{place} cannot be reached: {describe(error)}") from error
    if not isinstance(connection, Connection):
        raise TypeError("websockets made another kind of connection than it was asked for")
    return connection


def describe(error: BaseException) -> str:
    """A network fault in a few plain words."""
    for kind, words in _WORDS:
        if isinstance(error, kind):
            return words.format(error=error, text=_own_words(error))
    return type(error).__name__


def _own_words(error: BaseException) -> str:
    """What the error says of itself; asyncio's for several addresses has no `strerror`."""
    said = getattr(error, "reason", None) or getattr(error, "strerror", None) or str(error)
    return said or type(error).__name__


_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (socket.gaierror, "its name cannot be resolved (no such host, or no DNS)"),
    (ConnectionRefusedError, "connection refused (nothing listens there)"),
    (ConnectionResetError, "the connection was reset"),
    (ssl.SSLCertVerificationError, "its certificate is not valid ({error.verify_message})"),
    (ssl.SSLError, "TLS failed ({text})"),
    (TimeoutError, "no answer in time"),
    (InvalidStatus, "it answered HTTP {error.response.status_code} instead of a WebSocket"),
    (InvalidHandshake, "it did not answer as a WebSocket does"),
    (InvalidURI, "this is no WebSocket address"),
    (EOFError, "it closed the connection during the handshake"),
    (OSError, "{text}"),
)
