"""The client: carries out what a session decides over one WebSocket; never decides itself."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

import orjson
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode

from scurrycli.errors import ConnectionFailed, NoSession, Refused, ScurryError
from scurrycli.gateway.discovery import DiscoveryFailed, fetch_gateway
from scurrycli.gateway.event_queue import MAX_BYTES, EventQueue
from scurrycli.gateway.journal import Journal, Sink
from scurrycli.gateway.metrics import GatewayMetrics
from scurrycli.gateway.protocols import JSON, GatewayClientProtocol
from scurrycli.gateway.transport import MAX_MESSAGE, Connection, Stamp, open_websocket
from scurrycli.recording import Redactor
from scurrycli.records import Kind
from scurrycli.session import (
    MIN_BACKOFF,
    Close,
    Command,
    Connect,
    Discover,
    Enter,
    Plan,
    Report,
    Send,
    Session,
    Stop,
)
from scurrycli.wire import outgoing
from scurrycli.wire.addresses import DISCORD_GATEWAY, GATEWAY_PARAMS, check_url
from scurrycli.wire.opcodes import Opcode
from scurrycli.wire.payload import Payload
from scurrycli.wire.tokens import clean_token

logger = logging.getLogger(__name__)
logger.addHandler(logging.NullHandler())

PROPERTIES = {"os": sys.platform, "browser": "scurry", "device": "scurry"}


class GatewayClient(GatewayClientProtocol):
    """One shard's connection to the Gateway, kept up by the rules of the documentation.

    `start` does everything. The steps it consists of (`connect_ws`, `identify` or `resume`,
    `receive`, `send`, `close_ws`) can be called one by one instead; heartbeats then go out by
    themselves, too.

    Args:
        sink: takes a record of everything that happens, redacted.
        base_url: the Gateway's URL, used as it is unless `api_url` is given.
        api_url: base of the REST API to ask for the URL and the budget before each IDENTIFY.
        force: spend IDENTIFYs where few are left.
        queue_bytes: the limit of `event_queue`; 0 for a client whose events nobody takes.
        chance: numbers in [0, 1) for jitter.
        min_backoff: seconds of the first pause between reconnects; Discord wants no less than 5.
        started: the moment that the records count from; None is when it connects.

    Attributes:
        event_queue: the dispatches, as (name, field `d`).
        metrics: the heartbeat's figures.
        heartbeat_task: the task that beats; None while nothing is open.
    """

    base_url = DISCORD_GATEWAY
    url_params = "?" + "&".join(f"{key}={value}" for key, value in GATEWAY_PARAMS.items())

    def __init__(
        self,
        *,
        sink: Sink | None = None,
        base_url: str | None = None,
        api_url: str | None = None,
        force: bool = False,
        queue_bytes: int = MAX_BYTES,
        chance: Callable[[], float] = random.random,
        min_backoff: float = MIN_BACKOFF,
        started: Stamp | None = None,
    ) -> None:
        self.shard_id = 0
        self.total_shards = 0
        self.metrics = GatewayMetrics(0.0, 0.0)
        self.heartbeat_task: asyncio.Task[Any] | None = None
        self.event_queue: EventQueue = EventQueue(queue_bytes)
        if base_url is not None:
            self.base_url = base_url
        self._api_url = api_url
        self._force = force
        self._sink = sink
        self._chance = chance
        self._min_backoff = min_backoff
        self._started = started
        self._journal = Journal(None, Redactor(), Stamp.now())
        self._session: Session | None = None
        self._ws: Connection | None = None
        self._next: Discover | Connect | Stop | None = None
        self._running: asyncio.Task[None] | None = None
        self._reading: asyncio.Task[None] | None = None
        self._parting: set[asyncio.Task[Any]] = set()
        self._moved = asyncio.Event()
        self._sending = asyncio.Lock()
        self._leaving = False
        self._why = ""

    # -- what can be asked; the session holds it

    @property
    def ws(self) -> Connection:
        """The open WebSocket.

        Raises:
            NoSession: there is none.
        """
        if self._ws is None:
            raise NoSession("There is no open WebSocket. Call start() or connect_ws() first.")
        return self._ws

    @property
    def seq(self) -> int | None:
        """The last sequence number; None before the first of a session."""
        return self._session.seq if self._session else None

    @property
    def session_id(self) -> str | None:
        """The session's id from READY; None where there is no session that could be resumed."""
        point = self._session.resume_point if self._session else None
        return point.session_id if point else None

    @property
    def allow_resume(self) -> bool:
        """Whether the next connection resumes."""
        return self.session_id is not None

    @property
    def reconnect_immediately(self) -> bool:
        """Whether the last reconnect was decided to come without a pause."""
        return self._session.at_once if self._session else False

    @property
    def backoff(self) -> float:
        """Seconds that the next pause between reconnects is made of, before jitter."""
        return self._session.backoff.seconds if self._session else self._min_backoff

    @property
    def heartbeat_interval(self) -> float:
        """Seconds between heartbeats, as HELLO gave them; 0 before."""
        heart = self._session.heart if self._session else None
        return heart.interval if heart else 0

    # -- the whole

    async def start(
        self, token: str, intents: int, shard_id: int = 0, total_shards: int = 1
    ) -> None:
        """Connect and stay connected until `close_ws` is called (then return) or nothing helps.

        Args:
            token: the bot's token.
            intents: the bits.
            shard_id: which shard, from 0.
            total_shards: of how many.

        Raises:
            GatewayClosed: the token, the intents or the shard are refused for good.
            Refused: connecting would be unsafe or would spend one of the last IDENTIFYs.
            ConnectionError: the intents are no integer.
        """
        _check_intents(intents)
        self._begin(token, intents, shard_id, total_shards)
        self._running = asyncio.ensure_future(self._run())
        try:
            await self._running
        except asyncio.CancelledError:
            if not self._leaving or _is_cancelled():
                raise
        except ScurryError as error:
            self._why = str(error)
            raise
        finally:
            await self._leave()

    async def _run(self) -> None:
        session = self._begun()
        await self._carry_out(session.start(_now()))
        while True:
            step, self._next = self._next, None
            if isinstance(step, Stop):
                if step.error:
                    raise step.error
                return
            await self._step(session, step)

    async def _step(self, session: Session, step: Discover | Connect | None) -> None:
        if isinstance(step, Discover):
            await self._discover(session, step)
        elif isinstance(step, Connect):
            await self._open(session, step)
            if self._ws is not None:
                await self._read_and_beat(self._ws)
        else:
            await self._pass_time(session)

    async def _read_and_beat(self, ws: Connection) -> None:
        """Until the connection ends, or one of the two tasks fails."""
        self._reading = asyncio.ensure_future(self._read(ws))
        tasks = {self._reading, self.heartbeat_task or self._reading}
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in tasks:
            if task.done() and not task.cancelled():  # by _drop
                task.result()

    async def _read(self, ws: Connection) -> None:
        while self._ws is ws:
            await self._receive(ws)

    async def _pass_time(self, session: Session) -> None:
        """Sleep until the session wants something; less where its deadline moves."""
        self._moved.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(session.deadline):
                await self._moved.wait()
        await self._carry_out(session.timeout(_now()))

    # -- the steps

    async def connect_ws(self) -> None:
        """Open the WebSocket, wait for HELLO and begin to beat.

        Raises:
            ConnectionFailed: it cannot be reached, or says no HELLO.
            ScurryError: it, or its REST API, turned us away for good.
        """
        session = self._begun_by_hand()
        if not isinstance(self._next, (Discover, Connect)):  # a reconnect is decided already
            await self._carry_out(session.start(_now()))
        while isinstance(self._next, (Discover, Connect)):
            step, self._next = self._next, None
            if isinstance(step, Discover):
                await self._discover(session, step)
            else:
                await self._open(session, step)
        while self._ws is not None and session.heart is None:
            await self._receive(self._ws)
        if isinstance(self._next, Stop) and self._next.error:
            raise self._next.error
        if self._ws is None:
            raise ConnectionFailed("The Gateway cannot be reached, or it said no HELLO.")

    async def send(self, data: JSON) -> None:
        """Send a payload when its turn has come (120 a minute, room kept for heartbeats).

        Raises:
            PayloadTooLarge: it has over 4096 bytes.
            NoSession: nothing is open.
        """
        text = outgoing.encode(data)
        async with self._sending:
            session = self._begun()
            while pause := session.budget.wait(_now()):  # noqa: ASYNC110 - it is time that passes
                await asyncio.sleep(pause)
            ws = self.ws  # only now: it may have changed meanwhile
            session.budget.sent(_now())
            await self._send_text(text, ws)

    async def receive(self) -> JSON:
        """The next payload, decoded; what the session does about it is done already.

        Raises:
            NoSession: nothing is open, or it was closed while waiting.
        """
        while True:
            payload = await self._receive(self.ws)
            if payload is not None and payload.is_object:
                decoded: JSON = orjson.loads(payload.text)
                return decoded

    async def heartbeat(self) -> None:
        """Keep the connection alive: beat on time, and end what is dead. Ends with it."""
        session, ws = self._begun(), self._ws
        while self._ws is ws and ws is not None:
            await self._pass_time(session)

    async def identify(self, token: str, intents: int) -> None:
        """Send IDENTIFY on the open connection; within 5 s of the last one, when they are over.

        Raises:
            ConnectionError: the intents are no integer.
            NoSession: nothing is open.
        """
        _check_intents(intents)
        await self._carry_out(self._begun().identify(self._use(token), int(intents), _now()))

    async def resume(self, token: str) -> None:
        """Send RESUME on the open connection.

        Raises:
            NoSession: nothing is open, or there is no session to resume.
        """
        await self._carry_out(self._begun().resume(self._use(token), _now()))

    async def wait_reconnect(self) -> None:
        """Sleep for the next pause between reconnects: 5 s, twice as long each time, 60 at most."""
        session = self._begun_by_hand()
        pause = session.backoff.next(self._chance())
        logger.warning("shard %d: reconnecting in %.1f s", self.shard_id, pause)
        await asyncio.sleep(pause)

    async def close_ws(self) -> None:
        """Leave: close the WebSocket if one is open, stop beating, let `start` return."""
        self._leaving = True
        if self._running is not None and self._running is not asyncio.current_task():
            self._running.cancel()
            await asyncio.wait({self._running})
        await self._leave()

    def mark(self, label: str) -> None:
        """Leave a mark in the stream of records."""
        self._journal.note(Kind.MARK, label=label)

    # -- within

    def _begin(self, token: str | None, intents: int, shard_id: int, total_shards: int) -> None:
        self.shard_id, self.total_shards = shard_id, total_shards
        self._leaving = False
        self._why = "left by ourselves"
        clean = self._trust(token) if token is not None else None
        self._journal = Journal(self._sink, Redactor(clean), self._started or Stamp.now())
        plan = Plan(
            token=clean,
            intents=int(intents),
            shard=(shard_id, total_shards),
            url=None if self._api_url else self.base_url,
            params=dict(pair.split("=", 1) for pair in self.url_params.lstrip("?").split("&")),
            properties=PROPERTIES,
            force=self._force,
            min_backoff=self._min_backoff,
        )
        self._session = Session(plan, self._chance)

    def _trust(self, token: str) -> str:
        """The token, clean, where the address may be given it."""
        if self._api_url:
            check_url(self._api_url, ("http", "https"), "--api-url")
        else:
            check_url(self.base_url, ("ws", "wss"), "--url")
        return clean_token(token, strict=False)

    def _use(self, token: str) -> str:
        """A token that was not known when the records began."""
        clean = self._trust(token)
        self._journal.redactor = Redactor(clean)
        return clean

    def _begun(self) -> Session:
        if self._session is None:
            raise NoSession("Nothing is open. Call start() or connect_ws() first.")
        return self._session

    def _begun_by_hand(self) -> Session:
        if self._session is None:
            self._begin(None, 0, self.shard_id, self.total_shards or 1)
        return self._begun()

    async def _carry_out(self, commands: Iterable[Command]) -> None:
        for command in commands:
            if isinstance(command, Send):
                if self._ws is not None:
                    await self._send_text(command.text, self._ws, command.op)
            elif isinstance(command, Enter):
                self._journal.note(
                    Kind.STATE, state=command.state, why=command.why, **command.facts
                )
                why = self._journal.redactor.text(command.why)
                logger.info("shard %d: %s: %s", self.shard_id, command.state, why)
            elif isinstance(command, Report):
                self._journal.note(Kind.ERROR, error=command.error)
                logger.warning("shard %d: %s", self.shard_id, command.error)
            elif isinstance(command, Close):
                self._drop(command)
            else:
                self._next = command
        if commands:
            self._moved.set()

    async def _discover(self, session: Session, step: Discover) -> None:
        plan = session.plan
        try:
            info = await fetch_gateway(self._api_url or "", plan.token or "", step.timeout)
        except DiscoveryFailed as error:
            self._journal.note(Kind.ERROR, error=str(error), url=self._api_url)
            await self._carry_out(
                session.not_discovered(str(error), _now(), error.http_status, error.retry_after)
            )
        except Refused as refusal:
            await self._carry_out(session.stop(_now(), refusal))
        else:
            await self._carry_out(session.discovered(info, _now()))

    async def _open(self, session: Session, step: Connect) -> None:
        self._journal.conn = step.conn
        try:
            ws = await open_websocket(step.url, step.timeout)
        except ConnectionFailed as error:
            self._journal.note(Kind.ERROR, error=str(error), url=step.url)
            await self._carry_out(session.unreachable(str(error), _now()))
            return
        self._ws = ws
        self._journal.note(Kind.OPEN, url=step.url)
        await self._carry_out(session.opened(_now()))
        self.heartbeat_task = asyncio.ensure_future(self.heartbeat())

    async def _receive(self, ws: Connection) -> Payload | None:
        """Take one message and do what it asks for; None where the connection ended instead."""
        try:
            message = await ws.take()
        except ConnectionClosed as closed:
            await self._closed(ws, closed)
            return None
        payload = Payload(message.data)
        self._journal.received(payload, message)
        if payload.op == Opcode.DISPATCH and payload.t is not None:
            self.event_queue.offer(payload)
        commands = self._begun().received(payload, message.stamp.mono)
        if payload.op == Opcode.HEARTBEAT_ACK:
            self._measure()
        if commands:
            await self._carry_out(commands)
        return payload

    def _measure(self) -> None:
        heart = self._begun().heart
        if heart is not None and heart.latency is not None:
            self.metrics.heartbeat_rrt = heart.latency
            self.metrics.answered += 1

    async def _closed(self, ws: Connection, closed: ConnectionClosed) -> None:
        if self._ws is not ws:
            return
        self._ws = None
        self._stop_beating()
        by, code, reason = _ending(closed)
        self._journal.note(Kind.CLOSE, by=by, code=code, reason=reason or None)
        if by == "client":  # not by the session, which would have dropped it
            why = _FAULTS.get(code, "what came was not WebSocket")
            self._journal.note(Kind.ERROR, error=f"The connection was ended: {why}.")
            await self._carry_out(self._begun().faulted(why, _now()))
        else:
            await self._carry_out(self._begun().closed(code, _now()))

    async def _send_text(self, text: bytes, ws: Connection, op: int | None = None) -> None:
        self._journal.sent(Payload(text))
        if op == Opcode.HEARTBEAT:
            self.metrics.last_heartbeat_sent = _now()
        with contextlib.suppress(ConnectionClosed):  # whoever reads learns of it, and why
            await ws.send(text, text=True)

    def _drop(self, command: Close) -> None:
        """End the connection as far as the session is concerned; the handshake goes on behind."""
        ws, self._ws = self._ws, None
        if ws is None:
            return
        self._journal.note(Kind.CLOSE, by="client", code=command.code, reason=command.reason)
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

    async def _leave(self) -> None:
        if self._session is not None:
            await self._carry_out(self._session.stop(_now()))
        self._stop_beating()
        self._cancel(self._reading)
        self._cancel(self._running)
        if self._parting:
            await asyncio.wait(self._parting)
        self._journal.end(self._why)


def _now() -> float:
    """The clock of records, of the session and of asyncio's timers alike."""
    return time.monotonic()


def _is_cancelled() -> bool:
    """Whether somebody wants the task that asks to end, other than by `close_ws`."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _check_intents(intents: object) -> None:
    if not isinstance(intents, int):
        raise ConnectionError(f"Intents are an integer, not {type(intents).__name__}.")


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
