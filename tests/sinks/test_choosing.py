"""Which stories stay where there is little room, and which get more than one line."""

from __future__ import annotations

from collections.abc import Sequence

from making_records import Story
from scurrycli.records import Record
from scurrycli.sinks.choosing import folded, newest
from scurrycli.sinks.names import Names
from scurrycli.sinks.rows import Row, make_row


def reconnect() -> list[Record]:
    story = Story()
    story.payload("recv", 7)
    story.close(4900, by="client")
    story.state("resuming", "the Gateway asked for a reconnect", rule="op 7")
    story.open()
    story.state("resuming", "HELLO: a heartbeat every 6 s; resuming after seq 119")
    story.payload("sent", 6, {"seq": 119})
    story.state("ready", "RESUMED: 3 replayed, nothing is missing")
    return story.records


def numbers(rows: Sequence[Record | Row]) -> list[int]:
    return [row.n for row in rows]


def test_decisions_stay_and_what_goes_without_saying_goes_first() -> None:
    stories = reconnect()
    story = Story()
    story.records = list(stories)
    events = [story.event("TYPING_START") for _ in range(40)]
    kept = [numbers(newest(events, stories, 1.0, room)) for room in (8, 12, 16, 20, 28)]
    pinned = [[n for n in chosen if n <= len(stories)] for chosen in kept]
    assert pinned == [[3, 2], [7, 3, 2], [7, 3, 2, 1], [7, 6, 3, 2, 1], [7, 6, 5, 4, 3, 2, 1]]
    assert [len(chosen) for chosen in kept] == [8, 12, 16, 20, 28]
    assert numbers(newest(events, stories, 60.0, 8)) == list(range(47, 39, -1))


def rows_of(*words: str, events: int = 0) -> list[Row]:
    story = Story()
    for _ in range(events):
        story.event("TYPING_START")
    for word in words:
        story.state("waiting", word)
    story.add("open", detail={"url": "long " * 7})
    return [make_row(record, Names()) for record in reversed(story.records)]


def lines(rows: list[Row]) -> dict[int, int]:
    return {row.n: row.lines for row in rows}


def test_a_long_story_gets_the_lines_that_are_free() -> None:
    rows = rows_of("a reason that needs more than one line")
    assert lines(folded(rows, 2, 20)) == {1: 1, 2: 1}
    assert lines(folded(rows, 4, 20)) == {1: 3, 2: 1}
    assert lines(folded(rows, 9, 20)) == {1: 3, 2: 3}
    assert lines(folded(rows, 9, 80)) == {1: 1, 2: 1}
    assert lines(folded(rows_of("word " * 90), 90, 20))[1] == 4


def test_what_matters_takes_its_second_line_from_the_oldest_event() -> None:
    rows = rows_of("a reason that needs more than one line", events=10)
    made = folded(rows, 12, 30)
    assert lines(made) == {**dict.fromkeys(range(2, 11), 1), 11: 2, 12: 1}
    assert [row.n for row in made] == [*range(12, 1, -1)]


def test_events_keep_a_third_of_the_room() -> None:
    made = folded(rows_of(*["a reason that needs more than one line"] * 4, events=4), 9, 30)
    assert len([row for row in made if not row.story]) == 3
    assert sum(row.lines for row in made) == 9
