"""How long commands take to start, against an empty one-command Typer app; never a test.

Run: cd tests && python -m benchmarks.startup
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.table import machine, write_table

REPEATS = 15
ROOT = Path(__file__).parents[2]
FLOOR = """\
import typer

app = typer.Typer()


@app.command()
def main() -> None:
    pass


app()
"""


def main() -> None:
    """Measure all commands in turns, and write the table."""
    with tempfile.TemporaryDirectory() as folder:
        floor = Path(folder) / "floor.py"
        floor.write_text(FLOOR)
        recording = str(ROOT / "recordings" / "disallowed-intents.jsonl")
        commands = {
            "floor --help": [str(floor), "--help"],
            "floor": [str(floor)],
            "scurry --help": ["-m", "scurrycli", "--help"],
            "scurry --version": ["-m", "scurrycli", "--version"],
            "scurry tail of a short file": ["-m", "scurrycli", "tail", recording],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(REPEATS):
            for name, command in commands.items():
                times[name].append(seconds(command))
    floors = {"scurry --help": "floor --help"}
    rows = [
        (name, times[name], times[floors.get(name, "floor")])
        for name in commands
        if not name.startswith("floor")
    ]
    write_table("start-up", f"{REPEATS} runs each, in turns, on {machine()}.", rows)


def seconds(command: list[str]) -> float:
    """Wall-clock time of one run."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *command], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
