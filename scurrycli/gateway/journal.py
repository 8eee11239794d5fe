"""Where records are made: numbered, stamped, redacted once and handed to every sink; never kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scurrycli.gateway.transport import Stamp
from scurrycli.recording import Redactor
from scurrycli.records import Kind, Record
from scurrycli.wire.events import DISPATCH_EVENTS
from scurrycli.wire.payload import Payload

Sink = Callable[[Record], None]
_RECV, _SENT = Kind.RECV.value, Kind.SENT.value


class Journal:
    """The stream of one run. Time never steps back in it: what a payload caused stands at the time
    of its writing, and a payload that came in the same read, but is dealt with later, behind it.

    Args:
        sink: takes each record, in order; None makes none at all.
        redactor: what it hands over is clean of secrets.
        started: the moment that `at` counts from.
    """

    def __init__(self, sink: Sink | None, redactor: Redactor, started: Stamp) -> None:
        self.conn: int | None = None
        self.frames = 0
        self._sink = sink
        self.redactor = redactor
        self._started = self._last = started
        self._n = 0
        self._ended = False

    def received(self, payload: Payload, stamp: Stamp) -> None:
        """A payload came in."""
        if self._sink is not None:
            self._hand_over(self._frame(_RECV, stamp, payload))

    def sent(self, payload: Payload) -> None:
        """A payload goes out."""
        if self._sink is not None:
            self._hand_over(self._frame(_SENT, Stamp.now(), payload))

    def note(self, kind: Kind, when: Stamp | None = None, /, **detail: Any) -> None:
        """Anything that is no message. Values that are None are left out; texts are redacted.

        Args:
            kind: what it is.
            when: it happened; now, if None.
            detail: what the kind adds.
        """
        if self._sink is None:
            return
        clean = {key: self.redactor.value(v) for key, v in detail.items() if v is not None}
        self._hand_over(self._make(kind, when or Stamp.now(), clean))

    def end(self, why: str) -> None:
        """The last record; a second time it does nothing."""
        if not self._ended:
            self._ended = True
            self.note(Kind.END, frames=self.frames, why=why)

    def _hand_over(self, record: Record) -> None:
        """A sink that fails gets nothing more: what is left to do is done without it."""
        if self._sink is None:
            return
        try:
            self._sink(record)
        except BaseException:
            self._sink = None
            raise

    def _make(self, kind: Kind, stamp: Stamp, detail: dict[str, Any]) -> Record:
        if stamp.mono < self._last.mono:
            stamp = self._last
        self._last = stamp
        self._n += 1
        at = stamp.mono - self._started.mono
        return Record(self._n, at, stamp.wall, kind.value, self.conn, detail=detail)

    def _frame(self, kind: str, stamp: Stamp, payload: Payload) -> Record:
        """A payload, redacted; the hot path of every session."""
        size, t = payload.size, payload.t
        if stamp.mono < self._last.mono:
            stamp = self._last
        self._last = stamp
        self._n += 1
        self.frames += 1
        if t is not None and t not in DISPATCH_EVENTS:
            t = self.redactor.text(t)
        return Record(
            self._n,
            stamp.mono - self._started.mono,
            stamp.wall,
            kind,
            self.conn,
            size,
            None if payload.wire == size else payload.wire,
            payload.op,
            payload.s,
            t,
            self.redactor.frame(payload.text, payload.op, t) if payload.is_object else None,
            {} if payload.flaw is None else self._flaws(payload, payload.flaw),
        )

    def _flaws(self, payload: Payload, flaw: str) -> dict[str, Any]:
        if payload.is_object:
            return {"error": flaw}
        return {"error": flaw, "raw": self.redactor.raw(payload.text)}
