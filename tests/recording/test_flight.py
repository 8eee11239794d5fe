"""The flight recorder keeps the newest part, bounded, and saves it when something goes wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from making_records import EPOCH, GUILD, Story, guild
from scurrycli.errors import RecordingDamaged, RecordingError
from scurrycli.recording import FlightRecorder, Header, open_recording
from scurrycli.records import Record
from scurrycli.server import timeline_of
from scurrycli.sinks.metrics import Metrics

HEADER = Header(started=EPOCH, client="tests", url="wss://x/")


class Flight:
    """A flight recorder, its story, and what it told."""

    def __init__(self, path: Path, seconds: float = 10.0, **options: Any) -> None:
        self.told: list[str] = []
        self.path = path
        self.recorder = FlightRecorder(path, HEADER, seconds, self.told.append, **options)
        self.story = Story()
        self._seen = 0

    def fly(self) -> None:
        """Give it what the story has told since."""
        for record in self.story.records[self._seen :]:
            self.recorder.write(record)
        self._seen = len(self.story.records)


def read(path: Path) -> tuple[Header, list[Record]]:
    with open_recording(path) as recording:
        records = list(recording)
    assert recording.damage is None
    assert recording.ended
    assert [record.n for record in records] == list(range(1, len(records) + 1))
    assert [record.at for record in records] == sorted(record.at for record in records)
    return recording.header, records


def test_nothing_is_written_while_all_is_well(tmp_path: Path) -> None:
    flight = Flight(tmp_path / "a.jsonl")
    flight.story.ready().chat(100).close(4900, by="client").state("stopped", "left")
    flight.fly()
    flight.recorder.flush()
    flight.recorder.close()
    assert list(tmp_path.iterdir()) == []
    assert flight.recorder.saved == 0


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        ("drop", "the connection was closed by the network"),
        ("close", "the connection was closed by the server with 4000"),
        ("fault", "the connection was closed by the client with 1002"),
        ("invalid", "the session was declared invalid (opcode 9)"),
        ("zombie", "the connection was a zombie"),
    ],
)
def test_what_came_before_trouble_is_saved(tmp_path: Path, trouble: str, why: str) -> None:
    flight = Flight(tmp_path / "a.jsonl")
    story = flight.story.ready().chat(60)
    rule = trouble
    if trouble == "invalid":
        story.payload("recv", 9, False)
    else:
        by, code = {
            "drop": ("network", None),
            "close": ("server", 4000),
            "fault": ("client", 1002),
            "zombie": ("client", 4900),
        }[trouble]
        story.close(code, by=by)
    story.state("waiting", "so it goes", rule=rule)
    flight.fly()

    header, records = read(flight.path)
    mark = next(record for record in records if record.kind == "mark")
    before, newest = records[: mark.n - 1], records[mark.n :]
    told = [record.t or record.kind for record in before]
    assert told == ["open", "recv", "READY", "state", "GUILD_CREATE"]
    assert {record.at for record in before} == {0.0}
    assert 9 < newest[-1].at <= 10
    assert newest[-2].detail["why"] == "so it goes"
    assert newest[-1].detail["why"] == f"saved: {why}"
    assert mark.detail["skipped"] == len(story.records) - len(before) - len(newest) + 1
    assert header.started == newest[0].ts
    assert flight.told == [
        f"Saved the last {newest[-1].at:.1f} s ({len(newest) - 1} records) to {flight.path}: {why}."
    ]


def test_what_was_saved_can_be_played_and_nothing_seems_lost(tmp_path: Path) -> None:
    flight = Flight(tmp_path / "a.jsonl")
    flight.story.ready().chat(60)
    flight.fly()
    flight.recorder.save("asked for")
    _, records = read(flight.path)
    timeline = timeline_of(records)
    assert timeline.ready["user"]["username"] == "scurrybot"
    assert [step.t for step in timeline.steps][:1] == ["GUILD_CREATE"]
    metrics = Metrics()
    for record in records:
        metrics.add(record)
    assert (metrics.state, metrics.ledger.missing) == ("ready", 0)


def test_each_file_begins_where_the_one_before_ended(tmp_path: Path) -> None:
    flight = Flight(tmp_path / "a.jsonl.gz", seconds=1000)
    for _ in range(3):
        flight.story.chat(5).payload("recv", 9, False)
        flight.story.state("waiting", "so it goes")
    flight.fly()
    flight.recorder.save("asked for")
    flight.recorder.close()
    names = ["a.jsonl.gz", "a.001.jsonl.gz", "a.002.jsonl.gz"]
    read_back = [read(tmp_path / name) for name in names]
    assert [header.extra.get("previous") for header, _ in read_back] == [None, *names[:2]]
    events = [r.frame for _, records in read_back for r in records if r.is_dispatch]
    assert events == [r.frame for r in flight.story.records if r.is_dispatch]
    assert flight.told[3:] == ["Nothing new has come in since the last file was saved."]


def test_trouble_at_the_very_end_is_saved(tmp_path: Path) -> None:
    flight = Flight(tmp_path / "a.jsonl")
    flight.story.ready().close(4000)
    flight.fly()
    assert not flight.path.exists()
    flight.recorder.close()
    assert read(flight.path)[1][-2].kind == "close"


def test_memory_is_bounded_by_bytes_and_guilds_are_forgotten_in_time(tmp_path: Path) -> None:
    flight = Flight(tmp_path / "a.jsonl", seconds=1e6, limit=40_000)
    story = flight.story.ready()
    for number in range(60):
        story.event("GUILD_CREATE", {**guild(), "id": str(number)})
    story.event("GUILD_DELETE", {"id": "1"}).frame = b'{"op":0,"d":{"id":"1"}}'
    story.event("GUILD_DELETE").frame = b'{"op":0,"d":[]}'
    story.chat(100)
    flight.fly()
    flight.recorder.save("asked for")
    _, records = read(flight.path)
    assert sum(len(record.frame or b"") + 512 for record in records) < 60_000
    guilds = [record.d["id"] for record in records if record.t == "GUILD_CREATE"]
    assert guilds[:2] == [GUILD, "0"]
    assert "1" not in guilds
    story.event("GUILD_CREATE", {"id": "9", "x": "x" * 50_000})
    flight.fly()


def test_a_new_session_forgets_the_guilds_of_the_last(tmp_path: Path) -> None:
    flight = Flight(tmp_path / "a.jsonl", seconds=1)
    flight.story.ready().wait(5).event("GUILD_CREATE", {"id": "5"})
    flight.story.ready().chat(5)
    flight.fly()
    flight.recorder.save("asked for")
    guilds = [r.d["id"] for r in read(flight.path)[1] if r.t == "GUILD_CREATE"]
    assert guilds == [GUILD]


def test_a_place_where_nothing_can_be_saved_is_told_at_once(tmp_path: Path) -> None:
    for name, words in [
        ("here.jsonl", "exists already"),
        ("new.jsonl", r"new\.001\.jsonl exists already"),
        ("no/a.jsonl", "there is no such file or directory"),
        ("a\0b", "its name is none"),
    ]:
        (tmp_path / "here.jsonl").touch()
        (tmp_path / "new.001.jsonl").touch()
        with pytest.raises(RecordingError, match=words):
            Flight(tmp_path / name)
    with pytest.raises(RecordingError, match="is a directory"):
        Flight(tmp_path, force=True)
    Flight(tmp_path / "here.jsonl", force=True)


def test_a_place_that_cannot_be_written_to(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(RecordingError, match="a part of its path is a file"):
        Flight(file / "a.jsonl")


def test_a_failure_to_save_is_a_loss(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    flight = Flight(place / "a.jsonl")
    flight.story.ready()
    flight.fly()
    place.rmdir()
    with pytest.raises(RecordingDamaged, match=r"could not be saved\. Cannot write"):
        flight.recorder.save("asked for")
