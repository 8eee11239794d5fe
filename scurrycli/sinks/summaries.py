"""One line for any record: dispatch, other opcode, close, state change; never more than a line."""

from __future__ import annotations

import re
from collections.abc import Callable

from scurrycli.records import Kind, Record, State
from scurrycli.sinks.event_summaries import obj, text
from scurrycli.sinks.event_table import summarize_dispatch
from scurrycli.sinks.names import Names
from scurrycli.sinks.text import pause, plain
from scurrycli.wire.close_codes import After, CloseCode, close_code
from scurrycli.wire.intents import intent_names
from scurrycli.wire.opcodes import Opcode, opcode_name

_WIDEST = 4000
_HELLO_FIRST = re.compile(r"HELLO: [^;]*; ")


def summarize(record: Record, names: Names) -> str:
    """What a record says, in one clean line without its time, sequence number and event name."""
    if record.is_dispatch:
        summary = summarize_dispatch(record.t, record.d, names)
    else:
        summary = _KINDS.get(record.kind, _other)(record)
    flaw = record.detail.get("error") if record.kind in (Kind.RECV, Kind.SENT) else None
    return f"flawed ({plain(flaw, 60)})  {summary}" if flaw else summary


def label(record: Record) -> str:
    """The word for a record that is no event, where an event has its name: `state`, `op 7`, …"""
    if record.kind in (Kind.RECV, Kind.SENT):
        return f"op {'?' if record.op is None else record.op}"
    return plain(record.kind, 12)


def final(code: int | None) -> CloseCode | None:
    """The row of a code after which nothing can be tried again; None for others."""
    row = close_code(code)
    return row if row.after is After.STOP else None


def _reconnect(record: Record) -> str:
    return "opcode 7 RECONNECT: the server asks for a new connection"


def _invalid(record: Record) -> str:
    resumable = record.payload.get("d") is True
    then = "it can be resumed" if resumable else "a new session is needed"
    return f"opcode 9 INVALID_SESSION: {then}"


def _hello(record: Record) -> str:
    return f"HELLO: a heartbeat every {text(record.d, 'heartbeat_interval') or '?'} ms"


def _identify(record: Record) -> str:
    d = record.d
    shard, intents = d.get("shard"), d.get("intents")
    said = "sent IDENTIFY"
    if isinstance(shard, list):
        said += f", shard {'/'.join(plain(part, 8) for part in shard[:2])}"
    if type(intents) is int and 0 <= intents < 1 << 53:
        said += f", intents {intents} ({', '.join(intent_names(intents)) or 'none'})"
    return plain(said, _WIDEST)


def _resume(record: Record) -> str:
    return f"sent RESUME from seq {text(record.d, 'seq') or '?'}"


_RECEIVED: dict[int, Callable[[Record], str]] = {
    Opcode.HEARTBEAT: lambda record: "HEARTBEAT: the server asks for a heartbeat now",
    Opcode.RECONNECT: _reconnect,
    Opcode.INVALID_SESSION: _invalid,
    Opcode.HELLO: _hello,
    Opcode.HEARTBEAT_ACK: lambda record: "HEARTBEAT_ACK",
}
_SENT: dict[int, Callable[[Record], str]] = {
    Opcode.HEARTBEAT: lambda record: f"sent HEARTBEAT, seq {plain(record.payload.get('d'), 20)}",
    Opcode.IDENTIFY: _identify,
    Opcode.RESUME: _resume,
}


def _received(record: Record) -> str:
    known = None if record.op is None else _RECEIVED.get(record.op)
    if known:
        return known(record)
    if record.frame is None:
        return "received something that is no JSON object"
    return f"received {opcode_name(record.op)}, which a server does not send by the documentation"


def _sent(record: Record) -> str:
    known = None if record.op is None else _SENT.get(record.op)
    return known(record) if known else f"sent {opcode_name(record.op)}"


def _close(record: Record) -> str:
    detail = record.detail
    code = detail.get("code")
    row = close_code(code if isinstance(code, int) else None)
    number = "without a code" if row.code is None else f"{row.code} {row.name}"
    by = text(detail, "by")
    said = " ".join(part for part in ("close", number, _BY.get(by, "")) if part)
    reason = text(detail, "reason")
    if row.code is not None:
        named = reason.rstrip(".").casefold() == row.name.casefold()
        reason = "" if named else reason or row.meaning
    line = f"{said}: {reason}" if reason else said
    if by == "client" or row.after is After.STOP:  # what stops is told with its cure where it does
        return line
    return plain(f"{line.rstrip('.')}. {row.cure}", _WIDEST)


_BY = {"server": "by the server", "client": "by us", "network": "by the network"}


def _state(record: Record) -> str:
    """The rule stands before the reason, which may be long; nothing is said twice."""
    detail = record.detail
    state, why, rule = (text(detail, key) for key in ("state", "why", "rule"))
    wait, said = detail.get("wait"), state or "?"
    if state == State.RESUMING:
        why = _HELLO_FIRST.sub("", why, count=1)
    if isinstance(wait, (int, float)):
        said += f" {pause(wait)}"
    if rule and rule not in why:
        said += f" (rule: {rule})"
    if why.startswith(f"{state} "):
        why = why.removeprefix(f"{state} ")
        said += " " if said == state else ": "
    elif why:
        said += ": "
    said += why
    limit = obj(detail, "session_start_limit")
    if limit and "IDENTIFYs left" not in why:
        said += f"  [identify {text(limit, 'remaining')}/{text(limit, 'total')} left]"
    return plain(said, _WIDEST)


def _error(record: Record) -> str:
    url = text(record.detail, "url")
    return f"{text(record.detail, 'error') or 'error'}{f' ({url})' if url else ''}"


def _end(record: Record) -> str:
    frames = text(record.detail, "frames")
    return f"end of the recording, {frames or '?'} frames: {text(record.detail, 'why')}"


def _other(record: Record) -> str:
    pairs = (f"{plain(key, 24)}={text(record.detail, key)}" for key in record.detail)
    return plain(" ".join(pairs), _WIDEST) or "(nothing more)"


_KINDS: dict[str, Callable[[Record], str]] = {
    Kind.RECV: _received,
    Kind.SENT: _sent,
    Kind.OPEN: lambda record: f"connected to {text(record.detail, 'url')}",
    Kind.CLOSE: _close,
    Kind.STATE: _state,
    Kind.ERROR: _error,
    Kind.MARK: lambda record: f"mark: {text(record.detail, 'label')}",
    Kind.END: _end,
}
