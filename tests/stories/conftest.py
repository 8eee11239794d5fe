"""What the stories share: a token, a place for files, a fixed time zone; never a patch of ours."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from making_processes import TOKEN, Called


@pytest.fixture
def called(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Called]:
    """Calls the command line in this process, in an empty directory."""
    calling = Called(capfd, monkeypatch)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield calling
    monkeypatch.undo()
    time.tzset()
