"""Guilds of 150 KB and the people in them, for the mix; never real ones."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import orjson

SIZE = 150_000
"""Bytes of a GUILD_CREATE's field `d`, about."""
_TEXT = (
    "the of and to a in that it is was for on with as be at by this have from or one had not but "
    "what all were when we there can an your which their said if do will each about how up out "
    "them then she many some so these would other into has more her two like him see time could "
    "no make than first been its who now people my made over did down only way find use may "
    "water long little very after words called just where most know get through back much go "
    "good new write our me man too any day same right look think also around another came come "
    "work three must because does part even place well such here take why help put different "
    "away again off went old number"
)
_WORDS = _TEXT.split()

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Guild:
    """One guild.

    Attributes:
        id: snowflake, as all ids here.
        people: users, as a message's `author`.
        roles: ids.
        channels: as in GUILD_CREATE; all but the last are text channels.
        text: field `d` of its GUILD_CREATE.
    """

    id: str
    people: list[Json]
    roles: list[str]
    channels: list[Json]
    text: bytes

    def someone(self, chance: random.Random) -> Json:
        """One of the people."""
        return chance.choice(self.people)

    def channel(self, chance: random.Random) -> str:
        """The id of a text channel."""
        found: str = self.channels[chance.randrange(len(self.channels) - 1)]["id"]
        return found

    @property
    def voice(self) -> str:
        """The id of the voice channel."""
        found: str = self.channels[-1]["id"]
        return found


def make_guilds(count: int) -> list[Guild]:
    """The same ones each time."""
    return [_make_guild(random.Random(100 + index)) for index in range(count)]


def snowflake(chance: random.Random) -> str:
    """Of the years 2020 to 2026."""
    return str(chance.randrange(660_000_000_000_000_000, 1_450_000_000_000_000_000))


def moment(chance: random.Random) -> str:
    """A time stamp as Discord writes them."""
    day, hour, minute = chance.randint(1, 28), chance.randint(0, 23), chance.randint(0, 59)
    second = f"{chance.randint(0, 59):02}.{chance.randrange(1_000_000):06}"
    return f"2026-{chance.randint(1, 9):02}-{day:02}T{hour:02}:{minute:02}:{second}+00:00"


def text(chance: random.Random, words: int) -> str:
    """A sentence."""
    return " ".join(chance.choices(_WORDS, k=words)).capitalize() + "."


def author(chance: random.Random) -> Json:
    """A user."""
    name = "_".join(chance.choices(_WORDS, k=2))
    return {
        "username": f"{name}{chance.randrange(1000)}",
        "public_flags": 0,
        "primary_guild": None,
        "id": snowflake(chance),
        "global_name": name.title(),
        "display_name_styles": None,
        "discriminator": "0",
        "collectibles": None,
        "clan": None,
        "avatar_decoration_data": None,
        "avatar": f"{chance.getrandbits(128):032x}",
    }


def member(chance: random.Random, roles: list[str]) -> Json:
    """What a guild adds to a user."""
    return {
        "roles": chance.sample(roles, chance.randint(0, 4)),
        "premium_since": None,
        "pending": False,
        "nick": text(chance, 1) if chance.random() < 0.3 else None,
        "mute": False,
        "joined_at": moment(chance),
        "flags": 0,
        "deaf": False,
        "communication_disabled_until": None,
        "banner": None,
        "avatar": None,
    }


def presence(chance: random.Random, user: str) -> Json:
    """Online with a game or a song, mostly."""
    status = chance.choice(("online", "idle", "dnd"))
    since = chance.randint(1_700_000_000_000, 1_800_000_000_000)
    activity = {
        "type": chance.choice((0, 2)),
        "timestamps": {"start": since, "end": since + 200_000},
        "state": text(chance, 3),
        "name": text(chance, 2),
        "id": f"{chance.getrandbits(64):x}",
        "details": text(chance, 4),
        "created_at": since,
        "assets": {"large_text": text(chance, 3), "large_image": f"{chance.getrandbits(96):x}"},
    }
    return {
        "user": {"id": user},
        "status": status,
        "client_status": {chance.choice(("desktop", "mobile", "web")): status},
        "activities": [activity] if chance.random() < 0.8 else [],
    }


