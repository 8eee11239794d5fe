"""What a kill -9 leaves of a recording, at moments that nobody chose."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from killing_recorders import NAMES, kill_after
from making_processes import Called


@pytest.fixture
def scurry(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Called:
    return Called(capfd, monkeypatch)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_left_is_whole(scurry: Called, tmp_path: Path, name: str, seed: int) -> None:
    path, whole = tmp_path / name, tmp_path / f"whole-{name}"
    left = kill_after(path, random.Random(f"{name} {seed}").uniform(0.0, 0.6) + 0.3 * seed)
    assert left.flaw is None
    status, _, err = scurry("recover", str(path), "-o", str(whole))
    assert (status, "Nothing is lost." in err) == ((0, True) if left.damage is None else (3, False))
    assert scurry("check", str(whole))[0] == 0
