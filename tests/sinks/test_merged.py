"""Of merged recordings each session is followed for itself."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from making_records import EPOCH, Story
from scurrycli.editing.merge import Source, merge
from scurrycli.recording import Header, RecordingWriter, open_recording
from scurrycli.records import Record
from scurrycli.sinks.metrics import Metrics

HEADER = Header(started=EPOCH, client="tests", url="wss://gateway.discord.gg/")


def shard(beats: int) -> list[Record]:
    story = Story().ready()
    for _ in range(beats):
        story.wait(1).chat(3)
        story.beat(0.05)
    return story.records


def merged(tmp_path: Path, *stories: list[Record]) -> Iterator[Record]:
    sources = [
        Source(f"{number}.jsonl", HEADER, partial(iter, records))
        for number, records in enumerate(stories)
    ]
    path = tmp_path / "merged.jsonl"
    merge(sources, lambda header: RecordingWriter(path, header))
    with open_recording(path) as recording:
        yield from recording


def metrics_of(records: Iterator[Record] | list[Record]) -> Metrics:
    metrics = Metrics()
    for record in records:
        metrics.add(record)
    return metrics


def test_two_shards_are_two_connections_and_no_reconnects(tmp_path: Path) -> None:
    both = metrics_of(merged(tmp_path, shard(4), shard(4)))
    assert both.connections == 2
    assert both.ledger.verdict == "nothing lost"
    assert both.ledger.repeats == 0
    assert both.beats.missed == 0
    assert len(both.beats.latencies) == 8
    assert both.beats.worst == metrics_of(shard(4)).beats.worst


def test_a_gap_of_one_of_them_is_told(tmp_path: Path) -> None:
    one = shard(4)
    lost = next(place for place, record in enumerate(one) if record.s == 5)
    del one[lost]
    both = metrics_of(merged(tmp_path, one, shard(4)))
    assert (both.ledger.gaps, both.ledger.missing) == (1, 1)
