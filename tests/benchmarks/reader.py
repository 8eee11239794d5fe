"""Reads a recording with scurry's reader or with plain orjson; never a command of scurry's."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import orjson

from scurrycli.recording import open_recording


def count_with_scurry(path: Path) -> None:
    """As a command that sums a recording up would."""
    with open_recording(path) as recording:
        print(Counter(record.t for record in recording if record.is_dispatch))


def count_with_orjson(path: Path) -> None:
    """Decode every line whole."""
    with path.open("rb") as lines:
        print(Counter(orjson.loads(line).get("t") for line in lines))


def select_with_orjson(path: Path) -> None:
    """Decode every line whole, encode what is wanted."""
    with path.open("rb") as lines:
        for line in lines:
            record = orjson.loads(line)
            if record.get("t") == "MESSAGE_CREATE":
                sys.stdout.buffer.write(orjson.dumps(record["frame"]) + b"\n")


_WAYS: dict[str, Callable[[Path], None]] = {
    "scurry": count_with_scurry,
    "orjson": count_with_orjson,
    "orjson-select": select_with_orjson,
}

if __name__ == "__main__":
    _WAYS[sys.argv[1]](Path(sys.argv[2]))
