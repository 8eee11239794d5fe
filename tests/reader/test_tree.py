"""A payload's tree: what begins folded, what folding shows, where a search leads."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scurrycli.reader.tree import FOLDED_FROM, LONG, PIECE, SEARCHED, Tree, scalar


def keys(tree: Tree) -> list[object]:
    return [f"+{node.left}" if node.left else node.key for node in tree.lines]


def selected(tree: Tree) -> object:
    assert tree.node is not None
    return tree.node.key


MESSAGE = {
    "t": "MESSAGE_CREATE",
    "s": 7,
    "op": 0,
    "d": {
        "id": "1",
        "author": {"id": "2", "name": "ada"},
        "mentions": [{"id": str(number)} for number in range(20)],
        "embeds": [],
        "content": "x" * (LONG + 1),
    },
}


def test_what_is_large_begins_folded() -> None:
    tree = Tree(MESSAGE)
    below = ["id", "author", "id", "name", "mentions", "embeds", "content"]
    assert keys(tree) == ["t", "s", "op", "d", *below]
    assert [node.key for node in tree.lines if node.can_fold] == [
        "d",
        "author",
        "mentions",
        "content",
    ]
    assert [node.depth for node in tree.lines][3:7] == [0, 1, 1, 2]


def test_folding() -> None:
    tree = Tree(MESSAGE)
    tree.go(5)
    assert selected(tree) == "author"
    tree.fold()
    assert "name" not in keys(tree)
    tree.fold()
    assert selected(tree) == "d"
    tree.toggle()
    assert keys(tree) == ["t", "s", "op", "d"]
    tree.toggle()
    assert "author" in keys(tree)
    assert "name" not in keys(tree)  # as it was left
    tree.open()
    assert selected(tree) == "id"
    tree.open()
    tree.toggle()
    assert selected(tree) == "id"
    tree.go(0)
    tree.fold()
    assert selected(tree) == "t"
    empty = Tree({})
    for act in (empty.fold, empty.open, empty.toggle):
        act()
    assert empty.node is None
    empty.find_first(lambda text: True)


def test_a_long_list_is_made_piece_by_piece() -> None:
    tree = Tree({"list": list(range(3 * PIECE))})
    tree.open()
    assert keys(tree)[-1] == f"+{2 * PIECE}"
    tree.go(10**9)
    tree.open()
    assert keys(tree)[-1] == f"+{PIECE}"
    assert keys(tree)[PIECE + 1] == PIECE
    tree.go(10**9)
    tree.fold()
    assert selected(tree) == "list"


def test_search_opens_what_it_leads_to_and_goes_both_ways() -> None:
    tree = Tree(MESSAGE)
    places = []
    for _ in range(3):
        assert tree.find(lambda text: "1" in text) == ""
        places.append(selected(tree))
        assert tree.node is not None
        assert "1" in scalar(tree.node.value)
    assert tree.find(lambda text: "name" in text, back=True) == ""
    assert selected(tree) == "name"
    assert tree.find(lambda text: text.startswith("t "), back=True) == ""
    assert selected(tree) == "t"
    assert "earlier" in tree.find(lambda text: True, back=True)
    assert "further" in tree.find(lambda text: False)
    tree.find_first(lambda text: "ada" in text)
    assert selected(tree) == "name"
    tree.find_first(lambda text: "ada" in text)
    assert selected(tree) == "name"


def test_search_reaches_what_is_not_made_yet() -> None:
    tree = Tree({"list": [{"name": f"item {number}"} for number in range(4 * PIECE)], "end": 1})
    assert tree.find(lambda text: f"item {2 * PIECE + 1}" in text) == ""
    assert selected(tree) == "name"
    assert tree.find(lambda text: "end" in text) == ""
    assert selected(tree) == "end"
    tree.place -= 1
    assert tree.node is not None
    assert tree.node.left
    assert tree.find(lambda text: "end" in text) == ""
    assert tree.find(lambda text: "item 0" in text, back=True) == ""


def test_search_gives_up_where_there_is_too_much_and_says_so() -> None:
    tree = Tree({"list": [0] * (SEARCHED + 10), "end": "here"})
    assert "more follow" in tree.find(lambda text: "here" in text)


def test_a_thousand_levels_are_no_more_than_lines() -> None:
    value: dict[str, Any] = {"bottom": "found"}
    for _ in range(1000):
        value = {"down": value}
    tree = Tree(value)
    assert len(tree.lines) == 1
    assert tree.find(lambda text: "found" in text) == ""
    assert selected(tree) == "bottom"
    assert len(tree.lines) == 1001


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=20) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=60,
)


@given(st.dictionaries(st.text(max_size=3), values), st.lists(st.integers(0, 80), max_size=20))
def test_whatever_is_opened_and_folded_the_lines_are_in_order(
    value: dict[str, Any], places: list[int]
) -> None:
    tree = Tree(value)
    for place in places:
        tree.go(place)
        tree.toggle()
        node = tree.node
        assert (node is None) == (not value)
        for above, below in zip(tree.lines, tree.lines[1:], strict=False):
            assert below.depth <= above.depth + 1
            assert below.parent is above or below.depth <= above.depth
    opened = {id(node.value) for node in tree.lines if node.is_container and node.is_open}
    for node in tree.lines:
        if node.parent is not None and node.parent.depth >= 0:
            assert id(node.parent.value) in opened


@given(values)
def test_what_begins_open_is_short(value: Any) -> None:
    tree = Tree({"it": value})
    assert len(tree.lines) <= FOLDED_FROM


def test_scalars_are_as_json_has_them() -> None:
    told = [scalar(value) for value in (None, True, False, 0, 1, 1.0, 1e300, "True")]
    assert told == ["null", "true", "false", "0", "1", "1.0", "1e+300", "True"]
