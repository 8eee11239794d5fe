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
from sinks.test_figures import session, tell

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
