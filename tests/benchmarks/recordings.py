"""How fast `info`, `check`, `cut`, `recover` and `merge` are, as ratios to parsing alone.

`cd tests && python -m benchmarks.recordings [FILE]`; without FILE one of 60 MB is made.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from making_large_recordings import large
from making_processes import command, environment

RUNS = 5
FLOOR = "import orjson, sys\nfor line in open(sys.argv[1], 'rb'): orjson.loads(line)"
_MIB = 1 << 20


def measure(argv: list[str]) -> tuple[float, float]:
    """Seconds of processor time, and MiB at the largest."""
    with subprocess.Popen(
        argv, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{argv} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / _MIB


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "out.jsonl")
        given = sys.argv[1:]
        file = given[0] if given else str(large(Path(folder) / "large.jsonl", 60_000_000))
        into = ("-o", out, "--force")
        what = {
            "info": ("info", file),
            "check": ("check", file),
            "cut --event 'MESSAGE_*'": ("cut", file, *into, "--event", "MESSAGE_*"),
            "merge": ("merge", file, *into),
            "recover": ("recover", file, *into),
        }
        taken: dict[str, list[float]] = {name: [] for name in what}
        peaks: dict[str, float] = {}
        for _ in range(RUNS):
            floor, _ = measure([sys.executable, "-c", FLOOR, file])
            for name, args in what.items():
                seconds, peaks[name] = measure(command(*args))
                taken[name].append(seconds / floor)
        size = Path(file).stat().st_size / _MIB
        print(f"{RUNS} runs each, a plain file of {size:.0f} MiB, start-up included.\n")
        print("| what | median | least | most | peak memory |\n|---|---|---|---|---|")
        for name, ratios in taken.items():
            told = (statistics.median(ratios), min(ratios), max(ratios))
            figures = " | ".join(f"{ratio:.2f}" for ratio in told)
            print(f"| scurry {name} | {figures} | {peaks[name]:.0f} MiB |")


if __name__ == "__main__":
    main()
