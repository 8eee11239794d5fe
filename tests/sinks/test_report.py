"""Tests of what people read of a recording's figures, at a fixed width."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from making_records import HOSTILE as WORST
from making_records import Story
from scurrycli.sinks.report import report
from sinks.test_figures import session, snowflake, tell

HOSTILE = WORST.encode("utf-8", "ignore").decode()


def text(facts: Any, width: int = 80) -> str:
    out = io.StringIO()
    Console(file=out, width=width).print(report(facts, width))
    return out.getvalue()


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    story = session()
    story.event("APPLICATION_COMMAND_PERMISSIONS_UPDATE", size=123_456_789)
    said = text(tell(story.records), max(width, 60))
    assert all(cell_len(line) <= max(width, 60) for line in said.splitlines())


def test_it_tells_what_happened() -> None:
    said = " ".join(text(tell(session().records)).split())
    for words in (
        "1m40s, by tests, ended: left",
        "2, sessions 1, resumed 1",
        "1x 1000 (Normal closure) by client: this client left for good",
        "nothing lost; 1 replayed after a resume",
        "min 20ms, p50 40ms, p95 300ms, p99 300ms, max 300ms; 3 beats, 0 missed",
        "GUILD_CREATE 1 0.010/s 148K",
    ):
        assert words in said


def test_what_is_missing_is_told_with_its_place() -> None:
    story = Story().ready()
    story.event("A", s=5)
    story.event("B", s=7)
    for number in range(20, 60, 2):
        story.event("C", s=number)
    said = " ".join(text(tell(story.records)).split())
    assert "s 3 to 4 (before n 9), s 6 (before n 10)" in said
    assert "12 more gaps" in said


def test_what_is_not_known_is_said_to_be() -> None:
    said = text(tell([], damage="a.jsonl is damaged."))
    assert "no heartbeat was answered" in said
    assert "no event tells when it happened" in said
    assert "cut off" in said
    assert "a.jsonl is damaged." in said


def test_text_of_others_does_not_act() -> None:
    story = Story().ready()
    story.event(HOSTILE, {})
    story.close(4000, by=HOSTILE).state(HOSTILE, HOSTILE)
    story.add("end", detail={"frames": 1, "why": HOSTILE})
    said = text(tell(story.records))
    assert not set(said) & set("\x1b\x9b\u202e\u2066\x07")
    assert "[red]" in said


def test_it_tells_of_health() -> None:
    story = Story().ready().wait(19.9).beat(1.5).wait(41)
    story.beat(0.1).close(4000).state("resuming", "closed with 4000.", rule="4000")
    story.open().hello(state="resuming").payload("sent", 6, {})
    story.event("RESUMED")
    for _ in range(12):
        story.wait(1).event("TYPING_START", size=900, wire=300)
    story.wait(100).event("MESSAGE_CREATE", {"id": snowflake(story.at - 3)})
    story.wait(1).event("MESSAGE_CREATE", {"id": snowflake(story.at - 5)})
    told = tell(story.records)
    assert told["clock_skew_ms"] == pytest.approx(2950, abs=2)
    assert told["delivery_lag_ms"]["max"] == pytest.approx(2050, abs=2)
    assert told["silent"] == [{"name": "TYPING_START", "seconds": pytest.approx(101)}]
    assert told["decisions"][0]["rule"] == "4000"
    said = " ".join(text(told).split())
    for words in (
        "1 heartbeat went out over 250ms late, 1.2",
        "1 ACK took over 1.00s, 1.50s at most: the network or Discord was slow.",
        "clock 2.95s ahead of Discord's",
        "silent TYPING_START 1m; far longer than ever before",
        "with 4000 Unknown error; then resuming by the rule '4000': closed with 4000.",
        "largest GUILD_CREATE 148K (n 8), TYPING_START 900 (n",
        "11K 3.6K 3.0x 900 1m",
    ):
        assert words in said
