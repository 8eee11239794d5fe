"""What the keys of the reader do, by tables; never how it looks."""

from __future__ import annotations

from collections.abc import Callable

from scurrycli.filters import typed_filter
from scurrycli.reader.desk import Desk
from scurrycli.reader.panes import EventList, PayloadPane
from scurrycli.reader.prompt import Prompt
from scurrycli.reader.reading import Reading
from scurrycli.reader.search import Search
from scurrycli.reader.sheet import Sheet

Action = Callable[[], str | None]
Table = dict[str, Action]


class Commands:
    """Steers a reading, and the payload that is open.

    Args:
        desk: the session.
        reading: what is selected.
        events, payload: the panes, whose heights are pages.
        prompt: asks for a text.
        leave: ends the reader.
    """

    def __init__(
        self,
        desk: Desk,
        reading: Reading,
        events: EventList,
        payload: PayloadPane,
        prompt: Prompt,
        leave: Callable[[], None],
    ) -> None:
        self._desk, self._reading = desk, reading
        self._events, self._payload, self._prompt = events, payload, prompt
        self._upwards = False
        both = self._of_both()
        steps = _moves(reading.move, lambda: events.page)
        self._list: Table = both | steps | self._of_list(leave) | dict(desk.keys)
        steps = _moves(self._walk, lambda: payload.page)
        self._tree: Table = both | steps | self._of_payload()

    def press(self, key: str) -> str:
        """Do what a key is for; a sentence where something is to be said."""
        action = (self._tree if self._payload.is_active else self._list).get(key)
        return (action() if action is not None else None) or ""

    # -- the tables

    def _of_both(self) -> Table:
        def ask(label: str, submit: Callable[[str], str]) -> Action:
            return lambda: self._prompt.ask(label, submit)

        table: Table = {
            "/": ask("/", self._look_for),
            "n": lambda: self._find(back=self._upwards),
            "N": lambda: self._find(back=not self._upwards),
            "[": lambda: self._to_mark(back=True),
            "]": lambda: self._to_mark(back=False),
            "'": lambda: self._to_mark(back=False),
        }
        if self._desk.mark is not None:
            table["m"] = ask("mark: ", self._mark)
        return table

    def _of_list(self, leave: Callable[[], None]) -> Table:
        reading = self._reading
        return {
            **dict.fromkeys(("g", "home"), lambda: reading.go(0)),
            **dict.fromkeys(("G", "end", "F"), reading.follow_on),
            **dict.fromkeys(("&", ":"), self._ask_for_filter),
            **dict.fromkeys(("enter", "tab"), self._open),
            **dict.fromkeys(("esc", "q"), leave),
        }

    def _of_payload(self) -> Table:
        return {
            **dict.fromkeys(("g", "home"), self._on(lambda sheet: sheet.go(0))),
            **dict.fromkeys(("G", "end"), self._on(lambda sheet: sheet.go(len(sheet.tree.lines)))),
            **dict.fromkeys(("right", "l"), self._on(lambda sheet: sheet.tree.open())),
            **dict.fromkeys(("left", "h"), self._on(lambda sheet: sheet.tree.fold())),
            **dict.fromkeys(("enter", "z"), self._on(lambda sheet: sheet.tree.toggle())),
            **dict.fromkeys(("esc", "q"), self._close),
            "J": lambda: self._next(1),
            "K": lambda: self._next(-1),
            "tab": self._to_list,
        }

    def _on(self, do: Callable[[Sheet], None]) -> Action:
        """An action on the payload that is open, if it has lines."""
        return lambda: None if self._payload.sheet is None else do(self._payload.sheet)

    # -- the actions

    def _walk(self, by: int) -> None:
        if self._payload.sheet is not None:
            self._payload.sheet.move(by)

    def _open(self) -> str | None:
        record = self._reading.record
        if record is None:
            return "There is nothing to open."
        self._payload.open(record)
        self._payload.is_active = True
        self._reading.stay()
        if self._reading.search is not None and self._payload.sheet is not None:
            self._payload.sheet.tree.find_first(self._reading.search.holds)
        return None

    def _close(self) -> None:
        self._payload.close()
        self._payload.is_active = False

    def _to_list(self) -> None:
        self._payload.is_active = False

    def _next(self, by: int) -> str | None:
        before = self._reading.place
        self._reading.move(by)
        if self._reading.place == before:
            return f"There is no {'newer' if by > 0 else 'older'} one."
        return self._open()

    def _look_for(self, text: str) -> str:
        """Up from the newest where that is followed: what is looked for is behind it."""
        if text:
            self._upwards = self._reading.follow and not self._payload.is_active
            self._reading.search = Search(text, self._desk.view().names)
        return self._find(back=self._upwards)

    def _find(self, *, back: bool) -> str:
        search, sheet = self._reading.search, self._payload.sheet
        if search is None or not self._payload.is_active or sheet is None:
            return self._reading.find(back=back)
        return sheet.tree.find(search.holds, back=back)

    def _to_mark(self, *, back: bool) -> str | None:
        said = self._reading.to_mark(back=back)
        return said or (self._open() if self._payload.is_active else None)

    def _mark(self, text: str) -> str:
        if self._desk.mark is None or not text.strip():
            return "No mark was written, as it had no text."
        return self._desk.mark(text.strip())

    def _ask_for_filter(self) -> None:
        self._prompt.ask("filter: ", self._filter, self._reading.timeline.filter_text)

    def _filter(self, text: str) -> str:
        """Raises UsageError where it is no filter."""
        passes, notes = typed_filter(text) if text.strip() else (None, [])
        self._reading.timeline.set_filter(passes, text.strip())
        self._reading.update()
        return " ".join(notes)


def _moves(move: Callable[[int], None], page: Callable[[], int]) -> Table:
    """The keys of less that move by lines, pages and halves of them."""
    return {
        **dict.fromkeys(("down", "j"), lambda: move(1)),
        **dict.fromkeys(("up", "k"), lambda: move(-1)),
        **dict.fromkeys(("pagedown", "space", "f", "ctrl+f"), lambda: move(page())),
        **dict.fromkeys(("pageup", "b", "ctrl+b"), lambda: move(-page())),
        "ctrl+d": lambda: move(page() // 2),
        "ctrl+u": lambda: move(-(page() // 2)),
    }
