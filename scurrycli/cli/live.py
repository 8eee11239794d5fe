"""A live connection from its options to its end: client, recording, demo; never what is shown."""

from __future__ import annotations

import asyncio
import gc
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from scurrycli import __version__
from scurrycli.cli.credentials import find_token
from scurrycli.cli.parameters import AccessOptions, SourceOptions
from scurrycli.cli.recording import SessionRecording
from scurrycli.cli.redaction import make_redactor
from scurrycli.cli.showing import say
from scurrycli.cli.stopping import Ending, Stopper, raise_alarm
from scurrycli.cli.verbose import logging_to_stderr
from scurrycli.errors import ScurryError, UsageError
from scurrycli.filters import Filter
from scurrycli.gateway import GatewayClient
from scurrycli.gateway.transport import Stamp
from scurrycli.recording import Header
from scurrycli.records import FRAMES, Kind, Record, State
from scurrycli.server.demo import DEMO_TOKEN, demo_gateway
from scurrycli.sinks.alarms import Alarms
from scurrycli.wire.addresses import (
    API_VERSION,
    DISCORD_API,
    DISCORD_GATEWAY,
    check_url,
    gateway_url,
    url_fault,
)

LOOK_EVERY = 0.25
"""Seconds between looks at how the recording does."""

_COLLECT = (50_000, 20, 50)

OnRecord = Callable[[Record, bool], None]
"""Takes each record, and whether the filter lets it be shown."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to connect, and with what; one of the two addresses is None."""

    token: str = field(repr=False)
    base_url: str | None
    api_url: str | None
    shown_url: str
    """What a recording's header names; `open` records tell the real addresses."""


def parse_shard(text: str) -> tuple[int, int]:
    """`I/N` as two integers.

    Raises:
        UsageError: it is not that, or I is not below N.
    """
    match = re.fullmatch(r"([0-9]{1,9})/([0-9]{1,9})", text.strip())
    if match and int(match[1]) < int(match[2]):
        return int(match[1]), int(match[2])
    raise UsageError(f"--shard takes I/N with I from 0 to N-1, such as 0/2; {text!r} is not that.")


@asynccontextmanager
async def find_place(
    options: AccessOptions, params: dict[str, str] | None = None
) -> AsyncIterator[Place]:
    """Where the options say to connect, with which query; a demo's gateway runs meanwhile."""
    if options.demo:
        if options.url or options.api_url or options.token is not None or options.token_file:
            raise UsageError(
                "--demo brings its own gateway and token: leave --url, --api-url, --token and "
                "--token-file out."
            )
        async with demo_gateway() as gateway:
            yield Place(DEMO_TOKEN, None, gateway.api_url, gateway_url(gateway.url, params))
        return
    if options.url is not None:
        _check_typed(options.url, ("ws", "wss"), "--url")
        yield Place(find_token(options), options.url, None, gateway_url(options.url, params))
        return
    api_url = options.rest_url or DISCORD_API
    source = "--api-url" if options.api_url else "SCURRY_API_URL"
    _check_typed(api_url, ("http", "https"), source)
    is_discord = api_url == DISCORD_API
    shown_url = gateway_url(DISCORD_GATEWAY, params) if is_discord else api_url
    yield Place(find_token(options), None, api_url, shown_url)


def _check_typed(url: str, schemes: tuple[str, str], source: str) -> None:
    fault = url_fault(url, schemes, source)
    if fault is not None:
        raise UsageError(fault)
    check_url(url, schemes, source)


@asynccontextmanager
async def open_session(
    options: SourceOptions, intents: int, shown: Filter, stopper: Stopper, *, hold_log: bool = False
) -> AsyncIterator[LiveSession]:
    """A session that is ready to run: token found, demo up, recording open; nothing connected yet.

    Args:
        options: as typed.
        intents: the bits.
        shown: which dispatches are shown.
        stopper: ends it.
        hold_log: keep what `--verbose` says until the end, as the screen is drawn on.

    Raises:
        ScurryError: something is missing or wrong; at the end, the recording is not whole.
    """
    shard = parse_shard(options.shard)
    started = Stamp.now()
    async with find_place(options, options.params) as place:
        redact = make_redactor(options.redact)(place.token).text
        with logging_to_stderr(redact, wanted=options.verbose, hold=hold_log):
            url = redact(place.shown_url)
            header = _header(url, started, intents, shard, options)
            recording = SessionRecording(options, header)
            session = LiveSession(
                options, place, url, started, intents, shard, shown, recording, stopper
            )
            try:
                yield session
            finally:
                await asyncio.to_thread(recording.close)
    for sentence in recording.news:
        say(sentence)
    if recording.failure is not None:
        raise recording.failure


def _header(
    url: str, started: Stamp, intents: int, shard: tuple[int, int], options: SourceOptions
) -> Header:
    return Header(
        started=started.wall,
        client=f"scurrycli {__version__}",
        url=url,
        api_version=API_VERSION,
        encoding=options.encoding.value,
        compress=options.compress.value,
        intents=intents,
        shard=shard,
        redact=options.redact,
        extra={"filtered": True} if options.record_filtered else {},
    )


