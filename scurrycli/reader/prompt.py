"""The line that one types into, and where in it something is wrong; never what comes of it."""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input

from scurrycli.errors import UsageError
from scurrycli.reader.panes import Texts
from scurrycli.sinks import theme
from scurrycli.sinks.panels import line
from scurrycli.sinks.text import cut, plain

LONGEST = 1000
"""Characters that can be typed."""

Submit = Callable[[str], str]
"""Takes what was typed and says what came of it; raises UsageError where that is not right."""


class Prompt(Horizontal):
    """A label and an input, hidden unless something is asked for.

    Attributes:
        fault: what is wrong with what was typed, under its place; None while nothing is.
    """

    DEFAULT_CSS = """
    Prompt { height: 1; display: none; }
    Prompt Input, Prompt Input:focus { height: 1; width: 1fr; border: none; padding: 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.fault: Text | None = None
        self._label = Texts(1)
        self._input = Input(max_length=LONGEST, select_on_focus=False)
        self._input.cursor_blink = False
        self._submit: Submit = lambda text: ""

    def compose(self) -> ComposeResult:
        """As in Textual."""
        yield self._label
        yield self._input

    def ask(self, label: str, submit: Submit, text: str = "") -> None:
        """Let something be typed; `text` stands there already."""
        self._submit, self.fault = submit, None
        self._label.styles.width = cell_len(label) + 1
        self._label.show([line(f" {label}", "bold")])
        self._input.value = text
        self._input.cursor_position = len(text)
        self.display = True
        self.screen.set_focus(self._input)

    def leave(self) -> None:
        """Ask no more."""
        self.fault = None
        self.display = False
        self.screen.set_focus(None)

    @staticmethod
    def typed(key: str) -> events.Key:
        """A key as the input takes it."""
        character = key if len(key) == 1 else {"space": " "}.get(key)
        return events.Key(key, character)

    def submit(self) -> str:
        """Hand over what was typed; what came of it. Where it is not right, `fault` says why."""
        self.fault = None
        try:
            said = self._submit(self._input.value)
        except UsageError as error:
            _, at = getattr(error, "place", ("", 0))
            self._input.cursor_position = at
            self.call_after_refresh(self._point, str(error))
            return ""
        self.leave()
        return said

    def _point(self, message: str) -> None:
        """Say it at its place, which is known once the input has moved to it."""
        self.fault = pointed(message, self._input.cursor_screen_offset.x, self.app.size.width)


def pointed(message: str, offset: int, width: int) -> Text:
    """A sentence beside a `v` that stands over its place: behind it, or before where it fits."""
    said = plain(message)
    behind, before = width - offset - 2, offset - 2
    if cell_len(said) <= behind or behind >= before:
        return line(" " * offset + "v ", theme.WARN).append(cut(said, behind), theme.WARN)
    said = cut(said, before)
    return line(f"{said:>{offset - 1}} v", theme.WARN)
