"""The figures of a session, from its records alone; never a clock, a payload's text or a screen.

Times are seconds on the records' `at` axis; `now` is on the same one. Feed one instance the
records of one stream in their order, from its start; after a step back begin a new one.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import Any
from urllib.parse import parse_qs, urlsplit

from scurrycli.records import Kind, Record, State
from scurrycli.sinks.beats import Beats
from scurrycli.sinks.decisions import Decisions
from scurrycli.sinks.flow import Flow
from scurrycli.sinks.text import plain
from scurrycli.wire.ledger import Ledger, Place
from scurrycli.wire.opcodes import Opcode

SEND_LIMIT = 120
SEND_WINDOW = 60.0
_MOST_CODES = 64
_MOST_SOURCES = 1000
_RECV = Kind.RECV.value
_ESTABLISHED = frozenset({"READY", "RESUMED"})


@dataclass(frozen=True, slots=True)
class Budget:
    """IDENTIFYs left of a total."""

    remaining: int
    total: int


class Metrics:
    """Counts as records come in.

    Attributes:
        state, state_at, why: where the session stands, since when and why.
        wait_until: when `waiting` ends; None if that is unknown or the state is another.
        url, compress, shard, intents: of the connection; None until known.
        conn: the connection's number; connections, resumes, sessions: how often each happened.
        last_close: `(code, by, reason)` of the last close; close_codes: how often each came.
        flaws: payloads that were not as documented; errors: error records.
        written: frames that the `end` record counts; None without one.
        decisions: what was decided on each close.
        started: when the first record came; last: the newest record; both None before the first.
    """

    def __init__(
        self,
        *,
        url: str | None = None,
        shard: tuple[int, int] | None = None,
        intents: int | None = None,
        compress: str | None = None,
        chosen: bool = False,
        filtered: bool = False,
        tells_time: bool = True,
    ) -> None:
        self.state: str = State.CONNECTING
        self.state_at = 0.0
        self.why = ""
        self.wait_until: float | None = None
        self.url, self.shard, self.intents, self.compress = url, shard, intents, compress
        self.conn: int | None = None
        self.connections = self.resumes = self.sessions = self.flaws = self.errors = 0
        self.last_close: tuple[int | None, str, str] | None = None
        self.close_codes: Counter[int | None] = Counter()
        self.written: int | None = None
        self.beats = Beats()
        self.decisions = Decisions()
        self.flow = Flow()
        self.flow.pulse.tells_time = tells_time
        self.ledger = Ledger(chosen=chosen)
        self._filtered = filtered
        self._source: int | None = None
        self._parked: dict[int | None, tuple[Place, dict[str, Any]]] = {}
        self._newest_conn = 0
        self.started: float | None = None
        self.last: Record | None = None
        self._sent: deque[float] = deque(maxlen=2 * SEND_LIMIT)
        self._limit: Budget | None = None
        self._identified = 0
        self._kinds: dict[str, Callable[[Record], None]] = {
            Kind.RECV: self._received,
            Kind.SENT: self._was_sent,
            Kind.OPEN: self._opened,
            Kind.CLOSE: self._closed,
            Kind.STATE: self._state_changed,
            Kind.ERROR: self._failed,
            Kind.MARK: self._marked,
            Kind.END: self._ended,
        }

    def add(self, record: Record) -> None:
        """Take the next record of the stream."""
        self.last = record
        if self.started is None:
            self.started = record.at
        if record.detail:
            self._turn_to(record.detail.get("source"))
        if record.op == 0 and record.kind == _RECV:
            self._dispatched(record)
            return
        handler = self._kinds.get(record.kind)
        if handler is not None:
            handler(record)

    def _dispatched(self, record: Record) -> None:
        self.flow.add_dispatch(record)
        if record.detail:
            self.flaws += "error" in record.detail
        if record.t in _ESTABLISHED:
            self._established(record)
        elif record.s is not None:
            self.ledger.add(record.s)

    def _established(self, record: Record) -> None:
        resumed = record.t == "RESUMED"
        self.resumes += resumed
        self.sessions += not resumed
        self.ledger.resumed(record.s)
        self.flow.pulse.begins(record.at)
        self._enter(record.at, State.READY, f"{record.t} received")

    def _received(self, record: Record) -> None:
        self._on(record.conn)
        self.flow.add_other(record)
        self.flaws += "error" in record.detail
        if record.op == Opcode.HEARTBEAT_ACK:
            self.beats.acknowledged(record.at)
        elif record.op == Opcode.HEARTBEAT:
            self.beats.asked()
        elif record.op == Opcode.HELLO:
            interval = number(record.d.get("heartbeat_interval"))
            self.beats.hello(record.at, None if interval is None else interval / 1000, None)

    def _was_sent(self, record: Record) -> None:
        self._on(record.conn)
        self._sent.append(record.at)
        if record.op == Opcode.HEARTBEAT:
            self.beats.sent(record.at)
        elif record.op == Opcode.RESUME:
            self.ledger.resuming = True
            self.flow.pulse.pauses(record.at)
        elif record.op == Opcode.IDENTIFY:
            self.ledger.new_session()
            self.flow.pulse.pauses(record.at)
            self._identified += 1
            self._read_identify(record.d)

    def _read_identify(self, d: dict[str, Any]) -> None:
        intents, shard = d.get("intents"), d.get("shard")
        if d.get("compress") is True:
            self.compress = "payload"
        if type(intents) is int and intents >= 0:
            self.intents = intents
        if isinstance(shard, list) and [type(part) for part in shard] == [int, int]:
            self.shard = (shard[0], shard[1])

    def _turn_to(self, source: object) -> None:
        """Of merged recordings each has a connection and a numbering of its own."""
        if source == self._source or type(source) is not int or len(self._parked) > _MOST_SOURCES:
            return
        place, beats = self._parked.pop(source, (None, None))
        if self._source is not None:
            self._parked[self._source] = self.ledger.turn_to(place), self.beats.turn_to(beats)
        self._source = source

    def _on(self, conn: int | None) -> None:
        """Notice a new connection even where its `open` was filtered out of a recording."""
        if conn is None or conn == self.conn:
            return
        self.conn = conn
        if conn > self._newest_conn:  # else it is one of several that are open side by side
            self._newest_conn = conn
            self.connections += 1
            self._sent.clear()
            self.beats.connected()

    def _opened(self, record: Record) -> None:
        self._on(record.conn)
        url = record.detail.get("url")
        if isinstance(url, str):
            self.url = url
            self.compress = compression(url) or self.compress

    def _closed(self, record: Record) -> None:
        detail = record.detail
        code = detail.get("code")
        code = code if type(code) is int else None
        self.last_close = (code, plain(detail.get("by", ""), 16), plain(detail.get("reason") or ""))
        if code in self.close_codes or len(self.close_codes) < _MOST_CODES:
            self.close_codes[code] += 1
        self.beats.closed(record.at)
        self.flow.pulse.pauses(record.at)
        self.decisions.closed(record, code, self.last_close[1])

    def _state_changed(self, record: Record) -> None:
        detail = record.detail
        self._enter(record.at, plain(detail.get("state", "?"), 12), plain(detail.get("why") or ""))
        self.decisions.entered(record, self.state, self.why)
        wait = number(detail.get("wait"))
        if self.state == State.WAITING and wait is not None:
            self.wait_until = record.at + wait
        interval, first = detail.get("heartbeat_interval"), detail.get("first_beat")
        self.beats.hello(record.at, number(interval), number(first))
        limit = detail.get("session_start_limit")
        if isinstance(limit, dict):
            self._read_limit(limit)

    def _enter(self, at: float, state: str, why: str) -> None:
        if state != self.state or state == State.WAITING:
            self.state_at = at
        self.state, self.why, self.wait_until = state, why, None

    def _read_limit(self, limit: dict[str, Any]) -> None:
        remaining, total = limit.get("remaining"), limit.get("total")
        if type(remaining) is not int or type(total) is not int:
            return
        new = Budget(remaining, total)
        if new != self._limit:
            self._limit, self._identified = new, 0

    def _failed(self, record: Record) -> None:
        self.errors += 1

    def _marked(self, record: Record) -> None:
        if "skipped" in record.detail:
            self.ledger.go_on_anywhere(chosen=self._filtered)

    def _ended(self, record: Record) -> None:
        frames = record.detail.get("frames")
        self.written = frames if type(frames) is int else None

    @property
    def budget(self) -> Budget | None:
        """IDENTIFYs left: what Discord last said, less those sent since."""
        if self._limit is None:
            return None
        return Budget(max(0, self._limit.remaining - self._identified), self._limit.total)

    def sends(self, now: float) -> int:
        """Payloads sent on this connection in the last minute, heartbeats among them."""
        return sum(now - at < SEND_WINDOW for at in self._sent)

    def wall(self, now: float) -> float:
        """Seconds since the epoch at `now`, by the newest record."""
        return now if self.last is None else self.last.ts + (now - self.last.at)

    def seconds(self, now: float) -> float:
        """How long the session has been going on."""
        return max(0.0, now - (self.started or 0.0))


def number(value: object) -> float | None:
    """A finite number, if it is one."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        converted = float(value)
    except OverflowError:
        return None
    return converted if isfinite(converted) else None


def compression(url: str) -> str | None:
    """What the URL's query asks for as transport compression."""
    try:
        return plain(parse_qs(urlsplit(url).query)["compress"][-1], 16)
    except (KeyError, ValueError):
        return None
