"""Tests of files with bare payloads: what is told by them, and what is left unknown."""

from __future__ import annotations

import io
from math import isnan
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.errors import RecordingError
from scurrycli.recording import FollowingReader, Recording, encode_record, open_recording
from scurrycli.recording.foreign import ForeignLines, is_foreign
from scurrycli.records import Kind, Record

HELLO = b'{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250}}'
IDENTIFY = b'{"op":2,"d":{"token":"very.secret.token","intents":513}}'
BEAT = b'{"op":1,"d":null}'
ASKED = b'{"t":null,"s":null,"op":1,"d":null}'
READY = b'{"t":"READY","s":1,"op":0,"d":{"session_id":"abcdef0123456789","v":10}}'
NAMED = b'{"t":"TYPING_START","d":{"user_id":"1"}}'
ALL = [HELLO, IDENTIFY, BEAT, ASKED, READY, NAMED]


def read(data: bytes) -> tuple[Recording, list[Record]]:
    with Recording(io.BufferedReader(io.BytesIO(data)), "x") as recording:
        return recording, list(recording)


def test_bare_payloads_are_records_without_times() -> None:
    recording, records = read(b"\n".join(ALL) + b"\n")
    assert recording.is_foreign
    assert (recording.damage, recording.ended) == (None, False)
    assert (recording.header.url, recording.header.intents) == ("", None)
    assert isnan(recording.header.started)
    assert [record.n for record in records] == [1, 2, 3, 4, 5, 6]
    assert [record.op for record in records] == [10, 2, 1, 1, 0, 0]
    assert [record.t for record in records[4:]] == ["READY", "TYPING_START"]
    assert [record.conn for record in records] == [1] * 6
    assert all(record.at == 0 and isnan(record.ts) for record in records)


def test_the_direction_is_told_by_the_opcode() -> None:
    _, records = read(b"\n".join(ALL))
    kinds = [Kind.RECV, Kind.SENT, Kind.SENT, Kind.RECV, Kind.RECV, Kind.RECV]
    assert [record.kind for record in records] == kinds


def test_secrets_of_such_a_file_are_replaced() -> None:
    _, records = read(b"\n".join(ALL))
    frames = b"".join(record.frame or b"" for record in records)
    assert b"very.secret" not in frames
    assert b"abcdef0123456789" not in frames
    assert b'"token":"[redacted]"' in frames


def test_blank_lines_a_mark_and_other_line_ends_are_taken() -> None:
    recording, records = read(b"\r\n\xef\xbb\xbf" + HELLO + b"\r\n\r\n" + READY + b"\r\n")
    assert [record.op for record in records] == [10, 0]
    assert recording.damage is None


def test_a_first_payload_of_some_megabytes_is_taken() -> None:
    large = orjson.dumps({"op": 0, "t": "GUILD_CREATE", "s": 2, "d": {"name": "x" * 3_000_000}})
    _, records = read(large + b"\n" + READY)
    assert [record.size for record in records] == [len(large), len(READY)]


def test_lines_that_are_no_payloads_are_counted() -> None:
    recording, records = read(HELLO + b'\nhello\n{"a":1}\n[]\n' + READY + b"\n")
    assert [record.n for record in records] == [1, 2]
    assert recording.damage == (
        "x is damaged: 3 lines that are no records were skipped (the first is line 2)."
    )


def test_a_payload_with_something_wrong_says_so() -> None:
    _, records = read(HELLO + b'\n{"op":0,"t":5,"s":1,"d":{}}\n')
    assert records[1].detail == {"error": "wrong type of t"}


def test_such_a_file_can_be_followed(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(HELLO + b"\n")
    with FollowingReader(path) as reader:
        assert [record.op for record in reader.poll()] == [10]
        with path.open("ab") as file:
            file.write(READY + b"\n")
        assert [record.t for record in reader.poll()] == ["READY"]
        assert reader.damage is None


@pytest.mark.parametrize(
    "line", [b"", b"hello", b"[]", b"{}", b'{"t":"X"}', b'{"scurry":"recording"}', b'{"op":"1"}']
)
def test_anything_else_is_no_payload(line: bytes) -> None:
    assert not is_foreign(line)
    with pytest.raises(RecordingError):
        ForeignLines().record(line)


def test_a_recording_without_its_header_is_not_taken_for_payloads() -> None:
    line = encode_record(Record(1, 0.0, 0.0, "recv", op=10, frame=HELLO))
    assert not is_foreign(line)
    with pytest.raises(RecordingError, match="no header"):
        read(line)


def test_a_header_with_an_opcode_is_still_a_header(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"scurry":"recording","version":1,"op":0}\n')
    with open_recording(path) as recording:
        assert not recording.is_foreign


@given(st.binary(max_size=200))
def test_only_our_own_error_comes_out(data: bytes) -> None:
    try:
        ForeignLines().record(data)
    except RecordingError:
        assert not is_foreign(data)
