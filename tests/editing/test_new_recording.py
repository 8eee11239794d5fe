"""Tests of new recordings under their names: whole, or not there at all."""

from __future__ import annotations

import os
import resource
from pathlib import Path

import pytest

from making_recordings import HEADER
from scurrycli.editing.output import check_output, new_recording
from scurrycli.errors import RecordingError
from scurrycli.recording import open_recording
from scurrycli.records import Record


def record(n: int, size: int = 10) -> Record:
    return Record(n, n / 10, 1.0, "mark", detail={"label": os.urandom(size).hex()})


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a"])
def test_it_is_there_when_it_is_whole(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with new_recording(path, HEADER, force=False) as writer:
        writer.write(record(1))
        assert not path.exists()
    assert [each.name for each in tmp_path.iterdir()] == [name]
    assert path.stat().st_mode & 0o777 == 0o600
    with open_recording(path) as recording:
        assert [each.n for each in recording] == [1]


def _fail(path: Path, error: BaseException) -> None:
    with new_recording(path, HEADER, force=True) as writer:
        writer.write(record(1))
        raise error


@pytest.mark.parametrize("error", [RecordingError("x"), KeyError(), KeyboardInterrupt()])
def test_a_failure_leaves_nothing(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "a.jsonl"
    with pytest.raises(type(error)):
        _fail(path, error)
    assert list(tmp_path.iterdir()) == []
    path.write_text("precious")
    with pytest.raises(type(error)):
        _fail(path, error)
    assert path.read_text() == "precious"


def test_what_exists_is_replaced_only_by_force(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("precious")
    with (
        pytest.raises(RecordingError, match="exists already"),
        new_recording(path, HEADER, force=False),
    ):
        pass
    assert path.read_text() == "precious"
    with new_recording(path, HEADER, force=True):
        pass
    assert path.read_bytes().startswith(b'{"scurry"')


def test_what_comes_into_being_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with (
        pytest.raises(RecordingError, match="exists already"),
        new_recording(path, HEADER, force=False),
    ):
        path.write_text("precious")
    assert path.read_text() == "precious"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("name", ["no/a.jsonl", "x" * 300])
def test_a_place_that_is_none(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with (
        pytest.raises(RecordingError, match="Cannot write") as caught,
        new_recording(path, HEADER, force=False),
    ):
        pass
    assert str(path) in str(caught.value)


def test_a_directory_and_a_name_with_a_nul(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="is a directory"):
        check_output(tmp_path, force=True)
    with (
        pytest.raises(RecordingError, match="none that a file can have"),
        new_recording(Path("a\0b"), HEADER, force=True),
    ):
        pass


def _write_some(path: Path, size: int) -> None:
    with new_recording(path, HEADER, force=False) as writer:
        for n in range(1, 5):
            writer.write(record(n, size))


@pytest.mark.parametrize(("size", "limit"), [(10, 20), (4000, 5000)])
def test_a_full_disk_leaves_nothing(tmp_path: Path, size: int, limit: int) -> None:
    path = tmp_path / "a.jsonl"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        with pytest.raises(RecordingError, match=r"a\.jsonl: the file would be larger") as caught:
            _write_some(path, size)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert str(path) in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_device_is_written_as_it_is() -> None:
    with new_recording(Path("/dev/null"), HEADER, force=True) as writer:
        writer.write(record(1))
    assert Path("/dev/null").is_char_device()
