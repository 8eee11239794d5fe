"""What happens in guilds besides messages, as dispatches; never when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from scenarios import interactions, live, membership, messages, threads
from scenarios.activities import activities
from scenarios.audit import entry
from scenarios.cast import MOSS
from scenarios.ids import Json, iso, milliseconds
from scenarios.lines import Line
from scenarios.objects import GUILD_IDS, USER_IDS, user
from scenarios.world import MAIN_ID, Dispatched, World, copied

Told = list[Dispatched]


def presence(world: World, at: float, who: str, status: str, doing: str | None) -> Told:
    """PRESENCE_UPDATE, once for each guild that the user shares with us."""
    state = live.presence(who, status, activities(doing, who, world.moment(at)))
    return [
        copied("PRESENCE_UPDATE", {**state, "guild_id": GUILD_IDS[guild]})
        for guild in world.guilds_of(who)
    ]


def voice(world: World, at: float, who: str, channel: str | None, changed: dict[str, bool]) -> Told:
    """VOICE_STATE_UPDATE."""
    state = live.voice_state(who, channel, **changed)
    whole = {"user": user(who), **world.member(MOSS, who)}
    return [copied("VOICE_STATE_UPDATE", {"member": whole, **state, "guild_id": MAIN_ID})]


def vote(world: World, at: float, who: str, answer: int) -> Told:
    """MESSAGE_POLL_VOTE_ADD."""
    poll = world.messages["poll"]
    payload: Json = {
        "user_id": USER_IDS[who],
        "message_id": poll["id"],
        "guild_id": MAIN_ID,
        "channel_id": poll["channel_id"],
        "answer_id": answer,
    }
    return [Dispatched("MESSAGE_POLL_VOTE_ADD", payload)]


def _voice_status(world: World, at: float, channel: str, status: str | None, who: str) -> Told:
    payload = {"status": status, "id": world.channels[channel]["id"], "guild_id": MAIN_ID}
    options = {"status": status} if status else {}
    done = entry(world, at, who, 192 if status else 193, payload["id"], options=options)
    return [Dispatched("VOICE_CHANNEL_STATUS_UPDATE", payload), done]


def _voice_start(world: World, at: float, channel: str) -> Told:
    started = milliseconds(world.moment(at)) // 1000
    payload = {
        "id": world.channels[channel]["id"],
        "guild_id": MAIN_ID,
        "voice_start_time": started,
    }
    return [Dispatched("VOICE_CHANNEL_START_TIME_UPDATE", payload)]


def _channel(world: World, at: float, who: str, channel: str, *, key: str, value: object) -> Told:
    target = world.channels[channel]
    changes = [{"key": key, "old_value": target[key], "new_value": value}]
    target[key] = value
    done = entry(world, at, who, 11, target["id"], changes=changes)
    return [copied("CHANNEL_UPDATE", target), done]


def _topic(world: World, at: float, who: str, channel: str, topic: str) -> Told:
    return _channel(world, at, who, channel, key="topic", value=topic)


def _slow(world: World, at: float, who: str, channel: str, seconds: int) -> Told:
    return _channel(world, at, who, channel, key="rate_limit_per_user", value=seconds)


def _invite(world: World, at: float, who: str, channel: str, code: str) -> Told:
    made = world.moment(at)
    payload: Json = {
        "uses": 0,
        "temporary": False,
        "max_uses": 5,
        "max_age": 86400,
        "inviter": user(who),
        "guild_id": MAIN_ID,
        "expires_at": iso(made + timedelta(days=1)),
        "created_at": iso(made),
        "code": code,
        "channel_id": world.channels[channel]["id"],
        "role_ids": [],
    }
    kept = ("code", "channel_id", "max_uses", "max_age", "uses", "temporary")
    changes = [{"key": key, "new_value": payload[key]} for key in kept]
    return [copied("INVITE_CREATE", payload), entry(world, at, who, 40, None, changes=changes)]


def _pin(world: World, at: float, who: str, key: str) -> Told:
    message = world.messages[key]
    channel = next(
        name for name, made in world.channels.items() if made["id"] == message["channel_id"]
    )
    changed = messages.update(world, at, key, pinned=True)
    pinned = iso(world.moment(at))
    world.channels[channel]["last_pin_timestamp"] = pinned
    told = {"last_pin_timestamp": pinned, "guild_id": MAIN_ID, "channel_id": message["channel_id"]}
    notice = messages.create(
        world, at, channel, Line(who, ""), 6, message_reference=messages.refer_to(message)
    )
    options = {"message_id": message["id"], "channel_id": message["channel_id"]}
    done = entry(world, at, who, 74, message["author"]["id"], options=options)
    return [changed, Dispatched("CHANNEL_PINS_UPDATE", told), notice, done]


def _role_colour(world: World, at: float, who: str, role: str, colour: int) -> Told:
    made = next(row for row in world.guilds[MOSS]["roles"] if row["name"] == role)
    changes = [{"key": "color", "old_value": made["color"], "new_value": colour}]
    made |= {"color": colour, "colors": {**made["colors"], "primary_color": colour}}
    done = entry(world, at, who, 31, made["id"], changes=changes)
    return [copied("GUILD_ROLE_UPDATE", {"role": made, "guild_id": MAIN_ID}), done]


def _interest(world: World, at: float, who: str) -> Told:
    event = world.guilds[MOSS]["guild_scheduled_events"][0]
    event["user_count"] += 1
    ids = {"guild_scheduled_event_id": event["id"], "user_id": USER_IDS[who], "guild_id": MAIN_ID}
    return [Dispatched("GUILD_SCHEDULED_EVENT_USER_ADD", ids)]


def _stage(world: World, at: float, who: str) -> Told:
    event = world.guilds[MOSS]["guild_scheduled_events"][0]
    stage_id, _ = world.new_id(at)
    event |= {"status": 2, "entity_id": stage_id}
    made = live.stage_instance(stage_id, "What goes into 2.5?", event["id"])
    changes = [
        {"key": "topic", "new_value": made["topic"]},
        {"key": "privacy_level", "new_value": 2},
    ]
    options = {"channel_id": made["channel_id"]}
    done = entry(world, at, who, 83, stage_id, changes=changes, options=options)
    return [
        copied("STAGE_INSTANCE_CREATE", made),
        copied("GUILD_SCHEDULED_EVENT_UPDATE", event),
        done,
    ]


HAPPENINGS: dict[str, Callable[..., Told]] = {
    "voice_status": _voice_status,
    "voice_start": _voice_start,
    "channel_topic": _topic,
    "slow": _slow,
    "invite": _invite,
    "pin": _pin,
    "role_colour": _role_colour,
    "event_interest": _interest,
    "stage": _stage,
    **interactions.HAPPENINGS,
    **membership.HAPPENINGS,
    **threads.HAPPENINGS,
}
"""What `moments.OTHERS` names."""
