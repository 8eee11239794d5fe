"""What `scurry check` does: flaws as they are found, then a summary; never a fix."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from scurrycli.checks.examination import Examination
from scurrycli.checks.flaw import Flaw
from scurrycli.cli.progress import watched
from scurrycli.cli.showing import say
from scurrycli.errors import ExitStatus, RecordingDamaged, RecordingError
from scurrycli.recording.encoding import json_text
from scurrycli.sinks.text import count, plain

_WORST = (ExitStatus.OK, ExitStatus.FAILED, ExitStatus.LOSS)


def check_files(files: list[str], *, json: bool) -> ExitStatus:
    """The worst of all files: a torn one, one with a flaw (or not to be read), or none."""
    statuses = [_check(file, json=json) for file in files]
    return max(statuses, key=_WORST.index)


def _check(file: str, *, json: bool) -> ExitStatus:
    name = "Standard input" if file == "-" else file
    try:
        with watched(file, f"Checking {Path(file).name}") as source:
            examination = Examination(source, name)
            for flaw in examination:
                _write(_flaw_facts(file, flaw) if json else None, _flaw_line(name, flaw))
    except (RecordingError, RecordingDamaged) as error:
        say(str(error))
        return error.status
    _write(_facts(file, examination) if json else None, _summary(name, examination))
    if examination.torn:
        return ExitStatus.LOSS
    return ExitStatus.FAILED if examination.flaws else ExitStatus.OK


def _write(facts: dict[str, Any] | None, line: str) -> None:
    data = json_text(facts) if facts is not None else line.encode(errors="backslashreplace")
    sys.stdout.buffer.write(data + b"\n")


def _flaw_line(name: str, flaw: Flaw) -> str:
    n = "" if flaw.n is None else f" n {flaw.n}:"
    return plain(f"{name}:{flaw.line}:{n} {flaw.text} [{flaw.rule}]")


def _flaw_facts(file: str, flaw: Flaw) -> dict[str, Any]:
    return {
        "file": file,
        "line": flaw.line,
        "n": flaw.n,
        "rule": flaw.rule,
        "text": flaw.text,
    }


def _facts(file: str, examination: Examination) -> dict[str, Any]:
    return {
        "file": file,
        "violations": examination.flaws,
        "records": examination.records,
        "recordings": examination.recordings,
        "ended": examination.ended,
        "torn": examination.torn,
    }


def _summary(name: str, examination: Examination) -> str:
    flaws = examination.flaws
    found = f"{count(flaws)} violation{'s' * (flaws != 1)}" if flaws else "no violations"
    held = f"{count(examination.records)} records"
    if examination.recordings > 1:
        held += f" of {examination.recordings} recordings"
    if examination.torn:
        end = f"; torn: {examination.torn} (scurry recover saves the rest)"
    else:
        end = "" if examination.ended else "; cut off, as it has no end record, which is no damage"
    return plain(f"{name}: {found} in {held}{end}")