class LiveSession:
    """One run of a client with its filter and its recording; see `open_session`.

    Attributes:
        url: where it connects first, as far as that is known.
        started: the moment that the records count from.
        intents, shard: as asked for.
        recording: of it.
        place: where it connects, and with which token.
    """

    def __init__(
        self,
        options: SourceOptions,
        place: Place,
        url: str,
        started: Stamp,
        intents: int,
        shard: tuple[int, int],
        shown: Filter,
        recording: SessionRecording,
        stopper: Stopper,
    ) -> None:
        self.url = url
        self.started = started
        self.intents = intents
        self.shard = shard
        self.recording = recording
        self._options = options
        self.place = place
        self._shown = shown
        self._stopper = stopper
        self._on_record: OnRecord = lambda record, is_shown: None
        self._left = options.max_events
        self._client: GatewayClient | None = None
        self._n = 0
        self._was_ready = False
        self._lack = f"{'the REST API' if place.base_url is None else 'the Gateway'} did not answer"
        self._told_of_loss = False
        self._alarms = Alarms(options.exit_on or ())

    def now(self) -> float:
        """Seconds since the start, on the records' axis."""
        return time.monotonic() - self.started.mono

    def mark(self, label: str) -> str:
        """Write a mark into the stream, and so into the recording; a sentence on what became of it.

        Nobody's token is in it: it is redacted like all records.
        """
        if self._client is None:
            return "No mark was written, as the session is over."
        self._client.mark(label)
        name = self.recording.name
        if name is None:
            return "Marked, here alone: nothing is recorded. --record FILE would keep it."
        return f"Marked, in {name} as well."

    async def run(self, on_record: OnRecord) -> None:
        """Connect and hand over each record until the stopper stops it.

        Raises:
            ScurryError: as `GatewayClient.start` does, or the gateway was never reached.
        """
        self._on_record = on_record
        _collect_less_often()
        loop = asyncio.get_running_loop()
        if self._options.duration is not None:
            loop.call_later(self._options.duration, self._stopper.stop, Ending.FINISHED)
        client = GatewayClient(
            sink=self._take,
            base_url=self.place.base_url,
            api_url=self.place.api_url,
            encoding=self._options.encoding,
            compress=self._options.compress,
            force=self._options.force,
            queue_bytes=0,
            started=self.started,
            redactor=make_redactor(self._options.redact),
        )
        self._client = client
        running = asyncio.ensure_future(client.start(self.place.token, self.intents, *self.shard))
        others = [asyncio.ensure_future(work) for work in (self._stopper.wait(), self._tick())]
        try:
            await asyncio.wait({running, *others}, return_when=asyncio.FIRST_COMPLETED)
            ending = self._stopper.ending
            self._client = None
            await client.close_ws(ending.value if ending else "")
            await running
        finally:
            for task in (running, *others):
                task.cancel()
        raise_alarm(self._alarms)
        if self._stopper.ending is Ending.FINISHED and not self._was_ready:
            raise ScurryError(f"There was no session in that time: {self._lack}.")

    def _take(self, record: Record) -> None:
        shown = self._shown(record)
        if shown and self._left is not None:
            shown = self._count_down()
        self._n = record.n
        self.recording.add(record, shown=shown)
        self._on_record(record, shown)
        if self._options.exit_on:
            self._watch(record)
        if record.kind not in FRAMES:
            self._keep_in_mind(record)

    def _watch(self, record: Record) -> None:
        self._alarms.add(record)
        if self._alarms.reason is not None:
            self._stopper.stop(Ending.ALARM)

    def _keep_in_mind(self, record: Record) -> None:
        if record.kind in (Kind.STATE, Kind.OPEN):
            self._was_ready |= record.detail.get("state") == State.READY
            self._lack = lack(record) or self._lack
        self._tell_of_recording()

    def _count_down(self) -> bool:
        """Whether one more event is shown; after the last the session ends."""
        left, self._left = self._left or 0, max(0, (self._left or 0) - 1)
        if left == 1:
            self._stopper.stop(Ending.FINISHED)
        return left > 0

    def _tell_of_recording(self) -> None:
        """Show soon what the file cannot tell: that it is not whole, and what was saved where."""
        recording = self.recording
        if recording.failure is not None and not self._told_of_loss:
            self._told_of_loss = True
            self._show(Kind.ERROR, error=str(recording.failure))
        while recording.news:
            self._show(Kind.MARK, label=recording.news.popleft())

    def _show(self, kind: Kind, **detail: str) -> None:
        """A record beside the stream, for the view alone; it stands with the newest."""
        self._on_record(Record(self._n, self.now(), time.time(), kind, detail=detail), False)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(min(LOOK_EVERY, max(0.0, self._alarms.deadline - self.now())))
            self._alarms.look(self.now())
            if self._alarms.reason is not None:
                self._stopper.stop(Ending.ALARM)
            self._tell_of_recording()


def _collect_less_often() -> None:
    """What is loaded stays, and records hold no cycles: looking for some at every few hundred of
    them costs a tenth of all work."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT)


def lack(record: Record) -> str | None:
    """What stands between us and a session from this record on; None where it tells nothing new."""
    state = record.detail.get("state")
    if record.kind == Kind.OPEN:
        return "the Gateway said no HELLO"
    if state == State.WAITING or (state != State.STOPPED and "rule" in record.detail):
        return str(record.detail["why"]).removesuffix(".")
    if state == State.IDENTIFYING:
        return "the Gateway said HELLO, but READY did not come"
    return "the Gateway did not answer" if "session_start_limit" in record.detail else None
