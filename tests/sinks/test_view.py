"""What the live view shows, against screens kept as plain text in `snapshots/`.

Run with SCURRY_UPDATE_SNAPSHOTS=1 to write them anew, then read the difference.
"""

from __future__ import annotations

import re
from io import StringIO
from itertools import pairwise
from unicodedata import category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from making_records import Story, hostile
from making_screens import STORIES, Watched, compare, flood, identifying, printed, ready, stopped
from scurrycli.sinks.header import ratio, sparkline
from scurrycli.sinks.text import UNKNOWN
from scurrycli.sinks.view import Playback
from scurrycli.wire.events import DISPATCH_EVENTS

SIZES = [(80, 24), (200, 50)]


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("name", STORIES)
def test_screens(name: str, width: int, height: int) -> None:
    watched = Watched(STORIES[name](), recording="session.jsonl")
    compare(f"{name}-{width}x{height}", watched.screen(width, height))


@pytest.mark.parametrize(("width", "height"), [(40, 10), (120, 30)])
def test_other_sizes(width: int, height: int) -> None:
    compare(f"ready-{width}x{height}", Watched(ready()).screen(width, height))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_playback(width: int, height: int) -> None:
    watched = Watched(ready(), recording="a.jsonl", playback=True)
    drawn = watched.screen(width, height, Playback(watched.story.at, 252.0, 2.0, paused=True))
    compare(f"playback-{width}x{height}", drawn)
    drawn = watched.screen(width, height, Playback(0.0, None, None))
    assert "playing     max      0s / ?" in drawn


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(STORIES)), st.integers(1, 230), st.integers(1, 60))
def test_any_size_is_filled_exactly(name: str, width: int, height: int) -> None:
    watched = Watched(STORIES[name]())
    watched.screen(width, height)
    watched.view.toggle_help()
    watched.screen(width, height, Playback(3.0, 9.0))


def test_a_flood_is_sampled_and_says_so_and_keeps_the_story() -> None:
    watched = Watched(ready())
    watched.screen(80, 24)
    watched.story.records += flood().records[len(watched.story.records) :]
    watched.story.at += 0.2
    drawn = watched.screen(80, 24)
    assert "showing 12 of 10,000/s" in drawn
    assert "opcode 7 RECONNECT" in drawn
    assert "⋮" not in drawn.split("opcode 7")[1]
    assert "events     2,044" in drawn


def test_states_are_named_once_they_are_true() -> None:
    assert "ready" not in Watched(identifying()).screen(80, 24).lower()
    assert " ready 1m00s" in Watched(ready()).screen(80, 24)


def test_hidden_events_are_marked() -> None:
    story = Story()
    for _ in range(30):
        story.state("connecting", "again")
        story.event("TYPING_START")
        story.event("TYPING_START")
    drawn = Watched(story).screen(80, 24)
    assert "⋮" not in drawn
    for _ in range(30):
        story.event("TYPING_START")
    assert drawn.count("—") == 4
    assert Watched(story).screen(80, 24).count("⋮ connecting") == 1


def test_freeze_holds_the_list_while_figures_go_on() -> None:
    watched = Watched(ready())
    before = watched.screen(80, 24)
    watched.view.toggle_freeze()
    assert watched.view.frozen
    watched.story.event("TYPING_START", {"channel_id": "1"})
    held = watched.screen(80, 24)
    assert held.split("\n")[6:18] == before.split("\n")[6:18]
    assert "list frozen, 1 newer; space goes on" in held
    assert "seq       45" in held
    watched.view.toggle_freeze()
    assert "DM" in watched.screen(80, 24)


def test_help_explains_the_figures() -> None:
    watched = Watched(ready())
    watched.view.toggle_help()
    compare("help-80x24", watched.screen(80, 24))


def test_quiet_opcodes_are_not_listed() -> None:
    story = Story().open().hello().beat()
    story.payload("recv", 1)
    drawn = Watched(story).screen(80, 24)
    assert "HEARTBEAT" not in drawn
    assert "connected to" in drawn


def test_a_late_ack_and_a_late_beat_are_said() -> None:
    story = ready().wait(41).beat(None).wait(3)
    assert "ACK  due 3s" in Watched(story).screen(80, 24)
    story.wait(60)
    assert "next late" in Watched(story).screen(80, 24)
    waiting = identifying().beat(None).wait(5)
    assert "first ACK awaited 5s" in Watched(waiting).screen(80, 24)


