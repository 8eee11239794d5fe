"""A recording that grows while it is read."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from making_records import packed
from scurrycli.errors import RecordingDamaged, RecordingError
from scurrycli.recording.codec import encode_record
from scurrycli.recording.header import Header, encode_header
from scurrycli.recording.reader import FollowingReader
from scurrycli.records import Kind, Record

HEAD = encode_header(Header(started=1.0, client="c", url="u"))
LINES = [
    encode_record(Record(n=n, at=n / 10, ts=1.0 + n / 10, kind="recv", op=0, frame=b'{"op":0}'))
    for n in range(1, 4)
]
END = encode_record(Record(n=4, at=1.0, ts=2.0, kind=Kind.END, detail={"frames": 3, "why": "q"}))
WHOLE = HEAD + b"".join(LINES) + END


def _descriptor(path: Path) -> int:
    """Under which number this process has a file open for reading."""
    for link in Path("/proc/self/fd").iterdir():
        if link.exists() and link.readlink() == path and _reads(int(link.name)):
            return int(link.name)
    raise AssertionError(f"{path} is not open")


def _reads(number: int) -> bool:
    return fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY


def test_following_gives_whole_lines_as_they_are_added(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n" + HEAD + LINES[0])
    with FollowingReader(path) as reader, path.open("ab", buffering=0) as file:
        assert reader.header.client == "c"
        assert [record.n for record in reader.poll()] == [1]
        assert reader.poll() == []
        file.write(LINES[1][:20])
        assert reader.poll() == []
        file.write(LINES[1][20:] + b"junk\n" + LINES[2])
        assert [record.n for record in reader.poll()] == [2, 3]
        assert not reader.ended
        file.write(END)
        assert [record.n for record in reader.poll()] == [4]
        assert reader.ended
        assert "1 line that is no record was skipped (the first is line 5)" in str(reader.damage)


def test_following_takes_a_large_file_in_turns(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(HEAD + LINES[0] * 60_000)
    with FollowingReader(path) as reader:
        first = len(reader.poll())
        assert 0 < first < 60_000
        assert first + len(reader.poll()) + len(reader.poll()) == 60_000
        assert reader.damage is None


def test_a_file_that_became_shorter_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(WHOLE)
    with FollowingReader(path) as reader:
        reader.poll()
        path.write_bytes(HEAD)
        with pytest.raises(RecordingDamaged, match="became shorter"):
            reader.poll()


def test_a_followed_file_that_cannot_be_read_further_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(WHOLE)
    with FollowingReader(path) as reader:
        write_only = os.open(path, os.O_WRONLY)
        os.dup2(write_only, _descriptor(path))
        with pytest.raises(RecordingDamaged, match=r"Cannot read .* further"):
            reader.poll()
        os.close(write_only)


def test_only_plain_files_are_followed(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(packed(WHOLE, ".gz"))
    with pytest.raises(RecordingError, match="only a plain recording can be followed"):
        FollowingReader(path)
    with pytest.raises(RecordingError, match="is no file that can be followed"):
        FollowingReader("/dev/null")
