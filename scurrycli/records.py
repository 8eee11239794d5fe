"""What happened on a connection, one type for live and recorded; never where it goes.

The fields are those of the recording format (see `recordings/README.md`).
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Any

import orjson
from msgspec import Struct, field


class Kind(StrEnum):
    """What a record tells. Kinds of newer versions are carried as plain strings."""

    RECV = "recv"
    SENT = "sent"
    OPEN = "open"
    CLOSE = "close"
    STATE = "state"
    ERROR = "error"
    MARK = "mark"
    END = "end"


_RECV = Kind.RECV.value
FRAMES = frozenset({Kind.RECV.value, Kind.SENT.value})
"""The kinds that are payloads."""
OVERHEAD = 512
"""Bytes that a record takes besides its payload, about."""


class State(StrEnum):
    """Where a session stands, in the words of state records."""

    CONNECTING = "connecting"
    IDENTIFYING = "identifying"
    READY = "ready"
    RESUMING = "resuming"
    WAITING = "waiting"
    STOPPED = "stopped"


class Record(Struct, dict=True):
    """One thing that happened.

    Attributes:
        n: number in the stream, from 1.
        at: seconds since the start, by the monotonic clock.
        ts: seconds since the epoch, by the wall clock.
        kind: a `Kind`, or a string that this version does not know.
        conn: which connection of the session, from 1; None where there was none yet.
        size: bytes of the payload's text, after inflating.
        wire: bytes of the WebSocket message, where that differs from `size`.
        op, s, t: from the payload; None where null or missing.
        frame: the payload, redacted, as bytes of one JSON object; None if it is no object.
        detail: what the kind adds: `url`, `by`, `code`, `reason`, `state`, `why`, `error`, `label`,
            `frames`, `raw`, and keys that this version does not know.
    """

    n: int
    at: float
    ts: float
    kind: str
    conn: int | None = None
    size: int | None = None
    wire: int | None = None
    op: int | None = None
    s: int | None = None
    t: str | None = None
    frame: bytes | None = None
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def is_dispatch(self) -> bool:
        """Whether this is an event of the application (opcode 0) that was received."""
        return self.op == 0 and self.kind == _RECV

    @property
    def weight(self) -> int:
        """Bytes that it takes in memory, about, as long as its payload is not decoded."""
        return OVERHEAD + len(self.frame or b"")

    @cached_property
    def payload(self) -> dict[str, Any]:
        """The decoded payload (once; every sink shares it); empty where there is no valid one."""
        return _decode(self.frame)

    def forget(self) -> None:
        """Let go of the decoded payload, many times its bytes; `payload` decodes it anew."""
        self.__dict__.pop("payload", None)

    @property
    def d(self) -> dict[str, Any]:
        """Field `d` of the payload where it is an object, else an empty one."""
        data = self.payload.get("d")
        return data if isinstance(data, dict) else {}


def _decode(frame: bytes | None) -> dict[str, Any]:
    if frame is None:
        return {}
    try:
        data = orjson.loads(frame)
    except orjson.JSONDecodeError:
        return {}
    return data if isinstance(data, dict) else {}
