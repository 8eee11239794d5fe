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
from scurrycli.filters import Filter
from scurrycli.recording import FollowingReader, open_recording
from scurrycli.records import Kind, Record
from scurrycli.sinks.alarms import Alarms
from scurrycli.sinks.lines import Format

POLL_EVERY = 0.2
"""Seconds between looks at a file that is followed."""
BREATH = 256
"""Records of a file between looks at the clock and at Ctrl-C."""
_AHEAD = 1000  # records of a pipe that wait to be taken


async def print_file(
    file: str,
    source: SourceOptions,
    passes: Filter,
    form: Format,
    *,
    follow: bool,
    may_be: Callable[[bytes], bool] | None,
) -> Stopper:
    """Lines from a recording, until its end or until it is stopped.

    Args:
        file, source, passes, form, follow: as typed.
        may_be: see `quick_look`.

    Raises:
        RecordingError, RecordingDamaged: it cannot be read, or not all of it.
    """
    check_for_file(source, file, follow=follow)
    stopper = Stopper()
    stopper.on_signals()
    left = source.max_events
    alarms = Alarms(source.exit_on or ())
    if source.duration is not None:
        asyncio.get_running_loop().call_later(source.duration, stopper.stop, Ending.FINISHED)
    with Output(lambda: stopper.stop(Ending.CLOSED)) as output:
        printer = Printer(output, form)
        held = _Held()
        async for record in _records(
            file, stopper, held, None if source.exit_on else may_be, follow=follow
        ):
            is_shown = passes(record)
            held.add(record)
            printer.add(record, is_shown)
            if left is not None and is_shown:
                left -= 1
            alarms.add(record)
            if alarms.reason is not None:
                stopper.stop(Ending.ALARM)
            if left == 0:
                stopper.stop(Ending.FINISHED)
            while output.is_full and stopper.ending is None:
                await stopper.wait_for(OUTPUT_POLL_EVERY)
            if stopper.ending is not None:
                break
        await output.finish(stopper.is_interrupted)
    raise_alarm(alarms)
    if stopper.ending is None:
        held.tell(file)
    return stopper


class _Held:
    """What a recording held; told where nothing could be shown of it."""

    def __init__(self) -> None:
        self._why = ""
        self.events = 0

    def add(self, record: Record) -> None:
        self.events += record.is_dispatch
        if record.kind == Kind.STATE:
            self._why = str(record.detail.get("why", ""))

    def tell(self, file: str) -> None:
        if self.events:
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


def _records(
    file: str,
    stopper: Stopper,
    held: _Held,
    may_be: Callable[[bytes], bool] | None,
    *,
    follow: bool,
) -> AsyncIterator[Record]:
    if follow:
        return _followed(file, stopper)
    blocks = file == "-" or Path(file).is_fifo() or Path(file).is_char_device()
    return _from_pipe(file, stopper) if blocks else _read(file, held, may_be)


async def _read(
    file: str, held: _Held, may_be: Callable[[bytes], bool] | None
) -> AsyncIterator[Record]:
    with open_recording(file) as recording:
        if may_be is not None:
            recording.pass_over(may_be)
        for count, record in enumerate(recording):
            if count % BREATH == 0:
                await asyncio.sleep(0)
            yield record
        held.events += recording.passed_over
        if recording.damage:
            raise RecordingDamaged(recording.damage)


async def _from_pipe(file: str, stopper: Stopper) -> AsyncIterator[Record]:
    """As `_read`; waiting for the pipe or the terminal keeps nobody from stopping."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[Record | BaseException | None] = asyncio.Queue()
    room = threading.Semaphore(_AHEAD)

    def put(item: Record | BaseException | None) -> None:
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
    file: str, put: Callable[[Record | BaseException | None], None], room: threading.Semaphore
) -> None:
    """Read in a thread. It may still wait for stdin when the process ends; its own reference keeps
    the interpreter from closing stdin then, which would wait, too."""
    _stdin = sys.stdin
    try:
        with open_recording(file) as recording:
            for record in recording:
                room.acquire()
                put(record)
            put(RecordingDamaged(recording.damage) if recording.damage else None)
    except Exception as error:
        put(error)


async def _followed(file: str, stopper: Stopper) -> AsyncIterator[Record]:
    with FollowingReader(file) as reader:
        while stopper.ending is None:
            records = reader.poll()
            for record in records:
                yield record
            if not records and reader.ended:
                break
            if not records:
                await stopper.wait_for(POLL_EVERY)
        if reader.damage:
            raise RecordingDamaged(reader.damage)