def test_an_address_that_is_none_is_shown_as_it_is() -> None:
    assert "wss://[" in Watched(Story().open("wss://[")).screen(80, 24)


def test_a_sparkline_without_height() -> None:
    assert sparkline([0.0, 0.0], 4) == "  ▁▁"
    assert sparkline([1.0, 2.0, 4.0, 8.0], 3) == "▃▅█"


def test_stopped_says_each_thing_once() -> None:
    story = identifying().close(4004)
    story.state("stopped", "the token in IDENTIFY is not valid")
    drawn = Watched(story).screen(80, 24)
    assert drawn.count("the token in IDENTIFY is not valid") == 2  # above the list and in it
    assert "Reset the token" in drawn
    story = identifying().close(1000, by="client")
    story.state("stopped", "left by ourselves")
    assert "stopped: left by ourselves" in Watched(story).screen(80, 24)


@pytest.mark.parametrize(
    ("name", "styled"),
    [
        ("connecting", "\x1b[1;36mconnecting 1s"),
        ("identifying", "\x1b[1;34midentifying 3s"),
        ("ready", "\x1b[1;32mready 1m00s"),
        ("resuming", "\x1b[1;35mresuming 0s"),
        ("dropped", "\x1b[1;33mwaiting 4s left"),
        ("stopped", "\x1b[1;31mstopped 2s"),
    ],
)
def test_each_state_has_a_word_and_a_colour(name: str, styled: str) -> None:
    watched = Watched(STORIES[name]())
    watched.screen(80, 24)
    out = StringIO()
    console = Console(file=out, width=80, force_terminal=True, color_system="standard", _environ={})
    console.print(watched.view.render(watched.story.at, 80, 24))
    assert out.getvalue().startswith(f" {styled}")


def test_types_keep_their_order_for_some_seconds() -> None:
    story = Story().ready()
    watched = Watched(story)
    story.event("AAA")
    story.event("BBB")
    first = watched.screen(80, 24)
    for _ in range(5):
        story.event("BBB")
    story.event("CCC")
    second = watched.screen(80, 24)
    third = (story.wait(6), watched.screen(80, 24))[1]
    for earlier, later in pairwise(("AAA", "BBB", "GUILD_CREATE")):
        counts = second.split("\n")[19:]
        assert "CCC" in second
        assert first.split("COUNT", 1)[1].index(earlier) < first.split("COUNT", 1)[1].index(later)
        assert "\n".join(counts).index(earlier) < "\n".join(counts).index(later)
    counted = third.split("COUNT", 1)[1]
    assert counted.index("BBB") < counted.index("AAA")


def test_what_was_decoded_to_be_drawn_is_let_go() -> None:
    story = Story().ready().chat(9)
    watched = Watched(story)
    watched.screen(80, 24)
    assert not any("payload" in record.__dict__ for record in story.records)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_hostile_text_never_acts(width: int, height: int) -> None:
    evil = "\x1b[31m\x1b]52;c;QQ==\x07\u202e[red]x[/]\x9b\nnext"
    story = Story().ready()
    story.state("waiting", evil, wait=9.0, rule=evil)
    story.close(4000, reason=evil).add("error", detail={"error": evil, "url": evil})
    story.open(evil).add("new", detail={evil: evil})
    for event in [*DISPATCH_EVENTS, evil]:
        story.event(event, hostile_d())
    watched = Watched(story, recording=evil)
    story.state(evil, evil)
    seen = watched.screen(width, height) + watched.screen(width, 120)
    seen += printed(watched.view.summary(story.at, width), width)
    assert not {category(char) for char in seen} & {"Cf", "Cs", "Zl", "Zp"}
    assert {char for char in seen if category(char) == "Cc"} == {"\n"}
    assert "[red]" in seen


def hostile_d() -> dict[str, object]:
    """As JSON can carry it: no lone surrogate."""
    text = repr(hostile()).encode(errors="replace").decode()
    return {"name": text, **dict.fromkeys(hostile(), "\x1b[31m[red]\u202e")}


def test_summary_says_what_happened() -> None:
    watched = Watched(stopped(), recording="session.jsonl")
    watched.screen(80, 24)
    compare("summary-stopped", printed(watched.view.summary(watched.story.at, 80), 80))
    watched = Watched(ready())
    watched.screen(80, 24)
    compare("summary-ready", printed(watched.view.summary(watched.story.at, 80), 80))


