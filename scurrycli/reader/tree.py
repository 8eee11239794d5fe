"""A payload as lines that can be folded, made as far as they are looked at; never a colour.

What is large begins folded, and a long list is made piece by piece, so that a payload of many
megabytes costs no more than what is seen of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

FOLDED_FROM = 12
"""Lines of a nested object or list from which it begins folded."""
PIECE = 500
"""Items of a list or an object that are made at a time."""
LONG = 240
"""Characters of a text from which it begins folded."""
SEARCHED = 200_000
"""Values that a search looks at; that there are more it says."""


@dataclass(slots=True, eq=False)
class Node:
    """A value at its place.

    Attributes:
        key: its name or number in what holds it.
        value: as decoded.
        parent: what holds it; None at the top.
        depth: how far inside.
        is_open: whether what is in it is shown, or all of a long text.
        made: how many of its items are made.
        left: of a line that stands for items that are not made, how many those are; else 0.
    """

    key: str | int
    value: Any
    parent: Node | None
    depth: int
    is_open: bool = False
    made: int = PIECE
    left: int = 0
    children: list[Node] = field(default_factory=list)

    @property
    def is_container(self) -> bool:
        """Whether there is anything inside."""
        return isinstance(self.value, (dict, list)) and bool(self.value)

    @property
    def can_fold(self) -> bool:
        """Whether it can be opened and folded."""
        return self.is_container or (isinstance(self.value, str) and len(self.value) > LONG)

    def make(self) -> list[Node]:
        """The lines right below it, if it is open: its items, and one for those not made."""
        if not (self.is_container and self.is_open):
            return []
        for key, value in islice(_items(self.value), len(self.children), self.made):
            self.children.append(Node(key, value, self, self.depth + 1, _begins_open(value)))
        left = len(self.value) - self.made
        more = [Node("", None, self, self.depth + 1, left=left)] if left > 0 else []
        return self.children + more


def _items(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, dict):
        return iter(value.items())
    return iter(enumerate(value)) if isinstance(value, list) else iter(())


def _begins_open(value: Any) -> bool:
    """Whether everything inside has fewer than `FOLDED_FROM` lines."""
    lines, inside = 0, [value]
    while inside and lines < FOLDED_FROM:
        held = inside.pop()
        if isinstance(held, (dict, list)):
            lines += len(held)
            inside += held.values() if isinstance(held, dict) else held
    return isinstance(value, (dict, list)) and lines < FOLDED_FROM


class Tree:
    """The lines of one value and a selection among them.

    Attributes:
        lines: those to be shown, from the first.
        place: which of them is selected.
    """

    def __init__(self, value: dict[str, Any]) -> None:
        self._root = Node("", value, None, -1, is_open=True)
        for node in self._root.make():
            node.is_open = node.is_open or node.key == "d"  # what a payload is about
        self.lines: list[Node] = []
        self.place = 0
        self._relist()

    @property
    def node(self) -> Node | None:
        """The selected line; None where there is none."""
        return self.lines[self.place] if self.lines else None

    def go(self, place: int) -> None:
        """Select a line, the nearest there is."""
        self.place = min(max(0, place), max(0, len(self.lines) - 1))

    def open(self) -> None:
        """Open what is selected, show more of a long list, or go in."""
        node = self.node
        if node is None:
            return
        if node.left and node.parent is not None:
            node.parent.made += PIECE
            self._relist()
        elif node.can_fold and not node.is_open:
            node.is_open = True
            self._relist()
        elif node.is_container:
            self.go(self.place + 1)

    def fold(self) -> None:
        """Fold what is selected, or else go to what holds it."""
        node = self.node
        if node is None:
            return
        if node.can_fold and node.is_open:
            node.is_open = False
            self._relist()
        elif node.parent is not None and node.parent is not self._root:
            self.place = self.lines.index(node.parent)

    def toggle(self) -> None:
        """Open what is folded, fold what is open."""
        node = self.node
        if node is not None and node.can_fold and node.is_open:
            self.fold()
        else:
            self.open()

    def find(self, holds: Callable[[str], bool], *, back: bool = False) -> str:
        """Select the next name or value with a text, opening what it is in; a sentence where there
        is none. Not beyond `SEARCHED` values."""
        here, found, passed = self._path(), None, False
        for number, (path, text) in enumerate(_texts(self._root.value)):
            if number == SEARCHED:
                return f"It is in none of the {SEARCHED:,} values that were looked at; more follow."
            if path == here:
                if back:
                    break
                passed = True
            elif (back or passed) and holds(text):
                found = list(path)
                if not back:
                    break
        if found is None:
            return f"It is in no {'earlier' if back else 'further'} line of this payload."
        self._show(found)
        return ""

    def find_first(self, holds: Callable[[str], bool]) -> None:
        """Select the first name or value with a text, if there is one."""
        node = self.node
        if node is not None and not holds(_text(node.key, node.value)):
            self.find(holds)

    def _path(self) -> list[str | int]:
        """Keys and numbers that lead to what is selected."""
        node = self.node
        if node is not None and node.left and node.parent is not None:
            node = node.parent.children[-1]
        keys: list[str | int] = []
        while node is not None and node is not self._root:
            keys.append(node.key)
            node = node.parent
        return keys[::-1]

    def _show(self, path: list[str | int]) -> None:
        """Open what leads to a value, and select it."""
        node = self._root
        for key in path:
            node.is_open = True
            number = key if isinstance(key, int) else list(node.value).index(key)
            while node.made <= number:
                node.made += PIECE
            node.make()
            node = node.children[number]
        self._relist()
        self.place = self.lines.index(node)

    def _relist(self) -> None:
        """Line up what is open. Not by recursion: a payload may be a thousand levels deep."""
        self.lines = []
        waiting = self._root.make()[::-1]
        while waiting:
            node = waiting.pop()
            self.lines.append(node)
            waiting += node.make()[::-1]


def _texts(value: Any) -> Iterator[tuple[list[str | int], str]]:
    """All names and values in their order, each with what leads to it (the same list each time)."""
    path: list[str | int] = []
    waiting = [_items(value)]
    while waiting:
        item = next(waiting[-1], None)
        if item is None:
            waiting.pop()
            if path:
                path.pop()
            continue
        key, held = item
        path.append(key)
        yield path, _text(key, held)
        waiting.append(_items(held))


def _text(key: str | int, value: Any) -> str:
    name = key if isinstance(key, str) else ""
    return name if isinstance(value, (dict, list)) else f"{name} {scalar(value)}"


def scalar(value: Any) -> str:
    """A value without parts as JSON has it, a text without its quotes."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, (bool, float)) else str(value)
