"""A clock that can be paused, sped up and moved; it never reads the real one."""

from __future__ import annotations

import math

MAX_LAG = 0.25
"""Real seconds that playback makes up for when it was held up; more than this is let go."""

_RESOLUTION = 1e-6  # seconds, that of a recording; a wait below it may not even move the clock


class Transport:
    """Where playback is, in seconds of the playback axis.

    Every method takes `now`, in real seconds. At speed `math.inf` the clock moves only from one
    record to the next.
    """

    __slots__ = ("_now", "_paused", "_play", "_speed")

    def __init__(self, *, speed: float, paused: bool, now: float) -> None:
        self._play = 0.0
        self._now = now
        self._speed = speed
        self._paused = paused

    @property
    def speed(self) -> float:
        """How many times faster than it was recorded."""
        return self._speed

    @property
    def paused(self) -> bool:
        """Whether time stands still."""
        return self._paused

    def play(self, now: float) -> float:
        """Where playback is."""
        if self._paused or math.isinf(self._speed):
            return self._play
        return self._play + (now - self._now) * self._speed

    def left(self, target: float, now: float) -> float:
        """Real seconds until playback is at `target`: 0 if it is, `math.inf` while paused."""
        if self._paused:
            return math.inf
        if math.isinf(self._speed):
            return 0.0
        left = (target - self.play(now)) / self._speed
        return left if left > _RESOLUTION else 0.0

    def jump(self, play: float, now: float) -> None:
        """Be at `play`."""
        self._play = play
        self._now = now

    def arrive(self, target: float, now: float) -> None:
        """A record at `target` takes its turn: go there, unless the clock is a little ahead.

        What a late turn took is made up for, so that delays do not add up; a long one, as when the
        process was stopped, is not, so that playback goes on where it was left.
        """
        if not 0 <= self.play(now) - target <= MAX_LAG * self._speed or math.isinf(self._speed):
            self.jump(target, now)

    def pause(self, paused: bool, now: float) -> None:
        """Stop or go on."""
        self.jump(self.play(now), now)
        self._paused = paused

    def set_speed(self, speed: float, now: float) -> None:
        """Go on at another speed."""
        self.jump(self.play(now), now)
        self._speed = speed
