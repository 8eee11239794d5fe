"""Where the time of ingest goes: one run under py-spy, summed by line; never a figure to quote.

Run: cd tests && python -m benchmarks.profiling [--view] [--compress MODE] [--frames N]
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.running import SCURRY, run
from benchmarks.server import serving
from benchmarks.wire import MODES, Service

RATE = 500
"""Samples a second."""
_SHOWN = 25


def main() -> None:
    """Record one run of `scurry connect --record`, and print its most costly lines."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profiling", description=__doc__)
    parser.add_argument("--view", action="store_true", help="in a terminal of 80x24")
    parser.add_argument("--compress", choices=MODES, default="none")
    parser.add_argument("--frames", type=int, default=100_000)
    given = parser.parse_args()
    places = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    spy = shutil.which("py-spy", path=places)
    if spy is None:
        raise SystemExit("py-spy is not installed. Install it: pip install py-spy")
    compress = ("--compress", given.compress)
    with tempfile.TemporaryDirectory() as folder:
        stacks = Path(folder) / "stacks.txt"
        record = (spy, "record", "--format", "raw", "--rate", str(RATE), "--output", str(stacks))
        with serving(Service(given.frames, given.compress)) as server:
            command: tuple[str, ...] = (*SCURRY, "connect", "--url", server.url, *compress)
            command += ("--record", str(Path(folder) / "session.jsonl"))
            run((*record, "--", *command), screen=given.view, statuses=(0, 4))
            server.visit()
        _tell(stacks.read_text(encoding="utf-8").splitlines())


def _tell(stacks: list[str]) -> None:
    """Print shares of all samples: in the line itself, and with all that it calls."""
    alone: Counter[str] = Counter()
    within: Counter[str] = Counter()
    for stack in stacks:
        frames, _, samples = stack.rpartition(" ")
        lines = frames.split(";")
        alone[lines[-1]] += int(samples)
        for line in set(lines):
            within[line] += int(samples)
    for title, found in (("in the line itself", alone), ("with what it calls", within)):
        print(f"\n{title}:")
        for line, count in found.most_common(_SHOWN):
            print(f"{count / alone.total():6.1%}  {line}")


if __name__ == "__main__":
    main()
