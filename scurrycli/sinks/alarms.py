"""Conditions of `--exit-on`: whether a stream of records has met one; never what follows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf

from scurrycli.errors import UsageError
from scurrycli.records import Kind, Record
from scurrycli.sinks.beats import Beats
from scurrycli.wire.close_codes import After, close_code
from scurrycli.wire.ledger import Ledger, Step
from scurrycli.wire.opcodes import Opcode

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_CONDITION = re.compile(
    r"(?P<name>close|gap|zombie)|(?P<limited>latency *>|silent *=) *"
    r"(?P<number>[0-9]{1,9}(?:\.[0-9]{1,9})?) *(?P<unit>ms|s|m|h)",
    re.IGNORECASE,
)
_EXAMPLES = "close, gap, zombie, 'latency>500ms' and silent=60s"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: its name, and for `latency` and `silent` the limit in seconds."""

    name: str
    limit: float = inf


def parse_condition(text: str) -> Condition:
    """One of `close`, `gap`, `zombie`, `latency>500ms`, `silent=60s`.

    Raises:
        UsageError: it is none of them.
    """
    match = _CONDITION.fullmatch(text.strip())
    if match is None:
        quotes = " Put it in quotes, as > means a file to the shell." * (text.strip() == "latency")
        raise UsageError(f"--exit-on takes {_EXAMPLES}; {text!r} is none of them.{quotes}")
    if match["name"]:
        return Condition(match["name"].lower())
    limit = float(match["number"]) * _UNITS[match["unit"].lower()]
    return Condition(match["limited"].rstrip("=> ").lower(), limit)


class Alarms:
    """Takes records in their order, and the time between them.

    Attributes:
        reason: a clause on the first condition that was met; None as long as none was.
    """

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self.reason: str | None = None
        self._watches = [_WATCHES[one.name](one.limit) for one in conditions]

    @property
    def deadline(self) -> float:
        """When one is met if nothing happens before, on the axis of `at`; infinity if never."""
        return min((watch.due for watch in self._watches), default=inf)

    def add(self, record: Record) -> None:
        """Take the next record."""
        for watch in self._watches:
            was_due = record.at > watch.due
            met = watch.add(record) or (watch.overdue if was_due else None)
            self.reason = self.reason or met

    def look(self, now: float) -> None:
        """See whether one is met by the time alone."""
        for watch in self._watches:
            if self.reason is None and now > watch.due:
                self.reason = watch.overdue


class _Watch:
    """One condition being watched.

    Attributes:
        due: when it is met by the time alone.
        overdue: a clause for that.
    """

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.due = inf
        self.overdue = ""

    def add(self, record: Record) -> str | None:
        """A clause where the record meets it."""
        raise NotImplementedError


class _Closed(_Watch):
    """A close that we did not want; one for good ends the command with a status of its own."""

    def add(self, record: Record) -> str | None:
        if record.kind != Kind.CLOSE or record.detail.get("by") == "client":
            return None
        code = record.detail.get("code")
        row = close_code(code if type(code) is int else None)
        if row.after is After.STOP:
            return None
        said = "without a close code" if row.code is None else f"with {row.code} {row.name}"
        return f"the connection was closed {said}"


class _Gap(_Watch):
    def __init__(self, limit: float) -> None:
        super().__init__(limit)
        self._ledger = Ledger()

    def add(self, record: Record) -> str | None:
        ledger = self._ledger
        if record.kind == Kind.SENT and record.op == Opcode.IDENTIFY:
            ledger.new_session()
        elif record.kind == Kind.SENT and record.op == Opcode.RESUME:
            ledger.resuming = True
        if not record.is_dispatch or record.s is None:
            return None
        if record.t in ("READY", "RESUMED"):
            ledger.resuming = False
        gap = ledger.add(record.s) is Step.GAP
        return f"sequence numbers before {record.s}: {ledger.verdict}" if gap else None


class _Zombie(_Watch):
    def add(self, record: Record) -> str | None:
        found = record.kind == Kind.STATE and record.detail.get("rule") == "zombie"
        return "the connection was a zombie" if found else None


class _Latency(_Watch):
    def __init__(self, limit: float) -> None:
        super().__init__(limit)
        self._beats = Beats()
        self._conn: int | None = None
        self.overdue = f"a heartbeat had no ACK after {1000 * limit:g} ms"

    def add(self, record: Record) -> str | None:
        beats = self._beats
        if record.conn != self._conn or record.kind == Kind.CLOSE:
            self._conn = record.conn
            beats.connected()
        latency = None
        if record.kind == Kind.SENT and record.op == Opcode.HEARTBEAT:
            beats.sent(record.at)
        elif record.kind == Kind.RECV and record.op == Opcode.HEARTBEAT_ACK:
            answered = beats.unanswered(record.at) is not None
            beats.acknowledged(record.at)
            latency = beats.last if answered else None
        waiting = beats.unanswered(record.at)
        self.due = inf if waiting is None else record.at - waiting + self.limit
        if latency is None or latency <= self.limit:
            return None
        return f"a heartbeat took {1000 * latency:.0f} ms"


class _Silent(_Watch):
    def __init__(self, limit: float) -> None:
        super().__init__(limit)
        self.overdue = f"no event came for {limit:g} s"

    def add(self, record: Record) -> str | None:
        if record.is_dispatch or self.due == inf:
            self.due = record.at + self.limit
        return None


_WATCHES: dict[str, Callable[[float], _Watch]] = {
    "close": _Closed,
    "gap": _Gap,
    "zombie": _Zombie,
    "latency": _Latency,
    "silent": _Silent,
}
