"""Renderables of an exact size: lines, a table of rows, two panes side by side; never too much."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from scurrycli.sinks import theme
from scurrycli.sinks.panels import line
from scurrycli.sinks.rows import Columns, Row, columns, story_cells
from scurrycli.sinks.text import cut, fold, middle, pad

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
    """The newest rows as a Rich table; a story row's text takes the room of all columns."""

    rows: Sequence[Row]
    width: int
    newest_seq: int | None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        shape = columns(self.width, self.newest_seq)
        lines = console.render_lines(_table(self.rows, shape), options.update(width=self.width))
        drawn = lines[:1]
        for row, cells in zip(self.rows, lines[1:], strict=True):
            if row.story:
                text = _story(row, shape, self.width)
                drawn += console.render_lines(text, options.update(width=self.width))
            else:
                drawn.append(cells)
        for cells in drawn:
            yield from cells
            yield Segment.line()


def _table(rows: Iterable[Row], shape: Columns) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style=theme.LABEL)
    for heading, cells, justify in (
        (" TIME", shape.time + 1, "left"),
        ("SEQ", shape.seq, "right"),
        ("EVENT", shape.event, "left"),
        ("WHERE", shape.where, "left"),
        ("WHO", shape.who, "left"),
        ("SUMMARY", shape.summary, "left"),
        ("SIZE", shape.size, "right"),
    ):
        if cells:
            head = line(pad(heading, cells, right=justify == "right"))
            table.add_column(head, width=cells, no_wrap=True)
    for row in rows:
        table.add_row(*_cells(row, shape))
    return table


def _cells(row: Row, shape: Columns) -> list[Text]:
    event = theme.WARN if row.odd else ""
    made = (
        (" " + row.time[: shape.time], shape.time + 1, theme.LABEL),
        (pad(row.seq, shape.seq, right=True), shape.seq, theme.LABEL),
        (middle(row.event, shape.event), shape.event, event),
        (cut(row.where, shape.where), shape.where, "cyan"),
        (cut(row.who, shape.who), shape.who, "magenta"),
        (cut(row.summary, shape.summary), shape.summary, event),
        (pad(row.size, shape.size, right=True), shape.size, theme.LABEL),
    )
    return [line(words, style) for words, cells, style in made if cells > (words[:1] == " ")]


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
