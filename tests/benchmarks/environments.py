"""Environments of their own for what scurry is measured beside; never scurry's own."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CACHE = Path(tempfile.gettempdir()) / "scurry-benchmarks"
"""Kept from run to run; remove it to get newer versions."""
RIVALS = Path(__file__).with_name("rivals")
_PYTHON = ("discord.py[speed]", "hikari[speedups,zstd]", "zstandard", "duckdb")
_NODE = ("@discordjs/ws",)
_DONE = "done"


def python() -> str:
    """The interpreter of the rivals."""
    folder = CACHE / "python"
    if not (folder / _DONE).exists():
        _say(_PYTHON)
        subprocess.run((sys.executable, "-m", "venv", "--clear", str(folder)), check=True)
        pip = (str(folder / "bin" / "pip"), "install", "-qq", *_PYTHON)
        subprocess.run(pip, check=True)
        (folder / _DONE).touch()
    return str(folder / "bin" / "python")


def node_path() -> str | None:
    """Where node finds the rivals; None where there is no node."""
    folder = CACHE / "node"
    if shutil.which("node") is None or shutil.which("npm") is None:
        print("There is no node or no npm, so @discordjs/ws is left out.")
        return None
    if not (folder / _DONE).exists():
        _say(_NODE)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text("{}")
        subprocess.run(("npm", "install", "--silent", *_NODE), cwd=folder, check=True)
        (folder / _DONE).touch()
    return str(folder / "node_modules")


def _say(packages: tuple[str, ...]) -> None:
    print(f"Installing {', '.join(packages)} into {CACHE} ...", flush=True)
