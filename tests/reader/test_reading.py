"""The selection stays on its record; search, marks and the window go by what is shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from making_records import Story, guild
from scurrycli.filters import typed_filter
from scurrycli.reader.reading import Reading
from scurrycli.reader.search import Search
from scurrycli.records import OVERHEAD, Record
from scurrycli.sinks.names import Names
from scurrycli.sinks.timeline import Timeline


def begun(story: Story, budget: int = 1 << 20) -> Reading:
    timeline = Timeline(budget)
    for record in story.records:
        timeline.add(record)
    return Reading(timeline)


def selected(reading: Reading) -> Record:
    assert reading.record is not None
    return reading.record


def test_the_newest_is_followed_until_something_else_is_selected() -> None:
    story = Story().chat(4)
    reading = begun(story)
    assert selected(reading) is story.records[-1]
    reading.timeline.add(story.event("TYPING_START"))
    reading.update()
    assert selected(reading) is story.records[-1]

    reading.move(-2)
    assert not reading.follow
    before = selected(reading)
    reading.timeline.add(story.event("TYPING_START"))
    reading.update()
    assert selected(reading) is before
    assert reading.place == len(story.records) - 4

    reading.follow_on()
    assert selected(reading) is story.records[-1]
    reading.stay()
    reading.go(-5)
    assert selected(reading) is story.records[0]
    reading.go(1000)
    assert selected(reading) is story.records[-1]


def test_nothing_can_be_selected_where_nothing_is() -> None:
    reading = begun(Story())
    reading.move(1)
    assert reading.record is None
    assert reading.window(5) == []
    assert reading.find() == "Nothing is looked for yet; / looks for a text."
    reading.search = Search("x", Names())
    assert reading.find() == "'x' is in none of them."
    assert reading.to_mark() == "There is no mark; m writes one."


def test_a_filter_moves_the_selection_to_a_neighbour_and_back_to_all() -> None:
    story = Story().chat(3)
    reading = begun(story)
    reading.go(3)
    reading.timeline.set_filter(typed_filter("MESSAGE_CREATE")[0], "MESSAGE_CREATE")
    reading.update()
    assert selected(reading).t == "MESSAGE_CREATE"
    assert selected(reading).n == 5
    reading.timeline.set_filter(typed_filter("READY")[0], "READY")
    reading.update()
    assert reading.record is None
    reading.timeline.set_filter(None)
    reading.update()
    assert selected(reading) is story.records[-1]


steps = st.lists(
    st.tuples(st.sampled_from(["add", "move", "go", "window", "follow"]), st.integers(-9, 40)),
    max_size=60,
)


@given(steps, st.integers(1, 12), st.integers(1, 8))
def test_the_selected_one_is_always_in_the_window(
    steps: list[tuple[str, int]], height: int, kept: int
) -> None:
    story = Story()
    reading = begun(story, kept * (OVERHEAD + 40))
    for step, number in steps:
        if step == "add":
            for _ in range(max(1, number)):
                reading.timeline.add(story.state("connecting"))
        elif step == "move":
            reading.move(number)
        elif step == "go":
            reading.go(number)
        elif step == "follow":
            reading.follow_on()
        reading.update()
        window, shown = reading.window(height), reading.timeline.shown
        assert len(window) == min(height, len(shown))
        assert sum(map(reading.is_selected, window)) == bool(shown)
        assert [shown.index(index) for index in window] == list(
            range(shown.index(window[0]), shown.index(window[0]) + len(window)) if window else []
        )
        if reading.follow and shown:
            assert reading.is_selected(shown[-1])


def test_search_finds_bytes_names_and_stories_and_goes_round() -> None:
    story, names = Story().ready().chat(3), Names()
    for record in story.records:
        names.add(record)
    reading = begun(story)
    reading.go(0)

    def found(text: str, *, back: bool = False) -> tuple[str, str]:
        reading.search = Search(text, names)
        said = reading.find(back=back)
        return selected(reading).t or selected(reading).kind, said

    assert found("Number 0") == ("state", "'Number 0' is in none of them.")
    assert found("number 0") == ("MESSAGE_CREATE", "")
    assert found("number 0")[1] == "'number 0' is in this one alone."
    assert found("gateway.discord") == ("open", "It goes on from the other end.")
    assert found("#memes")[1] == ""
    assert found("LIN", back=True)[1].startswith("'LIN' is in none")
    assert found("lin", back=True)[1] == "It goes on from the other end."


def test_search_finds_a_text_however_json_has_it() -> None:
    story = Story()
    story.payload("recv", 0, t="MESSAGE_CREATE", s=1)
    story.records[
        0
    ].frame = b'{"op":0,"t":"MESSAGE_CREATE","d":{"content":"caf\\u00e9 \\/ \\"x\\""}}'
    for text in ("café", 'é / "x"', "message_create"):
        assert Search(text, Names())(story.records[0]), text
    assert not Search("cafe", Names())(story.records[0])


def test_marks_are_jumped_between_even_where_a_filter_is_set() -> None:
    story = Story().chat(2)
    story.add("mark", detail={"label": "one"})
    story.chat(2).add("mark", detail={"label": "two"})
    reading = begun(story)
    reading.timeline.set_filter(typed_filter("TYPING_START")[0], "TYPING_START")
    reading.update()
    reading.go(0)
    assert reading.to_mark() == ""
    assert selected(reading).detail["label"] == "one"
    assert reading.to_mark() == ""
    assert selected(reading).detail["label"] == "two"
    assert reading.to_mark() == "There is no newer mark."
    assert reading.to_mark(back=True) == ""
    assert selected(reading).detail["label"] == "one"
    assert reading.to_mark(back=True) == "There is no older mark."


def test_a_replay_that_begins_again_is_read_on_at_the_same_record() -> None:
    story = Story().chat(5)
    reading = begun(story)
    reading.go(7)
    again = Timeline()
    again.add(story.records[0])
    reading.attach(again)
    assert selected(reading) is story.records[0]
    for record in story.records[1:]:
        again.add(record)
    reading.update()
    assert selected(reading) is story.records[7]
    again.add(story.event("TYPING_START"))
    reading.update()
    assert selected(reading) is story.records[7]

    reading.follow_on()
    reading.attach(Timeline())
    assert reading.record is None
    assert reading.follow


def test_a_guild_is_found_by_its_name_in_what_only_has_its_id() -> None:
    story, names = Story(), Names()
    names.add(story.event("GUILD_CREATE", guild()))
    message = story.event("TYPING_START", {"guild_id": guild()["id"]})
    assert Search("scurry lab", names)(message)
    assert not Search("another lab", names)(message)
