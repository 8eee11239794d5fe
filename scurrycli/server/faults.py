"""The faults that a gateway can be told to have: how they are written, and when each is due.

Never the doing of one. N is the number of the dispatch after which a fault comes, READY being 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from typing import Protocol

from scurrycli.errors import UsageError


class FaultKind(StrEnum):
    """What can go wrong, by the name that is typed."""

    RECONNECT = "reconnect"
    INVALID_SESSION = "invalid-session"
    INVALID_SESSION_RESUMABLE = "invalid-session-resumable"
    CLOSE = "close"
    DROP = "drop"
    STALL = "stall"
    MUTE_ACKS = "mute-acks"
    DELAY_ACKS = "delay-acks"
    BEAT_NOW = "beat-now"
    NO_HELLO = "no-hello"
    SLOW_HELLO = "slow-hello"
    GAP = "gap"
    DUP = "dup"
    REORDER = "reorder"
    HUGE = "huge"
    GARBAGE = "garbage"
    CORRUPT_COMPRESSION = "corrupt-compression"
    UNKNOWN_OP = "unknown-op"
    UNKNOWN_EVENT = "unknown-event"
    RATE_LIMITED = "rate-limited"
    DEAD_RESUME_HOST = "dead-resume-host"
    JITTER = "jitter"
    SLOW = "slow"
    GUILD_UNAVAILABLE = "guild-unavailable"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its kind, its value in the unit of the kind, and N where it has a place."""

    kind: FaultKind
    value: float | None = None
    at: int | None = None

    def __str__(self) -> str:
        value = "" if self.value is None else f"={self.value:.10g}"
        return f"{self.kind}{value}" + ("" if self.at is None else f"@{self.at}")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a kind is written and what it does.

    Attributes:
        says: what happens.
        unit: of the value; empty where it takes none.
        placed: whether N must be given (True), cannot (False), or may be left out (None: 1).
        fits: whether a value can be meant.
        allows: in words, which fit.
    """

    says: str
    unit: str = ""
    placed: bool | None = True
    fits: Callable[[float], bool] = lambda value: 0 < value < 1e9  # noqa: PLR2004
    allows: str = "more than 0 and less than 1000000000"

    def usage(self, kind: FaultKind) -> str:
        """As it is typed: `close=CODE@N`."""
        place = {True: "@N", False: "", None: "[@N]"}[self.placed]
        return f"{kind}{f'={self.unit}' if self.unit else ''}{place}"


def _is_close_code(code: float) -> bool:
    return code == int(code) and (code in _SENDABLE or 3000 <= code <= 4999)  # noqa: PLR2004


_SENDABLE = frozenset({1000, 1001, 1002, 1003, *range(1007, 1015)})
_MOST_MB = 512
_MOST_AT = 999_999_999

SHAPES: dict[FaultKind, Shape] = {
    FaultKind.RECONNECT: Shape("Opcode 7: the client is to reconnect and resume."),
    FaultKind.INVALID_SESSION: Shape("Opcode 9 with d false: the session is over."),
    FaultKind.INVALID_SESSION_RESUMABLE: Shape("Opcode 9 with d true: the client is to resume."),
    FaultKind.CLOSE: Shape(
        "The connection is closed with this code.",
        "CODE",
        fits=_is_close_code,
        allows="1000 to 1003, 1007 to 1014, or 3000 to 4999",
    ),
    FaultKind.DROP: Shape("The TCP connection is reset."),
    FaultKind.STALL: Shape("Half open: nothing is sent or read any more, TCP stays up."),
    FaultKind.MUTE_ACKS: Shape("Heartbeats are not acknowledged any more on this connection."),
    FaultKind.DELAY_ACKS: Shape("Every ACK comes so late.", "MS", placed=False),
    FaultKind.BEAT_NOW: Shape("Opcode 1: a heartbeat is asked for."),
    FaultKind.NO_HELLO: Shape(
        "A connection gets no HELLO: the first to this gateway, or the N-th.", placed=None
    ),
    FaultKind.SLOW_HELLO: Shape("HELLO comes so late on every connection.", "S", placed=False),
    FaultKind.GAP: Shape("The dispatch after the N-th is never sent on this connection."),
    FaultKind.DUP: Shape("The N-th dispatch is sent twice."),
    FaultKind.REORDER: Shape("The N-th dispatch is sent after the one that follows it."),
    FaultKind.HUGE: Shape(
        "An event SCURRY_HUGE of so many megabytes.",
        "MB",
        fits=lambda mb: 0 < mb <= _MOST_MB,
        allows=f"more than 0, and {_MOST_MB} at most",
    ),
    FaultKind.GARBAGE: Shape("A message that cannot be decoded."),
    FaultKind.CORRUPT_COMPRESSION: Shape("The next message cannot be inflated."),
    FaultKind.UNKNOWN_OP: Shape("A payload with opcode 99."),
    FaultKind.UNKNOWN_EVENT: Shape("An event SCURRY_UNKNOWN with a field of its own."),
    FaultKind.RATE_LIMITED: Shape("The event RATE_LIMITED for opcode 8."),
    FaultKind.DEAD_RESUME_HOST: Shape(
        "resume_gateway_url names a port where nobody listens.", placed=False
    ),
    FaultKind.JITTER: Shape("Every message comes late by chance, by so much at most.", "MS", False),
    FaultKind.SLOW: Shape("No more than so many bytes a second are sent.", "BYTES/S", False),
    FaultKind.GUILD_UNAVAILABLE: Shape(
        "An outage: GUILD_DELETE with unavailable, then GUILD_CREATE again.", placed=None
    ),
}

_SPEC = re.compile(r"(?P<kind>[a-z0-9-]+)(?:=(?P<value>[0-9.]+))?(?:@(?P<at>[0-9]{1,20}))?")


def parse_fault(text: str) -> Fault:
    """Read `KIND[=VALUE][@N]`.

    Raises:
        UsageError: it is not that, with how it is written, or which numbers it takes.
    """
    match = _SPEC.fullmatch(text.strip().lower())
    name = match["kind"] if match else re.split("[=@]", text.strip().lower())[0]
    if name not in SHAPES:
        near = get_close_matches(name, list(FaultKind), n=1)
        hint = f"Did you mean {near[0]}?" if near else "scurry serve --faults lists them."
        raise UsageError(f"{name!r} is not a fault that scurry knows. {hint}")
    kind = FaultKind(name)
    fault = _fault(kind, match["value"], match["at"]) if match else None
    if fault is None:
        usage = SHAPES[kind].usage(kind)
        raise UsageError(f"{text!r} is not how this fault is written; it is {usage}.")
    if wrong := _out_of_range(fault):
        raise UsageError(f"{text!r} is out of range: {wrong}.")
    return fault


def _fault(kind: FaultKind, value_text: str | None, at_text: str | None) -> Fault | None:
    shape = SHAPES[kind]
    if bool(shape.unit) != (value_text is not None):
        return None
    if shape.placed is not None and shape.placed != (at_text is not None):
        return None
    try:
        value = None if value_text is None else float(value_text)
    except ValueError:
        return None
    default = 1 if shape.placed is None else None
    return Fault(kind, value, default if at_text is None else int(at_text))


def _out_of_range(fault: Fault) -> str:
    """Which number does not fit, and which do; empty where all do."""
    shape = SHAPES[fault.kind]
    if fault.value is not None and not shape.fits(fault.value):
        return f"{shape.unit} can be {shape.allows}"
    if fault.at is not None and not 1 <= fault.at <= _MOST_AT:
        counted = "the first connection" if fault.kind is FaultKind.NO_HELLO else "READY"
        return f"N can be 1 to {_MOST_AT}, {counted} being 1"
    return ""


class Plan(Protocol):
    """What is due when, for one client; a session that is lost does not begin it anew."""

    def take(self, number: int) -> Sequence[Fault]:
        """The faults that are due with this dispatch; to be asked once for each, in order."""
        ...


class GivenPlan:
    """Each fault once, at its place; the numbers count anew in a new session."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._left = [fault for fault in faults if fault.at is not None]

    def take(self, number: int) -> Sequence[Fault]:
        """As `Plan.take`."""
        due = [fault for fault in self._left if fault.at == number]
        for fault in due:
            self._left.remove(fault)
        return due


