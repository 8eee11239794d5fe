"""Users, members, roles, channels and the like as the Gateway sends them; never an event."""

from __future__ import annotations

from datetime import datetime

from scenarios import places
from scenarios.cast import BAKE, BAKE_ROLES, BOT, MOSS, PEOPLE, ROLES, Role
from scenarios.ids import Json, image, iso, old_id, on_day
from scenarios.places import EMOJIS, FORUM_TAGS, PLACES, SOUNDS, STICKERS, Place

FOUNDED = {MOSS: "2021-03-06", BAKE: "2023-09-02"}
OWNERS = {MOSS: "marlow", BAKE: "tamsin"}
GUILD_IDS = {guild: old_id(day, guild) for guild, day in FOUNDED.items()}
USER_IDS = {who: old_id(person.born, who) for who, person in PEOPLE.items()}
APPLICATION_ID = USER_IDS[BOT]
ROLE_IDS = {
    (guild, role.name): GUILD_IDS[guild]
    if role.name == "@everyone"
    else old_id(role.day, role.name)
    for guild, roles in ROLES.items()
    for role in roles
}
CHANNEL_IDS = {
    place.name: old_id(place.day, f"{guild} {place.name}")
    for guild, some in PLACES.items()
    for place in some
}
EMOJI_IDS = {emoji[0]: old_id(emoji[1], emoji[0]) for some in EMOJIS.values() for emoji in some}
TAG_IDS = {name: old_id("2022-10-05", f"tag {name}") for name, _ in FORUM_TAGS}
STICKER_IDS = {name: old_id(day, name) for name, _, _, day in STICKERS}


def user(who: str) -> Json:
    """A user as other people's clients see it."""
    person = PEOPLE[who]
    badge = {
        "identity_guild_id": GUILD_IDS[MOSS],
        "identity_enabled": True,
        "tag": "MOSS",
        "badge": image("badge", MOSS),
    }
    decoration = {"sku_id": old_id("2023-10-24", "sku"), "asset": "a_" + image("decoration", who)}
    made: Json = {
        "username": person.username,
        "public_flags": person.public_flags,
        "primary_guild": badge if person.tagged else None,
        "id": USER_IDS[who],
        "global_name": person.name,
        "discriminator": "4417" if who == BOT else "0",
        "collectibles": None,
        "avatar_decoration_data": decoration if person.decorated else None,
        "avatar": image("avatar", who) if who != "dusty" else None,
    }
    return made | {"bot": True} if who == BOT else made


def member(guild: str, who: str, joined: str | None = None) -> Json:
    """A member without its user. `joined` is a timestamp for somebody who is new."""
    person = PEOPLE[who]
    names = person.roles if guild == MOSS else BAKE_ROLES[who]
    day = person.joined if guild == MOSS else "2023-09-18"
    boosting = on_day(person.boosting, who) if person.boosting and guild == MOSS else None
    return {
        "roles": [ROLE_IDS[guild, name] for name in names],
        "premium_since": boosting and iso(boosting),
        "pending": False,
        "nick": person.nick if guild == MOSS else None,
        "mute": False,
        "joined_at": joined or iso(on_day(day, f"{guild} {who}")),
        "flags": person.flags,
        "deaf": False,
        "communication_disabled_until": None,
        "banner": None,
        "avatar": None,
        "avatar_decoration_data": None,
        "collectibles": None,
    }


def role(guild: str, made: Role, position: int) -> Json:
    """A role; `position` counts from @everyone."""
    second = made.colors[1] if len(made.colors) > 1 else None
    payload: Json = {
        "id": ROLE_IDS[guild, made.name],
        "name": made.name,
        "color": made.colors[0],
        "colors": {
            "primary_color": made.colors[0],
            "secondary_color": second,
            "tertiary_color": None,
        },
        "hoist": made.hoist,
        "icon": None,
        "unicode_emoji": made.emoji,
        "position": position,
        "permissions": str(made.allows),
        "managed": made.tags is not None,
        "mentionable": made.mentionable,
        "flags": 0,
    }
    if made.tags:
        known = {BOT: USER_IDS[BOT], "integration": old_id("2022-05-03", "integration")}
        payload["tags"] = {key: known.get(value or "") for key, value in made.tags.items()}
    return payload


