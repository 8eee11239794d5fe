"""The panes of the reader, each a stack of Rich texts of which only the visible are made."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from scurrycli.reader.lines import highlight, title
from scurrycli.reader.reading import Reading
from scurrycli.reader.sheet import Sheet, Spot
from scurrycli.reader.tree import Tree
from scurrycli.records import Record
from scurrycli.sinks.names import Names
from scurrycli.sinks.rows import columns
from scurrycli.sinks.screen import heading, row_text
from scurrycli.sinks.text import size

LARGEST = 64 << 20
"""Bytes of a payload that is decoded to be looked at."""
_TOO_LARGE = " {} are too much to be shown here; scurry tail FILE --json prints them."
_FULL = 110  # cells from which a row names the guild as well
_POINTER = "›"  # noqa: RUF001 - before what is selected, so that no colour is needed to see it
_SELECTED = Style(reverse=True)
_HALF_SELECTED = Style(underline=True)


class Pane(Widget):
    """Lines of text from the top; each is made when it is drawn."""

    DEFAULT_CSS = "Pane { height: 1fr; width: 1fr; }"

    class Resized(Message):
        """It has another size, and may have room for other lines."""

    def on_resize(self) -> None:
        """As in Textual."""
        self.post_message(self.Resized())

    def text_at(self, y: int) -> Text | None:
        """The text of a line; None where there is none."""
        raise NotImplementedError

    def style_at(self, y: int) -> Style | None:
        """How the whole line is set off."""
        return None

    def render_line(self, y: int) -> Strip:
        """As Textual asks for it."""
        text, style = self.text_at(y), self.style_at(y)
        if text is not None and style is not None and text.plain[:1] == " ":
            text = Text(_POINTER, text.style, end="").append_text(text[1:])
        strip = Strip([] if text is None else list(text.render(self.app.console)))
        strip = strip.adjust_cell_length(self.size.width)
        return strip if style is None else strip.apply_style(style)


class Texts(Pane):
    """Lines that are given as they are."""

    def __init__(self, height: int | str) -> None:
        super().__init__()
        self.styles.height = height
        self._texts: list[Text] = []

    def show(self, texts: list[Text]) -> None:
        """Show these."""
        if texts != self._texts:
            self._texts = texts
            self.refresh()

    def text_at(self, y: int) -> Text | None:
        """As in `Pane`."""
        return self._texts[y].copy() if y < len(self._texts) else None


class EventList(Pane):
    """The records that are shown, oldest first, under a heading."""

    def __init__(self, reading: Reading, names: Names) -> None:
        super().__init__()
        self.reading, self.names = reading, names
        self.is_active = True
        self._window: list[int] = []
        self._newest_seq: int | None = None

    @property
    def page(self) -> int:
        """Lines of the list."""
        return max(1, self.size.height - 1)

    def show(self, newest_seq: int | None) -> None:
        """Show what is to be seen now; the newest sequence number makes its column's width."""
        self._newest_seq = newest_seq
        self._window = self.reading.window(self.page)
        self.refresh()

    def text_at(self, y: int) -> Text | None:
        """As in `Pane`."""
        shape = columns(self.size.width, self._newest_seq)
        if y == 0:
            return heading(shape)
        record = self._record(y)
        if record is None:
            return None
        full = self.size.width >= _FULL
        row = self.reading.timeline.row(record, self.names, full=full)
        return highlight(row_text(row, shape, self.size.width), self.reading.search, "bold yellow")

    def style_at(self, y: int) -> Style | None:
        """As in `Pane`."""
        if not 0 < y <= len(self._window) or not self.reading.is_selected(self._window[y - 1]):
            return None
        return _SELECTED if self.is_active else _HALF_SELECTED

    def _record(self, y: int) -> Record | None:
        inside = 0 < y <= len(self._window)
        return self.reading.timeline.get(self._window[y - 1]) if inside else None


class PayloadPane(Pane):
    """A record's payload (or what else it tells), as a tree under a title.

    Attributes:
        record: it; None where nothing is shown.
        sheet: the lines of its payload; None where there are none to be shown.
    """

    def __init__(self, reading: Reading, names: Names) -> None:
        super().__init__()
        self.reading, self.names = reading, names
        self.record: Record | None = None
        self.sheet: Sheet | None = None
        self.is_active = False
        self._window: list[tuple[Spot, Text]] = []

    @property
    def page(self) -> int:
        """Lines of the payload."""
        return max(1, self.size.height - 1)

    def open(self, record: Record) -> None:
        """Show a record, unless it is shown already."""
        if record is self.record:
            return
        self.record, self.sheet = record, None
        if record.size is None or record.size <= LARGEST:
            tree = Tree(record.payload if record.frame is not None else record.detail)
            self.sheet = Sheet(tree, self.names)
            record.forget()  # the tree has it now, and goes with the pane

    def close(self) -> None:
        """Let go of what is shown."""
        self.record = self.sheet = None

    def show(self) -> None:
        """Show what is to be seen now."""
        if self.sheet is not None:
            self.sheet.width = max(20, self.size.width - 1)
            self._window = self.sheet.window(self.page)
        self.refresh()

    def text_at(self, y: int) -> Text | None:
        """As in `Pane`."""
        if self.record is None:
            return None
        if y == 0:
            return title(self.record, self.names, self.size.width)
        if self.sheet is None:
            return Text(_TOO_LARGE.format(size(self.record.size))) if y == 1 else None
        if y > len(self._window):
            return None
        return highlight(self._window[y - 1][1].copy(), self.reading.search)

    def style_at(self, y: int) -> Style | None:
        """As in `Pane`."""
        if self.sheet is None or not self.is_active or not 0 < y <= len(self._window):
            return None
        return _SELECTED if self._window[y - 1][0] == self.sheet.cursor else None
