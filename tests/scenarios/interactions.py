"""A slash command and the message that answers it, as dispatches; never what the command does."""

from __future__ import annotations

from collections.abc import Callable

from scenarios import extras
from scenarios.cast import MOSS
from scenarios.ids import Json, hexes, old_id
from scenarios.objects import APPLICATION_ID, user
from scenarios.world import MAIN_ID, Dispatched, World, copied

_PERMISSIONS = str(0x0006_74D9_8635_CE41)
_OWNERS = {"0": MAIN_ID}


def _command(world: World, at: float, who: str) -> list[Dispatched]:
    interaction_id, _ = world.new_id(at)
    target = world.channels["bot-commands"]
    member = {"user": user(who), **world.member(MOSS, who), "permissions": _PERMISSIONS}
    payload: Json = {
        "version": 1,
        "type": 2,
        "token": f"invented-interaction-token-{hexes('interaction', who, length=16)}",
        "member": member,
        "locale": "en-GB",
        "id": interaction_id,
        "guild_locale": "en-US",
        "guild_id": MAIN_ID,
        "guild": {"locale": "en-US", "id": MAIN_ID, "features": world.guilds[MOSS]["features"]},
        "entitlements": [],
        "data": {
            "type": 1,
            "options": [{"value": 7, "type": 4, "name": "station"}],
            "name": "weather",
            "id": old_id("2022-05-04", "command weather"),
        },
        "context": 0,
        "channel_id": target["id"],
        "channel": {**target, "permissions": _PERMISSIONS},
        "authorizing_integration_owners": _OWNERS,
        "attachment_size_limit": 10485760,
        "application_id": APPLICATION_ID,
        "app_permissions": _PERMISSIONS,
    }
    world.interactions["forecast"] = {
        "user": user(who),
        "type": 2,
        "id": interaction_id,
        "authorizing_integration_owners": _OWNERS,
    }
    return [copied("INTERACTION_CREATE", payload)]


def answer(world: World, key: str) -> Json:
    """What a message has besides when it answers a command; `key` is the message's."""
    return {
        "type": 20,
        "application_id": APPLICATION_ID,
        "webhook_id": APPLICATION_ID,
        "interaction_metadata": world.interactions[key],
        "components": extras.BUTTONS,
    }


HAPPENINGS: dict[str, Callable[..., list[Dispatched]]] = {"command": _command}
