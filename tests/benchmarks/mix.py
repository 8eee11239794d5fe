"""The realistic mix of dispatches that all benchmarks send or read; never anything real.

Shapes: Discord's documentation, "Gateway Events" and the resources it links to. The same seed makes
the same dispatches, so a short run gets the beginning of a long one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import orjson

from benchmarks.guilds import Guild, author, make_guilds, member, moment, presence, snowflake, text

FIRST_S = 1_000_000
"""The number of READY; all that follow have as many digits."""
GUILDS = 20

Json = dict[str, Any]


def ready(url: str) -> bytes:
    """READY, as a bot in `GUILDS` guilds gets it."""
    bot = author(random.Random(1)) | {"id": "1", "bot": True, "username": "bench", "verified": True}
    d = {
        "v": 10,
        "user_settings": {},
        "user": bot | {"mfa_enabled": True, "email": None, "flags": 0},
        "session_type": "normal",
        "session_id": "5ea7c0ffee5ea7c0ffee5ea7c0ffee00",
        "resume_gateway_url": url,
        "relationships": [],
        "private_channels": [],
        "presences": [],
        "guilds": [{"id": guild.id, "unavailable": True} for guild in make_guilds(GUILDS)],
        "guild_join_requests": [],
        "geo_ordered_rtc_regions": ["rotterdam", "madrid", "milan"],
        "auth": {},
        "application": {"id": "1", "flags": 8953856},
        "shard": [0, 1],
        "_trace": ["gateway-prd-arm-us-east1-c-0v1w"],
    }
    return dispatch("READY", FIRST_S, orjson.dumps(d))


def dispatch(name: str, s: int, d: bytes) -> bytes:
    """A payload, its fields in Discord's order."""
    return b'{"t":"%b","s":%d,"op":0,"d":%b}' % (name.encode(), s, d)


def dispatches(count: int) -> Iterator[bytes]:
    """What follows READY: the guilds once each (READY named them), then the mix.

    Args:
        count: of all; up to 8,999,999, so that the numbers keep their width.
    """
    chance = random.Random(7)
    guilds = make_guilds(GUILDS)
    for s in range(FIRST_S + 1, FIRST_S + 1 + count):
        if s - FIRST_S <= len(guilds):
            yield dispatch("GUILD_CREATE", s, guilds[s - FIRST_S - 1].text)
            continue
        name = chance.choices(_NAMES, _WEIGHTS)[0]
        made = _MIX[name][1](chance, chance.choice(guilds))
        yield dispatch(name, s, made if isinstance(made, bytes) else orjson.dumps(made))


def small(count: int) -> Iterator[bytes]:
    """Typing in private channels alone, quick to make: for runs of millions."""
    chance = random.Random(7)
    bodies = [
        orjson.dumps(
            {
                "user_id": snowflake(chance),
                "timestamp": chance.randint(1_700_000_000, 1_800_000_000),
                "channel_id": snowflake(chance),
            }
        )
        for _ in range(1000)
    ]
    for s in range(FIRST_S + 1, FIRST_S + 1 + count):
        yield dispatch("TYPING_START", s, bodies[s % len(bodies)])


def _message(chance: random.Random, guild: Guild) -> Json:
    """About 1.2 KB: some text, now and then a mention, an embed or an attachment."""
    by = guild.someone(chance)
    return {
        "type": 0,
        "tts": False,
        "timestamp": moment(chance),
        "pinned": False,
        "nonce": snowflake(chance),
        "mentions": [guild.someone(chance)] if chance.random() < 0.2 else [],
        "mention_roles": [],
        "mention_everyone": False,
        "member": member(chance, guild.roles),
        "id": snowflake(chance),
        "flags": 0,
        "embeds": [_embed(chance)] if chance.random() < 0.15 else [],
        "edited_timestamp": None,
        "content": text(chance, chance.randint(3, 50)),
        "components": [],
        "channel_type": 0,
        "channel_id": guild.channel(chance),
        "author": by,
        "attachments": [_attachment(chance)] if chance.random() < 0.15 else [],
        "guild_id": guild.id,
    }


