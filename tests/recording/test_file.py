"""A file of whole lines: its newest frame is whole after every write, whatever the last one met."""

from __future__ import annotations

import gzip
import os
import resource
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scurrycli.recording.file import FRAME_AGE, FRAME_SIZE, LinesFile
from scurrycli.recording.packing import packing, unpack

NAMES = ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"]


def text_of(path: Path) -> bytes:
    """The text of a file that is whole."""
    data = path.read_bytes()
    kind = packing(data)
    return b"".join(unpack(iter([data]), kind)) if kind else data


def line(number: int) -> bytes:
    """A line that cannot be compressed much."""
    return os.urandom(40).hex().encode() + b" %d\n" % number


@contextmanager
def limited(size: int) -> Iterator[None]:
    """No file of this process can be larger than this."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_whole_after_every_write(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    file = LinesFile(path)
    text = b""
    for number in range(200):
        text += (new := line(number))
        assert file.put(new, number / 4) is None
        assert text_of(path) == text
        assert file.size == path.stat().st_size
    assert file.put(b"", 50.0, last=True) is None
    file.close()
    file.close()
    assert text_of(path) == text


@pytest.mark.parametrize("name", NAMES[1:])
def test_a_frame_is_closed_by_its_size_and_its_age(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    magic = {".gz": b"\x1f\x8b\x08\x00", ".zst": b"\x28\xb5\x2f\xfd"}[path.suffix]
    file = LinesFile(path)

    def frames_after(text: bytes, now: float) -> int:
        file.put(text, now)
        return path.read_bytes().count(magic)

    assert frames_after(b"a\n", 100.0) == 1
    assert frames_after(b"a\n", 100.0 + FRAME_AGE) == 1
    assert frames_after(b"a\n", 111.0) == 2
    assert frames_after(b"a" * FRAME_SIZE + b"\n", 112.0) == 2
    assert frames_after(b"a\n", 113.0) == 3
    assert frames_after(b"a\n", 1.0) == 3  # a clock that went back closes it, too
    assert frames_after(b"a\n", 2.0) == 4
    file.close()


@pytest.mark.parametrize("name", NAMES)
def test_each_frame_of_a_pipe_is_ended_when_it_is_closed(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    file = LinesFile(path, force=True)
    text = b""
    for number in range(10):
        text += (new := line(number))
        file.put(new, number * 4.0)
    file.put(b"", 40.0, last=True)
    file.close()
    copy = tmp_path / "copy"
    copy.write_bytes(os.read(reader, 1 << 16))
    os.close(reader)
    assert text_of(copy) == text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("limit", range(5000, 5060, 7))
def test_what_a_limit_leaves_is_whole(tmp_path: Path, name: str, limit: int) -> None:
    path = tmp_path / name
    file = LinesFile(path)
    lines: list[bytes] = []
    failure = None
    with limited(limit):
        while failure is None:
            new = [line(len(lines) + more) for more in range(3)]
            lines += new
            failure = file.put(b"".join(new), len(lines) / 10)
    kept = len(lines) - 3 + failure[0]
    file.close()
    assert text_of(path) == b"".join(lines[:kept])
    assert len(lines) - 3 <= kept < len(lines)


def test_a_gzip_file_is_one_for_other_programs(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    file = LinesFile(path)
    for number in range(50):
        file.put(b"line %d\n" % number, number)
    assert gzip.decompress(path.read_bytes()).count(b"\n") == 50
    assert zlib.decompress(path.read_bytes(), wbits=31).startswith(b"line 0\n")
    file.close()


def test_a_file_that_was_removed_takes_nothing_more(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    file = LinesFile(path)
    assert file.put(b"a\n", 0.0) is None
    path.unlink()
    failure = file.put(b"b\n", 0.0)
    assert failure is not None
    assert failure[0] == 0
    file.discard()


def test_a_file_that_was_moved_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    file = LinesFile(path)
    path.rename(tmp_path / "b.jsonl")
    assert file.put(b"a\n", 0.0) is None
    file.close()
    assert (tmp_path / "b.jsonl").read_bytes() == b"a\n"
