"""The reader: a list, a payload, a line to type into, steered by keys; never a terminal's modes."""

from __future__ import annotations

import asyncio
from collections import deque

from rich.text import Text
from textual.app import App, ComposeResult
from textual.containers import Horizontal

from scurrycli.reader import hints
from scurrycli.reader.commands import Commands
from scurrycli.reader.desk import Desk, Surface
from scurrycli.reader.driver import LentTerminal
from scurrycli.reader.panes import EventList, PayloadPane, Texts
from scurrycli.reader.prompt import Prompt
from scurrycli.reader.reading import Reading
from scurrycli.reader.standing import standing
from scurrycli.sinks import keys, theme
from scurrycli.sinks.panels import line
from scurrycli.sinks.text import cut, plain

EVERY = 0.25
"""Seconds between looks at what came; where nothing did, a clock moves every fourth time."""
_WIDE = 128  # cells from which the payload stands beside the list
_AT_ONCE = 1 << 20  # bytes of a payload that is shown while one walks along the list


class Reader(App[None]):
    """Reads on a desk until it is left.

    Args:
        desk: the session.
        surface: where to draw.

    Attributes:
        surface: as given.
        untaken: keys that came and are not dealt with; in the end, those for whoever follows.
        failure: what went wrong; None where nothing did.
    """

    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = ""  # keys are ours unless something is asked for
    CSS = "* { background: ansi_default; color: ansi_default; } PayloadPane { display: none; }"

    def __init__(self, desk: Desk, surface: Surface) -> None:
        self.surface = surface
        self.untaken: deque[str] = deque()
        self.failure: Exception | None = None
        self._factory = asyncio.get_running_loop().get_task_factory()
        super().__init__(driver_class=LentTerminal, ansi_color=True)
        view = desk.view()
        self._desk = desk
        self._reading = Reading(view.timeline)
        self._list = EventList(self._reading, view.names)
        self._payload = PayloadPane(self._reading, view.names)
        self._head, self._help = Texts(4), Texts("1fr")
        self._help.display = False
        self._status, self._bottom = Texts(1), Texts(1)
        self._position = Texts(int(desk.playback() is not None))
        self._prompt = Prompt()
        self._said = ""
        self._terminal: LentTerminal | None = None
        self._is_left = False
        self._seen: object = None
        self._commands = Commands(
            desk, self._reading, self._list, self._payload, self._prompt, leave=self._leave
        )

    # -- what is drawn

    def compose(self) -> ComposeResult:
        """As in Textual."""
        yield self._head
        with Horizontal():
            yield self._list
            yield self._payload
            yield self._help
        yield self._status
        yield self._position
        yield self._bottom
        yield self._prompt

    def on_load(self) -> None:
        """Textual lets all tasks of a loop begin at once; those of the session must not."""
        asyncio.get_running_loop().set_task_factory(self._factory)

    def on_mount(self) -> None:
        """As in Textual."""
        self.set_interval(EVERY, self._tick)
        self._draw()
        self._redraw()
        if isinstance(self._driver, LentTerminal):
            self._terminal = self._driver
            self.on_pressed()

    def on_pane_resized(self) -> None:
        """A pane has another size."""
        self._redraw()

    def _redraw(self) -> None:
        """Draw once the panes have their sizes."""
        self._arrange()
        self.call_after_refresh(self._draw)

    def _tick(self) -> None:
        desk = self._desk
        seen = desk.view().timeline.end, int(desk.now()), desk.playback()
        if seen != self._seen:
            self._seen = seen
            self._draw()

    def _draw(self) -> None:
        """Show how things stand."""
        view, now, width = self._desk.view(), self._desk.now(), self.size.width
        if view.timeline is not self._reading.timeline:
            self._reading.attach(view.timeline)
            self._list.names = self._payload.names = view.names
        self._reading.update()
        if not self._reading.is_scanned:
            self.set_timer(0.01, self._draw)
        self._head.show(view.head(now, width))
        self._look_along()
        self._list.show(view.newest_seq)
        self._payload.show()
        playback = self._desk.playback()
        if self._help.display:
            marks = self._desk.mark is not None
            self._help.show(hints.helped(width, marks=marks, playback=playback is not None))
        self._status.show([self._prompt.fault or standing(self._reading, width)])
        if playback is not None:
            self._position.show([view.position(playback, now, width)])
        self._bottom.show([self._last_line(width)])

    def _arrange(self) -> None:
        """Which panes there are; the payload is beside the list where there is room."""
        is_open, helps = self._payload.record is not None, self._help.display
        wide = self.size.width >= _WIDE
        self._payload.styles.margin = (0, 0, 0, 2 * wide)
        self._payload.display = is_open and not helps
        self._list.display = (wide or not is_open) and not helps
        self._list.is_active = not self._payload.is_active
        self._bottom.display = not self._prompt.display

    def _look_along(self) -> None:
        """The payload beside the list is that of what is selected there, unless it is large."""
        record = self._reading.record
        if self._payload.record is None or self._payload.is_active or record is None:
            return
        if (record.size or 0) <= _AT_ONCE:
            self._payload.open(record)

    def _last_line(self, width: int) -> Text:
        if self._said:
            return line(f" {cut(plain(self._said), width - 1)}", theme.WARN)
        if self._payload.is_active:
            return keys.hints(hints.PAYLOAD + hints.LEAVE, width)
        marks, plays = self._desk.mark is not None, self._desk.playback() is not None
        shown = hints.LIST + hints.MARK * marks + hints.PLAY * plays + hints.LEAVE
        return keys.hints(shown, width)

    # -- what its holder tells it

    def press(self, key: str) -> None:
        """A key, by its name in `scurrycli.cli.keys`."""
        self.untaken.append(key)
        if self._terminal is not None:
            self._terminal.press()

    def resized(self) -> None:
        """The terminal has another size, or has to be drawn anew."""
        if self._terminal is not None:
            self._terminal.resize()
            self.screen.refresh(layout=True)

    # -- what keys do

    def on_pressed(self) -> None:
        """There are keys; once it is left, they are for whoever follows."""
        while self.untaken and not self._is_left:
            self._take(self.untaken.popleft())
        self._redraw()

    def _take(self, key: str) -> None:
        if not self._prompt.display or key == "esc":
            self._command(key)
        elif key == "enter":
            self._said = self._prompt.submit()
        else:
            self._prompt.type(key)

    def _leave(self) -> None:
        self._is_left = True
        self.exit()

    def _command(self, key: str) -> None:
        self._said = ""
        if self._prompt.display:
            self._prompt.leave()
        elif self._help.display:
            self._help.display = key not in ("?", "esc", "q")
        elif key == "?":
            self._help.display = True
        else:
            self._said = self._commands.press(key)

    def _handle_exception(self, error: Exception) -> None:
        """Leave with the error for whoever opened this. Textual would print it with all locals."""
        self.failure = self.failure or error
        self.exit(return_code=1)
