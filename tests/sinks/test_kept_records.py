"""What a timeline keeps and shows: bounded, in order, the same for the view and the reader."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from making_records import Story
from scurrycli.filters import typed_filter
from scurrycli.records import OVERHEAD, Record
from scurrycli.sinks.names import Names
from scurrycli.sinks.timeline import RECENT, Timeline


def filled(story: Story, budget: int = 1 << 20) -> Timeline:
    timeline = Timeline(budget)
    for record in story.records:
        timeline.add(record)
    return timeline


def scanned(timeline: Timeline) -> list[Record]:
    while not timeline.scan():
        pass
    return [record for index in timeline.shown if (record := timeline.get(index)) is not None]


def filtered(timeline: Timeline, text: str) -> list[Record]:
    timeline.set_filter(typed_filter(text)[0], text)
    return scanned(timeline)


@given(
    st.lists(st.tuples(st.sampled_from(["event", "state", "beat"]), st.integers(0, 3000))),
    st.integers(1, 9000),
    st.sets(st.integers(0, 60)),
)
def test_the_newest_are_kept_at_their_indices_within_the_budget(
    kinds: list[tuple[str, int]], budget: int, looks: set[int]
) -> None:
    story, timeline = Story(), Timeline(budget)
    for number, (kind, size) in enumerate(kinds):
        if kind == "event":
            story.event("TYPING_START", {"x": "x" * size})
        elif kind == "state":
            story.state("connecting")
        else:
            story.payload("recv", 11)
        timeline.add(story.records[-1])
        if number in looks:
            timeline.scan()
    kept = [timeline.get(index) for index in range(timeline.first, timeline.end)]
    assert timeline.end == len(story.records)
    assert kept == story.records[timeline.first :]
    weight = sum(record.weight for record in story.records[timeline.first :])
    assert weight <= budget or len(kept) == 1 or not kept
    assert timeline.get(timeline.first - 1) is None
    assert timeline.get(timeline.end) is None
    if timeline.first:
        one_more = story.records[timeline.first - 1].weight
        assert weight + one_more > budget
    assert scanned(timeline) == [each for each in kept if each is not None and each.op != 11]
    assert timeline.arrived == sum(kind == "event" for kind, _ in kinds)


def test_a_filter_looks_at_some_of_them_at_a_time_and_goes_on_with_what_comes() -> None:
    story = Story()
    for number in range(9000):
        story.event("MESSAGE_CREATE" if number % 3 else "TYPING_START", {"number": number})
    timeline = filled(story, 1 << 30)
    timeline.set_filter(typed_filter("d.number > 8990 and t == MESSAGE_CREATE")[0], "text")
    assert not timeline.scan()
    assert 0 < timeline.progress < 1
    assert [record.d["number"] for record in scanned(timeline)] == [
        8992,
        8993,
        8995,
        8996,
        8998,
        8999,
    ]
    assert timeline.progress == 1
    timeline.add(story.event("MESSAGE_CREATE", {"number": 9001}))
    timeline.add(story.event("TYPING_START", {"number": 9002}))
    assert [record.d["number"] for record in scanned(timeline)][-1] == 9001


def test_a_filter_shows_what_passes_and_marks_and_none_shows_all_but_heartbeats() -> None:
    story = Story().ready().chat(2).beat()
    story.add("mark", detail={"label": "here"})
    timeline = filled(story)
    everything = scanned(timeline)
    assert len(everything) == len(story.records) - 3  # HELLO, a heartbeat, its ACK
    names = [record.t or record.kind for record in filtered(timeline, "message_c*, ready")]
    assert names == ["READY", "MESSAGE_CREATE", "MESSAGE_CREATE", "mark"]
    assert [record.op for record in filtered(timeline, "op in (1, 11)")][:2] == [1, 11]
    timeline.set_filter(None)
    assert scanned(timeline) == everything


def test_the_view_chooses_from_what_passes_and_can_hold_it() -> None:
    story = Story().ready().chat(90)
    timeline = filled(story)
    events, stories = timeline.newest()
    assert len(events) == RECENT
    assert events[-1] is story.records[-1]
    assert all(record.is_dispatch for record in events)
    assert stories[0] is story.records[0]

    timeline.toggle_hold()
    timeline.add(story.event("TYPING_START"))
    assert timeline.newer == 1
    assert timeline.newest() == (events, stories)
    timeline.toggle_hold()
    assert timeline.newer is None
    assert timeline.newest()[0][-1] is story.records[-1]

    filtered(timeline, "READY")
    assert [record.t for record in timeline.newest()[0]] == ["READY"]
    assert timeline.newest()[1] == []
    other = Timeline()
    other.copy_filter(timeline)
    other.add(story.event("TYPING_START"))
    assert scanned(other) == []
    assert other.filter_text == "READY"


def test_marks_have_their_places_and_go_with_the_others() -> None:
    story, timeline = Story(), Timeline(3 * OVERHEAD)
    for number in range(10):
        timeline.add(story.add("mark" if number % 2 else "new", detail={"label": str(number)}))
    timeline.scan()
    assert timeline.marks == [7, 9]
    assert timeline.first == 7


def test_what_was_decoded_is_let_go() -> None:
    story = Story().ready().chat(3)
    for record in story.records:
        assert record.payload is not None
    timeline = filled(story)
    timeline.newest()
    filtered(timeline, 'd.content ~ "anyone"')
    for record in story.records:
        timeline.row(record, Names())
    assert not any("payload" in record.__dict__ for record in story.records)


def test_the_row_of_a_large_payload_is_made_once() -> None:
    story = Story()
    large = story.event("GUILD_CREATE", {"name": "x"}, size=1_000_000)
    small = story.event("GUILD_CREATE", {"name": "x"})
    timeline, names = filled(story, OVERHEAD), Names()
    assert timeline.row(large, names) is timeline.row(large, names)
    assert timeline.row(small, names) is not timeline.row(small, names)
