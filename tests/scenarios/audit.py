"""Entries of the audit log, as dispatches; never what they report."""

from __future__ import annotations

from scenarios.ids import Json
from scenarios.objects import USER_IDS
from scenarios.world import MAIN_ID, Dispatched, World, copied


def entry(
    world: World, at: float, who: str, action: int, target: str | None, **more: object
) -> Dispatched:
    """GUILD_AUDIT_LOG_ENTRY_CREATE; `more` is `changes`, `options`, `reason`."""
    entry_id, _ = world.new_id(at)
    payload: Json = {
        "user_id": USER_IDS[who],
        "target_id": target,
        "id": entry_id,
        "guild_id": MAIN_ID,
        "action_type": action,
    }
    return copied(
        "GUILD_AUDIT_LOG_ENTRY_CREATE", payload | {key: part for key, part in more.items() if part}
    )