def _make_guild(chance: random.Random) -> Guild:
    own = snowflake(chance)
    roles = [_role(chance, place) for place in range(1, 30)]
    roles.insert(0, _role(chance, 0) | {"id": own, "name": "@everyone"})
    channels = [_channel(chance, 0, place) for place in range(40)]
    channels.append(_channel(chance, 2, 40))
    given = [role["id"] for role in roles[1:]]
    people: list[Json] = []
    members: list[Json] = []
    presences: list[Json] = []
    d = _settings(chance, own)
    size = len(orjson.dumps([d, roles, channels]))
    while size < SIZE:
        people.append(author(chance))
        members.append({"user": people[-1]} | member(chance, given))
        size += len(orjson.dumps(members[-1]))
        if chance.random() < 0.4:
            presences.append(presence(chance, people[-1]["id"]))
            size += len(orjson.dumps(presences[-1]))
    d |= {"owner_id": people[0]["id"], "member_count": len(people), "members": members}
    d |= {"roles": roles, "channels": channels, "presences": presences}
    return Guild(own, people, given, channels, orjson.dumps(d))


def _role(chance: random.Random, place: int) -> Json:
    colour = chance.randrange(1 << 24)
    return {
        "version": 0,
        "unicode_emoji": None,
        "tags": {},
        "position": place,
        "permissions": str(chance.getrandbits(50)),
        "name": text(chance, 2),
        "mentionable": False,
        "managed": False,
        "id": snowflake(chance),
        "icon": None,
        "hoist": False,
        "flags": 0,
        "colors": {"primary_color": colour, "secondary_color": None, "tertiary_color": None},
        "color": colour,
    }


def _channel(chance: random.Random, kind: int, place: int) -> Json:
    spoken: Json = {"user_limit": 0, "bitrate": 64_000, "rtc_region": None}
    written: Json = {"topic": text(chance, 8), "last_message_id": snowflake(chance)}
    return {
        "version": 0,
        "type": kind,
        "rate_limit_per_user": 0,
        "position": place,
        "permission_overwrites": [
            {"type": 0, "id": snowflake(chance), "deny": "1024", "allow": "0"}
            for _ in range(chance.randint(0, 3))
        ],
        "parent_id": None,
        "nsfw": False,
        "name": "-".join(chance.choices(_WORDS, k=2)),
        "id": snowflake(chance),
        "flags": 0,
    } | (spoken if kind else written)


def _settings(chance: random.Random, own: str) -> Json:
    empty: Json = {name: [] for name in _LISTS}
    return (
        empty
        | {
            "id": own,
            "name": text(chance, 3),
            "icon": f"{chance.getrandbits(128):032x}",
            "description": None,
            "region": "deprecated",
            "joined_at": moment(chance),
            "preferred_locale": "en-US",
            "application_command_counts": {"1": 12},
            "afk_channel_id": None,
            "application_id": None,
            "banner": None,
            "discovery_splash": None,
            "public_updates_channel_id": None,
            "rules_channel_id": None,
            "safety_alerts_channel_id": None,
            "splash": None,
            "system_channel_id": None,
            "vanity_url_code": None,
            "widget_channel_id": None,
            "incidents_data": None,
            "large": True,
            "lazy": True,
            "nsfw": False,
            "premium_progress_bar_enabled": False,
            "unavailable": False,
            "widget_enabled": False,
            "version": 1_700_000_000_000,
        }
        | dict.fromkeys(_NUMBERS, 0)
        | {"afk_timeout": 300, "max_members": 500_000}
    )


_LISTS = (
    "emojis",
    "stickers",
    "features",
    "threads",
    "voice_states",
    "stage_instances",
    "guild_scheduled_events",
    "soundboard_sounds",
)
_NUMBERS = (
    "default_message_notifications",
    "explicit_content_filter",
    "mfa_level",
    "nsfw_level",
    "premium_subscription_count",
    "premium_tier",
    "system_channel_flags",
    "verification_level",
    "max_video_channel_users",
    "max_stage_video_channel_users",
)
