"""A recorder takes the stream as it is or filtered, and outlives whatever happens to its file."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from making_records import EPOCH, Story
from scurrycli.errors import ExitStatus, RecordingDamaged
from scurrycli.recording import Header, RecordingWriter, open_recording
from scurrycli.records import Record
from scurrycli.sinks.recorder import Recorder

HEADER = Header(started=EPOCH, client="tests", url="wss://gateway.discord.gg/")


def story() -> list[Record]:
    told = Story().ready().chat(2)
    told.s = 0
    told.event("RESUMED")
    told.chat(1).close(1000, by="client")
    frames = sum(record.kind in ("recv", "sent") for record in told.records)
    told.add("end", detail={"frames": frames, "why": "left"})
    return told.records


def recorded(path: Path, records: list[Record], *, filtered: bool) -> list[Record]:
    recorder = Recorder(RecordingWriter(path, HEADER), filtered=filtered)
    for record in records:
        recorder.add(record, shown=record.t == "TYPING_START")
    recorder.close()
    assert recorder.failure is None
    with open_recording(path) as recording:
        kept = list(recording)
    assert recording.damage is None
    return kept


def test_everything_is_recorded_whatever_is_shown(tmp_path: Path) -> None:
    kept = recorded(tmp_path / "a.jsonl", story(), filtered=False)

    assert [(one.n, one.kind, one.frame) for one in kept] == [
        (one.n, one.kind, one.frame) for one in story()
    ]


def test_filtered_it_keeps_what_is_shown_and_what_a_replay_needs(tmp_path: Path) -> None:
    kept = recorded(tmp_path / "a.jsonl", story(), filtered=True)

    names = [one.t for one in kept if one.is_dispatch]
    assert names == ["READY", "TYPING_START", "TYPING_START", "RESUMED", "TYPING_START"]
    others = [one.kind for one in story() if not one.is_dispatch]
    assert [one.kind for one in kept if not one.is_dispatch] == others


def test_filtered_it_is_numbered_without_holes_and_its_end_counts_what_is_there(
    tmp_path: Path,
) -> None:
    records = story()
    before = [(one.n, dict(one.detail)) for one in records]
    kept = recorded(tmp_path / "a.jsonl", records, filtered=True)

    assert [one.n for one in kept] == list(range(1, len(kept) + 1))
    frames = sum(one.kind in ("recv", "sent") for one in kept)
    assert kept[-1].detail == {"frames": frames, "why": "left"}
    assert [(one.n, one.detail) for one in records] == before  # other sinks take them, too


class Full:
    """A file that cannot take any more, or an end that cannot be reached."""

    path = Path("a.jsonl")

    def __init__(self, fails_at: str) -> None:
        self.fails_at = fails_at
        self.taken = 0

    def _fail_at(self, step: str) -> None:
        if step == self.fails_at:
            raise RecordingDamaged(f"it failed at {step}")

    def write(self, record: Record) -> None:
        self._fail_at("write")
        self.taken += 1

    def flush(self) -> None:
        self._fail_at("flush")

    def close(self) -> None:
        self._fail_at("close")


@pytest.mark.parametrize("step", ["write", "flush", "close"])
def test_a_failure_is_kept_and_ends_nothing(step: str) -> None:
    recorder = Recorder(Full(step), filtered=False)
    for record in story():
        recorder.add(record, shown=True)
    recorder.close()

    assert str(recorder.failure) == f"it failed at {step}"
    recorder.add(story()[0], shown=True)
    recorder.close()


def test_a_fault_of_the_writer_is_no_loss_but_an_error() -> None:
    class Faulty(Full):
        def write(self, record: Record) -> None:
            raise ZeroDivisionError

    recorder = Recorder(Faulty(""), filtered=False)
    recorder.add(story()[0], shown=True)
    with pytest.raises(ZeroDivisionError):
        recorder.close()


def test_a_full_device_ends_the_recording(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    recorder = Recorder(RecordingWriter(path, HEADER), filtered=False)
    fd = next(
        int(link.name)
        for link in Path("/proc/self/fd").iterdir()
        if link.exists() and link.readlink() == path
    )
    device = os.open("/dev/full", os.O_WRONLY)
    os.dup2(device, fd)
    os.close(device)
    for record in story():
        recorder.add(record, shown=True)
    recorder.close()

    assert recorder.failure is not None
    assert recorder.failure.status is ExitStatus.LOSS
    assert "no space is left on the device" in str(recorder.failure)


class Slow(Full):
    """A file that takes nothing until it is let."""

    def __init__(self) -> None:
        super().__init__("")
        self.records: list[Record] = []
        self.began = threading.Event()
        self.may_go = threading.Event()

    def write(self, record: Record) -> None:
        self.began.set()
        assert self.may_go.wait(30)
        self.records.append(record)


def flood(count: int) -> Iterator[Record]:
    frame = b'{"op":0,"d":"%b"}' % (b"x" * 500)
    for n in range(1, count + 1):
        yield Record(n=n, at=n / 100, ts=1.0, kind="recv", conn=1, op=0, frame=frame)


def test_what_a_slow_file_cannot_take_is_left_out_counted_and_told_in_its_place() -> None:
    slow = Slow()
    recorder = Recorder(slow, filtered=False, limit=100_000)
    recorder.add(Record(n=1, at=0.0, ts=1.0, kind="open"), shown=True)
    assert slow.began.wait(30)  # and it waits from now on
    for record in flood(500):
        recorder.add(record, shown=True)
    assert 400 <= recorder.left_out < 410
    assert f"is not whole: {recorder.left_out} records were left out" in str(recorder.failure)
    slow.may_go.set()
    while recorder.waiting:
        time.sleep(0.001)
    late = [structs.replace(record, n=record.n + 501) for record in flood(2)]
    end = Record(n=504, at=9.0, ts=9.0, kind="end", detail={"frames": 502, "why": "left"})
    for record in [*late, end]:
        recorder.add(record, shown=True)
    recorder.close()

    kept = slow.records
    assert [record.n for record in kept] == list(range(1, len(kept) + 1))
    (told,) = (record for record in kept if record.kind == "mark")
    assert told.detail["label"].startswith(f"{recorder.left_out} records are missing here")
    assert told.detail["lost"] == recorder.left_out
    assert kept.index(told) == len(kept) - 4
    assert kept[-1].detail == {"frames": len(kept) - 3, "why": "left"}
    assert len(kept) - 3 + recorder.left_out == 502


def test_what_came_in_a_burst_is_written_although_nothing_follows() -> None:
    slow = Slow()
    recorder = Recorder(slow, filtered=False, every=3600)
    for record in flood(10_000):
        recorder.add(record, shown=True)
    assert recorder.waiting > 5 << 20  # several batches
    assert slow.began.wait(30)
    slow.may_go.set()
    deadline = time.monotonic() + 30
    while recorder.waiting >= 1 << 20 and time.monotonic() < deadline:
        time.sleep(0.001)
    assert recorder.waiting < 1 << 20
    recorder.close()
    assert len(slow.records) == 10_000


def test_nobody_waits_for_a_file_that_takes_nothing_but_its_end_for_a_while() -> None:
    slow = Slow()
    recorder = Recorder(slow, filtered=False, patience=0.05)
    for record in flood(10):
        recorder.add(record, shown=True)
    recorder.close()
    assert "its last 10 records were left out, as nothing could be written" in str(recorder.failure)
    slow.may_go.set()


def test_a_pipe_that_nobody_empties_loses_records_and_no_time(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    writer = RecordingWriter(path, HEADER, force=True)
    recorder = Recorder(writer, filtered=False, limit=100_000, patience=0.05)
    for record in flood(1000):
        recorder.add(record, shown=True)
    recorder.close()
    assert recorder.failure is not None
    assert recorder.left_out > 0
    os.close(reader)  # now the thread's write fails, and it ends


def test_a_second_close_does_nothing(tmp_path: Path) -> None:
    recorder = Recorder(RecordingWriter(tmp_path / "a.jsonl", HEADER), filtered=False)
    recorder.close()
    recorder.close()
    assert recorder.failure is None
