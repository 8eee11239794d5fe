"""What a reader is given by whoever opens it: a view, a clock, a terminal; never Textual."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from scurrycli.sinks.view import LiveView, Playback


class Surface(Protocol):
    """A terminal that is ready to be drawn on; its modes and its keys are somebody else's."""

    @property
    def size(self) -> tuple[int, int]:
        """Cells of a line, and lines."""

    def write(self, data: str) -> None:
        """Send text and escape sequences; raises OSError when the terminal has gone."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The session that is read.

    Attributes:
        view: its view, which is another one each time a replay begins again.
        now: seconds on the records' `at` axis.
        playback: where a replay stands; None where it is live.
        mark: writes a mark and says what became of it; None where none can be written.
        keys: what other keys do to the session, by the key's name.
    """

    view: Callable[[], LiveView]
    now: Callable[[], float]
    playback: Callable[[], Playback | None] = lambda: None
    mark: Callable[[str], str] | None = None
    keys: Mapping[str, Callable[[], None]] = field(default_factory=dict)