SENTENCE = (
    "The Gateway closed with 4014 Disallowed intent(s): a privileged intent was asked for that is "
    "not enabled for this bot. Enable it in the Developer Portal (page Bot, Privileged Gateway "
    "Intents), or leave it out of --intents."
)


def in_one_line(drawn: str) -> str:
    return " ".join(drawn.split())


def test_the_cure_is_never_cut() -> None:
    story = identifying().close(4014)
    story.state("stopped", SENTENCE)
    watched = Watched(story)
    assert f"stopped: {SENTENCE} TIME" in in_one_line(watched.screen(80, 24))
    for width in (40, 80):
        said = printed(watched.view.summary(story.at, width), width)
        assert f"stopped: {SENTENCE} events" in in_one_line(said)
        assert max(map(len, said.split("\n"))) <= width


@pytest.mark.parametrize("width", [40, 80, 100])
def test_the_summary_names_the_top_five(width: int) -> None:
    story = Story().ready()
    names = [f"A_RATHER_LONG_NAME_{number}" for number in range(7)]
    for number, name in enumerate(names):
        for _ in range(9 - number):
            story.event(name)
    watched = Watched(story)
    watched.screen(80, 24)
    said = in_one_line(printed(watched.view.summary(story.at, width), width))
    assert ", ".join(f"{name} {9 - at}" for at, name in enumerate(names[:5])) in said
    assert ", 4 more types" in said


def test_a_number_is_not_cut_to_another_one() -> None:
    story = Story()
    for number in range(30):
        story.add("mark", detail={"label": "x" * (40 + number) + "119"})
    for width in (40, 80):
        for row in Watched(story).screen(width, 40).split("\n"):
            assert "mark" not in row or row.rstrip().endswith(("119", "…"))


def test_a_decision_after_opcode_7_stays_and_is_whole() -> None:
    story = ready()
    story.payload("recv", 7)
    story.close(None, by="network")
    story.state("resuming", "the connection ended without a close frame", rule="drop")
    story.open()
    story.state("resuming", "HELLO: a heartbeat every 6 s; resuming after seq 119")
    story.payload("sent", 6, {"seq": 119})
    story.state("ready", "RESUMED: 3 replayed, nothing is missing")
    for _ in range(50):
        story.event("TYPING_START")
    drawn = Watched(story).screen(80, 24)
    assert "(rule: drop): the connection ended without a close frame" in in_one_line(drawn)
    assert "sent RESUME" not in drawn


def test_playback_says_when_it_is_over() -> None:
    watched = Watched(ready(), playback=True)
    said = {
        (True, False): ("paused ", "space play "),
        (False, False): ("playing", "space pause"),
        (False, True): ("ended  ", "space again"),
        (True, True): ("ended  ", "space again"),
    }
    for (paused, ended), (word, space) in said.items():
        drawn = watched.screen(80, 24, Playback(3.0, 9.0, 1.0, paused, ended))
        assert [line[1:8] for line in drawn.split("\n")[-3:-2]] == [word]
        assert f" {space}   . step" in drawn


def test_the_bar_stands_still_whatever_the_speed() -> None:
    watched = Watched(ready(), playback=True)
    speeds = (None, 0.0625, 1 / 12, 1 / 7, 1 / 3, 1.0, 64.0, 33.3333, 123456789.0, 0.000012345)
    bars = set()
    for speed in speeds:
        row = watched.screen(80, 24, Playback(3.0, 9.0, speed)).split("\n")[-3]
        assert "…" not in row
        bars.add((row.index("━"), row.rindex("─")))
    assert len(bars) == 1


def test_nothing_is_claimed_before_the_first_record() -> None:
    watched = Watched(Story(), playback=True)
    drawn = watched.screen(80, 24, Playback(0.0, 9.0, 1.0, paused=True))
    assert drawn.startswith(" not started ")
    assert "connecting" not in drawn
    assert drawn.split("\n")[-3].endswith(f" {UNKNOWN}")
    assert "not started" in printed(watched.view.summary(0.0, 80), 80)


@pytest.mark.parametrize("playback", [None, Playback(3.0, 9.0)])
@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 24), (200, 50)])
def test_help_fits_and_explains_every_figure(
    width: int, height: int, playback: Playback | None
) -> None:
    watched = Watched(Story().ready(), playback=playback is not None)
    watched.view.toggle_help()
    rows = watched.screen(width, height, playback).split("\n")[4:]
    drawn = "\n".join(rows)
    assert "…" not in drawn
    figures = "missing replayed resumed every conn wire RATE LAST flaws identify"
    words = [*figures.split(" "), "⋮", "—", "▃▅█"]
    assert [word for word in words if word not in drawn] == []


