"""Tests of what is counted of a recording, as programs get it."""

from __future__ import annotations

from dataclasses import replace
from math import nan
from typing import Any

import orjson
import pytest
from msgspec import structs

from making_records import EPOCH, Story
from scurrycli.recording import Header
from scurrycli.records import Record
from scurrycli.sinks.delivery import lag
from scurrycli.sinks.facts import facts
from scurrycli.sinks.figures import MOST_HOLES, Figures
from scurrycli.wire import snowflakes

HEADER = Header(started=EPOCH, client="tests", url="wss://x/")


def tell(records: list[Record], header: Header = HEADER, damage: str | None = None) -> Any:
    figures = Figures(header)
    for record in records:
        figures.add(record)
    figures.finish()
    return orjson.loads(orjson.dumps(facts(figures, "a.jsonl", damage)))


def snowflake(seconds: float) -> str:
    """An ID made then, in seconds of the recording."""
    return str(round((EPOCH + seconds - snowflakes.EPOCH) * 1000) << 22)


def session() -> Story:
    """READY at 0.4 s, three beats, a drop, a resume with one event again, the end at 100 s."""
    story = Story().ready()
    for latency in (0.02, 0.04, 0.3):
        story.wait(10).beat(latency)
    story.close(None, by="network").state("waiting", "drop", wait=2.0)
    story.wait(2).open().hello(state="resuming")
    story.payload("sent", 6, {"seq": 2, "session_id": "s-1"})
    story.event("MESSAGE_CREATE", {"id": snowflake(story.at - 1)}, s=2)
    story.event("RESUMED", {})
    story.wait(100 - story.at).close(1000, by="client").state("stopped", "left")
    story.add("end", detail={"frames": 1, "why": "left"})
    return story


def test_the_whole_of_a_session() -> None:
    told = tell(session().records)
    assert told["duration_s"] == 100.0
    assert (told["connections"], told["sessions"], told["resumes"]) == (2, 1, 1)
    assert (told["ended"], told["why"], told["damage"]) == (True, "left", None)
    assert told["kinds"] == {"state": 6, "open": 2, "recv": 9, "sent": 5, "close": 2, "end": 1}
    assert told["latency_ms"]["count"] == 3
    assert told["latency_ms"] == pytest.approx(
        {"count": 3, "min": 20, "p50": 40, "p95": 300, "p99": 300, "max": 300}, rel=1e-3
    )
    sequence = told["sequence"]
    assert (sequence["verdict"], sequence["replayed"]) == ("nothing lost", 1)
    assert told["states"]["waiting"] == {"times": 1, "seconds": 2.0}
    assert told["states"]["ready"]["times"] == 2
    total = sum(stay["seconds"] for stay in told["states"].values())
    assert total == pytest.approx(100.0)


def test_close_codes_come_with_what_they_mean() -> None:
    told = tell(session().records)["closes"]
    assert [(row["code"], row["by"], row["count"]) for row in told] == [
        (None, "network", 1),
        (1000, "client", 1),
    ]
    assert told[1]["meaning"] == "this client left for good"
    story = Story().open()
    story.close(4014).close(4014)
    (row,) = tell(story.records)["closes"]
    assert (row["count"], row["name"]) == (2, "Disallowed intent(s)")
    assert "Developer Portal" in row["cure"]


def test_events_by_type_with_bytes_on_the_wire() -> None:
    story = Story().ready()
    story.wait(9.6 - story.at + 0.4)
    story.event("TYPING_START", size=300, wire=100)
    story.event("TYPING_START", size=500, wire=100)
    rows = {row["name"]: row for row in tell(story.records)["types"]}
    assert rows["TYPING_START"] == {
        "name": "TYPING_START",
        "count": 2,
        "per_second": 0.2,
        "bytes": 800,
        "wire": 200,
        "ratio": 4.0,
        "largest": 500,
        "largest_n": 10,
        "last_ago_s": 0.0,
    }


def test_what_is_missing_is_named() -> None:
    story = Story().ready()
    story.event("A", s=5)
    n = len(story.records)
    story.event("B", s=7)
    sequence = tell(story.records)["sequence"]
    assert sequence["verdict"] == "3 missing in 2 gaps"
    assert sequence["holes"] == [
        {"n": n, "after": 2, "until": 5},
        {"n": n + 1, "after": 5, "until": 7},
    ]