def channel(guild: str, place: Place, position: int) -> Json:
    """A channel as it stands in GUILD_CREATE, where it has no `guild_id`."""
    payload: Json = {
        "type": place.kind,
        "position": position,
        "permission_overwrites": _overwrites(guild, place),
        "name": place.name.lower().replace(" ", "-") if place.kind == places.TEXT else place.name,
        "id": CHANNEL_IDS[place.name],
        "flags": 0,
    }
    if place.kind == places.CATEGORY:
        return payload
    payload["parent_id"] = place.parent and CHANNEL_IDS[place.parent]
    payload["nsfw"] = False
    payload["rate_limit_per_user"] = place.slow
    payload["last_message_id"] = old_id("2026-11-10", f"last {guild} {place.name}")
    return payload | _OF_KIND[place.kind](place)


def _overwrites(guild: str, place: Place) -> list[Json]:
    denied = [(name, 0, bits) for name, bits in place.denied]
    allowed = [(name, bits, 0) for name, bits in place.allowed]
    return [
        {"type": 0, "id": ROLE_IDS[guild, name], "allow": str(allow), "deny": str(deny)}
        for name, allow, deny in denied + allowed
    ]


def _text(place: Place) -> Json:
    pinned = (
        iso(on_day("2026-10-02", f"pin {place.name}")) if place.parent != "Noticeboard" else None
    )
    return {
        "topic": place.topic,
        "last_pin_timestamp": pinned,
        "default_auto_archive_duration": 4320,
        "default_thread_rate_limit_per_user": 0,
    }


def _voice(place: Place) -> Json:
    return {"bitrate": 64000, "user_limit": 0, "rtc_region": None, "video_quality_mode": 1}


def _stage(place: Place) -> Json:
    return _voice(place) | {"topic": place.topic, "user_limit": 50}


def _forum(place: Place) -> Json:
    tags = [
        {"id": TAG_IDS[name], "name": name, "moderated": name == "solved", "emoji_id": None,
         "emoji_name": emoji}
        for name, emoji in FORUM_TAGS
    ]  # fmt: skip
    return {
        "topic": place.topic,
        "available_tags": tags,
        "default_reaction_emoji": {"emoji_id": EMOJI_IDS["teapot_ok"], "emoji_name": None},
        "default_sort_order": 0,
        "default_forum_layout": 1,
        "default_auto_archive_duration": 4320,
        "default_thread_rate_limit_per_user": 0,
    }


_OF_KIND = {
    places.TEXT: _text,
    places.NEWS: _text,
    places.VOICE: _voice,
    places.STAGE: _stage,
    places.FORUM: _forum,
}


def thread(parent: str, owner: str, name: str, thread_id: str, made: datetime) -> Json:
    """A public thread with nothing in it yet."""
    payload: Json = {
        "type": places.THREAD,
        "total_message_sent": 0,
        "thread_metadata": {
            "locked": False,
            "create_timestamp": iso(made),
            "auto_archive_duration": 4320,
            "archived": False,
            "archive_timestamp": iso(made),
        },
        "rate_limit_per_user": 0,
        "parent_id": CHANNEL_IDS[parent],
        "owner_id": USER_IDS[owner],
        "name": name,
        "message_count": 0,
        "member_count": 1,
        "last_message_id": None,
        "id": thread_id,
        "guild_id": GUILD_IDS[MOSS],
        "flags": 0,
    }
    return payload


def emoji(name: str, animated: bool) -> Json:
    """A custom emoji of a guild."""
    return {
        "roles": [],
        "require_colons": True,
        "name": name,
        "managed": False,
        "id": EMOJI_IDS[name],
        "available": True,
        "animated": animated,
    }


def sticker(name: str, description: str, tags: str) -> Json:
    """A custom sticker of the main guild."""
    return {
        "type": 2,
        "tags": tags,
        "name": name,
        "id": STICKER_IDS[name],
        "guild_id": GUILD_IDS[MOSS],
        "format_type": 1,
        "description": description,
        "available": True,
    }


def sound(name: str, volume: float, unicode: str | None) -> Json:
    """A soundboard sound of the main guild."""
    return {
        "volume": volume,
        "sound_id": old_id("2024-07-07", f"sound {name}"),
        "name": name,
        "guild_id": GUILD_IDS[MOSS],
        "emoji_name": unicode,
        "emoji_id": None if unicode else EMOJI_IDS["rainy"],
        "available": True,
        "user": user("juno"),
    }


STICKER_ROWS = [sticker(name, text, tags) for name, text, tags, _ in STICKERS]
SOUND_ROWS = [sound(*row) for row in SOUNDS]
