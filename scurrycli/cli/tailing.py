"""What `scurry tail` does: records from a connection or a file become lines; never a screen."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator

from scurrycli.cli.connection import tells_of_state
from scurrycli.cli.live import open_session, say
from scurrycli.cli.output import Output
from scurrycli.cli.parameters import FilterOptions, SourceOptions
from scurrycli.cli.stopping import Ending, Stopper
from scurrycli.errors import RecordingDamaged, UsageError
from scurrycli.filters import Filter
from scurrycli.recording import FollowingReader, open_recording
from scurrycli.records import Kind, Record, State
from scurrycli.sinks.lines import Format, format_record, state_line
from scurrycli.sinks.names import Names
from scurrycli.wire.choice import check_event_names, least_intents, split_names
from scurrycli.wire.intents import PRIVILEGED, intent_names, parse_intents

POLL_EVERY = 0.2
"""Seconds between looks at a file that is followed."""
BREATH = 256
"""Records of a file between looks at the clock and at Ctrl-C."""
_TOLD = frozenset({State.WAITING, State.RESUMING})


def choose_intents(source: SourceOptions, shown: FilterOptions) -> int:
    """As given, or the least that bring the events asked for, said on stderr.

    Raises:
        UsageError: an event or an intent that scurry does not know.
    """
    names = split_names(shown.event or ())
    if source.intents is not None:
        return int(parse_intents(source.intents))
    check_event_names(names)
    intents = int(least_intents(names))
    privileged = intent_names(intents & PRIVILEGED)
    asked = ", ".join(intent_names(intents)) or "none"
    say(f"asking for the least intents that bring these events: {asked} ({intents})")
    if privileged:
        say(f"{', '.join(privileged)} must be enabled in the Developer Portal (page Bot)")
    return intents


class _Printer:
    """Formats what is shown; names are learnt from everything that passes."""

    def __init__(self, output: Output, form: Format) -> None:
        self._write = output.write
        self._form = form
        self._names = Names()
        self._colour = sys.stdout.isatty()

    def add(self, record: Record, is_shown: bool) -> None:
        if self._form is Format.TEXT:
            self._names.add(record)
        if is_shown:
            self._write(format_record(record, self._form, self._names, colour=self._colour))


async def print_live(source: SourceOptions, intents: int, passes: Filter, form: Format) -> Stopper:
    """Lines from a connection, until it is stopped; its troubles on stderr."""
    stopper = Stopper()
    async with open_session(source, intents, passes, stopper) as session:
        stopper.on_signals()
        with Output(lambda: stopper.stop(Ending.CLOSED)) as output:
            printer = _Printer(output, form)

            def take(record: Record, is_shown: bool) -> None:
                printer.add(record, is_shown)
                if _is_trouble(record):
                    say(state_line(record))

            await session.run(take)
    return stopper


def _is_trouble(record: Record) -> bool:
    if record.kind == Kind.STATE:
        return record.detail.get("state") in _TOLD
    return record.kind == Kind.ERROR and tells_of_state(record)


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
        printer = _Printer(output, form)
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
