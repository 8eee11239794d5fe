"""What a frame costs on its way in, against a bare `websockets` loop; never how fast it can go."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.options import Options
from benchmarks.running import SCURRY, run
from benchmarks.server import Server, serving
from benchmarks.table import turns, write_table
from benchmarks.wire import MODES, Service

PER = 100_000
_REFUSED = 2
_LEFT = 4


@dataclass(frozen=True, slots=True)
class Subject:
    """Who receives.

    Attributes:
        name: for the table.
        compress: how.
        command: makes the command line from a server and a folder for what it writes.
        screen: whether it has a terminal.
        statuses: how it ends when the server sends it away.
        environment: variables of its own.
    """

    name: str
    compress: str
    command: Callable[[Server, Path], Sequence[str]]
    screen: bool = False
    statuses: tuple[int, ...] = (0,)


def main(options: Options) -> None:
    """Measure all in turns, and write the tables."""
    many, few = options.choose(PER, 12_000), options.choose(4_000, 2_000)
    subjects = list(_ours())
    taken: dict[str, list[float]] = {subject.name: [] for subject in subjects}
    modes = dict.fromkeys(subject.compress for subject in subjects)
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        servers = {
            mode: [stack.enter_context(serving(Service(frames, mode))) for frames in (few, many)]
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
    said += ", ".join(f"{mode} {median(taken[_floor(mode)]):.2f}" for mode in modes) + "."
    rows = [
        (subject.name, taken[subject.name], taken[_floor(subject.compress)])
        for subject in subjects
        if subject.name != _floor(subject.compress)
    ]
    write_table(options, "ingest", said, rows)


def receive(subject: Subject, server: Server, folder: Path) -> float:
    """CPU seconds of one run from the start of the process to its end."""
    found = run(subject.command(server, folder), screen=subject.screen, statuses=subject.statuses)
    server.visit()
    for written in folder.iterdir():
        written.unlink()
    return found.cpu


def _floor(compress: str) -> str:
    return f"floor, {compress}"


def _ours() -> Sequence[Subject]:
    subjects = []
    for mode in MODES:
        subjects.append(Subject(_floor(mode), mode, _bare(mode)))
        if mode != "none" and not knows(mode):
            print(f"scurry does not know --compress {mode} yet, so it is left out.")
            continue
        record = _scurry("connect", mode, "--record", "{folder}/session.jsonl")
        subjects += [
            Subject(f"tail --json, {mode}", mode, _scurry("tail", mode, "--json"), statuses=(4,)),
            Subject(f"connect --record, {mode}", mode, record, statuses=(4,)),
            Subject(f"connect --record, view on, {mode}", mode, record, True, (4,)),
        ]
    return subjects


def knows(mode: str) -> bool:
    """Whether `scurry connect` takes this compression; nobody is called."""
    command = (*SCURRY, "connect", "--url", "ws://127.0.0.1:1", "--compress", mode)
    try:
        run((*command, "--duration", "0.1"), statuses=(0, 1, 3, 4, 5))
    except SystemExit:
        return False
    return True


def _bare(mode: str) -> Callable[[Server, Path], Sequence[str]]:
    return lambda server, folder: (sys.executable, "-m", "benchmarks.floor", server.url, mode)


def _scurry(name: str, mode: str, *more: str) -> Callable[[Server, Path], Sequence[str]]:
    compress = () if mode == "none" else ("--compress", mode)

    def command(server: Server, folder: Path) -> Sequence[str]:
        rest = (one.format(folder=folder) for one in more)
        return (*SCURRY, name, "--url", server.url, *compress, *rest)

    return command
