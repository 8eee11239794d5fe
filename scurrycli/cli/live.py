"""A live connection from its options to its end: client, recording, demo; never what is shown."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from scurrycli import __version__
from scurrycli.cli.credentials import find_token
from scurrycli.cli.parameters import AccessOptions, SourceOptions
from scurrycli.cli.stopping import Ending, Stopper, raise_alarm
from scurrycli.cli.verbose import logging_to_stderr
from scurrycli.errors import ScurryError, UsageError
from scurrycli.filters import Filter
from scurrycli.gateway import GatewayClient
from scurrycli.gateway.transport import Stamp
from scurrycli.recording import Header, RecordingWriter, Redactor
from scurrycli.records import Kind, Record, State
from scurrycli.server.demo import DEMO_TOKEN, demo_gateway
from scurrycli.sinks.alarms import Alarms
from scurrycli.sinks.recorder import Recorder
from scurrycli.wire.addresses import (
    API_VERSION,
    DISCORD_API,
    DISCORD_GATEWAY,
    check_url,
    gateway_url,
    url_fault,
)

FLUSH_EVERY = 1.0
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
async def find_place(options: AccessOptions) -> AsyncIterator[Place]:
    """Where the options say to connect; a demo's gateway runs meanwhile."""
    if options.demo:
        if options.url or options.api_url or options.token is not None or options.token_file:
            raise UsageError(
                "--demo brings its own gateway and token: leave --url, --api-url, --token and "
                "--token-file out."
            )
        async with demo_gateway() as gateway:
            yield Place(DEMO_TOKEN, None, gateway.api_url, gateway_url(gateway.url))
        return
    if options.url is not None:
        _check_typed(options.url, ("ws", "wss"), "--url")
        yield Place(find_token(options), options.url, None, gateway_url(options.url))
        return
    api_url = options.rest_url or DISCORD_API
    source = "--api-url" if options.api_url else "SCURRY_API_URL"
    _check_typed(api_url, ("http", "https"), source)
    shown_url = gateway_url(DISCORD_GATEWAY) if api_url == DISCORD_API else api_url
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
    async with find_place(options) as place:
        redact = Redactor(place.token).text
        with logging_to_stderr(redact, wanted=options.verbose, hold=hold_log):
            header = _header(place, started, intents, shard)
            recorder = _recorder(options, header)
            session = LiveSession(options, place, started, intents, shard, shown, recorder, stopper)
            try:
                yield session
            finally:
                if recorder is not None:
                    recorder.close()
    if recorder is not None and recorder.failure is not None:
        raise recorder.failure


def _header(place: Place, started: Stamp, intents: int, shard: tuple[int, int]) -> Header:
    return Header(
        started=started.wall,
        client=f"scurrycli {__version__}",
        url=Redactor(place.token).text(place.shown_url),
        api_version=API_VERSION,
        encoding="json",
        compress="none",
        intents=intents,
        shard=shard,
        redact="secrets",
    )


def _recorder(options: SourceOptions, header: Header) -> Recorder | None:
    if options.record is None:
        if options.record_filtered:
            raise UsageError("--record-filtered needs --record FILE.")
        return None
    writer = RecordingWriter(options.record, header, force=options.force)
    return Recorder(writer, filtered=options.record_filtered)


class LiveSession:
    """One run of a client with its filter and its recording; see `open_session`.

    Attributes:
        url: where it connects first, as far as that is known.
        started: the moment that the records count from.
        intents, shard: as asked for.
        place: where it connects, and with which token.
        recorder: None where nothing is recorded.
    """

    def __init__(
        self,
        options: SourceOptions,
        place: Place,
        started: Stamp,
        intents: int,
        shard: tuple[int, int],
        shown: Filter,
        recorder: Recorder | None,
        stopper: Stopper,
    ) -> None:
        self.url = Redactor(place.token).text(place.shown_url)
        self.started = started
        self.intents = intents
        self.shard = shard
        self.recorder = recorder
        self._options = options
        self.place = place
        self._shown = shown
        self._stopper = stopper
        self._on_record: OnRecord = lambda record, is_shown: None
        self._events = 0
        self._was_ready = False
        self._last_why = "nothing was tried"
        self._told_of_loss = False
        self._alarms = Alarms(options.exit_on or ())

    def now(self) -> float:
        """Seconds since the start, on the records' axis."""
        return time.monotonic() - self.started.mono

    async def run(self, on_record: OnRecord) -> None:
        """Connect and hand over each record until the stopper stops it.

        Raises:
            ScurryError: as `GatewayClient.start` does, or the gateway was never reached.
        """
        self._on_record = on_record
        loop = asyncio.get_running_loop()
        if self._options.duration is not None:
            loop.call_later(self._options.duration, self._stopper.stop, Ending.FINISHED)
        client = GatewayClient(
            sink=self._take,
            base_url=self.place.base_url,
            api_url=self.place.api_url,
            force=self._options.force,
            queue_bytes=0,
            started=self.started,
        )
        running = asyncio.ensure_future(client.start(self.place.token, self.intents, *self.shard))
        others = [asyncio.ensure_future(work) for work in (self._stopper.wait(), self._tick())]
        try:
            await asyncio.wait({running, *others}, return_when=asyncio.FIRST_COMPLETED)
            ending = self._stopper.ending
            await client.close_ws(ending.value if ending else "")
            await running
        finally:
            for task in (running, *others):
                task.cancel()
        raise_alarm(self._alarms)
        if self._stopper.ending is Ending.FINISHED and not self._was_ready:
            raise ScurryError(f"There was no session in that time: {self._last_why}.")

    def _take(self, record: Record) -> None:
        shown = self._shown(record) and not self._is_over()
        self._events += shown
        if record.kind == Kind.STATE:
            self._was_ready |= record.detail["state"] == State.READY
            if record.detail["state"] != State.STOPPED:
                self._last_why = record.detail["why"]
        if self.recorder is not None:
            self.recorder.add(record, shown=shown)
        self._on_record(record, shown)
        self._tell_of_loss()
        self._alarms.add(record)
        if self._alarms.reason is not None:
            self._stopper.stop(Ending.ALARM)
        if shown and self._is_over():
            self._stopper.stop(Ending.FINISHED)

    def _tell_of_loss(self) -> None:
        """Show at once that the recording has ended early; the file cannot tell."""
        failure = self.recorder.failure if self.recorder else None
        if failure is not None and not self._told_of_loss:
            self._told_of_loss = True
            detail = {"error": str(failure)}
            self._on_record(Record(0, self.now(), time.time(), Kind.ERROR, detail=detail), False)

    def _is_over(self) -> bool:
        most = self._options.max_events
        return most is not None and self._events >= most

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(min(FLUSH_EVERY, max(0.0, self._alarms.deadline - self.now())))
            self._alarms.look(self.now())
            if self._alarms.reason is not None:
                self._stopper.stop(Ending.ALARM)
            if self.recorder is not None:
                self.recorder.flush()
                self._tell_of_loss()
