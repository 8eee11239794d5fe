"""Threads and forum posts, as dispatches; never what is said in them."""

from __future__ import annotations

from collections.abc import Callable

from scenarios import live, messages, objects
from scenarios.audit import entry
from scenarios.cast import MOSS
from scenarios.ids import Json, iso
from scenarios.objects import TAG_IDS, USER_IDS, user
from scenarios.world import MAIN_ID, Dispatched, World, copied

Told = list[Dispatched]


def _thread(world: World, at: float, *, who: str, key: str, name: str, known_as: str) -> Told:
    origin = world.messages[key]
    made = objects.thread("hardware", who, name, origin["id"], world.moment(at))
    world.add_channel(known_as, MOSS, made)
    created = copied("THREAD_CREATE", {**made, "newly_created": True})
    marked = messages.update(world, at, key, flags=origin["flags"] | 1 << 5)
    return [created, marked, _members(world, at, known_as, (who,))]


def _post(
    world: World, at: float, *, who: str, name: str, known_as: str, tags: tuple[str, ...]
) -> Told:
    thread_id, moment = world.new_id(at)
    made = objects.thread("help-desk", who, name, thread_id, moment)
    made["applied_tags"] = [TAG_IDS[tag] for tag in tags]
    made["last_message_id"] = thread_id
    world.add_channel(known_as, MOSS, made)
    created = copied("THREAD_CREATE", {**made, "newly_created": True})
    return [created, _members(world, at, known_as, (who,))]


def _join(world: World, at: float, channel: str, who: tuple[str, ...]) -> Told:
    world.channels[channel]["member_count"] += len(who)
    return [_members(world, at, channel, who)]


def _members(world: World, at: float, channel: str, added: tuple[str, ...]) -> Dispatched:
    target = world.channels[channel]
    joined = [
        {
            "user_id": USER_IDS[who],
            "presence": {
                **live.presence(who, "online", []),
                "guild_id": MAIN_ID,
            },
            "member": {"user": user(who), **world.member(MOSS, who)},
            "join_timestamp": iso(world.moment(at)),
            "id": target["id"],
            "flags": 1,
        }
        for who in added
    ]
    payload: Json = {
        "member_count": target["member_count"],
        "id": target["id"],
        "guild_id": MAIN_ID,
        "added_members": joined,
    }
    return copied("THREAD_MEMBERS_UPDATE", payload)


def _solved(world: World, at: float, channel: str, who: str, tags: tuple[str, ...]) -> Told:
    target = world.channels[channel]
    changed = [TAG_IDS[tag] for tag in tags]
    changes = [{"key": "applied_tags", "old_value": target["applied_tags"], "new_value": changed}]
    target["applied_tags"] = changed
    done = entry(world, at, who, 111, target["id"], changes=changes)
    return [copied("THREAD_UPDATE", target), done]


HAPPENINGS: dict[str, Callable[..., Told]] = {
    "thread": _thread,
    "post": _post,
    "thread_join": _join,
    "solved": _solved,
}
