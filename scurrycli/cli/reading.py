"""What `scurry tail FILE` does: a recording becomes lines; never a connection or a screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from scurrycli.cli.output import Output
from scurrycli.cli.parameters import SourceOptions
from scurrycli.cli.showing import Printer
from scurrycli.cli.stopping import Ending, Stopper
from scurrycli.errors import RecordingDamaged, UsageError
from scurrycli.filters import Filter
from scurrycli.recording import FollowingReader, open_recording
from scurrycli.records import Record
from scurrycli.sinks.lines import Format

POLL_EVERY = 0.2
"""Seconds between looks at a file that is followed."""
BREATH = 256
"""Records of a file between looks at the clock and at Ctrl-C."""


async def print_file(
    file: str, source: SourceOptions, passes: Filter, form: Format, *, follow: bool
) -> Stopper:
    """Lines from a recording, until its end or until it is stopped.

    Raises:
        RecordingError, RecordingDamaged: it cannot be read, or not all of it.
    """
    _check_for_file(source, file, follow=follow)
    stopper = Stopper()
    stopper.on_signals()
    left = source.max_events
    if source.duration is not None:
        asyncio.get_running_loop().call_later(source.duration, stopper.stop, Ending.FINISHED)
    with Output(lambda: stopper.stop(Ending.CLOSED)) as output:
        printer = Printer(output, form)
        records = _followed(file, stopper) if follow else _read(file)
        async for record in records:
            is_shown = passes(record)
            printer.add(record, is_shown)
            if left is not None and is_shown:
                left -= 1
            if left == 0:
                stopper.stop(Ending.FINISHED)
            if stopper.ending is not None:
                break
            await output.room()
    return stopper


def _check_for_file(source: SourceOptions, file: str, *, follow: bool) -> None:
    live = {
        "--demo": source.demo,
        "--url": source.url,
        "--token": source.token is not None,
        "--record": source.record,
        "--intents": source.intents,
    }
    given = [option for option, value in live.items() if value]
    if given:
        raise UsageError(f"{given[0]} is for a live connection; leave it or FILE out.")
    if follow and file == "-":
        raise UsageError("stdin is read to its end anyway; leave --follow out.")


async def _read(file: str) -> AsyncIterator[Record]:
    with open_recording(file) as recording:
        for count, record in enumerate(recording):
            if count % BREATH == 0:
                await asyncio.sleep(0)
            yield record
        if recording.damage:
            raise RecordingDamaged(recording.damage)


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
