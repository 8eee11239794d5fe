"""What `scurry cut` does: reads one recording, writes a part of it; never in place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from scurrycli.cli.parameters import FilterOptions, OutputOptions
from scurrycli.cli.progress import watched_recording
from scurrycli.cli.showing import compile_options, say
from scurrycli.editing.cut import Part, cut
from scurrycli.editing.output import check_output, new_recording
from scurrycli.errors import RecordingDamaged, RecordingError
from scurrycli.filters import Criteria, Filter, compile_filter
from scurrycli.playback.position import Position, check_order, parse_position
from scurrycli.recording.reader import Recording
from scurrycli.records import Record
from scurrycli.wire.choice import split_names


def cut_file(
    file: str, into: OutputOptions, shown: FilterOptions, start: str | None, end: str | None
) -> None:
    """Write the part to the output.

    Raises:
        UsageError: the options cannot be meant, or the recording never reaches the start.
        RecordingError: it cannot be read or written, or has no times.
        RecordingDamaged: the part is written, but the recording was not whole.
    """
    part = _part(shown, start, end)
    check_output(into.output, force=into.force)
    with watched_recording(file, "Cutting") as recording:
        refuse_foreign(recording)
        records = cut(
            recording,
            recording.header,
            Path(recording.name).name,
            part,
            lambda header: new_recording(into.output, header, force=into.force),
        )
    say(f"{records:,} records went to {into.output}.")
    if recording.damage:
        raise RecordingDamaged(recording.damage)


def refuse_foreign(recording: Recording) -> None:
    """Bare payloads cannot be put into a recording's order.

    Raises:
        RecordingError: these are some.
    """
    if recording.is_foreign:
        raise RecordingError(
            f"{recording.name} holds bare payloads without times and is no recording. tail, replay "
            "and info read it as it is."
        )


def _part(shown: FilterOptions, start: str | None, end: str | None) -> Part:
    first: Position | None = None if start is None else parse_position(start)
    last: Position | None = None if end is None else parse_position(end)
    check_order(first, last)
    told = _told(shown)
    return Part(
        start=first,
        end=last,
        keeps=compile_options(shown, strict=False) if told else None,
        guild_stays=_guild_stays(shown),
        told=told,
    )


def _told(shown: FilterOptions) -> dict[str, Any]:
    names = ("event", "exclude", "guild", "channel", "user", "grep")
    return {name: value for name in names if (value := getattr(shown, name))}


def _guild_stays(shown: FilterOptions) -> Filter:
    """A guild's own events are kept with its others: by its ID, or by a channel that it holds."""
    tests: list[Filter] = []
    if shown.guild or shown.exclude:
        criteria = Criteria(
            guilds=tuple(shown.guild or ()), exclude=tuple(split_names(shown.exclude or ()))
        )
        tests.append(compile_filter(criteria))
    if shown.channel:
        tests.append(_holds(f'"{number.strip()}"'.encode() for number in shown.channel))
    return lambda record: all(test(record) for test in tests)


def _holds(texts: Iterable[bytes]) -> Callable[[Record], bool]:
    needles = list(texts)
    return lambda record: any(needle in (record.frame or b"") for needle in needles)
