"""How memory grows with the length of a session; never what a short one needs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from statistics import median

from benchmarks.options import Options
from benchmarks.running import SCURRY, run
from benchmarks.server import Server, serving
from benchmarks.table import put, spread, turns
from benchmarks.wire import Service

_BLOCK = 500
_PATIENCE = 1800.0
_MIB = 1 << 20


def main(options: Options) -> None:
    """Run short and long sessions in turns, and write the table."""
    few, many = options.choose(100_000, 20_000), options.choose(5_000_000, 200_000)
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in _SUBJECTS}
    with ExitStack() as stack:
        servers = [
            stack.enter_context(serving(Service(frames, block=_BLOCK, small=True)))
            for frames in (few, many)
        ]
        for _ in range(options.repeats):
            for name, peak in _SUBJECTS.items():
                short, long = (peak(server) for server in servers)
                taken[name].append((short, long))
    lines = [
        f"{turns(options)} Peak of the resident memory.",
        "",
        f"| what | MiB, {few:,} frames | MiB, {many:,} frames | ratio: median | least | most |",
        "|---|---|---|---|---|---|",
    ]
    for name, pairs in taken.items():
        sizes = " | ".join(f"{median(each) / _MIB:.1f}" for each in zip(*pairs, strict=True))
        lines.append(f"| {name} | {sizes} | {spread([long / short for short, long in pairs])} |")
    put(options, "memory", lines)


def _peak(command: Sequence[str], screen: bool, status: int) -> Callable[[Server], float]:
    def peak(server: Server) -> float:
        rss = run((*command, server.url), screen=screen, statuses=(status,), patience=_PATIENCE).rss
        server.visit()
        return rss

    return peak


_SUBJECTS = {
    "connect --record, view on": _peak(
        (*SCURRY, "connect", "--record", "/dev/null", "--force", "--url"), True, 4
    ),
    "GatewayClient, its event_queue left unread": _peak(
        (sys.executable, "-m", "benchmarks.unread"), False, 0
    ),
}
