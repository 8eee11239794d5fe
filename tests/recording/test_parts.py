"""A recording in parts: how they are named, what each holds, what happens where one exists."""

from __future__ import annotations

from pathlib import Path

import pytest

from making_records import EPOCH, Story
from scurrycli.errors import RecordingDamaged, RecordingError
from scurrycli.recording import Header, RotatingWriter, Rotation, open_recording
from scurrycli.recording.parts import part_path
from scurrycli.records import Record

HEADER = Header(started=EPOCH, client="tests", url="wss://x/", intents=513, shard=(0, 1))


def read(path: Path) -> tuple[Header, list[Record]]:
    with open_recording(path) as recording:
        records = list(recording)
    assert recording.damage is None
    return recording.header, records


def write(path: Path, rotation: Rotation, records: list[Record], *, force: bool = False) -> None:
    writer = RotatingWriter(path, HEADER, rotation, force=force)
    for record in records:
        writer.write(record)
    writer.flush()
    writer.close()


def story(rounds: int) -> list[Record]:
    told = Story().ready().chat(rounds)
    told.add("end", detail={"frames": 1, "why": "left"})
    return told.records


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("session.jsonl", "session.001.jsonl"),
        ("session.jsonl.gz", "session.001.jsonl.gz"),
        ("a.b.jsonl.ZST", "a.b.001.jsonl.ZST"),
        ("session", "session.001"),
        ("session.gz", "session.001.gz"),
        (".hidden", ".hidden.001"),
    ],
)
def test_names(name: str, part: str) -> None:
    path = Path("place") / name
    assert part_path(path, 0) == path
    assert part_path(path, 1) == Path("place") / part
    assert "1000" in part_path(path, 1000).name


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"])
def test_each_part_is_a_recording_that_names_the_one_before(tmp_path: Path, name: str) -> None:
    records = story(60)
    write(tmp_path / name, Rotation(seconds=20), records)

    paths = sorted(tmp_path.iterdir(), key=lambda path: (len(path.name), path.name))
    parts = [read(path) for path in paths]
    assert [path.name for path in paths] == [part_path(Path(name), n).name for n in range(4)]
    assert [header.extra for header, _ in parts] == [
        {},
        *({"previous": path.name} for path in paths[:-1]),
    ]
    for number, (header, kept) in enumerate(parts):
        assert (header.intents, header.shard) == (513, (0, 1))
        assert header.started == kept[0].ts - kept[0].at or number == 0
        assert [one.n for one in kept] == list(range(1, len(kept) + 1))
        assert all(0 <= one.at <= 21 for one in kept)
        assert kept[-1].detail["frames"] == sum(one.frame is not None for one in kept)
        assert number == 0 or kept[0].detail["state"] == "ready"
    assert [kept[-1].detail["why"] for _, kept in parts] == [
        *(f"goes on in {path.name}" for path in paths[1:]),
        "left",
    ]
    frames = [one.frame for _, kept in parts for one in kept if one.frame is not None]
    assert frames == [one.frame for one in records if one.frame is not None]
    times = [one.ts for _, kept in parts for one in kept]
    assert times == sorted(times)


def test_a_part_is_hardly_larger_than_asked(tmp_path: Path) -> None:
    records = story(200)
    write(tmp_path / "a.jsonl", Rotation(size=10_000), records)
    paths = list(tmp_path.iterdir())
    assert len(paths) > 10
    assert all(path.stat().st_size < 11_000 for path in paths)
    assert sum(len(read(path)[1]) for path in paths) == len(records) + 2 * (len(paths) - 1)


def test_an_earlier_part_is_not_mixed_with_new_ones(tmp_path: Path) -> None:
    path, part = tmp_path / "a.jsonl", tmp_path / "a.001.jsonl"
    part.write_text("precious")
    with pytest.raises(RecordingError, match=r"a\.001\.jsonl exists already\. Give --force"):
        RotatingWriter(path, HEADER, Rotation(seconds=20))
    assert not path.exists()

    write(path, Rotation(seconds=20), story(30), force=True)
    assert read(part)[0].extra == {"previous": "a.jsonl"}


def test_a_name_that_was_taken_meanwhile_is_stepped_over(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    writer = RotatingWriter(path, HEADER, Rotation(seconds=20))
    (tmp_path / "a.001.jsonl").write_text("precious")
    for record in story(30):
        writer.write(record)
    writer.close()
    assert (tmp_path / "a.001.jsonl").read_text() == "precious"
    assert read(tmp_path / "a.002.jsonl")[0].extra == {"previous": "a.jsonl"}


def test_a_part_that_cannot_be_begun_ends_the_recording(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    path = place / "a.jsonl"
    writer = RotatingWriter(path, HEADER, Rotation(seconds=20))
    place.rename(tmp_path / "moved")
    first, *others = story(30)
    writer.write(first)
    with pytest.raises(RecordingDamaged, match="there is no such file or directory"):
        list(map(writer.write, others))
    assert read(tmp_path / "moved" / "a.jsonl")[1][-1].kind == "end"
