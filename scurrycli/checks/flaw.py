"""One thing that is wrong in a recording, with its place; never how it is shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flaw:
    """A violation.

    Attributes:
        line: of the file, from 1.
        n: number of the record; None where the line has none.
        rule: in short, such as `key-order`; see `recordings/README.md`.
        text: what is wrong, in a clause without a full stop.
    """

    line: int
    n: int | None
    rule: str
    text: str
