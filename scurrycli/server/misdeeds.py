"""What each fault does to a connection, as a table; never when it is due."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import orjson

from scurrycli.server.faults import Fault, FaultKind
from scurrycli.server.timeline import Action, Step
from scurrycli.wire.close_codes import After, close_code

if TYPE_CHECKING:
    from scurrycli.server.connection import ClientLine

HEARTBEAT = b'{"t":null,"s":null,"op":1,"d":null}'
RECONNECT = b'{"t":null,"s":null,"op":7,"d":null}'
INVALID_SESSION = b'{"t":null,"s":null,"op":9,"d":%s}'
UNKNOWN_OP = b'{"t":null,"s":null,"op":99,"d":{"scurry":"an opcode that nobody knows"}}'
GARBAGE = b'{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"content":"torn'
UNKNOWN_EVENT = ("SCURRY_UNKNOWN", b'{"scurry":"an event that nobody knows"}')
HUGE_EVENT = "SCURRY_HUGE"


def do(line: ClientLine, fault: Fault) -> None:
    """Let it happen now, and tell."""
    excuse = MISDEEDS[fault.kind](line, fault)
    line.host.did(line, fault, excuse or "")


def act_of(step: Step) -> Fault:
    """What a step of a timeline that is no dispatch amounts to."""
    if step.action is Action.CLOSE:
        return Fault(FaultKind.CLOSE, step.code)
    if step.action is Action.INVALID_SESSION:
        resumable = step.d == b"true"
        kind = FaultKind.INVALID_SESSION_RESUMABLE if resumable else FaultKind.INVALID_SESSION
        return Fault(kind)
    kinds = {Action.RECONNECT: FaultKind.RECONNECT, Action.DROP: FaultKind.DROP}
    return Fault(kinds[step.action])


def _reconnect(line: ClientLine, _fault: Fault) -> None:
    line.send_soon(RECONNECT)
    line.sender.hushed = True
    line.conduct.sent_away(line.now)


def _invalid_session(line: ClientLine, _fault: Fault) -> None:
    line.send_soon(INVALID_SESSION % b"false")
    line.lose_session()


def _invalid_session_resumable(line: ClientLine, _fault: Fault) -> None:
    line.send_soon(INVALID_SESSION % b"true")
    line.leave_session()


def _close(line: ClientLine, fault: Fault) -> None:
    code = int(fault.value or 0)
    if close_code(code).after is not After.RESUME:
        line.lose_session()
    line.close_soon(code)


def _drop(line: ClientLine, _fault: Fault) -> None:
    line.sender.reset()


def _stall(line: ClientLine, _fault: Fault) -> None:
    line.sender.stall()


def _mute_acks(line: ClientLine, _fault: Fault) -> None:
    line.muted = True
    line.conduct.muted()


def _beat_now(line: ClientLine, _fault: Fault) -> None:
    line.send_soon(HEARTBEAT)
    line.conduct.asked_for_beat(line.now)


def _gap(line: ClientLine, _fault: Fault) -> None:
    line.sender.skip_next = True


def _huge(line: ClientLine, fault: Fault) -> None:
    padding = b"x" * int((fault.value or 0) * 1_000_000)
    _insert(line, (HUGE_EVENT, b'{"padding":"%s"}' % padding))


def _garbage(line: ClientLine, _fault: Fault) -> None:
    line.send_soon(GARBAGE)


def _corrupt_compression(line: ClientLine, _fault: Fault) -> str | None:
    return None if line.outlet.corrupt_next() else "nothing is compressed on this connection"


def _unknown_op(line: ClientLine, _fault: Fault) -> None:
    line.send_soon(UNKNOWN_OP)


def _unknown_event(line: ClientLine, _fault: Fault) -> None:
    _insert(line, UNKNOWN_EVENT)


def _rate_limited(line: ClientLine, _fault: Fault) -> None:
    guild = next(iter(line.session.script.guilds), 0) if line.session else 0
    meta = {"guild_id": str(guild), "nonce": None}
    d = orjson.dumps({"opcode": 8, "retry_after": 30.0, "meta": meta})
    _insert(line, ("RATE_LIMITED", d))


def _guild_unavailable(line: ClientLine, _fault: Fault) -> str | None:
    session = line.session
    cues = session.script.guilds.values() if session else ()
    cue = next((cue for cue in cues if session and cue.is_for(session.asked)), None)
    if session is None or cue is None:
        return "the session has no GUILD_CREATE"
    gone = orjson.dumps({"id": str(cue.guild), "unavailable": True})
    _insert(line, ("GUILD_DELETE", gone), ("GUILD_CREATE", cue.d(session.asked)))
    return None


def _insert(line: ClientLine, *dispatches: tuple[str, bytes]) -> None:
    if line.session is not None:
        line.session.insert(*dispatches)
        line.wake()


def _sent_already(_line: ClientLine, _fault: Fault) -> None:
    """The sender has seen to it."""


MISDEEDS: dict[FaultKind, Callable[[ClientLine, Fault], str | None]] = {
    FaultKind.RECONNECT: _reconnect,
    FaultKind.INVALID_SESSION: _invalid_session,
    FaultKind.INVALID_SESSION_RESUMABLE: _invalid_session_resumable,
    FaultKind.CLOSE: _close,
    FaultKind.DROP: _drop,
    FaultKind.STALL: _stall,
    FaultKind.MUTE_ACKS: _mute_acks,
    FaultKind.BEAT_NOW: _beat_now,
    FaultKind.GAP: _gap,
    FaultKind.DUP: _sent_already,
    FaultKind.REORDER: _sent_already,
    FaultKind.HUGE: _huge,
    FaultKind.GARBAGE: _garbage,
    FaultKind.CORRUPT_COMPRESSION: _corrupt_compression,
    FaultKind.UNKNOWN_OP: _unknown_op,
    FaultKind.UNKNOWN_EVENT: _unknown_event,
    FaultKind.RATE_LIMITED: _rate_limited,
    FaultKind.GUILD_UNAVAILABLE: _guild_unavailable,
}
