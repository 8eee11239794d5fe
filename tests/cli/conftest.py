"""What the tests of the command line share; never a patch of it."""

from __future__ import annotations

import pytest

from making_processes import Called


@pytest.fixture
def called(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Called:
    """Calls the command line in this process."""
    return Called(capfd, monkeypatch)
