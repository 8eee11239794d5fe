"""The lines of a tree on a pane: which of them it has room for, line by line; never a widget."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from rich.text import Text

from scurrycli.reader.lines import node_lines
from scurrycli.reader.tree import Tree
from scurrycli.sinks.names import Names


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A line: of which of the tree's, and which of those that it takes."""

    place: int
    row: int


class Sheet:
    """A tree's lines folded to `width` cells; a long text has many, and one walks through them.

    Attributes:
        tree: what is shown.
        width: of a line, in cells.
        names: of ids.
    """

    def __init__(self, tree: Tree, names: Names, width: int = 80) -> None:
        self.tree, self.names, self.width = tree, names, width
        self._row = 0
        self._top = Spot(0, 0)
        self._made: tuple[tuple[object, bool, int], list[Text]] | None = None

    @property
    def cursor(self) -> Spot:
        """The selected line."""
        return Spot(self.tree.place, min(self._row, self._height(self.tree.place) - 1))

    def move(self, by: int) -> None:
        """Select the line that stands so many further down."""
        if not self.tree.lines:
            return
        spots = self._down(self.cursor) if by > 0 else self._up(self.cursor)
        *_, spot = islice(spots, abs(by) + 1)
        self.tree.place, self._row = spot.place, spot.row

    def go(self, place: int) -> None:
        """Select the first line of one of the tree's, the nearest there is."""
        self.tree.go(place)
        self._row = 0

    def window(self, height: int) -> list[tuple[Spot, Text]]:
        """The lines for a pane of that height; the selected one is among them."""
        if not self.tree.lines or height < 1:
            return []
        self._top = min(self._top, self.cursor)
        seen = list(islice(self._down(self._top), height))
        if self.cursor not in seen:
            *_, self._top = islice(self._up(self.cursor), height)
            seen = list(islice(self._down(self._top), height))
        if len(seen) < height:  # the end has been folded away
            *_, self._top = islice(self._up(seen[-1]), height)
            seen = list(islice(self._down(self._top), height))
        return [(spot, self._lines(spot.place)[spot.row]) for spot in seen]

    def _down(self, spot: Spot) -> Iterator[Spot]:
        row = spot.row
        for place in range(spot.place, len(self.tree.lines)):
            for number in range(row, self._height(place)):
                yield Spot(place, number)
            row = 0

    def _up(self, spot: Spot) -> Iterator[Spot]:
        row = spot.row
        for place in range(spot.place, -1, -1):
            for number in range(row, -1, -1):
                yield Spot(place, number)
            row = self._height(place - 1) - 1 if place else 0

    def _height(self, place: int) -> int:
        return len(self._lines(place)) if self.tree.lines else 1

    def _lines(self, place: int) -> list[Text]:
        """What one of the tree's lines takes; a long one is kept, as it is asked for often."""
        node = self.tree.lines[place]
        key = (node, node.is_open, self.width)
        if self._made is not None and self._made[0] == key:
            return self._made[1]
        lines = node_lines(node, self.names, self.width)
        if len(lines) > 1:
            self._made = (key, lines)
        return lines
