"""Whether client and Gateway kept to the protocol, from the records of one session; never a fix.

Source: Discord's documentation, "Gateway", "Gateway Events", "Opcodes and Status Codes". Only what
the records prove is told: where some are left out or lost, all that came before is unknown.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from scurrycli.checks.beating import Beating
from scurrycli.recording.header import Header
from scurrycli.records import Kind, Record
from scurrycli.wire.close_codes import After, close_code
from scurrycli.wire.ledger import Ledger, Step
from scurrycli.wire.opcodes import FROM_CLIENT, FROM_SERVER, Opcode, opcode_name
from scurrycli.wire.outgoing import MAX_SENT

IDENTIFY_SPACING = 5.0
"""Seconds between two IDENTIFYs."""
SENDS, WINDOW = 120, 60.0
"""Payloads that may be sent on one connection in so many seconds."""
_LEAVING = frozenset({1000, 1001})
_RECV = Kind.RECV.value
_LOGIN: dict[int | None, str] = {Opcode.IDENTIFY: "IDENTIFY", Opcode.RESUME: "RESUME"}
_KNOWN = frozenset(Opcode)
Found = tuple[str, str]


class _Connection:
    """What was seen of one; `whole` is whether that is all of it."""

    def __init__(self, number: int | None, *, whole: bool) -> None:
        self.number = number
        self.whole = whole
        self.greeted = False
        self.login: str | None = None
        self.ready = False
        self.sends: deque[float] = deque(maxlen=SENDS + 1)
        self.flooded = False
        self.beating = Beating()


class Conduct:
    """Takes the records of one session, in order.

    Attributes:
        found: rules that were broken and how, for the caller to take away after each record.
    """

    def __init__(self, header: Header) -> None:
        self.found: list[Found] = []
        self._filtered = header.is_filtered
        self._ledger = Ledger(chosen=header.is_chosen)
        self._whole = header.is_whole
        self._forget()
        self._kinds: dict[str, Callable[[Record], None]] = {
            Kind.RECV: self._received,
            Kind.SENT: self._sent,
            Kind.OPEN: self._opened,
            Kind.CLOSE: self._closed,
            Kind.MARK: self._marked,
        }

    def add(self, record: Record) -> None:
        """Look at the next record."""
        if record.op == 0 and record.kind == _RECV and record.conn == self._connection.number:
            self._dispatched(record)
            return
        handle = self._kinds.get(record.kind)
        if handle is not None:
            handle(record)

    def _forget(self) -> None:
        """From here on it is unknown what came before."""
        self._connection = _Connection(None, whole=False)
        self._session: str | None = None
        self._given_up: str | None = None
        self._stopped: int | None = None
        self._identified: float | None = None

    def _say(self, rule: str, text: str) -> None:
        self.found.append((rule, text))

    # -- connections

    def _opened(self, record: Record) -> None:
        if self._stopped is not None:
            self._say("reconnect", f"a connection after close code {self._stopped}, which is final")
            self._stopped = None
        self._connection = _Connection(record.conn, whole=True)

    def _on(self, record: Record) -> _Connection:
        if record.conn != self._connection.number:
            if self._whole:
                self._say("no-open", f"a payload on connection {record.conn}, never opened")
            self._connection = _Connection(record.conn, whole=False)
        return self._connection

    def _closed(self, record: Record) -> None:
        code, by = record.detail.get("code"), record.detail.get("by")
        code = code if type(code) is int else None
        self._late(self._connection.beating.closed(record.at))
        row = close_code(code)
        if by == "client" and code in _LEAVING:
            self._given_up = f"this client closed with {code}, which ends the session"
        elif by == "server" and row.after is After.IDENTIFY:
            self._given_up = f"close code {code} ended the session"
        elif by == "server" and row.after is After.STOP:
            self._given_up = f"close code {code} ended the session"
            self._stopped = code

    def _marked(self, record: Record) -> None:
        """A place where records were left out (`skipped`), or were lost."""
        if "skipped" in record.detail:
            self._ledger.go_on_anywhere(chosen=self._filtered)
        elif "lost" in record.detail:
            self._ledger.go_on_anywhere(chosen=self._ledger.chosen)
        else:
            return
        self._whole = False
        self._forget()

    # -- what came in

    def _received(self, record: Record) -> None:
        connection, op = self._on(record), record.op
        if op == Opcode.DISPATCH:
            self._dispatched(record)
            return
        if op == Opcode.HELLO:
            self._greeted(record)
            return
        self._expect_hello(record)
        if op == Opcode.HEARTBEAT:
            connection.beating.asked(record.at)
        elif op == Opcode.HEARTBEAT_ACK:
            if not connection.beating.acknowledged() and connection.whole:
                self._say("ack", "an ACK without a heartbeat")
        elif op == Opcode.INVALID_SESSION and record.payload.get("d") is not True:
            self._given_up = "opcode 9 ended the session"
        elif op in _KNOWN and op not in FROM_SERVER:
            self._say("direction", f"{opcode_name(op)} came in, which only clients send")

    def _greeted(self, record: Record) -> None:
        connection = self._connection
        if connection.greeted:
            self._say("second-hello", "a second HELLO on this connection")
        connection.greeted = True
        interval: object = record.d.get("heartbeat_interval")
        if isinstance(interval, int | float) and interval > 0:
            connection.beating.begin(record.at, interval / 1000)
        else:
            self._say("hello", "HELLO without a usable heartbeat_interval")

    def _expect_hello(self, record: Record) -> None:
        connection = self._connection
        if connection.whole and not connection.greeted:
            self._say("before-hello", f"{_what(record)} before HELLO")
            connection.whole = False  # once is enough

    def _dispatched(self, record: Record) -> None:
        connection = self._connection
        if not connection.ready:
            self._not_ready(record, connection)
        s = record.s
        if s is None:
            return
        ledger = self._ledger
        last, highest = ledger.last, ledger.highest
        step = ledger.add(s)
        if step is Step.GAP:
            self._say("gap", f"s goes from {highest} to {s}: {s - (highest or 0) - 1} missing")
        elif step is Step.REPEAT or step is Step.BACK:
            self._say("repeat", f"s is {s} again, after {last}")

    def _not_ready(self, record: Record, connection: _Connection) -> None:
        """A dispatch of a connection that has not seen READY or RESUMED yet."""
        self._expect_hello(record)
        if record.t == "READY":
            self._establish(record, connection)
        elif record.t == "RESUMED":
            if connection.whole and connection.login != "RESUME":
                self._say("resumed", "RESUMED without a RESUME")
            self._ledger.resuming = False
            connection.ready = True
        elif connection.whole and connection.login != "RESUME":
            self._say("before-ready", f"{_what(record)} before READY")
            connection.ready = True  # once is enough

    def _establish(self, record: Record, connection: _Connection) -> None:
        if connection.whole and self._whole and connection.login != "IDENTIFY":
            self._say("ready", "READY without an IDENTIFY")
        session = record.d.get("session_id")
        self._session = session if isinstance(session, str) else None
        self._given_up = None
        self._ledger.new_session()
        connection.ready = True

    # -- what went out

    def _sent(self, record: Record) -> None:
        connection, op = self._on(record), record.op
        self._expect_hello(record)
        self._count(record.at, connection)
        if record.size is not None and record.size > MAX_SENT:
            self._say("too-large", f"{record.size} bytes were sent; {MAX_SENT} are the most")
        if op in _LOGIN:
            self._log_in(record, connection)
        elif op == Opcode.HEARTBEAT:
            self._late(connection.beating.sent(record.at))
        elif op in _KNOWN and op not in FROM_CLIENT:
            self._say("direction", f"{opcode_name(op)} was sent, which only the Gateway sends")
        elif connection.whole and connection.login is None:
            self._say("before-login", f"{_what(record)} before IDENTIFY or RESUME")

    def _count(self, at: float, connection: _Connection) -> None:
        sends = connection.sends
        sends.append(at)
        over = len(sends) > SENDS and at - sends[0] < WINDOW
        if over and not connection.flooded:
            self._say("rate", f"over {SENDS} payloads were sent within {WINDOW:g} s")
        connection.flooded = over

    def _log_in(self, record: Record, connection: _Connection) -> None:
        login = _LOGIN[record.op]
        if connection.login is not None:
            self._say("second-login", f"{login} after {connection.login} on one connection")
        connection.login = login
        if login == "IDENTIFY":
            self._identify(record.at)
        else:
            self._resume(record.d)

    def _identify(self, at: float) -> None:
        if self._identified is not None and at - self._identified < IDENTIFY_SPACING:
            since = at - self._identified
            self._say("identify-spacing", f"IDENTIFY {since:.3f} s after another; 5 s are due")
        self._identified = at
        self._ledger.new_session()

    def _resume(self, d: dict[str, Any]) -> None:
        ledger = self._ledger
        if self._given_up is not None:
            self._say("resume", f"a RESUME although {self._given_up}")
            self._given_up = None
        session, seq = d.get("session_id"), d.get("seq")
        if self._session is not None and session != self._session:
            self._say("resume", "a RESUME with another session_id than READY gave")
        if ledger.last is not None and not ledger.chosen and seq != ledger.last:
            self._say(
                "resume", f"a RESUME after s {seq!r}, but the last that came is {ledger.last}"
            )
        ledger.resuming = True

    def _late(self, late: list[str]) -> None:
        for text in late:
            self._say("heartbeat", text)


def _what(record: Record) -> str:
    return record.t or opcode_name(record.op)
