"""How late events arrive, by the IDs that were made with them; never a clock of its own."""

from __future__ import annotations

import msgspec

from scurrycli.records import Record
from scurrycli.wire.snowflakes import made_at

MADE_WITH_EVENT = frozenset(
    {
        "MESSAGE_CREATE",
        "INTERACTION_CREATE",
        "CHANNEL_CREATE",
        "GUILD_AUDIT_LOG_ENTRY_CREATE",
        "GUILD_SCHEDULED_EVENT_CREATE",
        "STAGE_INSTANCE_CREATE",
        "AUTO_MODERATION_RULE_CREATE",
        "ENTITLEMENT_CREATE",
    }
)
"""Events whose `d.id` is made when they happen. A thread may be as old as the message it hangs on,
and a guild or an integration as old as itself, so these tell nothing."""


class _Data(msgspec.Struct):
    id: str


class _Event(msgspec.Struct):
    d: _Data


_decode = msgspec.json.Decoder(_Event).decode


def lag(record: Record) -> float | None:
    """Seconds from the making of the event's ID to its arrival; None where none tells it.

    The two clocks are Discord's and this machine's: it is below zero where the latter is slow.
    """
    if record.t not in MADE_WITH_EVENT:
        return None
    try:
        made = made_at(_decode(record.frame or b"").d.id)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return None if made is None else record.ts - made
