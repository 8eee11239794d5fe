"""Textual's way to a terminal that somebody else holds; never a mode, a signal or a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import events
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message

if TYPE_CHECKING:
    from scurrycli.reader.app import Reader


class Pressed(Message):
    """There are keys. Textual hands a key itself on from widget to widget, where the next one may
    overtake it."""


class LentTerminal(Driver):
    """Draws on the app's surface; keys and sizes are handed to it."""

    def __init__(self, app: Reader, **options: Any) -> None:
        super().__init__(app, **options)
        self._surface = app.surface

    def write(self, data: str) -> None:
        """As `Driver.write`."""
        self._surface.write(data)

    def start_application_mode(self) -> None:
        """It is ready: its holder has made it so."""
        self.resize()

    def disable_input(self) -> None:
        """Its holder stops."""

    def stop_application_mode(self) -> None:
        """Its holder goes on."""

    def resize(self) -> None:
        """Draw all of it, in the size that the terminal has now."""
        self._size = self._surface.size
        size = Size(*self._size)
        self.send_message(events.Resize(size, size))

    def press(self) -> None:
        """Keys were pressed."""
        self.send_message(Pressed())
