"""What `scurry info` does: files are read one after the other and told; never a connection."""

from __future__ import annotations

import sys
from typing import Any

from scurrycli.cli.progress import watched_recording
from scurrycli.cli.showing import say
from scurrycli.errors import ExitStatus, RecordingError
from scurrycli.recording.encoding import json_text
from scurrycli.sinks.facts import facts
from scurrycli.sinks.figures import Figures

_UNCUT = 120  # cells where no terminal limits them


def inform(files: list[str], *, json: bool) -> ExitStatus:
    """Tell of each file on stdout; of those that cannot be read, or not all of them, on stderr."""
    status = ExitStatus.OK
    for number, file in enumerate(files):
        try:
            found = read_facts(file)
        except RecordingError as error:
            say(str(error))
            status = ExitStatus.FAILED
            continue
        if json:
            sys.stdout.buffer.write(json_text(found) + b"\n")
        else:
            _print(found, apart=number > 0)
        sys.stdout.flush()
        if found["damage"]:
            say(found["damage"])
            status = status or ExitStatus.LOSS
    return status


def read_facts(file: str) -> dict[str, Any]:
    """All that is told of one recording.

    Raises:
        RecordingError: it cannot be read.
    """
    with watched_recording(file, "Reading") as recording:
        figures = Figures(recording.header)
        for record in recording:
            figures.add(record)
        figures.finish()
        return facts(figures, file, recording.damage)


def _print(found: dict[str, Any], *, apart: bool) -> None:
    from scurrycli.cli.screen import console
    from scurrycli.sinks.report import report

    out = console()
    width = out.width if out.is_terminal else _UNCUT
    out.width = width
    if apart:
        out.print()
    out.print(report(found, width))
