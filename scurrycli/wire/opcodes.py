"""The Gateway's opcodes, as a table; never a decision about one.

Source: Discord's documentation, "Opcodes and Status Codes", Gateway Opcodes.
"""

from __future__ import annotations

from enum import IntEnum


class Opcode(IntEnum):
    """Field `op` of a payload. Codes that are not here are carried as plain integers."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE_UPDATE = 3
    VOICE_STATE_UPDATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_GUILD_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11
    REQUEST_SOUNDBOARD_SOUNDS = 31
    REQUEST_CHANNEL_INFO = 43


FROM_SERVER = frozenset(
    {
        Opcode.DISPATCH,
        Opcode.HEARTBEAT,
        Opcode.RECONNECT,
        Opcode.INVALID_SESSION,
        Opcode.HELLO,
        Opcode.HEARTBEAT_ACK,
    }
)
FROM_CLIENT = frozenset(Opcode) - (FROM_SERVER - {Opcode.HEARTBEAT})

_NAMES: dict[int, str] = {op.value: op.name for op in Opcode}


def opcode_name(op: int | None) -> str:
    """The documented name, such as `HELLO`, or `opcode 99` for one that is not documented."""
    if op is None:
        return "no opcode"
    return _NAMES.get(op, f"opcode {op}")
