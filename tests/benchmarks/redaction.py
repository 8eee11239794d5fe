"""What keeping secrets out costs, against recording alone; never what it finds."""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks.options import Options
from benchmarks.recorder import REDACTORS
from benchmarks.running import run
from benchmarks.server import Server, serving
from benchmarks.table import Row, turns, write_table
from benchmarks.wire import Service

INTERVAL = 900.0
"""Seconds between heartbeats, as for ingest."""


def main(options: Options) -> None:
    """Record the mix both ways in turns, and write the table."""
    many, few = options.choose(100_000, 12_000), options.choose(4_000, 2_000)
    rows: list[Row] = []
    for mode in ("none", "zstd-stream"):
        taken: dict[str, list[float]] = {profile: [] for profile in REDACTORS}
        with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
            short, long = (
                stack.enter_context(serving(Service(frames, mode, interval=INTERVAL)))
                for frames in (few, many)
            )
            for _ in range(options.repeats):
                for profile, costs in taken.items():
                    path = Path(folder) / "session.jsonl"
                    costs.append(_record(long, profile, path) - _record(short, profile, path))
        rows.append((f"secrets, {mode}", taken["secrets"], taken["untouched"]))
    write_table(options, "redaction", turns(options), rows)


def _record(server: Server, profile: str, path: Path) -> float:
    """CPU seconds of one run."""
    compress = server.service.compress
    script = (sys.executable, "-m", "benchmarks.recorder")
    found = run((*script, server.url, compress, profile, str(path)))
    server.visit()
    return found.cpu