def _embed(chance: random.Random) -> Json:
    page = f"https://example.com/{snowflake(chance)}"
    picture = {"url": f"{page}.png", "proxy_url": f"{page}.png", "width": 480, "height": 270}
    return {
        "type": "article",
        "url": page,
        "title": text(chance, 6),
        "description": text(chance, 25),
        "color": chance.randrange(1 << 24),
        "thumbnail": picture,
        "provider": {"name": "Example", "url": "https://example.com"},
    }


def _attachment(chance: random.Random) -> Json:
    place = f"attachments/{snowflake(chance)}/{snowflake(chance)}/image.png"
    signed = f"?ex={chance.getrandbits(32):x}&is={chance.getrandbits(32):x}"
    signed += f"&hm={chance.getrandbits(256):064x}&"
    return {
        "id": snowflake(chance),
        "filename": "image.png",
        "size": chance.randint(10_000, 900_000),
        "url": f"https://cdn.discordapp.com/{place}{signed}",
        "proxy_url": f"https://media.discordapp.net/{place}{signed}",
        "width": 1280,
        "height": 720,
        "content_type": "image/png",
        "content_scan_version": 1,
        "placeholder_version": 1,
        "placeholder": "2fcJDYKPd4iAeHeAiIh3d4iAdw==",
    }


def _presence(chance: random.Random, guild: Guild) -> Json:
    return presence(chance, guild.someone(chance)["id"]) | {"guild_id": guild.id}


def _typing(chance: random.Random, guild: Guild) -> Json:
    by = guild.someone(chance)
    return {
        "user_id": by["id"],
        "timestamp": chance.randint(1_700_000_000, 1_800_000_000),
        "member": {"user": by} | member(chance, guild.roles),
        "channel_id": guild.channel(chance),
        "guild_id": guild.id,
    }


def _reaction(chance: random.Random, guild: Guild) -> Json:
    return {
        "user_id": guild.someone(chance)["id"],
        "type": 0,
        "message_id": snowflake(chance),
        "message_author_id": guild.someone(chance)["id"],
        "member": {"user": guild.someone(chance)} | member(chance, guild.roles),
        "emoji": {"name": chance.choice("👍🎉👀❤🔥"), "id": None},
        "channel_id": guild.channel(chance),
        "burst": False,
        "guild_id": guild.id,
    }


def _voice(chance: random.Random, guild: Guild) -> Json:
    by = guild.someone(chance)
    flags = ("suppress", "self_video", "self_mute", "self_deaf", "mute", "deaf")
    return {
        "member": {"user": by} | member(chance, guild.roles),
        "user_id": by["id"],
        "session_id": f"{chance.getrandbits(128):032x}",
        "request_to_speak_timestamp": None,
        "channel_id": guild.voice,
        "guild_id": guild.id,
    } | {flag: chance.random() < 0.2 for flag in flags}


def _member_update(chance: random.Random, guild: Guild) -> Json:
    found = {"user": guild.someone(chance)} | member(chance, guild.roles)
    return found | {"guild_id": guild.id}


def _message_delete(chance: random.Random, guild: Guild) -> Json:
    return {
        "id": snowflake(chance),
        "channel_id": guild.channel(chance),
        "guild_id": guild.id,
    }


def _channel_update(chance: random.Random, guild: Guild) -> Json:
    return chance.choice(guild.channels) | {"topic": text(chance, 12), "guild_id": guild.id}


def _whole_guild(chance: random.Random, guild: Guild) -> bytes:
    return guild.text


_MIX: dict[str, tuple[int, Callable[[random.Random, Guild], Json | bytes]]] = {
    "MESSAGE_CREATE": (45, _message),
    "PRESENCE_UPDATE": (25, _presence),
    "TYPING_START": (15, _typing),
    "MESSAGE_REACTION_ADD": (5, _reaction),
    "VOICE_STATE_UPDATE": (3, _voice),
    "GUILD_MEMBER_UPDATE": (3, _member_update),
    "MESSAGE_DELETE": (2, _message_delete),
    "CHANNEL_UPDATE": (1, _channel_update),
    "GUILD_CREATE": (1, _whole_guild),
}
"""Name: how many of a hundred, and what makes its `d`."""
_NAMES = tuple(_MIX)
_WEIGHTS = tuple(weight for weight, _ in _MIX.values())
