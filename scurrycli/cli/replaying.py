"""What `scurry replay` does: a player feeds a view or lines, keys steer it; never a connection."""

from __future__ import annotations

import asyncio
import math
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from rich.console import RenderableType
from rich.text import Text

from scurrycli import __version__
from scurrycli.cli.output import POLL_EVERY, Output
from scurrycli.cli.screen import Screen, console, look
from scurrycli.cli.showing import tells_of_state
from scurrycli.cli.stopping import Ending, Stopper, until_either
from scurrycli.filters import Filter
from scurrycli.playback import Player, Position, last_at
from scurrycli.reader.desk import Desk
from scurrycli.recording import Header
from scurrycli.recording.reader import Recording
from scurrycli.recording.source import open_bytes
from scurrycli.records import Record
from scurrycli.sinks.health_lines import health_lines
from scurrycli.sinks.lines import Format, formatter, state_line
from scurrycli.sinks.metrics import Metrics
from scurrycli.sinks.names import Names
from scurrycli.sinks.timeline import Timeline
from scurrycli.sinks.view import LiveView, Playback

SEEK = 5.0
"""Seconds of the recording for the left and right keys."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How to play, as `Player` takes it."""

    speed: float
    idle_limit: float | None
    start: Position | None
    end: Position | None
    loop: bool
    paused: bool


@dataclass(frozen=True, slots=True)
class Tape:
    """A recording that can be read more than once, and its name for messages."""

    path: Path
    name: str

    def open(self) -> Recording:
        """From its start.

        Raises:
            RecordingError: as for `open_recording`.
        """
        return Recording(open_bytes(self.path), self.name)


@contextmanager
def seekable(file: str) -> Iterator[Tape]:
    """The file; a pipe is read to its end and kept as long as needed. To be used outside a loop.

    Raises:
        RecordingError: it cannot be read.
    """
    path = Path(file)
    if file != "-" and not path.is_fifo():
        yield Tape(path, file)
        return
    with tempfile.NamedTemporaryFile() as copy:
        if file == "-":
            shutil.copyfileobj(sys.stdin.buffer, copy)
        else:
            with open_bytes(path) as pipe:
                shutil.copyfileobj(pipe, copy)
        copy.flush()
        yield Tape(Path(copy.name), "Standard input" if file == "-" else file)


def _player(
    tape: Tape, pace: Pace, on_record: Callable[[Record, bool], None], **more: object
) -> Player:
    chosen = {field.name: getattr(pace, field.name) for field in fields(pace)}
    return Player(tape.open, on_record=on_record, **chosen, **more)  # type: ignore[arg-type]


async def play_lines(tape: Tape, passes: Filter, pace: Pace, *, json: bool) -> Stopper:
    """Dispatches and state changes as lines, or payloads alone, at the recording's pace.

    Raises:
        RecordingError, RecordingDamaged: it cannot be read, or not all of it.
    """
    stopper = Stopper()
    stopper.on_signals()
    names = Names()
    form = formatter(Format.JSON if json else Format.TEXT, names, **look())
    with Output(lambda: stopper.stop(Ending.CLOSED)) as output:

        def take(record: Record, catching_up: bool) -> None:
            if not json:
                names.add(record)
            if catching_up:
                return
            if passes(record):
                output.write(form(record))
            elif not json and tells_of_state(record):
                output.write(state_line(record, names).encode(errors="replace") + b"\n")

            if output.is_full and not player.paused:
                player.toggle_pause()

        player = _player(tape, pace, take)
        going_on = asyncio.ensure_future(_go_on_when_read(player, output))
        await until_either(_play(player, stopper), going_on)
        going_on.cancel()
        await output.finish(stopper.is_interrupted)
    return stopper


async def _go_on_when_read(player: Player, output: Output) -> None:
    """Without a screen there is no key for a pause: it is for a reader that is slow."""
    while True:
        await asyncio.sleep(POLL_EVERY)
        if player.paused and not output.is_full:
            player.toggle_pause()


async def _play(player: Player, stopper: Stopper) -> None:
    stopping = asyncio.ensure_future(stopper.wait())
    stopping.add_done_callback(lambda _: player.stop())
    try:
        await player.run()
    finally:
        stopping.cancel()


