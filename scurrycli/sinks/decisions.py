"""What the engine decided after each close, and by which rule; never the deciding."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from scurrycli.records import Record, State
from scurrycli.sinks.text import plain

_MOST = 100


@dataclass(frozen=True, slots=True)
class Decision:
    """What followed a close; `state`, `why` and `rule` are empty where nothing did.

    `at` is when it closed, in seconds; `code` None is a close without one.
    """

    at: float
    code: int | None
    by: str
    state: str = ""
    why: str = ""
    rule: str = ""

    @property
    def is_leaving(self) -> bool:
        """Whether we closed for good, which is no fault."""
        return self.by == "client" and self.state in ("", State.STOPPED)


class Decisions:
    """Takes closes and states in their order.

    Attributes:
        newest: the newest hundred; all: how many there were.
    """

    def __init__(self) -> None:
        self.newest: deque[Decision] = deque(maxlen=_MOST)
        self.all = 0
        self._open = False

    def closed(self, record: Record, code: int | None, by: str) -> None:
        """A connection ended."""
        self.newest.append(Decision(record.at, code, by))
        self.all += 1
        self._open = True

    def entered(self, record: Record, state: str, why: str) -> None:
        """A state was entered; the first after a close is what was decided."""
        if self._open:
            self._open = False
            rule = plain(record.detail.get("rule") or "", 32)
            self.newest[-1] = replace(self.newest[-1], state=state, why=why, rule=rule)