def test_holes_beyond_the_first_hundred_are_only_counted() -> None:
    story = Story().ready()
    for number in range(10, 10 + 2 * (MOST_HOLES + 5), 2):
        story.event("A", s=number)
    sequence = tell(story.records)["sequence"]
    assert len(sequence["holes"]) == MOST_HOLES
    assert sequence["gaps"] == MOST_HOLES + 5


@pytest.mark.parametrize("extra", [{"cut": {"from": 3.0}}, {"filtered": True}])
def test_of_chosen_events_none_is_called_missing(extra: dict[str, Any]) -> None:
    story = Story().ready()
    story.event("A", s=50)
    sequence = tell(story.records, replace(HEADER, extra=extra))["sequence"]
    assert sequence["missing"] == 0
    assert sequence["verdict"] == "not known, as events were left out on purpose"


def test_the_delivery_lag_is_taken_where_the_id_is_as_old_as_the_event() -> None:
    story = Story().ready().wait(60)
    for late in (0.1, 0.2, 0.4):
        story.event("MESSAGE_CREATE", {"id": snowflake(story.at - late)})
    story.event("MESSAGE_UPDATE", {"id": snowflake(0)})
    story.event("THREAD_CREATE", {"id": snowflake(0)})
    story.event("MESSAGE_CREATE", {"id": "none"})
    story.event("MESSAGE_CREATE", {})
    told = tell(story.records)["delivery_lag_ms"]
    assert (told["count"], told["min"], told["max"]) == (3, 100.0, 400.0)
    assert told["p50"] == pytest.approx(200, rel=1e-3)


def test_a_slow_clock_shows_as_a_lag_below_zero() -> None:
    story = Story().ready().wait(60)
    record = story.event("MESSAGE_CREATE", {"id": snowflake(story.at + 5)})
    assert lag(record) == pytest.approx(-5.0, abs=1e-3)


def test_what_is_replayed_after_a_resume_has_no_lag() -> None:
    assert tell(session().records)["delivery_lag_ms"] is None


@pytest.mark.parametrize("header", [replace(HEADER, redact="pii"), replace(HEADER, started=nan)])
def test_pseudonyms_and_unknown_times_have_no_lag(header: Header) -> None:
    story = Story().ready()
    story.event("MESSAGE_CREATE", {"id": snowflake(0)})
    assert tell(story.records, header)["delivery_lag_ms"] is None


def test_what_bare_payloads_lack_is_unknown() -> None:
    story = Story().open().hello()
    told = tell(story.records, Header(nan, "", ""))
    assert told["duration_s"] is None
    assert told["latency_ms"] is None
    assert set(told["header"].values()) == {None}


def test_the_shards_of_a_merged_recording_are_counted_apart() -> None:
    one, other = session().records, session().records
    both = [
        structs.replace(record, n=0, detail={**record.detail, "source": source})
        for pair in zip(one, other, strict=True)
        for source, record in enumerate(pair, 1)
        if record.kind != "end"
    ]
    told = tell(both)
    assert (told["connections"], told["sessions"], told["resumes"]) == (4, 2, 2)
    assert told["sequence"]["verdict"] == "nothing lost"
    assert told["latency_ms"]["count"] == 6
    assert told["types"][0]["count"] == 2


def test_an_empty_recording() -> None:
    told = tell([])
    assert (told["records"], told["events"], told["types"]) == (0, 0, [])
    assert told["sequence"]["verdict"] == "no events"


def test_names_that_never_end_are_counted_together() -> None:
    figures = Figures(HEADER)
    for number in range(500):
        record = Record(number, 0.0, 0.0, f"kind{number}", detail={"source": number})
        figures.add(record)
        state = {"state": f"s{number}", "source": 1}
        figures.add(Record(number, 0.0, 0.0, "state", detail=state))
    assert len(figures.kinds) < 100
    assert len(figures.sessions) < 100
    assert all(len(one.stays) < 100 for one in figures.sessions.values())