CHAOS = (
    Fault(FaultKind.RECONNECT),
    Fault(FaultKind.INVALID_SESSION),
    Fault(FaultKind.INVALID_SESSION_RESUMABLE),
    Fault(FaultKind.CLOSE, 4000),
    Fault(FaultKind.DROP),
    Fault(FaultKind.STALL),
    Fault(FaultKind.MUTE_ACKS),
    Fault(FaultKind.BEAT_NOW),
    Fault(FaultKind.DUP),
    Fault(FaultKind.REORDER),
    Fault(FaultKind.HUGE, 2),
    Fault(FaultKind.GARBAGE),
    Fault(FaultKind.CORRUPT_COMPRESSION),
    Fault(FaultKind.UNKNOWN_OP),
    Fault(FaultKind.UNKNOWN_EVENT),
    Fault(FaultKind.RATE_LIMITED),
    Fault(FaultKind.GUILD_UNAVAILABLE),
)
"""What `--chaos` picks from: whatever a client must live through without a loss that is its own."""
_CALM = (5, 60)  # dispatches between two faults


class ChaosPlan:
    """Faults by chance, for ever; the same for the same chance.

    Args:
        chance: gives numbers from 0 up to 1.
    """

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self._left = self._calm()

    def _calm(self) -> int:
        least, most = _CALM
        return least + int(self._chance() * (most - least))

    def take(self, number: int) -> Sequence[Fault]:
        """As `Plan.take`."""
        self._left -= 1
        if self._left > 0:
            return ()
        self._left = self._calm()
        pick = CHAOS[int(self._chance() * len(CHAOS))]
        return (replace(pick, at=number),)


