"""Plays a recording at its own pace and can be steered meanwhile; never holds more than one record.

A playback is a series of passes over the file. A pass ends at the end, when it is stopped, or when
somebody wants to be at a place that it has left behind; the next one starts at the top of the file.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from enum import Enum, auto

from scurrycli.errors import RecordingDamaged, UsageError
from scurrycli.playback.pace import Gap, Opener, check_pace, faster, gaps, slower
from scurrycli.playback.position import Axis, Position, check_order, end_before_start
from scurrycli.playback.transport import Transport
from scurrycli.playback.waiting import Breath, Wait, wait_for
from scurrycli.records import Kind, Record

OnRecord = Callable[[Record, bool], None]
"""Takes a record; True with those on the way to a place that was asked for (catching up)."""


def is_step(record: Record) -> bool:
    """Whether a single step ends at this record: not at a heartbeat and the like."""
    quiet = record.kind in (Kind.RECV, Kind.SENT) and record.op is not None
    return record.is_dispatch or not quiet


class _Turn(Enum):
    SHOW = auto()
    CATCH_UP = auto()
    ENDED = auto()
    REWOUND = auto()
    STOPPED = auto()


_FEEDING = (_Turn.SHOW, _Turn.CATCH_UP)


class Player:
    """A source of records: `run` feeds them in time, the other methods steer it from the same loop.

    Attributes:
        total: seconds in the recording at its last record; None until given or learnt.
        loops: how often playback has started again by itself.
        ended: whether playback is held at its end (`seek` and `toggle_pause` lead back from there).
        read_through: whether the newest pass came to the end of the recording.
        damage: one sentence on what was left unread; None where nothing was, or before the end.
    """

    def __init__(
        self,
        open_records: Opener,
        *,
        on_record: OnRecord,
        on_restart: Callable[[], None] = lambda: None,
        speed: float = 1.0,
        idle_limit: float | None = None,
        start: Position | None = None,
        end: Position | None = None,
        loop: bool = False,
        paused: bool = False,
        hold: bool = False,
        total: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        wait: Wait = wait_for,
    ) -> None:
        """Prepare a playback.

        Args:
            open_records: opens the recording at its start; called again for each pass.
            on_record: takes every record, in order.
            on_restart: called before the records come again from the first.
            speed: how many times faster than it was recorded; `math.inf` never waits.
            idle_limit: the longest wait between two records, in seconds of the recording.
            start: records before it are fed at once, as `catching_up`.
            end: where to end; None is the end of the recording.
            loop: start again at the end.
            paused: wait for `toggle_pause` or `step`.
            hold: stay at the end until `stop`.
            total: see the class.
            clock, wait: real seconds, and how to let them pass.

        Raises:
            UsageError: speed or idle limit cannot be played, or the end lies before the start.
        """
        check_pace(speed, idle_limit)
        check_order(start, end)
        self.total = total
        self.loops = 0
        self.ended = False
        self.read_through = False
        self.damage: str | None = None
        self._open = open_records
        self._on_record = on_record
        self._on_restart = on_restart
        self._idle_limit = idle_limit
        self._start = start
        self._start_at = start.value if start and start.axis is Axis.SECONDS else None
        self._end = end
        self._loop = loop
        self._hold = hold
        self._clock = clock
        self._wait = wait
        self._transport = Transport(speed=speed, paused=paused, now=clock())
        self._wake = asyncio.Event()
        self._stopped = False
        self._steps = 0
        self._goal: float | None = None  # the place to be at, in the recording
        self._floor: float | None = None  # where playback starts, once that is known
        self._gap = Gap()
        self._fed_at: float | None = None  # the last record of this pass
        self._started = False  # whether this pass has reached the start
        self._breathe = Breath(clock)

    @property
    def position(self) -> float:
        """Seconds in the recording, now; between two records it moves smoothly."""
        if self._goal is not None:
            return self._goal
        return self._gap.position(self._transport.play(self._clock()))

    @property
    def speed(self) -> float:
        """How many times faster than it was recorded; `math.inf` is without waiting."""
        return self._transport.speed

    @property
    def paused(self) -> bool:
        """Whether playback waits for `toggle_pause` or `step`."""
        return self._transport.paused

    def toggle_pause(self) -> None:
        """Pause, or go on; at the end, start again."""
        if self.ended:
            self._goal = self._floor
        self._pause(not self.paused and not self.ended)

    def step(self) -> None:
        """Pause after the next record that `is_step`, which is shown at once."""
        if self.ended:
            return
        self._steps += 1
        self._pause(True)

    def seek(self, delta: float) -> None:
        """Go this many seconds of the recording on, or back if negative; never out of it."""
        if self._floor is None:
            return
        goal = self.position + delta
        if self.total is not None:
            goal = min(goal, self.total)
        self._goal = max(goal, self._floor)
        self._wake.set()

    def faster(self) -> None:
        """Play at the next speed up."""
        self._change_speed(faster(self.speed))

    def slower(self) -> None:
        """Play at the next speed down."""
        self._change_speed(slower(self.speed))

    def stop(self) -> None:
        """Make `run` return."""
        self._stopped = True
        self._wake.set()

    async def run(self) -> None:
        """Feed the records until the end (with `hold`, or in a loop: until `stop`).

        Raises:
            UsageError: the recording never reaches the start, or the end before it (at once); or
                never the end (after all was played).
            RecordingDamaged: it was played as far as it can be read; raised last.
        """
        while (turn := await self._pass()) is not _Turn.STOPPED:
            if turn is _Turn.ENDED and not await self._goes_on():
                break
            await asyncio.sleep(0)
            if self._stopped:  # the sinks keep what they have, for a summary
                break
            self._on_restart()
        if self.damage is not None:
            raise RecordingDamaged(self.damage)
        if self.read_through and self._end is not None and self._end.axis is not Axis.SECONDS:
            raise UsageError(f"The recording never reaches {self._end.text}.")

    def _pause(self, paused: bool) -> None:
        self._transport.pause(paused, self._clock())
        self._wake.set()

    def _change_speed(self, speed: float) -> None:
        self._transport.set_speed(speed, self._clock())
        self._wake.set()

    async def _pass(self) -> _Turn:
        """Read the recording from its first record on; how that ended."""
        self._fed_at = None
        self._started = False
        self.read_through = False
        self._transport.jump(0.0, self._clock())
        if self._goal is None:
            self._goal = self._start_at
        with self._open() as source:
            for record, gap in gaps(source, self._idle_limit):
                turn = await self._take(record, gap)
                if turn not in _FEEDING:
                    return turn
                await self._breathe()
            self.damage = source.damage
        self.read_through = True
        self.total = self._gap.until_at
        return _Turn.ENDED

    async def _take(self, record: Record, gap: Gap) -> _Turn:
        """Wait for the turn of one record and feed it, unless playback ends before."""
        self._look_for_start(record, gap)
        end = self._end if self._started else None
        if end is not None and end.ends_before(record):
            return await self._finish(gap, end)
        turn = await self._turn(gap)
        if turn in _FEEDING:
            self._feed(record, gap, turn)
            if end is not None and end.ends_after(record):
                return _Turn.ENDED
        return turn

    def _look_for_start(self, record: Record, gap: Gap) -> None:
        if self._started:
            return
        starts = self._start is None or self._start.reached(record)
        self._check_end(record, starts=starts)
        if not starts:
            return
        self._started = True
        if self._start_at is None:
            self._transport.jump(gap.until_play, self._clock())
        if self._floor is None:
            self._floor = gap.until_at if self._start_at is None else max(gap.at, self._start_at)

    def _check_end(self, record: Record, *, starts: bool) -> None:
        """Refuse an end that the recording reaches before the start; an event may come again."""
        start, end = self._start, self._end
        if start is None or end is None or Axis.EVENT is end.axis or start.axis is end.axis:
            return
        if not starts and end.reached(record):
            raise end_before_start(start, end)
        if starts and start.axis is not Axis.SECONDS and end.ends_before(record):
            raise end_before_start(start, end)

    async def _finish(self, gap: Gap, end: Position) -> _Turn:
        """Let the time pass up to an end that lies before the next record."""
        if end.axis is Axis.SECONDS:
            turn = await self._turn(gap.cut(end.value))
            if turn not in _FEEDING:
                return turn
        return _Turn.ENDED

    def _feed(self, record: Record, gap: Gap, turn: _Turn) -> None:
        self._fed_at = gap.until_at
        if turn is _Turn.SHOW:
            self._transport.arrive(gap.until_play, self._clock())
            if self._steps and is_step(record):
                self._steps -= 1
        self._on_record(record, turn is _Turn.CATCH_UP)

    async def _turn(self, gap: Gap) -> _Turn:
        """Wait until the record at the end of this gap is due, or anything else is."""
        self._gap = gap
        while True:
            self._wake.clear()
            if self._stopped:
                return _Turn.STOPPED
            goal = self._goal
            if goal is not None and self._fed_at is not None and goal < self._fed_at:
                return _Turn.REWOUND
            if not self._started or (goal is not None and gap.until_at < goal):
                return _Turn.CATCH_UP
            if goal is not None:
                self._transport.jump(gap.play_at(goal), self._clock())
                self._goal = None
            left = self._transport.left(gap.until_play, self._clock())
            if self._steps or left == 0:
                return _Turn.SHOW
            await self._wait(self._wake, left)

    async def _goes_on(self) -> bool:
        """Whether there is another pass after the end: by the loop, or by a key."""
        if self._start is not None and self._floor is None:
            raise UsageError(f"The recording never reaches {self._start.text}.")
        self._transport.jump(self._gap.until_play, self._clock())
        if self._rewound():
            return True
        if self._loop and self._fed_at is not None:
            self.loops += 1
            return True
        self.ended = self._hold
        while self.ended and not self._stopped:
            self._wake.clear()
            await self._wait(self._wake, math.inf)
            self.ended = not self._rewound()
        return self._hold and not self.ended

    def _rewound(self) -> bool:
        """Whether somebody wants to be before this end; other wishes cannot be met any more."""
        if self._goal is not None and self._goal < self._gap.until_at:
            return True
        self._goal = None
        self._steps = 0
        return False
