"""How thoroughly to measure; never what."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line said.

    Attributes:
        quick: less of everything, to see that it works; the figures are rough.
        repeats: turns, each with every subject once.
        gigabytes: size of the recording that is read.
        rivals: whether other programs are measured, too.
    """

    quick: bool = False
    repeats: int = 5
    gigabytes: float = 1.0
    rivals: bool = True

    def choose(self, whole: int, quick: int) -> int:
        """A count for this run."""
        return quick if self.quick else whole
