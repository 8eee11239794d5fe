"""What the session wants done, each command naming the input that answers it; never the doing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scurrycli.errors import ScurryError
from scurrycli.records import State


@dataclass(frozen=True, slots=True)
class Discover:
    """Ask `GET /gateway/bot`; answer with `discovered` or `not_discovered` within `timeout` s."""

    timeout: float


@dataclass(frozen=True, slots=True)
class Connect:
    """Open a WebSocket; answer with `opened` or `unreachable` within `timeout` seconds."""

    url: str
    conn: int
    timeout: float


@dataclass(frozen=True, slots=True)
class Send:
    """Send this text message on the open connection. There is room for it in the minute."""

    text: bytes = field(repr=False)  # IDENTIFY and RESUME hold the token
    op: int


@dataclass(frozen=True, slots=True)
class Close:
    """Close the connection; nothing that still comes from it is an input any more."""

    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class Enter:
    """The session is in `state` from now on (it may have been before); `why` is for people.

    `facts` are what else a reader of the recording wants to know: `wait` (seconds until the state
    ends by itself), `rule`, `first_beat`, `heartbeat_interval` (seconds), `session_start_limit`.
    """

    state: State
    why: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """Something odd that does not stop the session, in one sentence."""

    error: str


@dataclass(frozen=True, slots=True)
class Stop:
    """The end: only `start` does anything any more. `error` is None where we left by ourselves."""

    error: ScurryError | None


Command = Discover | Connect | Send | Close | Enter | Report | Stop
