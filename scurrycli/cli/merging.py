"""What `scurry merge` does: reads several recordings at a time, writes one; never in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from scurrycli.cli.cutting import refuse_foreign
from scurrycli.cli.parameters import OutputOptions
from scurrycli.cli.progress import counted, progress
from scurrycli.cli.showing import say
from scurrycli.editing.merge import Source, merge
from scurrycli.editing.output import check_output, new_recording
from scurrycli.errors import RecordingDamaged, UsageError
from scurrycli.recording.reader import Recording, open_recording
from scurrycli.recording.source import open_bytes
from scurrycli.records import Record

Advance = Callable[[int], None] | None


def merge_files(files: list[str], into: OutputOptions) -> None:
    """Write all of them to the output.

    Raises:
        UsageError: a file is given twice, or stdin is.
        RecordingError: one cannot be read, or the output not be written.
        RecordingDamaged: they are merged, but not all were whole.
    """
    _check(files)
    check_output(into.output, force=into.force)
    damages: list[str] = []
    size = sum(Path(file).stat().st_size for file in files if Path(file).exists())
    with progress(f"Merging {len(files)} recordings", size) as advance:
        sources = [_source(file, advance, damages) for file in files]
        records = merge(
            sources, lambda header: new_recording(into.output, header, force=into.force)
        )
    say(f"{records:,} records went to {into.output}.")
    if damages:
        raise RecordingDamaged(" ".join(damages))


def _check(files: list[str]) -> None:
    if "-" in files:
        raise UsageError("merge reads files only, as it looks at each of them twice.")
    places = [Path(file).absolute() for file in files]
    twice = next((place for place in places if places.count(place) > 1), None)
    if twice is not None:
        raise UsageError(f"{twice} is given twice.")


def _source(file: str, advance: Advance, damages: list[str]) -> Source:
    with open_recording(file) as recording:
        refuse_foreign(recording)
        header = recording.header
    return Source(Path(file).name, header, partial(_records, file, advance, damages))


def _records(file: str, advance: Advance, damages: list[str]) -> Iterator[Record]:
    """The file is open only as long as it is read: there may be more parts than may be open."""
    with Recording(counted(open_bytes(Path(file)), advance), file) as recording:
        yield from recording
        if recording.damage:
            damages.append(recording.damage)
