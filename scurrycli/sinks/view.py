"""The live view of a session or a replay: which rows, in what room; never a clock or a key.

Whoever draws it asks for `render` a few times a second with the time on the records' `at` axis.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from rich.console import RenderableType
from rich.text import Text

from scurrycli.records import Record, State
from scurrycli.sinks import keys, panels, theme
from scurrycli.sinks.choosing import folded, newest
from scurrycli.sinks.farewell import summary
from scurrycli.sinks.flow import TypeCount
from scurrycli.sinks.header import header
from scurrycli.sinks.metrics import Metrics
from scurrycli.sinks.names import Names
from scurrycli.sinks.panels import line
from scurrycli.sinks.rows import Row, columns, story_cells
from scurrycli.sinks.screen import Beside, EventTable, Screen
from scurrycli.sinks.text import UNKNOWN, clock, count, cut, duration, pad, plain
from scurrycli.sinks.timeline import Timeline

_ORDER_SECONDS = 5.0  # for which the types keep their order
_WIDE, _FULL = 128, 110  # beside a side pane the list keeps the columns that it has in 78 cells
_SIDES = ((190, 72), (150, 60), (_WIDE, 48))
_NAMED = 120  # cells from which the recording's name stands in the header


@dataclass(frozen=True, slots=True)
class Playback:
    """Where a replay stands: seconds of the recording; `speed` None is as fast as it goes.

    `ended` says that it is held at its end, whatever `paused` says; `damage` is then what was left
    unread, in one sentence.
    """

    position: float
    total: float | None
    speed: float | None = 1.0
    paused: bool = False
    ended: bool = False
    damage: str | None = None

    @property
    def word(self) -> str:
        """What it does now."""
        return "ended" if self.ended else "paused" if self.paused else "playing"

    @property
    def space(self) -> str:
        """What the space bar would do now."""
        return {"ended": "again", "paused": "play"}.get(self.word, "pause")


@dataclass(frozen=True, slots=True)
class _Room:
    """How many lines each part of a screen gets."""

    why: int
    body: int
    notice: int
    counts: int
    position: int
    hint: int


class LiveView:
    """Keeps the newest rows, and draws them under the session's figures.

    `metrics` and `names` are fed by whoever feeds this: they may get records that a filter keeps
    from the list.

    Args:
        metrics, names: what is drawn besides the rows.
        version: of scurry.
        recording: the file that is recorded to, or that is replayed.
        playback: whether this is a replay.
        saves: whether there is something to save with a key.
        timeline: what the list is chosen from; one of its own if None.

    Attributes:
        names: of what is in the rows.
        timeline: the records, shared with a reader.
    """

    def __init__(
        self,
        metrics: Metrics,
        names: Names,
        *,
        version: str,
        recording: str | None = None,
        playback: bool = False,
        saves: bool = False,
        timeline: Timeline | None = None,
    ) -> None:
        self._metrics, self.names = metrics, names
        self._version, self._playback = version, playback
        self._recording = None if recording is None else plain(recording)
        self._saves = saves
        self._keys = keys.PLAYBACK_KEYS if playback else keys.KEYS + keys.SAVE * saves
        self.timeline = Timeline() if timeline is None else timeline
        self._drawn: tuple[float, int] | None = None
        self._help: int | None = None  # which page of it is shown
        self._pages = 1
        self._order: list[str] = []
        self._ordered_at: float | None = None

    def add(self, record: Record) -> None:
        """Take a record of the stream for the list. Cheap: rows are made when they are drawn."""
        self.timeline.add(record)

    def toggle_freeze(self) -> None:
        """Hold the list still, or let it go on; the figures always go on. Help is left instead."""
        if self._help is not None:
            self._help = None
            return
        self.timeline.toggle_hold()

    def toggle_help(self) -> None:
        """Show what keys and figures mean in place of the list, page by page; then stop it."""
        page = 0 if self._help is None else self._help + 1
        self._help = page if page == 0 or page < self._pages else None

    def leave_help(self) -> None:
        """Show the list again."""
        self._help = None

    @property
    def frozen(self) -> bool:
        """Whether the list is held still."""
        return self.timeline.newer is not None

    def render(
        self, now: float, width: int, height: int, playback: Playback | None = None
    ) -> RenderableType:
        """The whole screen at `now`, exactly `height` lines of `width` cells."""
        wide = width >= _WIDE
        room = _room(height, wide=wide, position=playback is not None, full=self._help is not None)
        parts: list[RenderableType] = list(self.head(now, width))
        if room.why:
            parts.append(panels.why(self._metrics, now, width))
        parts.append(self._body(now, width, room.body, wide=wide))
        if room.notice:
            parts.append(self._notice(now, room.body, width, playback))
        if room.counts:
            kinds = self._kinds(now)
            parts += panels.counts_below(kinds, self._metrics, now, width, room.counts - 1)
        if playback is not None and room.position:
            parts.append(self.position(playback, now, width))
        if room.hint:
            space = playback.space if playback else self._space()
            parts.append(keys.hints(self._keys, width, self._version, space))
        self._drawn = (now, self.timeline.arrived)
        return Screen(parts, width, height)

    @property
    def newest_seq(self) -> int | None:
        """The newest sequence number, which makes the width of a list's column."""
        return self._metrics.ledger.last

    def head(self, now: float, width: int) -> list[Text]:
        """The four lines of figures."""
        return header(self._metrics, now, width, self._source(width))

    def summary(self, now: float, width: int = 100, *, cut_off: bool = False) -> Text:
        """Six lines or a few more to leave on the screen, none longer than `width` cells.

        `cut_off` says of a replay that the recording breaks off.
        """
        return summary(self._metrics, now, self._version, self._recording, width, cut_off=cut_off)

    def _space(self) -> str | None:
        """What the space bar would do now, where it is not what it mostly does."""
        return "list" if self._help is not None else "go on" if self.frozen else None

    def _source(self, width: int) -> str:
        mark = "▶ replay" if self._playback else "● rec" if self._recording else "no rec"
        return f"{mark} {self._recording}" if self._recording and width >= _NAMED else mark

    def _body(self, now: float, width: int, height: int, *, wide: bool) -> RenderableType:
        if self._help is not None:
            pages = keys.helped(width, height - 1, playback=self._playback, saves=self._saves)
            self._pages = len(pages)
            page = pages[min(self._help, self._pages - 1)]
            return Screen([line(), *page], width, height)
        if not wide:
            return self._list(now, width, height)
        side = next(cells for least, cells in _SIDES if width >= least)
        left = self._list(now, width - side - 2, height)
        below = panels.session_beside(self._metrics, now, side, self._recording)
        if height - len(below) < height // 2:
            below = below[: height - height // 2]
        rows = height - len(below)
        event = columns(width - side - 2).event
        beside = panels.counts_beside(self._kinds(now), self._metrics, now, side, rows, event)
        filling = [line()] * (rows - len(beside))
        return Beside(left, Screen([*beside, *filling, *below], side, height))

    def _list(self, now: float, width: int, height: int) -> Screen:
        top = panels.stopped(self._metrics, width) if self._metrics.state == State.STOPPED else []
        table = self._table(now, width, height - len(top))
        return Screen([*top, table], width, height)

    def _table(self, now: float, width: int, height: int) -> EventTable:
        newest_seq = self.newest_seq
        cells = story_cells(columns(width, newest_seq), width)
        rows = self._rows(now, height - 1, cells, full=width >= _FULL)
        return EventTable(rows, width, newest_seq)

    def _rows(self, now: float, room: int, cells: int, *, full: bool) -> list[Row]:
        """The newest first, in at most `room` lines; a story's text has `cells` of each."""
        if room < 1:
            return []
        events, stories = self.timeline.newest()
        chosen = newest(events, stories, now, room)
        rows = [self.timeline.row(record, self.names, full=full) for record in chosen]
        rows = folded(rows, room, cells)
        oldest = min((row.n for row in rows if not row.story), default=None)
        for place, row in enumerate(rows):
            if oldest is not None and row.n < oldest:  # the first story below the events
                hidden = any(row.n < event.n < oldest for event in events)
                rows[place] = replace(row, skipped=hidden)
                break
        return rows

    def _notice(self, now: float, body: int, width: int, playback: Playback | None) -> Text:
        """Whether the recording is damaged, or the list is frozen, filtered, or samples."""
        if playback is not None and playback.damage is not None:
            return line(f" {cut(plain(playback.damage), width - 2)}", theme.WARN)
        newer = self.timeline.newer
        if newer is not None:
            said = f" list frozen, {count(newer)} newer; space goes on"
            return line(cut(said, width), theme.WARN)
        if self.timeline.filter_text:
            said = f" filter: {plain(self.timeline.filter_text)}"
            return line(cut(said, width), theme.WARN)
        then, arrived = self._drawn or (now, self.timeline.arrived)
        new, shown, passed = self.timeline.arrived - arrived, max(0, body - 1), now - then
        if new <= shown or passed <= 0:
            return line()
        of = f"{count(round(new / passed))}/s" if passed <= 1 else f"{count(new)} new"
        return line(f" showing {shown} of {of}", theme.WARN)

    def _kinds(self, now: float) -> list[TypeCount]:
        """The types by count, in an order that holds for some seconds so that it can be read."""
        types = self._metrics.flow.types
        due = self._ordered_at is None or not 0 <= now - self._ordered_at < _ORDER_SECONDS
        if due or not self._order:
            self._order = [kind.name for kind in self._metrics.flow.by_count()]
            self._ordered_at = now
        known = set(self._order)
        self._order += [name for name in types if name not in known]
        return [types[name] for name in self._order if name in types]

    def position(self, playback: Playback, now: float, width: int) -> Text:
        """One line on where a replay stands."""
        speed = "max" if playback.speed is None else _times(playback.speed)
        total = "?" if playback.total is None else duration(playback.total)
        text = line(f" {playback.word:<7} ", theme.LABEL)
        text.append(pad(speed, 7, right=True), theme.VALUE)
        text.append(f"  {duration(playback.position):>6} / {total:<6}  ")
        bar = width - text.cell_len - 14
        if playback.total and bar > 0:
            share = min(1.0, max(0.0, playback.position / playback.total))
            text.append("━" * round(share * bar), "cyan")
            text.append("─" * (bar - round(share * bar)), theme.LABEL)
        time = UNKNOWN if self._metrics.last is None else clock(self._metrics.wall(now))
        return text.append(f" {time}".rjust(width - text.cell_len), theme.LABEL)


def _times(speed: float) -> str:
    """A speed in at most seven characters: `4x`, `0.0625x`, `1e-05x`."""
    if not 1e-2 <= speed < 1e4:  # noqa: PLR2004
        return f"{speed:.0e}x"
    return f"{speed:.{4 if speed >= 0.1 else 3}g}x"  # noqa: PLR2004


def _room(height: int, *, wide: bool, position: bool, full: bool) -> _Room:
    """Share the lines below the four of the header; the list is what gives way last.

    `full` gives the list, or what is shown in its place, all that it can have.
    """
    why, notice = int(height >= 12 and not full), int(height >= 9 and not full)  # noqa: PLR2004
    hint, at = int(height >= 6), int(position and height >= 8)  # noqa: PLR2004
    counts = 0 if wide or full or height < 16 else 7 if height >= 40 else 4  # noqa: PLR2004
    body = max(0, height - 4 - why - notice - hint - at - counts)
    return _Room(why, body, notice, counts, at, hint)
