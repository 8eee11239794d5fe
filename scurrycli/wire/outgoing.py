"""The payloads that a client sends, as bytes; never when to send one.

Source: Discord's documentation, "Gateway Events", Send Events.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from scurrycli.errors import PayloadTooLarge
from scurrycli.wire.opcodes import Opcode

MAX_SENT = 4096
"""Bytes; a longer payload is answered with close code 4002 ("Gateway", Sending Events)."""


def encode(payload: Mapping[str, Any]) -> bytes:
    """A payload as compact JSON.

    Raises:
        PayloadTooLarge: over 4096 bytes.
        TypeError: something in it is not JSON.
    """
    return check_size(orjson.dumps(payload))


def check_size(data: bytes) -> bytes:
    """The same bytes, if they are not too many to be sent.

    Raises:
        PayloadTooLarge: over 4096.
    """
    if len(data) > MAX_SENT:
        raise PayloadTooLarge(
            f"A payload of {len(data)} bytes was not sent: Discord takes {MAX_SENT} at most."
        )
    return data


def heartbeat(seq: int | None) -> bytes:
    """Opcode 1 with the last sequence number."""
    return encode({"op": Opcode.HEARTBEAT, "d": seq})


def identify(
    token: str,
    intents: int,
    shard: tuple[int, int],
    properties: Mapping[str, str],
    large_threshold: int,
    *,
    compress: bool = False,
) -> bytes:
    """Opcode 2. `shard` is id and count; `large_threshold` is a number of members; `compress` asks
    for compression of single payloads."""
    d: dict[str, Any] = {
        "token": token,
        "properties": properties,
        "intents": intents,
        "shard": shard,
        "large_threshold": large_threshold,
    }
    if compress:
        d["compress"] = True
    return encode({"op": Opcode.IDENTIFY, "d": d})


def resume(token: str, session_id: str, seq: int) -> bytes:
    """Opcode 6."""
    d = {"token": token, "session_id": session_id, "seq": seq}
    return encode({"op": Opcode.RESUME, "d": d})
