"""People who come, change and go, and what auto moderation stops, as dispatches; never when."""

from __future__ import annotations

from collections.abc import Callable

from scenarios import messages, objects
from scenarios.audit import entry
from scenarios.cast import MOSS
from scenarios.ids import Json, iso, old_id
from scenarios.lines import Line
from scenarios.objects import CHANNEL_IDS, ROLE_IDS, USER_IDS, user
from scenarios.world import MAIN_ID, Dispatched, World, copied

Told = list[Dispatched]

_SPAM = "free barometers!!! today only >> https://barometers.example.com/win <<"
_RULE = old_id("2023-02-02", "rule links")


def _arrival(world: World, at: float, who: str) -> Told:
    joined = objects.member(MOSS, who, iso(world.moment(at))) | {"pending": True}
    world.members[MOSS, who] = joined
    whole: Json = {"user": user(who), **joined, "guild_id": MAIN_ID}
    greeting = messages.create(world, at, "welcome", Line(who, "", key="joined"), 7)
    return [copied("GUILD_MEMBER_ADD", whole), greeting]


def _changed(world: World, who: str, **changed: object) -> Dispatched:
    now = world.member(MOSS, who) | changed
    world.members[MOSS, who] = now
    return copied("GUILD_MEMBER_UPDATE", {"user": user(who), **now, "guild_id": MAIN_ID})


def _nick(world: World, at: float, who: str, nick: str) -> Told:
    changes = [{"key": "nick", "new_value": nick}]
    done = entry(world, at, who, 24, USER_IDS[who], changes=changes)
    return [_changed(world, who, nick=nick), done]


def _accepted(world: World, at: float, who: str, by: str, role: str) -> Told:
    role_id = ROLE_IDS[MOSS, role]
    changes = [{"key": "$add", "new_value": [{"name": role, "id": role_id}]}]
    done = entry(world, at, by, 25, USER_IDS[who], changes=changes, reason="onboarding")
    passed = _changed(world, who, pending=False, flags=1 << 1 | 1 << 3)
    return [passed, _changed(world, who, roles=[role_id]), done]


def _removed(world: World, at: float, who: str, by: str) -> Told:
    del world.members[MOSS, who]
    gone = copied("GUILD_MEMBER_REMOVE", {"user": user(who), "guild_id": MAIN_ID})
    return [gone, entry(world, at, by, 20, USER_IDS[who], reason="spam, after two warnings")]


def _blocked(world: World, at: float, who: str, channel: str) -> Told:
    """One rule, two actions: the message is blocked, and the staff are told."""
    alert = _alert(world, at, who, channel)
    executed: Json = {
        "user_id": USER_IDS[who],
        "rule_trigger_type": 1,
        "rule_id": _RULE,
        "matched_keyword": "free *",
        "matched_content": "free barometers",
        "guild_id": MAIN_ID,
        "content": _SPAM,
        "channel_id": CHANNEL_IDS[channel],
    }
    stop = {"type": 1, "metadata": {"custom_message": "Nothing is free except rain."}}
    tell = {"type": 2, "metadata": {"channel_id": CHANNEL_IDS["mod-log"]}}
    told = {"alert_system_message_id": alert.d["id"], "action": tell}
    options = {
        "channel_id": CHANNEL_IDS[channel],
        "auto_moderation_rule_trigger_type": "1",
        "auto_moderation_rule_name": "Too good to be true",
    }
    return [
        copied("AUTO_MODERATION_ACTION_EXECUTION", executed | {"action": stop}),
        alert,
        copied("AUTO_MODERATION_ACTION_EXECUTION", executed | told),
        entry(world, at, who, 143, USER_IDS[who], options=options),
    ]


def _alert(world: World, at: float, who: str, channel: str) -> Dispatched:
    rows = (
        ("rule_name", "Too good to be true"),
        ("channel_id", CHANNEL_IDS[channel]),
        ("keyword", "free *"),
        ("keyword_matched_content", "free barometers"),
    )
    embed = {
        "type": "auto_moderation_message",
        "fields": [{"value": value, "name": name, "inline": False} for name, value in rows],
        "description": _SPAM,
    }
    return messages.create(world, at, "mod-log", Line(who, ""), 24, embeds=[embed])


HAPPENINGS: dict[str, Callable[..., Told]] = {
    "arrival": _arrival,
    "nick": _nick,
    "accepted": _accepted,
    "removed": _removed,
    "blocked": _blocked,
}
