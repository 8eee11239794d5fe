"""Timelines read from records and from the sample recordings; never played."""

from __future__ import annotations

import gzip
import math
from pathlib import Path

import orjson
import pytest

from making_records import Story
from scurrycli.recording import open_recording
from scurrycli.records import Kind, Record
from scurrycli.server import Action, Step, Timeline, timeline_of
from scurrycli.server.demo import DEMO_TOKEN, SAMPLE, demo_gateway
from scurrycli.server.timeline import ENDING

ROOT = Path(__file__).parents[2]
RECORDINGS = sorted((ROOT / "recordings").glob("*.jsonl"))


def read(path: Path) -> tuple[list[Record], Timeline]:
    with open_recording(path) as recording:
        records = list(recording)
    return records, timeline_of(records)


def test_nothing_makes_an_empty_timeline() -> None:
    assert timeline_of([]) == Timeline({}, (), (0.0,), 41250, None)
    assert timeline_of([]).seconds == ENDING


def test_steps_are_timed_from_ready() -> None:
    story = Story().ready()
    story.wait(1.5).event("TYPING_START", {"a": 1})
    story.wait(1).payload("recv", 7)
    story.close(4900, by="client").wait(0.5).open().hello()
    story.event("RESUMED")
    story.wait(1).close(None, by="network")
    story.wait(1).open().hello().payload("recv", 9, True)
    story.payload("recv", 9, False)
    timeline = timeline_of(story.records)
    [guild, typing, *rest] = timeline.steps
    assert (guild.t, guild.at) == ("GUILD_CREATE", 0.0)
    assert typing == Step(1.5, Action.DISPATCH, "TYPING_START", b'{"a":1}')
    assert [(step.action, step.d) for step in rest] == [
        (Action.RECONNECT, b"null"),
        (Action.DROP, b"null"),
        (Action.INVALID_SESSION, b"true"),
        (Action.INVALID_SESSION, b"false"),
    ]
    assert timeline.ready["session_id"] == "s-1"
    assert timeline.seconds == timeline.steps[-1].at + ENDING


def test_what_came_before_ready_is_no_step() -> None:
    story = Story()
    story.open().hello().payload("recv", 7)
    story.event("TYPING_START")
    story.close(None, by="network")
    assert timeline_of(story.records).steps == ()


def test_latencies_are_those_of_the_pairs() -> None:
    story = Story().ready()
    story.beat(0.25).wait(1).beat(None).wait(1).beat(0.5)
    assert list(timeline_of(story.records).latencies) == pytest.approx(
        [
            0.25,
            math.inf,
            0.5,
        ]
    )


def test_a_beat_that_a_drop_cut_off_is_no_latency() -> None:
    story = Story().ready()
    story.beat(0.25).beat(None).close(None, by="network").open().hello().beat(0.5)
    assert list(timeline_of(story.records).latencies) == pytest.approx([0.25, 0.5])


def test_an_ack_without_a_beat_is_no_latency() -> None:
    story = Story().ready()
    story.payload("recv", 11)
    assert timeline_of(story.records).latencies == (0.0,)


def test_a_zombie_is_a_beat_without_an_ack() -> None:
    story = Story().ready()
    story.beat(None).close(4900, by="client").state("resuming", rule="zombie")
    assert timeline_of(story.records).latencies == (math.inf,)


def test_a_close_instead_of_ready() -> None:
    story = Story()
    story.connecting().open().hello().identify().close(4014)
    assert timeline_of(story.records).close_after == 4014
    story.ready()
    assert timeline_of(story.records).close_after is None


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_a_timeline_has_what_the_recording_has(path: Path) -> None:
    records, timeline = read(path)
    dispatches = [r for r in records if r.is_dispatch and r.t not in ("READY", "RESUMED")]
    played = [step for step in timeline.steps if step.action is Action.DISPATCH]
    assert [step.t for step in played] == [record.t for record in dispatches]
    assert [orjson.loads(step.d) for step in played] == [
        record.payload["d"] for record in dispatches
    ]
    assert [step.at for step in timeline.steps] == sorted(step.at for step in timeline.steps)
    faults = [step.action for step in timeline.steps if step.action is not Action.DISPATCH]
    network = [r for r in records if r.kind == Kind.CLOSE and r.detail.get("by") == "network"]
    assert faults.count(Action.DROP) == len(network)
    assert faults.count(Action.RECONNECT) == len([r for r in records if r.op == 7])
    assert faults.count(Action.INVALID_SESSION) == len([r for r in records if r.op == 9])
    assert all(latency > 0 for latency in timeline.latencies) or timeline.latencies == (0.0,)


def test_the_samples_faults_are_in_their_timelines() -> None:
    by_name = {path.stem: read(path)[1] for path in RECORDINGS}
    assert by_name["disallowed-intents"].close_after == 4014
    assert math.inf in by_name["zombie"].latencies
    assert Action.DROP in {step.action for step in by_name["resume"].steps}
    assert Action.INVALID_SESSION in {step.action for step in by_name["invalid-session"].steps}
    assert Action.RECONNECT in {step.action for step in by_name["demo"].steps}


def test_the_demo_is_the_sample_that_is_shipped() -> None:
    assert gzip.decompress(SAMPLE.read_bytes()) == (ROOT / "recordings" / "demo.jsonl").read_bytes()
    gateway = demo_gateway()
    assert gateway.timeline == read(ROOT / "recordings" / "demo.jsonl")[1]
    assert len(DEMO_TOKEN.split(".")) == 3