@pytest.mark.parametrize("playback", [None, Playback(3.0, 9.0)])
@pytest.mark.parametrize(("width", "height"), [(80, 14), (40, 10), (120, 14), (60, 9)])
def test_help_that_does_not_fit_goes_on_with_its_key(
    width: int, height: int, playback: Playback | None
) -> None:
    watched = Watched(Story().ready(), playback=playback is not None)
    pages = [watched.screen(width, height, playback)]
    while not pages[1:] or "SUMMARY" not in pages[-1]:
        watched.view.toggle_help()
        pages.append(watched.screen(width, height, playback))
        assert len(pages) < 50
    helped = [page.split("\n")[4 : -2 - (playback is not None)] for page in pages[1:-1]]
    assert f"? for page 2 of {len(helped)}" in pages[1]
    words = " ".join("\n".join(map("\n".join, helped)).split())
    assert "…" not in words
    for said in (
        "last heartbeat until its ACK",
        "events above it are hidden",
        "quit; a summary stays",
    ):
        assert set(said.split()) <= set(words.split())


def test_help_and_freezing_say_what_space_does() -> None:
    watched = Watched(ready())
    watched.view.toggle_freeze()
    assert "space go on " in watched.screen(80, 24)
    watched.view.toggle_help()
    helped = watched.screen(80, 24)
    assert "space            hold the list still; again: go on" in helped
    assert "space list " in helped


def test_space_in_the_help_leaves_it_and_holds_nothing() -> None:
    watched = Watched(ready())
    for leave in (watched.view.toggle_freeze, watched.view.leave_help):
        watched.view.toggle_help()
        assert "SUMMARY" not in watched.screen(80, 24)
        leave()
        assert "SUMMARY" in watched.screen(80, 24)
        assert not watched.view.frozen


@pytest.mark.parametrize("width", [78, 80, 100, 110, 120, 127, 128, 140, 150, 189, 190, 230])
def test_a_wider_screen_shows_no_less_of_an_event(width: int) -> None:
    rows = Watched(ready()).screen(width, 30).split("\n")
    whole = r" \d\d:\d\d:\d\d\.\d{3} +\d+ MESSAGE_CREATE .*\b2[34]\d\b"
    assert any(re.match(whole, row) for row in rows)


def test_the_address_has_the_room_that_is_left_beside_the_recording() -> None:
    watched = Watched(ready())
    first = watched.screen(120, 30).split("\n")[0]
    assert "wss://gateway.discord.gg/?v=10&encoding=json" in first
    assert first.rstrip().endswith("no rec")


@pytest.mark.parametrize("width", [40, 60, 80, 100, 118])
def test_counts_stand_under_their_headings_and_names_are_cut_as_in_the_list(width: int) -> None:
    story = Story().ready()
    for number in range(9):
        for _ in range(number + 1):
            story.event(f"{number}_GUILD_SCHEDULED_EVENT_USER_REMOVE_{number}")
    rows = Watched(story).screen(width, 24).split("\n")
    at = next(place for place, row in enumerate(rows) if "COUNT" in row)
    for row in rows[at + 1 : at + 4]:
        for figure in re.finditer("COUNT|RATE|LAST", rows[at]):
            assert row[figure.end() - 1] != " "
            assert row[figure.end() :][:1] in (" ", "")
        for name in re.finditer("EVENT", rows[at]):
            assert row[name.start() - 1] == " " != row[name.start()]
    cut = [word for row in rows[at:] for word in row.split() if "…" in word]
    assert cut
    assert set(cut) & {word for row in rows[5:at] for word in row.split()}


@pytest.mark.parametrize("width", [120, 150, 200])
def test_names_beside_the_list_are_whole_or_cut_as_in_it(width: int) -> None:
    name = "GUILD_SCHEDULED_EVENT_USER_REMOVE_AND_SO_ON"
    story = Story().ready()
    story.event(name)
    drawn = Watched(story).screen(width, 30)
    cut = {word for word in drawn.split() if "…" in word and word.startswith("GUILD_")}
    assert len(cut) == 1
    assert drawn.count(cut.pop()) == 2


def test_the_ratio_is_unknown_where_nothing_was_compressed() -> None:
    assert (ratio(1000, 1000), ratio(1000, 0), ratio(4700, 1000)) == ("–", "–", "4.7x")  # noqa: RUF001
