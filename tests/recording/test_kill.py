"""What a kill -9 leaves of a recording, at moments that nobody chose."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from killing_recorders import NAMES, kill_after


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_left_is_whole(tmp_path: Path, name: str, seed: int) -> None:
    left = kill_after(tmp_path / name, random.Random(f"{name} {seed}").uniform(1.0, 2.0))
    assert left.is_whole, left.damage
    assert left.numbers
