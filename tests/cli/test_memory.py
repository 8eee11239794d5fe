"""The commands for recordings stay small however large a recording is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from making_large_recordings import large
from making_processes import command, environment

SIZE = 60_000_000
LIMIT = 100 << 20
MEASURE = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""  # from a small process, since a child begins with the size of its parent


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = large(tmp_path_factory.mktemp("memory") / "large.jsonl", SIZE)
    assert path.stat().st_size > SIZE * 0.9
    return path


def peak(*args: str) -> int:
    """Bytes of memory that the process had at its largest."""
    measured = [sys.executable, "-ISc", MEASURE, *command(*args)]
    done = subprocess.run(measured, env=environment(), capture_output=True, check=True, text=True)
    return int(done.stdout) * 1024


@pytest.mark.parametrize("name", ["info", "check"])
def test_reading(recording: Path, name: str) -> None:
    assert peak(name, str(recording)) < LIMIT


def test_recovering(recording: Path, tmp_path: Path) -> None:
    assert peak("recover", str(recording), "-o", str(tmp_path / "a.jsonl")) < LIMIT


def test_cutting(recording: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "a.jsonl.zst")
    assert peak("cut", str(recording), "-o", out, "--from", "1000", "-e", "MESSAGE_*") < LIMIT