class _Theatre:
    """The view of a replay, made anew each time the recording begins again."""

    def __init__(self, name: str, header: Header, passes: Filter) -> None:
        self._name = name
        self.news: Callable[[], None] = lambda: None
        self._header = header
        self._passes = passes
        self._timeline: Timeline | None = None
        self.restart()

    def in_short(self, damage: str) -> str:
        """The sentence with the file's name alone: a long path would push out what is wrong."""
        return damage.replace(self._name, Path(self._name).name, 1)

    def restart(self) -> None:
        header = self._header
        self.metrics = Metrics(
            url=header.url,
            shard=header.shard,
            intents=header.intents,
            chosen=header.is_chosen,
            filtered=header.is_filtered,
            tells_time=header.tells_time,
        )
        self.names = Names()
        timeline, before = Timeline(), self._timeline
        if before is not None:
            timeline.copy_filter(before)
        self._timeline = timeline
        self.view = LiveView(
            self.metrics,
            self.names,
            version=__version__,
            recording=self._name,
            playback=True,
            timeline=timeline,
        )

    def toggle_help(self) -> None:
        self.view.toggle_help()

    def leave_help(self) -> None:
        self.view.leave_help()

    def take(self, record: Record, _catching_up: bool) -> None:
        self.metrics.add(record)
        self.names.add(record)
        if not record.is_dispatch or self._passes(record):
            self.view.add(record)
        self.news()


async def play_on_screen(tape: Tape, passes: Filter, pace: Pace) -> Stopper:
    """The view, with keys, until it is left; a recording without a loop stays at its end.

    Raises:
        RecordingError, RecordingDamaged: it cannot be read, or not all of it.
    """
    stopper = Stopper()
    terminal = console()
    with tape.open() as recording:
        header = recording.header
        total = last_at(recording)
    theatre = _Theatre(tape.name, header, passes)
    player = _player(tape, pace, theatre.take, on_restart=theatre.restart, hold=True, total=total)
    keys = _keys(player, theatre, stopper)
    screen = Screen(
        terminal,
        lambda w, h: _draw(theatre, player, w, h),
        keys,
        on_gone=lambda: stopper.stop(Ending.CLOSED),
        desk=Desk(
            lambda: theatre.view,
            lambda: player.position,
            lambda: _playback(theatre, player),
            keys=_steering(player),
        ),
    )
    theatre.news = screen.news
    stopper.on_signals()
    stopper.before_death = screen.leave
    drawing = asyncio.ensure_future(screen.run())
    try:
        await until_either(_play(player, stopper), drawing)
    finally:
        drawing.cancel()
        await asyncio.wait({drawing})
        cut_off = player.read_through and theatre.metrics.written is None
        screen.print(theatre.view.summary(player.position, terminal.width, cut_off=cut_off))
        for line in health_lines(theatre.metrics, player.position):
            screen.print(Text(f" {line}"))
    return stopper


def _keys(player: Player, theatre: _Theatre, stopper: Stopper) -> dict[str, Callable[[], None]]:
    return {
        "q": lambda: stopper.stop(Ending.LEFT),
        "space": player.toggle_pause,
        ".": player.step,
        "left": lambda: player.seek(-SEEK),
        "right": lambda: player.seek(SEEK),
        "up": player.faster,
        "down": player.slower,
        "?": theatre.toggle_help,
        "esc": theatre.leave_help,
    }


def _steering(player: Player) -> dict[str, Callable[[], None]]:
    """The same in a reader, where some of those keys move the selection."""
    return {
        "p": player.toggle_pause,
        ".": player.step,
        "left": lambda: player.seek(-SEEK),
        "right": lambda: player.seek(SEEK),
        "+": player.faster,
        "-": player.slower,
    }


def _draw(theatre: _Theatre, player: Player, width: int, height: int) -> RenderableType:
    return theatre.view.render(player.position, width, height, _playback(theatre, player))


def _playback(theatre: _Theatre, player: Player) -> Playback:
    speed = None if math.isinf(player.speed) else player.speed
    damage = theatre.in_short(player.damage) if player.damage and player.ended else None
    return Playback(player.position, player.total, speed, player.paused, player.ended, damage)
