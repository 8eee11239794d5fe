"""Renderables of an exact size: lines, a table of rows, two panes side by side; never too much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.text import Text

from scurrycli.sinks import theme
from scurrycli.sinks.panels import line
from scurrycli.sinks.rows import Columns, Row, columns, story_cells
from scurrycli.sinks.text import fold, middle, pad

Lines = list[list[Segment]]


@dataclass(frozen=True, slots=True)
class Screen:
    """Parts one below the other, cut or filled to exactly `width` by `height` cells."""

    parts: Sequence[RenderableType]
    width: int
    height: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for cells in self.lines(console, options):
            yield from cells
            yield Segment.line()

    def lines(self, console: Console, options: ConsoleOptions) -> Lines:
        """The lines, without their ends."""
        width = min(self.width, options.max_width)
        inner = options.update(width=width, highlight=False, markup=False)
        inner.height = None
        lines: Lines = []
        for part in self.parts:
            lines += console.render_lines(part, inner)
        return Segment.set_shape(lines[: self.height], width, self.height)


@dataclass(frozen=True, slots=True)
class Beside:
    """Two screens of the same height with a gap between them."""

    left: Screen
    right: Screen
    gap: int = 2

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        space = Segment(" " * self.gap)
        pairs = zip(
            self.left.lines(console, options), self.right.lines(console, options), strict=True
        )
        for left, right in pairs:
            yield from (*left, space, *right, Segment.line())


@dataclass(frozen=True, slots=True)
class EventTable:
    """The newest rows under a heading; a story row's text takes the room of all columns."""

    rows: Sequence[Row]
    width: int
    newest_seq: int | None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        shape = columns(self.width, self.newest_seq)
        inner = options.update(width=self.width)
        for text in (heading(shape), *(row_text(row, shape, self.width) for row in self.rows)):
            for cells in console.render_lines(text, inner):
                yield from cells
                yield Segment.line()


def heading(shape: Columns) -> Text:
    """The names of the columns."""
    names = (
        (" TIME", shape.time + 1, False),
        ("SEQ", shape.seq, True),
        ("EVENT", shape.event, False),
        ("WHERE", shape.where, False),
        ("WHO", shape.who, False),
        ("SUMMARY", shape.summary, False),
        ("SIZE", shape.size, True),
    )
    told = [pad(name, cells, right=right) for name, cells, right in names if cells]
    return line(" ".join(told), theme.LABEL)


def row_text(row: Row, shape: Columns, width: int) -> Text:
    """A row in its columns, one line; a story in as many as it is given."""
    if row.story:
        return _story(row, shape, width)
    event = theme.WARN if row.odd else ""
    made = (
        (" " + row.time[: shape.time], shape.time + 1, theme.LABEL),
        (pad(row.seq, shape.seq, right=True), shape.seq, theme.LABEL),
        (middle(row.event, shape.event), shape.event, event),
        (row.where, shape.where, "cyan"),
        (row.who, shape.who, "magenta"),
        (row.summary, shape.summary, event),
        (pad(row.size, shape.size, right=True), shape.size, theme.LABEL),
    )
    text = line()
    for words, cells, style in made:
        if cells:
            text.append(" " if text else "").append(pad(words, cells), style)
    return text


def _story(row: Row, shape: Columns, width: int) -> Text:
    """`12:01:03.214     — close 4009 …` over the whole width, in the colour of what it tells."""
    text = line(f" {row.time[: shape.time]} ", theme.LABEL)
    style = theme.state_style(row.state) if row.state else theme.STORIES.get(row.event, "")
    dash = "⋮" if row.skipped else "—"
    text.append(f"{dash:>{shape.seq}} " if shape.seq else f"{dash} ", theme.LABEL)
    under = "\n" + " " * text.cell_len
    said = fold(row.summary.split(" "), story_cells(shape, width), row.lines)
    text.append(under.join(said), theme.WARN if row.odd else style)
    return text
