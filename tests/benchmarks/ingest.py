"""What a frame costs on its way in, against a bare `websockets` loop; never how fast it can go."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from benchmarks.options import Options
from benchmarks.running import run
from benchmarks.server import Server, serving
from benchmarks.subjects import Subject, floor, floors, ours, rivals
from benchmarks.table import turns, write_table
from benchmarks.wire import Service

PER = 100_000
INTERVAL = 900.0
"""Seconds between heartbeats; so long because a stream has no place for an ACK before its end."""


def main(options: Options) -> None:
    """Measure all in turns, and write the tables."""
    many, few = options.choose(PER, 12_000), options.choose(4_000, 2_000)
    subjects = [*floors(), *ours(), *(rivals() if options.rivals else ())]
    taken: dict[str, list[float]] = {subject.name: [] for subject in subjects}
    modes = dict.fromkeys(subject.compress for subject in subjects)
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        servers = {
            mode: [
                stack.enter_context(serving(Service(frames, mode, interval=INTERVAL)))
                for frames in (few, many)
            ]
            for mode in modes
        }
        for turn in range(options.repeats):
            for subject in subjects:
                least, most = (
                    receive(subject, server, Path(folder)) for server in servers[subject.compress]
                )
                taken[subject.name].append((most - least) * PER / (many - few))
                print(f"{turn + 1}: {subject.name}: {taken[subject.name][-1]:.2f} s", flush=True)
    said = f"{turns(options)} Floors, seconds: "
    said += ", ".join(f"{mode} {median(taken[floor(mode)]):.2f}" for mode in modes) + "."
    rows = [
        (subject.name, taken[subject.name], taken[floor(subject.compress)])
        for subject in subjects
        if subject.name != floor(subject.compress)
    ]
    shard, record = (f"{name}, zstd-stream" for name in ("hikari, shard alone", "connect --record"))
    if shard in taken and record in taken:
        rows.append((f"{record}, against {shard}", taken[record], taken[shard]))
    write_table(options, "ingest", said, rows)


def receive(subject: Subject, server: Server, folder: Path) -> float:
    """CPU seconds of one run from the start of the process to its end."""
    found = run(
        subject.command(server, folder),
        screen=subject.screen,
        statuses=subject.statuses,
        environment={"NODE_PATH": subject.node_path},
    )
    server.visit()
    for written in folder.iterdir():
        written.unlink()
    return found.cpu
