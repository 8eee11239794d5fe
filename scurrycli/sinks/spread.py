"""How values are spread: least, most and percentiles in bounded memory; never the values."""

from __future__ import annotations

from collections import Counter
from math import ceil, frexp, ldexp

_BITS = 11  # of a value that are kept: percentiles are right to one in 2000
_LEAST, _MOST = 1e-6, 1e9  # beyond these a value counts as 0, or as the most


class Spread:
    """Counts finite numbers, rounded to three and a half digits; `least` and `most` are exact.

    Attributes:
        count: how many there were.
        least, most: the smallest and the largest; None before the first.
    """

    def __init__(self) -> None:
        self.count = 0
        self.least: float | None = None
        self.most: float | None = None
        self._counts: Counter[float] = Counter()

    def add(self, value: float) -> None:
        """Take one."""
        self.count += 1
        self._counts[_rounded(value)] += 1
        if self.least is None or value < self.least:
            self.least = value
        if self.most is None or value > self.most:
            self.most = value

    def add_all(self, other: Spread, shift: float = 0.0) -> None:
        """Take all that another one has counted, each with `shift` added to it."""
        if other.least is None or other.most is None:
            return
        self.count += other.count
        for value, times in other._counts.items():
            self._counts[_rounded(value + shift)] += times
        least, most = other.least + shift, other.most + shift
        self.least = least if self.least is None else min(self.least, least)
        self.most = most if self.most is None else max(self.most, most)

    def percentile(self, percent: float) -> float | None:
        """That many of 100 values are no larger (nearest rank); None before the first."""
        if self.least is None or self.most is None:
            return None
        left = max(1, ceil(self.count * percent / 100))
        for value in sorted(self._counts):
            left -= self._counts[value]
            if left <= 0:
                return min(max(value, self.least), self.most)
        return self.most


def _rounded(value: float) -> float:
    size = abs(value)
    if size < _LEAST:
        return 0.0
    fraction, exponent = frexp(max(-_MOST, min(value, _MOST)))
    return ldexp(round(ldexp(fraction, _BITS)), exponent - _BITS)
