"""What `scurry tail FILE` does: a recording becomes lines; never a connection or a screen."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from scurrycli.cli.output import POLL_EVERY as OUTPUT_POLL_EVERY
from scurrycli.cli.output import Output
from scurrycli.cli.parameters import SourceOptions
from scurrycli.cli.showing import Printer, say
from scurrycli.cli.stopping import Ending, Stopper, raise_alarm
from scurrycli.errors import RecordingDamaged, UsageError
from scurrycli.filters import Filter, Look
from scurrycli.recording import FollowingReader, open_recording
from scurrycli.recording.glance import Batch
from scurrycli.records import Kind, Record
from scurrycli.sinks.alarms import Alarms
from scurrycli.sinks.lines import Format

POLL_EVERY = 0.2
"""Seconds between looks at a file that is followed."""
BREATH = 0.01
"""Seconds of reading between looks at the clock and at Ctrl-C."""
_AHEAD = 4  # batches of a pipe that wait to be taken


async def print_file(
    file: str,
    source: SourceOptions,
    passes: Filter,
    form: Format,
    *,
    follow: bool,
    look: Look | None,
) -> Stopper:
    """Lines from a recording, until its end or until it is stopped.

    Args:
        file, source, passes, form, follow: as typed.
        look: see `quick_look`.

    Raises:
        RecordingError, RecordingDamaged: it cannot be read, or not all of it.
    """
    check_for_file(source, file, follow=follow)
    stopper = Stopper()
    stopper.on_signals()
    alarms = Alarms(source.exit_on or ())
    if source.duration is not None:
        asyncio.get_running_loop().call_later(source.duration, stopper.stop, Ending.FINISHED)
    with Output(lambda: stopper.stop(Ending.CLOSED)) as output:
        shown = _Shown(Printer(output, form), passes, alarms, stopper, source.max_events)
        look = None if source.exit_on else look
        async for batch in _batches(file, stopper, look, follow=follow):
            shown.add_payloads(batch)
            for record in batch.records:
                if stopper.ending is not None:
                    break
                shown.add(record)
                if output.is_full:
                    await _room(output, stopper)
            await _room(output, stopper)
            if stopper.ending is not None:
                break
        await output.finish(stopper.is_interrupted)
    raise_alarm(alarms)
    if stopper.ending is None:
        shown.tell(file)
    return stopper


async def _room(output: Output, stopper: Stopper) -> None:
    """Wait while whoever reads is behind, unless there is a reason to stop."""
    while output.is_full and stopper.ending is None:
        await stopper.wait_for(OUTPUT_POLL_EVERY)


class _Shown:
    """What a recording held, and what is shown of it until there is a reason to stop."""

    def __init__(
        self,
        printer: Printer,
        passes: Filter,
        alarms: Alarms,
        stopper: Stopper,
        most: int | None,
    ) -> None:
        self._printer = printer
        self._passes = passes
        self._alarms = alarms
        self._stopper = stopper
        self._left = most
        self._events = 0
        self._why = ""

    def add_payloads(self, batch: Batch) -> None:
        """Show those that were chosen without reading more of them."""
        self._events += len(batch.frames) + batch.passed_over
        if batch.frames:
            self._printer.add_payloads(batch.frames[: self._left])
            self._count(len(batch.frames))

    def add(self, record: Record) -> None:
        """Show a record if it is wanted."""
        is_shown = self._passes(record)
        self._events += record.is_dispatch
        if record.kind == Kind.STATE:
            self._why = str(record.detail.get("why", ""))
        self._printer.add(record, is_shown)
        self._alarms.add(record)
        if self._alarms.reason is not None:
            self._stopper.stop(Ending.ALARM)
        self._count(is_shown)

    def _count(self, shown: int) -> None:
        if self._left is None:
            return
        self._left = max(0, self._left - shown)
        if self._left == 0:
            self._stopper.stop(Ending.FINISHED)

    def tell(self, file: str) -> None:
        """At the end: say why nothing could be shown, where it held no event."""
        if self._events:
            return
        name = "standard input" if file == "-" else file
        ended = f"; the session ended with: {self._why.removesuffix('.')}" if self._why else ""
        say(f"there are no events in {name}{ended}. See it with scurry replay.")


def check_for_file(source: SourceOptions, file: str, *, follow: bool) -> None:
    """Where a file is read, no option may ask for a connection.

    Raises:
        UsageError: one does.
    """
    live = {
        "--demo": source.demo,
        "--url": source.url,
        "--api-url": source.api_url,
        "--token": source.token is not None,
        "--token-file": source.token_file,
        "--record": source.record,
        "--record-filtered": source.record_filtered,
        "--compress": source.compress != SourceOptions().compress,
        "--encoding": source.encoding != SourceOptions().encoding,
        "--redact": source.redact != SourceOptions().redact,
        "--rotate": source.rotate,
        "--flight-recorder": source.flight_recorder,
        "--force": source.force,
        "--intents": source.intents,
        "--shard": source.shard != SourceOptions().shard,
    }
    given = [option for option, value in live.items() if value]
    if given:
        raise UsageError(f"{given[0]} is for a live connection; leave it or FILE out.")
    if follow and file == "-":
        raise UsageError("stdin is read to its end anyway; leave --follow out.")


def _batches(
    file: str, stopper: Stopper, look: Look | None, *, follow: bool
) -> AsyncIterator[Batch]:
    if follow:
        return _followed(file, stopper)
    blocks = file == "-" or Path(file).is_fifo() or Path(file).is_char_device()
    return _from_pipe(file, stopper) if blocks else _read(file, look)


async def _read(file: str, look: Look | None) -> AsyncIterator[Batch]:
    with open_recording(file) as recording:
        loop = asyncio.get_running_loop()
        rested = loop.time()
        for batch in recording.batches(look):
            yield batch
            if loop.time() - rested > BREATH:
                await asyncio.sleep(0)
                rested = loop.time()
        if recording.damage:
            raise RecordingDamaged(recording.damage)


async def _from_pipe(file: str, stopper: Stopper) -> AsyncIterator[Batch]:
    """As `_read`; waiting for the pipe or the terminal keeps nobody from stopping."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[Batch | BaseException | None] = asyncio.Queue()
    room = threading.Semaphore(_AHEAD)

    def put(item: Batch | BaseException | None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop may be closed already
            loop.call_soon_threadsafe(queue.put_nowait, item)

    threading.Thread(target=_push, args=(file, put, room), daemon=True).start()
    stopping = asyncio.ensure_future(stopper.wait())
    stopping.add_done_callback(lambda _: queue.put_nowait(None))
    try:
        while (item := await queue.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            room.release()
            yield item
    finally:
        stopping.cancel()


def _push(
    file: str, put: Callable[[Batch | BaseException | None], None], room: threading.Semaphore
) -> None:
    """Read in a thread. It may still wait for stdin when the process ends; its own reference keeps
    the interpreter from closing stdin then, which would wait, too."""
    _stdin = sys.stdin
    try:
        with open_recording(file) as recording:
            for batch in recording.batches():
                room.acquire()
                put(batch)
            put(RecordingDamaged(recording.damage) if recording.damage else None)
    except Exception as error:
        put(error)


async def _followed(file: str, stopper: Stopper) -> AsyncIterator[Batch]:
    with FollowingReader(file) as reader:
        while stopper.ending is None:
            records = reader.poll()
            if records:
                yield Batch(records=records)
            elif reader.ended:
                break
            else:
                await stopper.wait_for(POLL_EVERY)
        if reader.damage:
            raise RecordingDamaged(reader.damage)
