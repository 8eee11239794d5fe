"""Reads the README's commands and runs its examples; never more of it than is marked to be run.

`commands` prints the two commands that it opens with, `run` runs the blocks after `<!-- run -->`.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
BLOCK = re.compile(r"^(<!-- run -->\n)?```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[str]:
    """The first two blocks, a line each."""
    return [match[3].strip() for match in BLOCK.finditer(text)][:2]


def examples(text: str) -> list[list[str]]:
    """What to execute, in order."""
    found: list[list[str]] = []
    for match in BLOCK.finditer(text):
        if match[1] and match[2] == "sh":
            lines = match[3].strip().splitlines()
            found += [["bash", "-euo", "pipefail", "-c", line] for line in lines]
        elif match[1]:
            found.append([sys.executable, "-W", "error", "-c", match[3]])
    return found


def run(text: str) -> None:
    """Run each example; stop at the first that fails."""
    with tempfile.TemporaryFile() as output:
        for command in examples(text):
            print(f"$ {command[-1].splitlines()[0]}", flush=True)
            done = subprocess.run(
                command, cwd=README.parent, stdout=output, timeout=60, check=False
            )
            if done.returncode:
                raise SystemExit(f"it exited with {done.returncode}")


if __name__ == "__main__":
    TEXT = README.read_text(encoding="utf-8")
    if sys.argv[1] == "commands":
        print("\n".join(commands(TEXT)))
    else:
        run(TEXT)
