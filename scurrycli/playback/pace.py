"""How long each record waits for its turn, on an axis of its own; never a clock that runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from scurrycli.errors import UsageError
from scurrycli.records import Record

MIN_SPEED = 1 / 16
MAX_SPEED = 64.0
"""The fastest speed that still waits; one step above it is `math.inf`, which never does."""


class Source(Protocol):
    """An open recording, as the reader gives it.

    Attributes:
        damage: after the iteration, one sentence on what was left unread; None where nothing was.
    """

    damage: str | None

    def __iter__(self) -> Iterator[Record]: ...


Opener = Callable[[], AbstractContextManager[Source]]
"""Opens a recording anew, at its start."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The way from one record to the next; all in seconds.

    Attributes:
        at, until_at: where it begins and ends in the recording; never backwards.
        play, until_play: the same on the playback axis, where long gaps are shorter.
    """

    at: float = 0.0
    until_at: float = 0.0
    play: float = 0.0
    until_play: float = 0.0

    def position(self, play: float) -> float:
        """Where the recording is at this moment of playback; never outside the gap."""
        if play >= self.until_play > self.play:
            return self.until_at
        share = _share(play, self.play, self.until_play)
        return min(self.at + share * (self.until_at - self.at), self.until_at)

    def play_at(self, position: float) -> float:
        """The moment of playback when the recording is there; never outside the gap."""
        if position >= self.until_at:
            return self.until_play
        share = _share(position, self.at, self.until_at)
        return min(self.play + share * (self.until_play - self.play), self.until_play)

    def cut(self, position: float) -> Gap:
        """The part of the gap up to a place in it."""
        until = min(max(position, self.at), self.until_at)
        return Gap(self.at, until, self.play, self.play_at(until))


def _share(value: float, low: float, high: float) -> float:
    return min(max((value - low) / (high - low), 0.0), 1.0) if high > low else 0.0


def gaps(
    records: Iterable[Record], idle_limit: float | None = None
) -> Iterator[tuple[Record, Gap]]:
    """Each record with the gap that leads to it; one that steps back in time follows at once.

    The first record has no gap, wherever it is: a recording may be a piece of a longer one.

    Args:
        records: in the order of the recording.
        idle_limit: the longest wait between two records, in seconds; None leaves them as they are.
    """
    limit = math.inf if idle_limit is None else idle_limit
    here: Gap | None = None
    for record in records:
        if here is None:
            here = Gap(record.at, record.at)
        else:
            until = max(record.at, here.until_at)
            wait = min(until - here.until_at, limit)
            here = Gap(here.until_at, until, here.until_play, here.until_play + wait)
        yield record, here


def last_at(records: Iterable[Record]) -> float | None:
    """Where a recording ends, in seconds, by reading it through; None if it is empty."""
    return max((record.at for record in records), default=None)


def faster(speed: float) -> float:
    """The next speed up: twice as fast, then without waiting."""
    return math.inf if speed >= MAX_SPEED else min(speed * 2, MAX_SPEED)


def slower(speed: float) -> float:
    """The next speed down: from no waiting to the fastest that waits, then half as fast."""
    return MAX_SPEED if math.isinf(speed) else min(speed, max(speed / 2, MIN_SPEED))


def parse_speed(text: str) -> float:
    """Read a speed: a number over 0, with or without an x, or `max`.

    Raises:
        UsageError: if it is neither.
    """
    typed = text.strip().lower()
    if typed == "max":
        return math.inf
    try:
        speed = float(typed.removesuffix("x"))
    except ValueError:
        speed = math.nan
    if not 0 < speed < math.inf:
        raise UsageError(f"{text!r} is no speed. Give a number over 0, such as 0.5 or 4, or max.")
    return speed


def check_pace(speed: float, idle_limit: float | None) -> None:
    """Refuse a speed or an idle limit that cannot be played.

    Raises:
        UsageError: saying which.
    """
    if not speed > 0:
        raise UsageError("The speed must be over 0.")
    if idle_limit is not None and not idle_limit >= 0:
        raise UsageError("The idle limit must be 0 seconds or more.")
