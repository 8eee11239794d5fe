"""How long commands take to start, against an empty one-command Typer app; never what they do."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.options import Options
from benchmarks.running import ROOT, SCURRY, run
from benchmarks.table import turns, write_table

RECORDING = ROOT / "recordings" / "disallowed-intents.jsonl"
"""Ten lines."""
APP = """\
import typer

app = typer.Typer()


@app.command()
def main() -> None:
    pass


app()
"""


def main(options: Options) -> None:
    """Measure all commands in turns, and write the table."""
    with tempfile.TemporaryDirectory() as folder:
        app = str(Path(folder) / "app.py")
        Path(app).write_text(APP)
        commands = {
            "app": (sys.executable, app),
            "app --help": (sys.executable, app, "--help"),
            "scurry --help": (*SCURRY, "--help"),
            "scurry --version": (*SCURRY, "--version"),
            "scurry tail, ten lines": (*SCURRY, "tail", str(RECORDING)),
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(options.repeats * 3):
            for name, command in commands.items():
                taken[name].append(run(command).wall)
    rows = [
        (f"{name}, against the app's run", taken[name], taken["app"])
        for name in commands
        if name.startswith("scurry")
    ]
    rows.insert(1, ("the same, against its --help", taken["scurry --help"], taken["app --help"]))
    write_table(options, "start-up", turns(options, 3), rows)
