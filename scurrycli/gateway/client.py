"""The client: its public names over the driver that does the work; never a decision of its own."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from scurrycli.errors import NoSession, ScurryError
from scurrycli.gateway.driver import Driver, logger, now
from scurrycli.gateway.event_queue import MAX_BYTES, EventQueue
from scurrycli.gateway.journal import Journal, Sink
from scurrycli.gateway.metrics import GatewayMetrics
from scurrycli.gateway.protocols import JSON, GatewayClientProtocol
from scurrycli.gateway.transport import Connection, Stamp
from scurrycli.recording import Redactor
from scurrycli.records import Kind
from scurrycli.session import MIN_BACKOFF, Plan, Session
from scurrycli.wire import outgoing
from scurrycli.wire.addresses import (
    API_VERSION,
    DISCORD_API,
    DISCORD_GATEWAY,
    GATEWAY_PARAMS,
    check_url,
)
from scurrycli.wire.compression import Compress
from scurrycli.wire.encoding import Encoding, modes, query
from scurrycli.wire.tokens import clean_token

__all__ = ["GatewayClient", "logger"]

LEFT = "left by ourselves"
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
        encoding, compress: how payloads are written on the wire; `url_params` tells the streams.
        force: spend IDENTIFYs where few are left.
        queue_bytes: the limit of `event_queue`; 0 for a client whose events nobody takes.
        chance: numbers in [0, 1) for jitter.
        min_backoff: seconds of the first pause between reconnects; Discord wants no less than 5.
        started: the moment that the records count from; None is when it connects.
        redactor: makes what keeps secrets out of the records, for a token.

    Attributes:
        event_queue: the dispatches, as (name, field `d`).
        metrics: the heartbeat's figures.
    """

    base_url = DISCORD_GATEWAY
    url_params = "?" + urlencode(GATEWAY_PARAMS)

    def __init__(
        self,
        *,
        sink: Sink | None = None,
        base_url: str | None = None,
        api_url: str | None = None,
        encoding: Encoding | None = None,
        compress: Compress | None = None,
        force: bool = False,
        queue_bytes: int = MAX_BYTES,
        chance: Callable[[], float] = random.random,
        min_backoff: float = MIN_BACKOFF,
        started: Stamp | None = None,
        redactor: Callable[[str | None], Redactor] = Redactor,
    ) -> None:
        self.shard_id = 0
        self.total_shards = 0
        self.metrics = GatewayMetrics(0.0, 0.0)
        self.event_queue: EventQueue = EventQueue(queue_bytes)
        if base_url is not None:
            self.base_url = base_url
        if encoding is not None or compress is not None:
            asked = query(API_VERSION, encoding or Encoding.JSON, compress or Compress.NONE)
            self.url_params = "?" + urlencode(asked)
        self._compress_payloads = compress is Compress.PAYLOAD
        self._api_url = api_url
        self._force = force
        self._sink = sink
        self._chance = chance
        self._min_backoff = min_backoff
        self._started = started
        self._redactor = redactor
        self._driver: Driver | None = None
        self._running: asyncio.Task[None] | None = None
        self._leaving = False
        self._why = ""

    # -- what can be asked; the session holds it

    @property
    def ws(self) -> Connection:
        """The open WebSocket.

        Raises:
            NoSession: there is none.
        """
        return self._begun().open_ws()

    @property
    def heartbeat_task(self) -> asyncio.Task[Any] | None:
        """The task that beats; None while nothing is open."""
        return self._driver.heartbeat_task if self._driver else None

    @property
    def seq(self) -> int | None:
        """The last sequence number; None before the first of a session."""
        return self._driver.session.seq if self._driver else None

    @property
    def session_id(self) -> str | None:
        """The session's id from READY; None where there is no session that could be resumed."""
        point = self._driver.session.resume_point if self._driver else None
        return point.session_id if point else None

    @property
    def allow_resume(self) -> bool:
        """Whether the next connection resumes."""
        return self.session_id is not None

    @property
    def reconnect_immediately(self) -> bool:
        """Whether the last reconnect was decided to come without a pause."""
        return self._driver.session.at_once if self._driver else False

    @property
    def backoff(self) -> float:
        """Seconds that the next pause between reconnects is made of, before jitter."""
        return self._driver.session.backoff.seconds if self._driver else self._min_backoff

    @property
    def heartbeat_interval(self) -> float:
        """Seconds between heartbeats, as HELLO gave them; 0 before."""
        heart = self._driver.session.heart if self._driver else None
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
        driver = self._begin(token, intents, shard_id, total_shards)
        self._running = asyncio.ensure_future(driver.run())
        try:
            await self._running
        except asyncio.CancelledError:
            if not self._leaving or _is_cancelled():
                raise
        except ScurryError as error:
            self._why = str(error)
            raise
        finally:
            self._running.cancel()
            await asyncio.wait({self._running})
            await driver.leave(self._why or LEFT)

    # -- the steps

    async def connect_ws(self) -> None:
        """Open the WebSocket, wait for HELLO and begin to beat.

        Raises:
            ConnectionFailed: it cannot be reached, or says no HELLO.
            ScurryError: it, or its REST API, turned us away for good.
        """
        await self._begun_by_hand().connect()

    async def send(self, data: JSON) -> None:
        """Send a payload when its turn has come (120 a minute, room kept for heartbeats).

        Raises:
            PayloadTooLarge: it has over 4096 bytes.
            NoSession: nothing is open.
        """
        await self._begun().send(outgoing.encode(data))

    async def receive(self) -> JSON:
        """The next payload, decoded; what the session does about it is done already.

        What is no JSON object, or holds a number that no float can be, is passed over.

        Raises:
            NoSession: nothing is open, or it was closed while waiting.
        """
        while True:
            payload = await self._begun().receive(self.ws)
            decoded = payload.decoded if payload is not None else None
            if decoded is not None:
                return decoded

    async def heartbeat(self) -> None:
        """Keep the connection alive: beat on time, and end what is dead. Ends with it."""
        await self._begun().beat()

    async def identify(self, token: str, intents: int) -> None:
        """Send IDENTIFY on the open connection; within 5 s of the last one, when they are over.

        Raises:
            ConnectionError: the intents are no integer.
            NoSession: nothing is open.
        """
        _check_intents(intents)
        driver = self._begun()
        clean = self._use(token)
        driver.carry_out(driver.session.identify(clean, int(intents), now()))

    async def resume(self, token: str) -> None:
        """Send RESUME on the open connection.

        Raises:
            NoSession: nothing is open, or there is no session to resume.
        """
        driver = self._begun()
        driver.carry_out(driver.session.resume(self._use(token), now()))

    async def wait_reconnect(self) -> None:
        """Sleep for the next pause between reconnects: 5 s, twice as long each time, 60 at most."""
        pause = self._begun_by_hand().session.backoff.next(self._chance())
        logger.warning("shard %d: reconnecting in %.1f s", self.shard_id, pause)
        await asyncio.sleep(pause)

    async def close_ws(self, why: str = LEFT) -> None:
        """Leave: close the WebSocket if one is open, stop beating, let `start` return.

        Args:
            why: for the records.
        """
        self._leaving = True
        self._why = self._why or why
        if self._running is not None and self._running is not asyncio.current_task():
            self._running.cancel()
            await asyncio.wait({self._running})
        if self._driver is not None:
            await self._driver.leave(self._why or LEFT)

    def mark(self, label: str) -> None:
        """Leave a mark in the stream of records."""
        self._begun().journal.note(Kind.MARK, label=label)

    # -- within

    def _begin(self, token: str | None, intents: int, shard_id: int, total_shards: int) -> Driver:
        self.shard_id, self.total_shards = shard_id, total_shards
        self._leaving = False
        self._why = ""
        clean = self._trust(token) if token is not None else None
        params = dict(pair.split("=", 1) for pair in self.url_params.lstrip("?").split("&"))
        encoding, compress = modes(params)
        if self._compress_payloads:
            compress = Compress.PAYLOAD
        plan = Plan(
            token=clean,
            intents=int(intents),
            shard=(shard_id, total_shards),
            url=None if self._api_url else self.base_url,
            params=params,
            properties=PROPERTIES,
            compress=self._compress_payloads,
            force=self._force,
            min_backoff=self._min_backoff,
        )
        journal = Journal(self._sink, self._redactor(clean), self._started or Stamp.now())
        identified = self._driver.session.identified if self._driver else None
        session = Session(plan, self._chance, identified)
        self._driver = Driver(
            session, journal, self._api_url, self.event_queue, self.metrics, encoding, compress
        )
        return self._driver

    def _trust(self, token: str) -> str:
        """The token, clean, where the address may be given it; Discord's own wants its shape."""
        if self._api_url:
            check_url(self._api_url, ("http", "https"), "--api-url")
        else:
            check_url(self.base_url, ("ws", "wss"), "--url")
        strict = (self._api_url or self.base_url) in (DISCORD_API, DISCORD_GATEWAY)
        return clean_token(token, strict=strict)

    def _use(self, token: str) -> str:
        """A token that was not known when the records began."""
        clean = self._trust(token)
        self._begun().journal.redactor = self._redactor(clean)
        return clean

    def _begun(self) -> Driver:
        if self._driver is None:
            raise NoSession("Nothing is open. Call start() or connect_ws() first.")
        return self._driver

    def _begun_by_hand(self) -> Driver:
        if self._driver is None or self._driver.has_left:
            return self._begin(None, 0, self.shard_id, self.total_shards or 1)
        return self._driver


def _is_cancelled() -> bool:
    """Whether somebody wants the task that asks to end, other than by `close_ws`."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _check_intents(intents: object) -> None:
    if not isinstance(intents, int):
        raise ConnectionError(f"Intents are an integer, not {type(intents).__name__}.")
