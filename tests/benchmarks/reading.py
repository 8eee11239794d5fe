"""What it costs to read a recording, beside jq, grep, DuckDB and orjson; never what they can do."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from subprocess import check_output

import orjson

from benchmarks import environments
from benchmarks.environments import RIVALS
from benchmarks.options import Options
from benchmarks.recording import make_recording
from benchmarks.running import ROOT, SCURRY, Run, run
from benchmarks.table import turns, write_table
from scurrycli.recording import open_recording

_SELECT = "by name: scurry tail --event MESSAGE_CREATE --json"
_COUNT = "counting: scurry's reader"
_BY_AUTHOR = "by author: scurry tail --where --json"
_BY_TEXT = "by text: scurry tail --where --json"
_OURS = (_SELECT, _BY_AUTHOR, _BY_TEXT, _COUNT)
_PATTERN = "water (made|by|is|see|had) "
_NAME = '\'"t":"MESSAGE_CREATE"\''
_PATIENCE = 900.0
_JQ_COUNT = 'reduce inputs as $r ({}; .[$r.t // ""] += 1)'

Subject = tuple[str, str, Sequence[str]]
"""Its name, the name of what it is measured against, and the command."""


def main(options: Options) -> None:
    """Read in turns, and write the tables."""
    path = make_recording(options.gigabytes)
    subjects = [*_ours(path), *(_rivals(path) if options.rivals else ())]
    taken: dict[str, list[Run]] = {name: [] for name, _, _ in subjects}
    path.read_bytes()  # so that the first one, too, finds it in memory
    _check_equal([subject for subject in subjects if subject[1] in (_BY_AUTHOR, _BY_TEXT)])
    for _ in range(options.repeats):
        for name, _, command in subjects:
            taken[name].append(run(command, patience=_PATIENCE))
    said = f"{path.stat().st_size / 1e9:.2f} GB, {turns(options)} Seconds: "
    figures: dict[str, dict[str, list[float]]] = {
        "wall-clock": {name: [each.wall for each in runs] for name, runs in taken.items()},
        "CPU": {name: [each.cpu for each in runs] for name, runs in taken.items()},
    }
    for what, seconds in figures.items():
        ours = ", ".join(f"{name} {median(seconds[name]):.2f}" for name in _OURS)
        rows = [
            (name, seconds[name], seconds[against])
            for name, against, _ in subjects
            if name != against
        ]
        write_table(options, f"reading, {what}", f"{said}{ours}.", rows)


def _ours(path: Path) -> Iterator[Subject]:
    file = str(path)
    tail = (*SCURRY, "tail", file, "--event", "MESSAGE_CREATE", "--json")
    reader = (sys.executable, "-m", "benchmarks.reader")
    yield _SELECT, _SELECT, tail
    where = (*SCURRY, "tail", file, "--json", "--where")
    author = f't == MESSAGE_CREATE and d.author.id == "{_author(path)}"'
    yield _BY_AUTHOR, _BY_AUTHOR, (*where, author)
    yield _BY_TEXT, _BY_TEXT, (*where, f't == MESSAGE_CREATE and d.content ~ "{_PATTERN}"')
    yield _COUNT, _COUNT, (*reader, "scurry", file)
    yield "by name: orjson.loads and dumps", _SELECT, (*reader, "orjson-select", file)
    yield "counting: orjson.loads", _COUNT, (*reader, "orjson", file)


def _rivals(path: Path) -> Iterator[Subject]:
    file = str(path)
    whole = (
        f"grep -F {_NAME} {shlex.quote(file)} | cat"  # into /dev/null it would stop at the first
    )
    yield "by name: grep -F", _SELECT, ("sh", "-c", whole)
    duckdb = (environments.python(), str(RIVALS / "duckdb_read.py"))
    yield "by name: DuckDB's read_json", _SELECT, (*duckdb, "select", file)
    yield "counting: DuckDB's read_json", _COUNT, (*duckdb, "count", file)
    if shutil.which("jq") is None:
        print("There is no jq, so it is left out.")
        return
    yield "by name: jq -c", _SELECT, ("jq", "-c", 'select(.t == "MESSAGE_CREATE").frame', file)
    for subject, test in (
        (_BY_AUTHOR, f'.author.id == "{_author(path)}"'),
        (_BY_TEXT, f'(.content | test("{_PATTERN}"))'),
    ):
        choice = f'select(.t == "MESSAGE_CREATE" and (.frame.d | {test})).frame'
        yield (
            subject.replace("scurry tail --where --json", "jq -c"),
            subject,
            ("jq", "-c", choice, file),
        )
    yield "counting: jq -n", _COUNT, ("jq", "-n", _JQ_COUNT, file)


def _author(path: Path) -> str:
    """Who wrote the first message."""
    with open_recording(path) as recording:
        first = next(record for record in recording if record.t == "MESSAGE_CREATE")
    return str(first.d["author"]["id"])


def _check_equal(subjects: Sequence[Subject]) -> None:
    """End where a program does not give the payloads that scurry gives."""
    given: dict[str, list[object]] = {}
    for name, against, command in subjects:
        lines = check_output(command, cwd=ROOT / "tests").splitlines()
        found = [orjson.loads(line) for line in lines]
        if not found or found != given.setdefault(against, found):
            raise SystemExit(f"{name} gives {len(found)} payloads, but not as expected.")
        print(f"{name}: {len(found)} payloads", flush=True)
