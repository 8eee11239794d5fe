"""Each reason of the system in plain words."""

from __future__ import annotations

import errno

import pytest

from scurrycli.recording.failures import reason


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "x"), "no space is left on the device"),
        (OSError(errno.ENOENT, "x"), "there is no such file or directory"),
        (OSError(errno.EMFILE, "x"), "too many open files"),
        (OSError("odd"), "success"),
        (ValueError("embedded null byte"), "its name is none that a file can have"),
    ],
)
def test_reasons(error: OSError | ValueError, words: str) -> None:
    assert reason(error) == words
