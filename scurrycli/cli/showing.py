"""What is shown of a stream of records, and in which words; never where it comes from."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from scurrycli.cli.output import Output
from scurrycli.cli.parameters import FilterOptions, SourceOptions
from scurrycli.cli.screen import look
from scurrycli.cli.stopping import Ending, Stopper
from scurrycli.errors import UsageError
from scurrycli.filters import Criteria, Filter, Look, compile_filter, compile_look
from scurrycli.records import Kind, Record
from scurrycli.sinks.lines import Format, formatter
from scurrycli.sinks.names import Names
from scurrycli.sinks.text import plain
from scurrycli.wire.choice import split_names, unknown_event


def compile_options(options: FilterOptions, *, strict: bool, redact: str = "secrets") -> Filter:
    """The filter that the options ask for.

    Args:
        options: as typed.
        strict: refuse an event that is not documented; else only say so, as it may be newer.
        redact: the profile by whose pseudonyms the ids are known in the records.

    Raises:
        UsageError: an ID that is none; no event in a list; where strict, one not documented.
    """
    for option, names in (("--event", options.event), ("--exclude", options.exclude)):
        if names and not split_names(names):
            raise UsageError(f"{option} names no event. Give it one, or leave it out.")
    unknown = unknown_event(split_names([*(options.event or ()), *(options.exclude or ())]))
    if unknown and strict:
        raise UsageError(
            f"{unknown} Give --intents to ask for an event that is newer than this version."
        )
    if unknown:
        say(unknown)
    for note in options.where.notes if options.where else ():
        say(note)
    return compile_filter(_criteria(options, redact))


def _criteria(options: FilterOptions, redact: str) -> Criteria:
    pseudonym = _pseudonym(redact) if options.guild or options.channel or options.user else str
    return Criteria(
        events=tuple(split_names(options.event or ())),
        exclude=tuple(split_names(options.exclude or ())),
        guilds=tuple(map(pseudonym, options.guild or ())),
        channels=tuple(map(pseudonym, options.channel or ())),
        users=tuple(map(pseudonym, options.user or ())),
        grep=tuple(options.grep or ()),
        where=options.where,
    )


def _pseudonym(redact: str) -> Callable[[str], str]:
    from scurrycli.cli.redaction import make_redactor  # what it loads takes as long as a small file

    return make_redactor(redact)(None).text


def quick_look(options: FilterOptions, form: Format, redact: str) -> Look | None:
    """What tells of a recording's line whether its record is shown, without reading it.

    Args:
        options, form: as typed.
        redact: as for `compile_options`.

    Returns:
        None where all have to be read: text lines learn names from events that are not shown.
    """
    if form not in (Format.JSON, Format.RECORD):
        return None
    payloads = form is Format.JSON and not look()["terminal"]
    return compile_look(_criteria(options, redact), payloads=payloads)


def tell_of_names(options: FilterOptions, stopper: Stopper) -> None:
    """After the last record, say which names in `--where` no record had."""
    if options.where is None or stopper.ending is Ending.CLOSED:
        return
    for warning in options.where.warnings():
        say(warning)


def tells_of_state(record: Record) -> bool:
    """Whether a line for people is due; a failed attempt is told by the wait that follows it."""
    if record.kind == Kind.ERROR:
        return "url" not in record.detail
    return record.kind in (Kind.STATE, Kind.CLOSE, Kind.MARK)


class Printer:
    """Formats what is shown; names are learnt from everything that passes."""

    def __init__(self, output: Output, form: Format) -> None:
        self._write = output.write
        self._names = Names() if form is Format.TEXT else None
        self._format = formatter(form, self._names or Names(), **look())

    def add_payloads(self, frames: Sequence[bytes]) -> None:
        """What `add` would write of events of which only the payloads are shown, and known."""
        self._write(b"\n".join((*frames, b"")).replace(b"\r", b" "))

    def add(self, record: Record, is_shown: bool) -> None:
        if self._names is not None:
            self._names.add(record)
        if is_shown:
            self._write(self._format(record))


def say(text: str) -> None:
    """A sentence on stderr, with nothing in it that acts on a terminal."""
    with contextlib.suppress(OSError):
        print(f"scurry: {plain(text)}", file=sys.stderr, flush=True)  # noqa: T201


def leave(stopper: Stopper, options: SourceOptions) -> NoReturn:
    """End the process with the status of how it was stopped."""
    has_end = options.duration is not None or options.max_events is not None
    raise SystemExit(stopper.status(has_end=has_end))
