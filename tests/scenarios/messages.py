"""Messages and what is done to them, as dispatches; never what is said."""

from __future__ import annotations

import re
from datetime import timedelta

from scenarios import extras, places
from scenarios.cast import BOT, MOSS
from scenarios.ids import Json, image, iso, milliseconds, old_id, snowflake
from scenarios.lines import Line
from scenarios.objects import CHANNEL_IDS, EMOJI_IDS, GUILD_IDS, ROLE_IDS, USER_IDS, user
from scenarios.places import EMOJIS
from scenarios.world import Dispatched, World, copied

WEBHOOKS = {"Build notes": old_id("2022-02-20", "webhook builds")}
_MARK = re.compile(r"\[\[([@#&:])([^\]]+?):?\]\]")
_ANIMATED = {emoji[0] for some in EMOJIS.values() for emoji in some if emoji[2]}
_DROPPED = ("nonce", "member", "guild_id", "channel_type", "referenced_message")


def create(
    world: World, at: float, channel: str, line: Line, kind: int = 0, **more: object
) -> Dispatched:
    """MESSAGE_CREATE for a line; the message is known by its key afterwards."""
    guild = world.homes[channel]
    message_id, made = world.new_id(at)
    target = world.channels[channel]
    message: Json = {
        "type": 19 if line.reply else kind,
        "tts": False,
        "timestamp": iso(made),
        "pinned": False,
        "mentions": [],
        "mention_roles": [],
        "mention_everyone": False,
        "id": message_id,
        "flags": 0,
        "embeds": [extras.EMBEDS[line.embed]] if line.embed else [],
        "edited_timestamp": None,
        "content": _written(line.text),
        "components": [],
        "channel_type": target["type"],
        "channel_id": target["id"],
        "attachments": [
            extras.attachment(key, target["id"], made, number)
            for number, key in enumerate(line.attach)
        ],
    }
    message |= _author(world, guild, line.who) | more
    if line.who not in (BOT, *WEBHOOKS) and kind == 0:
        message["nonce"] = snowflake(
            made - timedelta(milliseconds=180), world.rng.randrange(4096), 0
        )
    if guild:
        message["guild_id"] = GUILD_IDS[guild]
    _mention(world, guild, message, line)
    if line.sticker:
        message["sticker_items"] = extras.stickers(line.sticker)
    if line.reply:
        _refer(message, world.messages[line.reply])
    if target["type"] == places.THREAD:
        message["position"] = target["message_count"]
        target["message_count"] += 1
        target["total_message_sent"] += 1
    target["last_message_id"] = message["id"]
    world.messages[line.key or message_id] = message
    return copied("MESSAGE_CREATE", message)


def first_of(post: Json) -> Json:
    """What the first message of a forum post shares with its thread."""
    return {"id": post["id"], "timestamp": post["thread_metadata"]["create_timestamp"]}


def _author(world: World, guild: str | None, who: str) -> Json:
    if who in WEBHOOKS:
        hook = {
            "username": who,
            "public_flags": 0,
            "primary_guild": None,
            "id": WEBHOOKS[who],
            "global_name": None,
            "discriminator": "0000",
            "collectibles": None,
            "bot": True,
            "avatar_decoration_data": None,
            "avatar": image("avatar", who),
        }
        return {"author": hook, "webhook_id": WEBHOOKS[who]}
    if guild is None:
        return {"author": user(who)}
    return {"author": user(who), "member": world.member(guild, who)}


def _written(text: str) -> str:
    return _MARK.sub(lambda mark: _FORMS[mark[1]](mark[2]), text)


def _emoji_form(name: str) -> str:
    return f"<{'a' if name in _ANIMATED else ''}:{name}:{EMOJI_IDS[name]}>"


_FORMS = {
    "@": lambda who: f"<@{USER_IDS[who]}>",
    "#": lambda name: f"<#{CHANNEL_IDS[name]}>",
    "&": lambda name: f"<@&{ROLE_IDS[MOSS, name]}>",
    ":": _emoji_form,
}


