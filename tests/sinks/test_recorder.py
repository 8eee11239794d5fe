"""A recorder takes the stream as it is or filtered, and outlives whatever happens to its file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from making_records import EPOCH, Story
from scurrycli.errors import ExitStatus
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


@pytest.fixture
def full(tmp_path: Path) -> RecordingWriter:
    """A writer whose file cannot take any more."""
    writer = RecordingWriter(tmp_path / "a.jsonl", HEADER)
    device = Path("/dev/full").open("ab", buffering=0)  # noqa: SIM115 - the writer closes its own
    os.dup2(device.fileno(), writer._fd)
    device.close()
    return writer


def test_a_full_disk_is_kept_as_the_failure_and_ends_nothing(full: RecordingWriter) -> None:
    recorder = Recorder(full, filtered=False)
    for record in story():
        recorder.add(record, shown=True)
    recorder.flush()
    recorder.close()

    assert recorder.failure is not None
    assert recorder.failure.status is ExitStatus.LOSS
    assert "no space is left on the device" in str(recorder.failure)
    assert full.lost == len(story())


@pytest.mark.parametrize("way", ["flush", "close"])
def test_a_failure_that_only_shows_when_it_is_flushed(full: RecordingWriter, way: str) -> None:
    recorder = Recorder(full, filtered=False)
    recorder.add(Story().event("READY"), shown=True)
    assert recorder.failure is None

    getattr(recorder, way)()
    assert recorder.failure is not None


def test_a_second_close_does_nothing(tmp_path: Path) -> None:
    recorder = Recorder(RecordingWriter(tmp_path / "a.jsonl", HEADER), filtered=False)
    recorder.close()
    recorder.close()
    recorder.flush()
    assert recorder.failure is None