@dataclass(frozen=True, slots=True)
class Both:
    """Two plans as one."""

    plans: tuple[Plan, ...]

    def take(self, number: int) -> Sequence[Fault]:
        """As `Plan.take`."""
        return [fault for plan in self.plans for fault in plan.take(number)]


@dataclass(frozen=True, slots=True)
class Weather:
    """The faults without a place among the dispatches, as they are for every connection.

    Attributes:
        ack_delay, hello_delay: seconds.
        jitter: seconds that a message is late at most.
        bytes_per_second: None is as fast as it goes.
        mute_connections: which connections get no HELLO, from 1.
        dead_resume_host: as the fault.
    """

    ack_delay: float = 0.0
    hello_delay: float = 0.0
    jitter: float = 0.0
    bytes_per_second: float | None = None
    mute_connections: frozenset[int] = frozenset()
    dead_resume_host: bool = False


def weather_of(faults: Iterable[Fault]) -> Weather:
    """What these faults make of it; the last of a kind counts."""
    value = {fault.kind: fault.value or 0.0 for fault in faults}
    return Weather(
        ack_delay=value.get(FaultKind.DELAY_ACKS, 0.0) / 1000,
        hello_delay=value.get(FaultKind.SLOW_HELLO, 0.0),
        jitter=value.get(FaultKind.JITTER, 0.0) / 1000,
        bytes_per_second=value.get(FaultKind.SLOW),
        mute_connections=frozenset(
            fault.at or 1 for fault in faults if fault.kind is FaultKind.NO_HELLO
        ),
        dead_resume_host=FaultKind.DEAD_RESUME_HOST in value,
    )


def dispatch_faults(faults: Iterable[Fault]) -> list[Fault]:
    """Those with a place among the dispatches."""
    return [f for f in faults if f.at is not None and f.kind is not FaultKind.NO_HELLO]
