"""Makes valid recordings of any size out of the demo; also from the shell, for benchmarks.

`python tests/making_large_recordings.py big.jsonl 1000` makes one of 1,000 MB.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec import structs

from scurrycli.recording import RecordingWriter, open_recording
from scurrycli.records import Kind, Record

DEMO = Path(__file__).parents[1] / "recordings" / "demo.jsonl"
_PAUSE = 10.0  # seconds between two sessions


def large(path: Path, size: int) -> Path:
    """Write sessions until they have so many bytes of text."""
    with open_recording(DEMO) as demo:
        header = demo.header
        records = [record for record in demo if record.kind != Kind.END]
    with RecordingWriter(path, header, force=True) as writer:
        for record in _again_and_again(records):
            size -= 200 + len(record.frame or b"")
            if size < 0:
                break
            writer.write(record)
    return path


def _again_and_again(records: list[Record]) -> Iterator[Record]:
    n = conns = 0
    shift = 0.0
    while True:
        for record in records:
            n += 1
            conn = None if record.conn is None else record.conn + conns
            yield structs.replace(
                record, n=n, at=record.at + shift, ts=record.ts + shift, conn=conn
            )
        shift += records[-1].at + _PAUSE
        conns += 3


if __name__ == "__main__":
    large(Path(sys.argv[1]), int(sys.argv[2]) * 1_000_000)
