"""Tests of recordings that follow one another in a file."""

from __future__ import annotations

import io
from math import nan

import pytest

from scurrycli.recording import Header, Recording, encode_header, encode_record
from scurrycli.recording.joint import join
from scurrycli.recording.packing import packing
from scurrycli.records import Kind, Record


def text(started: float, *ats: float, **extra: object) -> bytes:
    header = Header(started=started, client="c", url="u", extra=extra)
    records = [
        Record(n, at, started + at, Kind.RECV, conn=1, size=8, op=0, frame=b'{"op":0}')
        for n, at in enumerate(ats, 1)
    ]
    records.append(Record(len(ats) + 1, ats[-1], started, Kind.END, detail={"frames": len(ats)}))
    return encode_header(header) + b"".join(map(encode_record, records))


def read(data: bytes) -> tuple[list[tuple[int, float, int | None]], Recording]:
    with Recording(io.BufferedReader(io.BytesIO(data)), "x") as recording:
        return [(record.n, record.at, record.conn) for record in recording], recording


def test_a_second_recording_goes_on_from_the_first() -> None:
    places, recording = read(text(100.0, 1.0, 2.0) + b"\xef\xbb\xbf" + text(110.0, 0.5))
    assert places == [(1, 1.0, 1), (2, 2.0, 1), (3, 2.0, None), (4, 10.5, 2), (5, 10.5, None)]
    assert (recording.damage, recording.ended) == (None, True)
    assert recording.header.started == 100.0


def test_time_never_goes_back_where_they_overlap() -> None:
    places, _ = read(text(100.0, 5.0) + text(99.0, 0.0, 1.0))
    assert [at for _, at, _ in places] == [5.0, 5.0, 5.0, 6.0, 6.0]


def test_a_third_goes_on_from_the_second() -> None:
    places, _ = read(text(0.0, 1.0) + text(10.0, 1.0) + text(20.0, 1.0))
    assert [(n, conn) for n, _, conn in places if conn] == [(1, 1), (3, 2), (5, 3)]


def test_a_part_goes_on_with_its_connection() -> None:
    places, _ = read(text(0.0, 1.0) + text(1.0, 0.0, previous="a.jsonl"))
    assert [conn for _, _, conn in places if conn] == [1, 1]


def test_one_that_began_at_no_known_time_follows_at_once() -> None:
    joint = join(Header(nan, "", ""), Header(5.0, "", ""), None, 0)
    assert (joint.n, joint.at) == (0, 0.0)


@pytest.mark.parametrize("line", [b'{"scurry":"recording","version":9}\n', b'{"scurry":1}\n'])
def test_a_header_that_cannot_be_read_is_skipped(line: bytes) -> None:
    assert packing(line) is None
    places, recording = read(text(0.0, 1.0) + line)
    assert [n for n, _, _ in places] == [1, 2]
    assert recording.damage is not None
