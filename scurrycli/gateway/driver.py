"""Carries out what a session decides, over one WebSocket at a time; never decides itself."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode

from scurrycli.errors import (
    CompressionBroken,
    ConnectionFailed,
    InflatedTooLarge,
    NoSession,
    Refused,
)
from scurrycli.gateway.discovery import DiscoveryFailed, fetch_gateway
from scurrycli.gateway.event_queue import EventQueue
from scurrycli.gateway.journal import Journal
from scurrycli.gateway.metrics import GatewayMetrics
from scurrycli.gateway.transport import MAX_MESSAGE, Connection, Stamp, open_websocket
from scurrycli.records import Kind, State
from scurrycli.session import Close, Command, Connect, Discover, Enter, Report, Send, Session, Stop
from scurrycli.wire.compression import Compress
from scurrycli.wire.encoding import Encoding
from scurrycli.wire.incoming import Incoming, outgoing
from scurrycli.wire.opcodes import Opcode
from scurrycli.wire.payload import Payload

logger = logging.getLogger("scurrycli.gateway")
logger.addHandler(logging.NullHandler())

_DISPATCH = Opcode.DISPATCH.value
_TROUBLE = frozenset({State.WAITING})
_Step = Discover | Connect | Stop


class Driver:
    """Everything between one session and the network.

    Commands that take time and replace one another (`Discover`, `Connect`, `Stop`) wait in `next`
    for whoever drives: `run`, or a user who calls the client's methods one by one. All others are
    carried out at once.

    Args:
        session: decides.
        journal: is told of everything.
        api_url: base of the REST API, for `Discover`.
        queue: takes the dispatches.
        metrics: are kept up to date.
        encoding, compress: how payloads are written on the wire.

    Attributes:
        ws: the open WebSocket, as far as the session is concerned.
        next: the step that the session wants next; None while it only wants to wait.
        heartbeat_task: the task that beats; None while nothing is open.
        has_left: whether the session is over and its records are ended.
    """

    def __init__(
        self,
        session: Session,
        journal: Journal,
        api_url: str | None,
        queue: EventQueue,
        metrics: GatewayMetrics,
        encoding: Encoding = Encoding.JSON,
        compress: Compress = Compress.NONE,
    ) -> None:
        self.session = session
        self.journal = journal
        self.ws: Connection | None = None
        self.next: _Step | None = None
        self.heartbeat_task: asyncio.Task[Any] | None = None
        self.has_left = False
        self._api_url = api_url
        self._queue = queue
        self._metrics = metrics
        self._encoding = encoding
        self._compress = compress
        self._incoming = Incoming(encoding, compress)
        self._unread: deque[Payload] = deque()
        self._reading: asyncio.Task[None] | None = None
        self._parting: set[asyncio.Task[Any]] = set()
        self._moved = asyncio.Event()
        self._sending = asyncio.Lock()

    # -- the whole

    async def run(self) -> None:
        """Do what the session wants until it stops.

        Raises:
            ScurryError: why it stopped, where that was not our wish.
        """
        self.carry_out(self.session.start(now()))
        while True:
            step = self._take_step()
            if isinstance(step, Stop):
                if step.error:
                    raise step.error
                return
            await self._do(step)

    async def _do(self, step: Discover | Connect | None) -> None:
        if isinstance(step, Discover):
            await self._discover(step)
        elif isinstance(step, Connect):
            await self._open(step)
            if self.ws is not None:
                await self._read_and_beat(self.ws)
        else:
            await self._pass_time()

    def _take_step(self) -> _Step | None:
        step, self.next = self.next, None
        return step

    async def _read_and_beat(self, ws: Connection) -> None:
        """Until the connection ends, or one of the two tasks fails."""
        self._reading = asyncio.ensure_future(self._read(ws))
        tasks = {self._reading, self.heartbeat_task or self._reading}
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in tasks:
            if task.done() and not task.cancelled():  # by _drop
                task.result()

    async def _read(self, ws: Connection) -> None:
        try:
            await ws.deliver(partial(self._take, ws))
        except ConnectionClosed as closed:
            self._closed(ws, closed)

    async def _pass_time(self) -> None:
        """Sleep until the session wants something; less where its deadline moves."""
        self._moved.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(self.session.deadline):
                await self._moved.wait()
        self.carry_out(self.session.timeout(now()))

    # -- the steps, for whoever takes them one by one

    async def connect(self) -> None:
        """Open a WebSocket and take HELLO.

        Raises:
            ConnectionFailed: it cannot be reached, or says no HELLO.
            ScurryError: we were turned away for good.
        """
        if not isinstance(self.next, (Discover, Connect)):  # a reconnect is decided already
            self.carry_out(self.session.start(now()))
        while isinstance(self.next, (Discover, Connect)):
            step = self._take_step()
            if isinstance(step, Discover):
                await self._discover(step)
            elif isinstance(step, Connect):
                await self._open(step)
        while self.ws is not None and self.session.heart is None:
            await self.receive(self.ws)
        if isinstance(self.next, Stop) and self.next.error:
            raise self.next.error
        if self.ws is None:
            raise ConnectionFailed("The Gateway cannot be reached, or it said no HELLO.")

    async def send(self, text: bytes) -> None:
        """Send a payload when its turn has come.

        Raises:
            NoSession: nothing is open then.
        """
        data = outgoing(self._encoding, text)
        async with self._sending:
            budget = self.session.budget
            while pause := budget.wait(now()):
                await asyncio.sleep(pause)
                budget = self.session.budget
            ws = self.open_ws()  # only now: it may have changed meanwhile
            budget.sent(now())
            self._transmit(text, data, ws)

    def open_ws(self) -> Connection:
        """The open WebSocket.

        Raises:
            NoSession: there is none.
        """
        if self.ws is None:
            raise NoSession("There is no open WebSocket. Call start() or connect_ws() first.")
        return self.ws

    async def beat(self) -> None:
        """Call the session's deadlines while this connection lasts."""
        ws = self.ws
        while self.ws is ws and ws is not None:
            await self._pass_time()

    async def leave(self, why: str) -> None:
        """Close for good, end all tasks, and end the records."""
        self.carry_out(self.session.stop(now(), why=why))
        self._stop_beating()
        self._cancel(self._reading)
        if self._parting:
            await asyncio.wait(self._parting)
        self.journal.end(why)
        self.has_left = True

    # -- commands

    def carry_out(self, commands: Iterable[Command]) -> None:
        """Do all of them, in order."""
        for command in commands:
            if isinstance(command, Send):
                if self.ws is not None:
                    data = outgoing(self._encoding, command.text)
                    self._transmit(command.text, data, self.ws, command.op)
            elif isinstance(command, Enter):
                self.journal.note(Kind.STATE, state=command.state, why=command.why, **command.facts)
                why = self.journal.redactor.text(command.why)
                level = logging.WARNING if command.state in _TROUBLE else logging.INFO
                shard = self.session.plan.shard[0]
                logger.log(level, "shard %d: %s: %s", shard, command.state, why)
            elif isinstance(command, Report):
                self.journal.note(Kind.ERROR, error=command.error)
                logger.warning("shard %d: %s", self.session.plan.shard[0], command.error)
            elif isinstance(command, Close):
                self._drop(command)
            else:
                self.next = command
        if commands:
            self._moved.set()

    async def _discover(self, step: Discover) -> None:
        session = self.session
        token = session.plan.token or ""
        try:
            info = await fetch_gateway(self._api_url or "", token, step.timeout)
        except DiscoveryFailed as error:
            self.journal.note(Kind.ERROR, error=str(error), url=self._api_url)
            self.carry_out(
                session.not_discovered(str(error), now(), error.http_status, error.retry_after)
            )
        except Refused as refusal:
            self.carry_out(session.stop(now(), refusal))
        else:
            self.carry_out(session.discovered(info, now()))

    async def _open(self, step: Connect) -> None:
        self.journal.conn = step.conn
        try:
            ws = await open_websocket(step.url, step.timeout)
        except ConnectionFailed as error:
            self.journal.note(Kind.ERROR, error=str(error), url=step.url)
            self.carry_out(self.session.unreachable(str(error), now()))
            return
        self.ws = ws
        self._incoming = Incoming(self._encoding, self._compress)
        self._unread.clear()
        self.journal.note(Kind.OPEN, ws.opened, url=step.url)
        self.carry_out(self.session.opened(now()))
        self.heartbeat_task = asyncio.ensure_future(self.beat())

    async def receive(self, ws: Connection) -> Payload | None:
        """Take one payload and do what it asks for; None where the connection ended instead."""
        while self.ws is ws and not self._unread:
            try:
                message = await ws.take()
            except ConnectionClosed as closed:
                self._closed(ws, closed)
                return None
            self._unread.extend(self._take(ws, *message))
        return self._unread.popleft() if self._unread else None

    def _take(self, ws: Connection, data: bytes, stamp: Stamp, is_text: bool) -> Sequence[Payload]:
        """One message came in: the payloads that are whole now, each of them dealt with."""
        if self.ws is not ws:
            return ()
        try:
            payloads = self._incoming.feed(data, is_text)
        except (CompressionBroken, InflatedTooLarge) as error:
            self.journal.note(Kind.ERROR, stamp, error=str(error))
            self.carry_out(self.session.faulted(str(error).rstrip("."), now()))
            return ()
        for payload in payloads:
            if self.ws is ws:  # what follows a reconnect is not ours any more
                self._deal_with(payload, stamp)
        return payloads

    def _deal_with(self, payload: Payload, stamp: Stamp) -> None:
        """Recorded, queued, answered as the session wants; the hot path."""
        self.journal.received(payload, stamp)
        commands = self.session.received(payload, stamp.mono)
        if payload.op == _DISPATCH and payload.t is not None:
            self._queue.offer(payload)
        elif payload.op == Opcode.HEARTBEAT_ACK:
            self._measure()
        if commands:
            self.carry_out(commands)

    def _measure(self) -> None:
        heart = self.session.heart
        if heart is not None and heart.latency is not None:
            self._metrics.heartbeat_rrt = heart.latency
            self._metrics.answered += 1

    def _closed(self, ws: Connection, closed: ConnectionClosed) -> None:
        if self.ws is not ws:
            return
        self.ws = None
        self._stop_beating()
        by, code, reason = _ending(closed)
        self.journal.note(Kind.CLOSE, by=by, code=code, reason=reason or None)
        if by == "client":  # not by the session, which would have dropped it
            why = _FAULTS.get(code, "what came was not WebSocket")
            self.journal.note(Kind.ERROR, error=f"The connection was ended: {why}.")
            self.carry_out(self.session.faulted(why, now()))
        else:
            self.carry_out(self.session.closed(code, now()))

    def _transmit(self, text: bytes, data: bytes, ws: Connection, op: int | None = None) -> None:
        """Send what `text` is on the wire."""
        payload = Payload(text)
        payload.size = payload.wire = len(data)
        self.journal.sent(payload)
        if op == Opcode.HEARTBEAT:
            self._metrics.last_heartbeat_sent = now()
        ws.send_now(data, is_text=self._encoding is Encoding.JSON)

    def _drop(self, command: Close) -> None:
        """End the connection as far as the session is concerned; the handshake goes on behind."""
        ws, self.ws = self.ws, None
        if ws is None:
            return
        self.journal.note(Kind.CLOSE, by="client", code=command.code, reason=command.reason)
        self._see_off(asyncio.ensure_future(ws.hang_up(command.code, command.reason)))
        self._stop_beating()
        self._cancel(self._reading)

    def _stop_beating(self) -> None:
        task, self.heartbeat_task = self.heartbeat_task, None
        self._cancel(task)

    def _cancel(self, task: asyncio.Task[Any] | None) -> None:
        if task is not None and task is not asyncio.current_task():
            task.cancel()
            self._see_off(task)

    def _see_off(self, task: asyncio.Task[Any]) -> None:
        """Whoever leaves waits until this task has ended."""
        self._parting.add(task)
        task.add_done_callback(self._parting.discard)


def now() -> float:
    """The clock of records, of the session and of asyncio's timers alike."""
    return time.monotonic()


_FAULTS: dict[int | None, str] = {
    CloseCode.MESSAGE_TOO_BIG: f"a message over {MAX_MESSAGE >> 20} MiB came, which is too large"
}


def _ending(closed: ConnectionClosed) -> tuple[str, int | None, str]:
    """Who ended the connection (server, client or network), the code and the reason."""
    if closed.rcvd is not None and closed.rcvd_then_sent is not False:
        code = closed.rcvd.code
        return "server", None if code == CloseCode.NO_STATUS_RCVD else code, closed.rcvd.reason
    if closed.sent is not None:
        return "client", closed.sent.code, closed.sent.reason
    return "network", None, ""
