"""What share of a core is used while nothing happens; never under load."""

from __future__ import annotations

import sys
from contextlib import ExitStack

from benchmarks.options import Options
from benchmarks.running import SCURRY, run
from benchmarks.server import Server, serving
from benchmarks.table import put, spread, turns
from benchmarks.wire import Service

_GUILDS = 20
_SETTLED = 5


def main(options: Options) -> None:
    """Wait in turns, a long and a short time, and write the table."""
    seconds = options.choose(30, 5)
    taken: dict[str, list[float]] = {"connect, view on": [], "floor: a bare websockets loop": []}
    with ExitStack() as stack:
        short, long = (
            stack.enter_context(serving(Service(_GUILDS, hold=hold)))
            for hold in (_SETTLED, _SETTLED + seconds)
        )
        for _ in range(options.repeats):
            for name, cpu in zip(taken, (_view, _floor), strict=True):
                least, most = cpu(short), cpu(long)
                taken[name].append((most - least) / seconds * 100)
    lines = [
        f"{seconds} s, {turns(options)} Percent of a core.",
        "",
        "| what | median | least | most |",
        "|---|---|---|---|",
    ]
    lines += [f"| {name} | {spread(shares)} |" for name, shares in taken.items()]
    put(options, "idle", lines)


def _view(server: Server) -> float:
    cpu = run((*SCURRY, "connect", "--url", server.url), screen=True, statuses=(4,)).cpu
    server.visit()
    return cpu


def _floor(server: Server) -> float:
    cpu = run((sys.executable, "-m", "benchmarks.floor", server.url, server.api, "none")).cpu
    server.visit()
    return cpu
