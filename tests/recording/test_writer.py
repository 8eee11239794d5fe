"""A recording on disk: who may read it, when it is flushed, and what a full disk leaves of it."""

from __future__ import annotations

import errno
import fcntl
import os
import resource
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from scurrycli.errors import ExitStatus, RecordingDamaged, RecordingError
from scurrycli.recording.codec import encode_record
from scurrycli.recording.header import Header, encode_header
from scurrycli.recording.reader import open_recording
from scurrycli.recording.writer import RecordingWriter
from scurrycli.records import Kind, Record

HEADER = Header(started=1.0, client="scurrycli 0.1.0", url="wss://x/")
NAMES = ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"]


def _recv(n: int, at: float = 0.0, text: str = "") -> Record:
    frame = b'{"op":0,"d":"' + text.encode() + b'"}'
    return Record(n=n, at=at, ts=1.0 + at, kind=Kind.RECV, op=0, frame=frame)


def _end(n: int, frames: int) -> Record:
    return Record(n=n, at=9.0, ts=10.0, kind=Kind.END, detail={"frames": frames, "why": "done"})


def _read(path: Path) -> list[Record]:
    with open_recording(path) as recording:
        records = list(recording)
    assert recording.damage is None
    return records


def test_a_plain_recording_holds_the_lines_of_its_records(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    records = [_recv(1), _recv(2), _end(3, 2)]
    with RecordingWriter(path, HEADER) as writer:
        for record in records:
            writer.write(record)
        assert (writer.frames, writer.records, writer.lost, writer.failed) == (2, 3, 0, None)
    assert path.read_bytes() == encode_header(HEADER) + b"".join(map(encode_record, records))


@pytest.mark.parametrize("name", NAMES)
def test_only_the_owner_may_read_it_from_the_first_byte(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    before = os.umask(0)
    try:
        with RecordingWriter(path, HEADER):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
    finally:
        os.umask(before)
    assert _read(path) == []


@pytest.mark.parametrize("name", NAMES)
def test_it_is_flushed_each_second_and_at_what_is_no_payload(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with RecordingWriter(path, HEADER) as writer:
        writer.write(_recv(1, 0.2))
        writer.write(_recv(2, 0.9))
        assert _read(path) == []
        writer.write(_recv(3, 1.0))
        assert len(_read(path)) == 3
        writer.write(_recv(4, 1.5))
        assert len(_read(path)) == 3
        writer.flush()
        assert len(_read(path)) == 4
        writer.write(Record(n=5, at=1.6, ts=2.6, kind=Kind.MARK, detail={"label": "x"}))
        assert len(_read(path)) == 5
        writer.write(_recv(6, 1.7, "x" * (1 << 18)))
        assert len(_read(path)) == 6
        writer.write(_recv(7, 0.1))  # a clock that went back must not stop the flushes
        assert len(_read(path)) == 7
    assert [record.n for record in _read(path)] == [1, 2, 3, 4, 5, 6, 7]


def test_an_existing_file_is_kept_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("precious" * 1000)
    path.chmod(0o644)
    with pytest.raises(RecordingError, match=r"a\.jsonl exists already\. Give --force") as caught:
        RecordingWriter(path, HEADER)
    assert caught.value.status is ExitStatus.FAILED
    assert path.read_text() == "precious" * 1000
    with RecordingWriter(path, HEADER, force=True):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == encode_header(HEADER)
    with RecordingWriter(tmp_path / "new.jsonl", HEADER, force=True):
        assert (tmp_path / "new.jsonl").exists()


def _no_directory(directory: Path) -> Path:
    return directory / "no" / "a.jsonl"


def _below_a_file(directory: Path) -> Path:
    (directory / "file").touch()
    return directory / "file" / "a.jsonl"


def _nul(directory: Path) -> Path:
    return directory / "a\0b"


def _long(directory: Path) -> Path:
    return directory / ("a" * 300)


def _loop(directory: Path) -> Path:
    (directory / "loop").symlink_to(directory / "no" / "where")
    return directory / "loop"


def _kernel(directory: Path) -> Path:
    return Path("/proc/scurry.jsonl")


@pytest.mark.parametrize(
    ("make", "force", "message"),
    [
        (_no_directory, False, "there is no such file or directory"),
        (_below_a_file, False, "a part of its path is a file"),
        (_nul, False, "its name is none"),
        (_long, False, "its name is too long"),
        (_loop, True, "there is no such file or directory"),
        (_kernel, False, "there is no such file or directory"),
        (Path, False, "is a directory. Give the name of a file"),
        (Path, True, "is a directory. Give the name of a file"),
    ],
)
def test_a_file_that_cannot_be_made(
    tmp_path: Path, make: object, force: bool, message: str
) -> None:
    assert callable(make)
    with pytest.raises(RecordingError, match=message) as caught:
        RecordingWriter(make(tmp_path), HEADER, force=force)
    assert caught.value.status is ExitStatus.FAILED


def test_a_full_device_is_met_when_the_header_is_written() -> None:
    with pytest.raises(RecordingError, match="no space is left on the device"):
        RecordingWriter(Path("/dev/full"), HEADER, force=True)
    assert stat.S_IMODE(Path("/dev/full").stat().st_mode) != 0o600


LIMITED = """
import resource, sys
from pathlib import Path
from scurrycli.errors import RecordingDamaged, RecordingError
from scurrycli.recording.header import Header
from scurrycli.recording.writer import RecordingWriter
from scurrycli.records import Record

def record(n):
    frame = b'{"op":0,"d":"%032x"}' % (n * 7919 ** 9)
    return Record(n=n, at=n / 100, ts=1.0, kind="recv", op=0, frame=frame)

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    with RecordingWriter(Path(sys.argv[1]), Header(started=1.0, client="c", url="u")) as writer:
        try:
            for n in range(1, 1001):
                writer.write(record(n))
        except RecordingDamaged as error:
            assert writer.failed is error
            print(error)
            before = writer.lost
            writer.write(record(0))
            writer.flush()
            assert writer.lost == before + 1
        print(n, writer.frames, writer.records, writer.lost)
except RecordingError as error:
    print(error)
"""


def _run_limited(path: Path, limit: int) -> list[str]:
    command = [sys.executable, "-c", LIMITED, str(path), str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.splitlines()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("limit", [12_345, 20_001])
def test_a_file_that_reaches_its_limit_ends_with_its_last_whole_line(
    tmp_path: Path, name: str, limit: int
) -> None:
    path = tmp_path / name
    message, numbers = _run_limited(path, limit)
    given, frames, records, lost = map(int, numbers.split())
    assert f"{name} ended early: the file would be larger than the limit for files." in message
    assert f"first {records} records are kept" in message
    assert frames == records
    assert records + lost == given + 1
    assert [record.n for record in _read(path)] == list(range(1, records + 1))
    assert records > 20


def test_a_limit_below_the_header_leaves_no_new_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, before[1]))
    try:
        with pytest.raises(RecordingError, match=r"Cannot write .*: the file would be larger"):
            RecordingWriter(path, HEADER)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not path.exists()


def test_a_file_that_cannot_be_emptied_keeps_what_is_in_it() -> None:
    number = os.memfd_create("sealed", os.MFD_ALLOW_SEALING)
    os.write(number, b"precious")
    fcntl.fcntl(number, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK)
    with pytest.raises(RecordingError, match="permission is denied"):
        RecordingWriter(Path(f"/proc/self/fd/{number}"), HEADER, force=True)
    assert os.pread(number, 100, 0) == b"precious"
    os.close(number)


def _descriptor(path: Path) -> int:
    """Which open file of this process it is: closing it makes the next write fail for real."""
    links = Path("/proc/self/fd").iterdir()
    return next(int(link.name) for link in links if link.exists() and link.readlink() == path)


def _leave(path: Path, error: Exception | None = None) -> RecordingWriter:
    """Leave a writer, well or with an error, whose last record cannot be written any more."""
    writer = RecordingWriter(path, HEADER)
    with suppress(KeyError), writer:
        writer.write(_recv(1))
        os.close(_descriptor(path))
        if error:
            raise error
    return writer


def test_a_failure_on_leaving_is_raised_once(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with pytest.raises(RecordingDamaged, match="ended early") as caught:
        _leave(path)
    assert caught.value.status is ExitStatus.LOSS


def test_a_failure_on_leaving_does_not_hide_another_error(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    writer = _leave(path, KeyError())
    assert isinstance(writer.failed, RecordingDamaged)
    assert (writer.lost, writer.frames, writer.records) == (1, 0, 0)
    writer.close()


def test_a_file_that_cannot_be_closed_well_is_told(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "a.jsonl", HEADER)
    os.close(_descriptor(tmp_path / "a.jsonl"))
    with pytest.raises(RecordingDamaged, match=os.strerror(errno.EBADF).lower()):
        writer.close()


def test_what_comes_after_the_close_is_counted(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "a.jsonl", HEADER)
    writer.close()
    writer.close()
    writer.write(_recv(1))
    assert (writer.lost, writer.records) == (1, 0)


KILLED = """
import os, signal, sys
from pathlib import Path
from scurrycli.recording.header import Header
from scurrycli.recording.writer import RecordingWriter
from scurrycli.records import Record

writer = RecordingWriter(Path(sys.argv[1]), Header(started=1.0, client="c", url="u"))
for n in range(1, 101):
    writer.write(Record(n=n, at=n / 20, ts=1.0, kind="recv", op=0, frame=b'{"op":0}'))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("name", NAMES)
def test_a_kill_costs_no_more_than_the_last_second(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False, timeout=60)
    assert done.returncode == -9
    with open_recording(path) as recording:
        assert len(list(recording)) >= 80
    assert (recording.damage, recording.ended) == (None, False)
