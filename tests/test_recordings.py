"""Tests that the samples are what their page says, and that the shipped one is the same."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from scurrycli.recording import open_recording
from scurrycli.records import Kind, Record
from scurrycli.server.demo import SAMPLE
from scurrycli.sinks.metrics import Metrics

FOLDER = Path(__file__).parents[1] / "recordings"
WHOLE = ["demo", "resume", "invalid-session", "disallowed-intents", "zombie"]


def read(name: str) -> list[Record]:
    with open_recording(FOLDER / f"{name}.jsonl") as recording:
        records = list(recording)
        assert recording.damage is None
        assert recording.ended
    return records


def watched(records: list[Record]) -> Metrics:
    metrics = Metrics()
    for record in records:
        metrics.add(record)
    return metrics


def closes(records: list[Record]) -> list[tuple[str, int | None]]:
    found = [record.detail for record in records if record.kind == Kind.CLOSE]
    return [(detail["by"], detail.get("code")) for detail in found]


@pytest.mark.parametrize("name", WHOLE)
def test_a_sample_is_whole_and_loses_nothing(name: str) -> None:
    records = read(name)
    assert [record.n for record in records] == list(range(1, len(records) + 1))
    assert watched(records).ledger.verdict == "nothing lost"
    assert not [record for record in records if "error" in record.detail]


@pytest.mark.parametrize("name", [*WHOLE, "torn"])
def test_a_sample_holds_no_token_and_no_session_id(name: str) -> None:
    data = (FOLDER / f"{name}.jsonl").read_bytes()
    assert b"sample.sample.sample" not in data
    assert b'"op":2,"d":{"token":"[redacted]"' in data
    assert data.count(b'"session_id":"') == data.count(b'"session_id":"session-')


def test_the_demo_has_something_to_show() -> None:
    records = read("demo")
    metrics = watched(records)
    assert closes(records) == [("client", 4900), ("network", None), ("client", 1000)]
    assert [record.op for record in records].count(7) == 1
    assert metrics.resumes == 2
    assert metrics.beats.worst is not None
    assert metrics.beats.worst > 1
    assert len(metrics.flow.types) == 30  # READY and RESUMED among them
    assert 85 < records[-1].at < 100


def test_the_demo_is_shipped_with_the_package() -> None:
    assert gzip.decompress(SAMPLE.read_bytes()) == (FOLDER / "demo.jsonl").read_bytes()


def test_the_resume_is_at_the_address_that_ready_named() -> None:
    records = read("resume")
    assert closes(records) == [("network", None), ("client", 1000)]
    opened = [record.detail["url"] for record in records if record.kind == Kind.OPEN]
    assert ["/resume?" in url for url in opened] == [False, True]


def test_the_resume_replays_what_happened_meanwhile() -> None:
    records = read("resume")
    [sent] = [record for record in records if record.kind == Kind.SENT and record.op == 6]
    [resumed] = [record for record in records if record.t == "RESUMED"]
    replayed = [record.s for record in records[sent.n : resumed.n - 1] if record.is_dispatch]
    assert len(replayed) >= 3
    assert resumed.s is not None
    assert replayed == list(range(sent.d["seq"] + 1, resumed.s))
    assert records[resumed.n].detail["why"] == (
        f"RESUMED: {len(replayed)} replayed, nothing is missing"
    )
    assert watched(records).ledger.replayed == len(replayed)


@pytest.mark.parametrize("name", WHOLE)
def test_time_never_steps_back_in_a_sample(name: str) -> None:
    at = [record.at for record in read(name)]
    assert at == sorted(at)


def test_the_invalid_session_is_given_up() -> None:
    records = read("invalid-session")
    assert [record.payload["d"] for record in records if record.op == 9] == [False]
    waits = [record.detail["wait"] for record in records if record.detail.get("rule") == "op 9"]
    assert len(waits) == 1
    assert 1 <= waits[0] <= 5
    assert watched(records).sessions == 2


def test_the_disallowed_intents_stop_for_good() -> None:
    records = read("disallowed-intents")
    assert closes(records) == [("server", 4014)]
    assert records[-1].detail["why"].startswith("The Gateway closed with 4014")


def test_the_zombie_is_closed_and_resumed() -> None:
    records = read("zombie")
    assert closes(records) == [("client", 4900), ("client", 1000)]
    assert [record.op for record in records if record.kind == Kind.SENT].count(6) == 1


def test_the_torn_one_is_read_as_far_as_it_goes() -> None:
    with open_recording(FOLDER / "torn.jsonl") as recording:
        records = list(recording)
        assert recording.damage is not None
        assert not recording.ended
    assert records == read("resume")[: len(records)]


def test_the_page_lists_every_sample() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    for path in FOLDER.glob("*.jsonl"):
        assert f"| `{path.name}` |" in page
