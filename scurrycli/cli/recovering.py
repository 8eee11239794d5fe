"""What `scurry recover` does: reads a damaged file, writes a whole one; never in place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from scurrycli.cli.parameters import OutputOptions
from scurrycli.cli.progress import watched
from scurrycli.cli.replaying import seekable
from scurrycli.cli.showing import say
from scurrycli.editing.output import check_output, new_recording
from scurrycli.editing.recover import Recovered, in_words, recover
from scurrycli.editing.salvage import salvage
from scurrycli.errors import RecordingDamaged

if TYPE_CHECKING:
    from scurrycli.editing.inflating import Seekable


def recover_file(file: str, into: OutputOptions) -> None:
    """Write what is left to the output, and say on stderr what is lost.

    Raises:
        RecordingError: it cannot be read or written, or there is nothing left.
        RecordingDamaged: something is lost.
    """
    check_output(into.output, force=into.force)
    with seekable(file) as tape, watched(str(tape.path), f"Reading {Path(file).name}") as source:
        items = salvage(cast("Seekable", source), tape.name)
        result = recover(
            items,
            Path(tape.name).name,
            lambda header: new_recording(into.output, header, force=into.force),
        )
    kept = _kept(result, into.output)
    if not result.places:
        say(f"{kept} Nothing is lost.")
        return
    places = f"{result.places} place{'s' * (result.places != 1)}"
    raise RecordingDamaged(
        f"{kept} Lost in {places}: {in_words(result.lost)}. A mark stands at each."
    )


def _kept(result: Recovered, output: Path) -> str:
    records = result.records - result.places
    repaired = f" ({result.repaired:,} repaired)" if result.repaired else ""
    return f"{records:,} record{'s' * (records != 1)}{repaired} went to {output}."
