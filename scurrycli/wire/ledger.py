"""The ledger of sequence numbers: what was lost, repeated, replayed; never a payload."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Step(Enum):
    """How a sequence number follows the last one."""

    NEXT = "next"
    GAP = "gap"
    REPEAT = "repeat"
    BACK = "back"
    REPLAYED = "replayed"


@dataclass(slots=True)
class Ledger:
    """Counts over the sessions of one run. `last` is the last `s`, None before the first.

    Attributes:
        missing: numbers that were skipped, over all gaps.
        repeats: numbers that came again outside a resume, steps back included.
        replayed: numbers that came again while a resume was being answered: as it should be.
    """

    last: int | None = None
    gaps: int = 0
    missing: int = 0
    repeats: int = 0
    replayed: int = 0
    resuming: bool = False

    def new_session(self) -> None:
        """Numbering starts anew (IDENTIFY was sent)."""
        self.last = None
        self.resuming = False

    def add(self, s: int) -> Step:
        """Enter the next `s` as it came."""
        last, self.last = self.last, s
        if last is None or s == last + 1:
            return Step.NEXT
        if s > last:
            self.gaps += 1
            self.missing += s - last - 1
            return Step.GAP
        if self.resuming:
            self.replayed += 1
            return Step.REPLAYED
        self.repeats += 1
        return Step.REPEAT if s == last else Step.BACK

    @property
    def verdict(self) -> str:
        """One phrase for people: whether anything is missing."""
        if self.missing:
            return f"{self.missing} missing in {self.gaps} gap{'s' * (self.gaps > 1)}"
        return f"nothing lost, {self.repeats} repeated" if self.repeats else "nothing lost"
