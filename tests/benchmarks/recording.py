"""A large recording of the mix, made once and kept; never of a real session."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import orjson

from benchmarks import mix
from benchmarks.environments import CACHE
from scurrycli.recording import Header, RecordingWriter
from scurrycli.records import Kind, Record

_PIECE = 10_000
_STARTED = 1_790_000_000.0
_PAUSE = 0.001  # seconds between records


def make_recording(gigabytes: float) -> Path:
    """The recording of about that many 10^9 bytes; made if it is not there yet."""
    path = CACHE / f"{gigabytes:g}-gigabytes.jsonl"
    if path.exists():
        return path
    print(f"Making {path} ...", flush=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    rough = path.with_suffix(".part")
    header = Header(started=_STARTED, client="benchmarks", url="ws://127.0.0.1:1", shard=(0, 1))
    with RecordingWriter(rough, header, force=True) as writer:
        numbers = count(1)
        while rough.stat().st_size < gigabytes * 1e9:
            for payload in mix.dispatches(_PIECE):
                writer.write(_record(next(numbers), payload))
            writer.flush()
    return rough.rename(path)


def _record(n: int, payload: bytes) -> Record:
    head = orjson.loads(payload[: payload.index(b',"d":')] + b"}")
    at = n * _PAUSE
    return Record(
        n,
        at,
        _STARTED + at,
        Kind.RECV,
        conn=1,
        size=len(payload),
        op=0,
        s=mix.FIRST_S + n,
        t=head["t"],
        frame=payload.replace(b"%d" % head["s"], b"%d" % (mix.FIRST_S + n), 1),
    )
