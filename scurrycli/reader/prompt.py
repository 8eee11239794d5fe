"""The line that one types into, and where in it something is wrong; never what comes of it."""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import cell_len
from rich.text import Text
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
        self._edits: dict[str, Callable[[], None]] = {
            "left": self._input.action_cursor_left,
            "right": self._input.action_cursor_right,
            **dict.fromkeys(("home", "ctrl+a"), self._input.action_home),
            **dict.fromkeys(("end", "ctrl+e"), self._input.action_end),
            "backspace": self._input.action_delete_left,
            **dict.fromkeys(("delete", "ctrl+d"), self._input.action_delete_right),
            "ctrl+w": self._input.action_delete_left_word,
            "ctrl+u": self._input.action_delete_left_all,
            "ctrl+k": self._input.action_delete_right_all,
        }

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

    def type(self, key: str) -> None:
        """A key, by its name. At once: Textual lets those that edit be overtaken by those that are
        text, and a whole line may come at once."""
        self.fault = None
        edit = self._edits.get(key)
        if edit is not None:
            edit()
        elif len(key) == 1 or key == "space":
            self._input.insert_text_at_cursor(" " if key == "space" else key)

    def submit(self) -> str:
        """Hand over what was typed; what came of it. Where it is not right, `fault` says why."""
        self.fault = None
        try:
            said = self._submit(self._input.value)
        except UsageError as error:
            _, at = getattr(error, "place", ("", 0))
            self._input.cursor_position = at
            self.fault = pointed(str(error), self._offset(at), self.app.size.width)
            return ""
        self.leave()
        return said

    def _offset(self, at: int) -> int:
        """Cells before a place in what was typed, where it is not so long that it scrolls."""
        label = self._label.styles.width
        before = cell_len(self._input.value[:at]) + (int(label.value) if label else 0)
        return min(before, self.app.size.width - 2)


def pointed(message: str, offset: int, width: int) -> Text:
    """A sentence beside a `v` that stands over its place: behind it, or before where it fits."""
    said = plain(message)
    behind, before = width - offset - 2, offset - 2
    if cell_len(said) <= behind or behind >= before:
        return line(" " * offset + "v ", theme.WARN).append(cut(said, behind), theme.WARN)
    said = cut(said, before)
    return line(f"{said:>{offset - 1}} v", theme.WARN)