def _mention(world: World, guild: str | None, message: Json, line: Line) -> None:
    marks = _MARK.findall(line.text)
    names = [name for sign, name in marks if sign == "@"]
    if line.reply and (author := _who(world.messages[line.reply])):
        names += [author] if author not in (*names, line.who) else []
    for who in names:
        partial = {"member": world.member(guild, who)} if guild else {}
        message["mentions"].append(user(who) | partial)
    message["mention_roles"] = [ROLE_IDS[MOSS, name] for sign, name in marks if sign == "&"]


def _who(message: Json) -> str | None:
    return next((who for who, key in USER_IDS.items() if key == message["author"]["id"]), None)


def _refer(message: Json, origin: Json) -> None:
    quoted = {key: value for key, value in origin.items() if key not in _DROPPED}
    quoted["mentions"] = [
        {key: value for key, value in person.items() if key != "member"}
        for person in origin["mentions"]
    ]
    message["message_reference"] = refer_to(origin)
    message["referenced_message"] = quoted


def refer_to(origin: Json) -> Json:
    """A message reference."""
    return {
        "type": 0,
        "message_id": origin["id"],
        "guild_id": origin["guild_id"],
        "channel_id": origin["channel_id"],
    }


def typing(world: World, at: float, channel: str, who: str) -> Dispatched:
    """TYPING_START."""
    guild = world.homes[channel]
    payload: Json = {
        "user_id": USER_IDS[who],
        "timestamp": milliseconds(world.moment(at)) // 1000,
        "channel_id": world.channels[channel]["id"],
    }
    if guild:
        payload["member"] = {"user": user(who), **world.member(guild, who)}
        payload["guild_id"] = GUILD_IDS[guild]
    return copied("TYPING_START", payload)


def update(world: World, at: float, key: str, **changed: object) -> Dispatched:
    """MESSAGE_UPDATE with what has changed; an edit if `content` is among it."""
    message = world.messages[key]
    if isinstance(changed.get("content"), str):
        changed["content"] = _written(str(changed["content"]))
        changed["edited_timestamp"] = iso(world.new_id(at)[1])
    message |= changed
    message.pop("nonce", None)
    return copied("MESSAGE_UPDATE", message)


def delete(world: World, at: float, key: str) -> Dispatched:
    """MESSAGE_DELETE."""
    message = world.messages.pop(key)
    return Dispatched(
        "MESSAGE_DELETE",
        {key: message[key] for key in ("id", "channel_id", "guild_id")},
    )


def react(world: World, at: float, key: str, emoji: str, who: str) -> Dispatched:
    """MESSAGE_REACTION_ADD."""
    payload = _reaction(world, key, emoji, who)
    message = world.messages[key]
    guild = next(name for name, guild_id in GUILD_IDS.items() if guild_id == message["guild_id"])
    payload["member"] = {"user": user(who), **world.member(guild, who)}
    if "webhook_id" not in message:
        payload["message_author_id"] = message["author"]["id"]
    return copied("MESSAGE_REACTION_ADD", payload)


def unreact(world: World, at: float, key: str, emoji: str, who: str) -> Dispatched:
    """MESSAGE_REACTION_REMOVE."""
    return copied("MESSAGE_REACTION_REMOVE", _reaction(world, key, emoji, who))


def _reaction(world: World, key: str, emoji: str, who: str) -> Json:
    message = world.messages[key]
    mark = _MARK.fullmatch(emoji)
    shown: Json = {"name": emoji, "id": None}
    if mark:
        shown = {"name": mark[2], "id": EMOJI_IDS[mark[2]]}
        shown |= {"animated": True} if mark[2] in _ANIMATED else {}
    return {
        "user_id": USER_IDS[who],
        "type": 0,
        "message_id": message["id"],
        "guild_id": message["guild_id"],
        "emoji": shown,
        "channel_id": message["channel_id"],
        "burst": False,
    }
