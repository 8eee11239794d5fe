"""The ledger of sequence numbers: what was lost, repeated, replayed; never a payload."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Step(Enum):
    """How a sequence number follows the ones before."""

    NEXT = "next"
    GAP = "gap"
    REPEAT = "repeat"
    BACK = "back"
    REPLAYED = "replayed"


Place = tuple[int | None, int | None, bool]
"""The last and the highest number, and whether a resume is being answered."""


@dataclass(slots=True)
class Ledger:
    """Counts over the sessions of one run.

    Attributes:
        last: the last `s`, None before the first.
        highest: the highest `s` of this numbering, None before the first.
        gaps: how often numbers were skipped.
        missing: numbers that were skipped, over all gaps.
        repeats: numbers that came again (or late) outside a resume, steps back included.
        replayed: numbers that came while a resume was being answered, whether again or not.
        resuming: whether a resume is being answered.
        chosen: whether events were left out on purpose, so that a skipped number is no gap.
    """

    last: int | None = None
    highest: int | None = None
    gaps: int = 0
    missing: int = 0
    repeats: int = 0
    replayed: int = 0
    resuming: bool = False
    chosen: bool = False

    def new_session(self) -> None:
        """Numbering starts anew (IDENTIFY was sent)."""
        self.last = self.highest = None
        self.resuming = False

    def turn_to(self, other: Place | None) -> Place:
        """Go on in the numbering of another session beside this one, the place in which is given
        back; None is a session that has only just begun."""
        this = self.last, self.highest, self.resuming
        self.last, self.highest, self.resuming = other or (None, None, False)
        return this

    def go_on_anywhere(self, *, chosen: bool) -> None:
        """What follows is not compared with what came before, as something between is left out."""
        self.new_session()
        self.chosen = chosen

    def resumed(self, s: int | None) -> None:
        """RESUMED came, with this number: it ends the replay, and is no part of it."""
        replayed = self.replayed
        if s is not None:
            self.add(s)
        self.replayed = replayed
        self.resuming = False

    def add(self, s: int) -> Step:
        """Enter the next `s` as it came."""
        last, self.last = self.last, s
        if self.resuming:
            self.replayed += 1
        if last is not None and s == last + 1 and last == self.highest:  # nearly always
            self.highest = s
            return Step.NEXT
        if last is None or self.highest is None or s > self.highest:
            return self._forward(s)
        if self.resuming:
            return Step.REPLAYED
        self.repeats += 1
        if s == 1:  # nobody saw the IDENTIFY, but READY is number 1 of a new session
            self.highest = 1
        return Step.BACK if s < last else Step.REPEAT

    def _forward(self, s: int) -> Step:
        skipped = 0 if self.highest is None else s - self.highest - 1
        self.highest = s
        if self.chosen:
            return Step.NEXT
        self.gaps += skipped > 0
        self.missing += skipped
        return Step.GAP if skipped else Step.NEXT

    @property
    def verdict(self) -> str:
        """One phrase for people: whether anything is missing."""
        if self.chosen:
            return "not known, as events were left out on purpose"
        if self.missing:
            return f"{self.missing} missing in {self.gaps} gap{'s' * (self.gaps > 1)}"
        return f"nothing lost, {self.repeats} repeated" if self.repeats else "nothing lost"
