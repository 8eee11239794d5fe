"""A payload's lines: safe, in their room, the selected one always to be seen."""

from __future__ import annotations

from typing import Any
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from making_records import ADA, GENERAL, GUILD, HOSTILE, Story, guild, hostile
from scurrycli.reader.lines import MOST_SHOWN, highlight, node_lines, title
from scurrycli.reader.search import Search
from scurrycli.reader.sheet import Sheet
from scurrycli.reader.tree import LONG, Tree
from scurrycli.sinks.names import Names


def drawn(sheet: Sheet, height: int = 1000) -> list[str]:
    return [text.plain for _, text in sheet.window(height)]


def known() -> Names:
    names = Names()
    names.add(Story().event("GUILD_CREATE", guild()))
    return names


def test_a_payload_is_readable() -> None:
    author = {**ADA, "roles": []}
    d = {"id": "5", "channel_id": GENERAL, "author": author, "tts": False, "nonce": None}
    sheet = Sheet(Tree({"op": 0, "d": d | {"many": [{"name": "x", "n": 1}] * 30}}), known(), 60)
    assert drawn(sheet) == [
        "   op 0",
        " ▾ d {6}",
        '     id "5"',
        f'     channel_id "{GENERAL}"  #general',
        "   ▾ author {3}",
        '       id "80351110224678912"  ada',
        '       username "ada"',
        "       roles []",
        "     tts false",
        "     nonce null",
        "   ▸ many [30] name x, n 1",
    ]


def test_a_long_text_is_folded_then_whole_then_cut_where_it_is_far_too_long() -> None:
    sheet = Sheet(Tree({"content": "word " * 200}), Names(), 40)
    assert len(drawn(sheet)) < 10
    assert "760 more characters" in " ".join(drawn(sheet))
    sheet.tree.toggle()
    lines = drawn(sheet)
    assert len(lines) > 25
    assert "".join(lines).count("word") == 200
    sheet = Sheet(Tree({"content": "x" * (MOST_SHOWN + 9)}), Names(), 80)
    sheet.tree.toggle()
    assert " 9 more characters" in " ".join(" ".join(drawn(sheet)[-2:]).split())


@given(st.integers(20, 200), st.integers(0, 3))
def test_remote_text_never_acts_and_stays_in_its_room(width: int, opened: int) -> None:
    value: dict[str, Any] = {**hostile(), HOSTILE: HOSTILE * 60}
    tree = Tree(value)
    for place in range(0, len(tree.lines) * opened, 7):
        tree.go(place)
        tree.open()
    sheet = Sheet(tree, Names(), width)
    lines = drawn(sheet)
    assert len(lines) > LONG / width
    for text in lines:
        assert cell_len(text) <= width
        assert not {category(char) for char in text} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(
    st.lists(st.tuples(st.sampled_from(["move", "go", "toggle"]), st.integers(-30, 40))),
    st.integers(1, 12),
)
def test_the_selected_line_is_always_seen(steps: list[tuple[str, int]], height: int) -> None:
    value = {"a": {"b": [1, 2], "text": "word " * 90}, "list": list(range(40)), "end": "x " * 200}
    sheet = Sheet(Tree(value), Names(), 40)
    for step, number in steps:
        if step == "move":
            sheet.move(number)
        elif step == "go":
            sheet.go(number)
        else:
            sheet.tree.toggle()
        window = [spot for spot, _ in sheet.window(height)]
        assert sheet.cursor in window
        assert window == sorted(set(window))
        assert len(window) == min(height, len(sheet.window(10**6)))


def test_an_empty_payload_has_no_lines() -> None:
    sheet = Sheet(Tree({}), Names())
    sheet.move(3)
    assert sheet.window(5) == []


def test_the_title_says_what_it_is_of() -> None:
    story, names = Story(), known()
    d = {"guild_id": GUILD, "channel_id": GENERAL, "author": ADA}
    told = title(story.event("MESSAGE_CREATE", d, wire=99), names, 200).plain
    assert told.startswith(" MESSAGE_CREATE 00:00:00.000  #general  ada  recv ")
    assert told.endswith("99 on the wire  n 1  s 1  op 0")
    assert title(story.close(4000).records[-1], names, 80).plain == " close 00:00:00.000  n 2"
    assert cell_len(title(story.records[0], names, 30).plain) <= 30


@pytest.mark.parametrize(("text", "sought", "spans"), [("aXbx", "x", 2), ("aXbx", "X", 1)])
def test_what_is_looked_for_is_set_off(text: str, sought: str, spans: int) -> None:
    line = node_lines(Tree({"key": text}).lines[0], Names(), 80)[0]
    before = len(line.spans)
    assert len(highlight(line, Search(sought, Names())).spans) == before + spans
    assert len(highlight(line, None).spans) == before + spans
