"""What of a timeline a session is sent: by intents, shard, message content; never when.

Source: Discord's documentation, "Gateway", Gateway Intents, Message Content Intent and Sharding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

from scurrycli.server.timeline import Step
from scurrycli.wire.events import DISPATCH_EVENTS
from scurrycli.wire.intents import Intent

_DIRECT = (
    Intent.DIRECT_MESSAGES
    | Intent.DIRECT_MESSAGE_REACTIONS
    | Intent.DIRECT_MESSAGE_TYPING
    | Intent.DIRECT_MESSAGE_POLLS
)
_GUILD_EVENTS = frozenset({"GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE"})
_WITH_CONTENT = frozenset({"MESSAGE_CREATE", "MESSAGE_UPDATE"})
_EMPTY: dict[str, Any] = {"content": "", "embeds": [], "attachments": [], "components": []}


@dataclass(frozen=True)
class Cue:
    """One dispatch of a timeline, and what has to be known of it for every session.

    Attributes:
        step: as in the timeline.
        me: the id of the bot's user.
    """

    step: Step
    me: str

    @cached_property
    def _d(self) -> Mapping[str, Any]:
        d = orjson.loads(self.step.d)
        return d if isinstance(d, dict) else {}

    @cached_property
    def guild(self) -> int | None:
        """The guild it belongs to; None for what belongs to none, as a direct message."""
        return _number(self._d.get("id" if self.step.t in _GUILD_EVENTS else "guild_id"))

    @cached_property
    def intents(self) -> int:
        """Bits of which one is needed; 0 where none is (or no table knows the event)."""
        needed = int(DISPATCH_EVENTS.get(self.step.t, 0))
        direct, other = needed & int(_DIRECT), needed & ~int(_DIRECT)
        if not direct or not other:
            return needed
        return direct if self.guild is None else other

    @cached_property
    def bare(self) -> bytes:
        """Field `d` for whoever has no MESSAGE_CONTENT."""
        if self.step.t not in _WITH_CONTENT or self.guild is None:
            return self.step.d
        emptied = without_content(self._d, self.me)
        return self.step.d if emptied is self._d else orjson.dumps(emptied)

    def is_for(self, intents: int, shard: tuple[int, int]) -> bool:
        """Whether a session with these gets it."""
        if self.intents and not self.intents & intents:
            return False
        return is_on_shard(self.guild, shard)

    def d(self, intents: int) -> bytes:
        """Field `d` as a session with these intents gets it."""
        return self.step.d if intents & Intent.MESSAGE_CONTENT else self.bare


def is_on_shard(guild: int | None, shard: tuple[int, int]) -> bool:
    """Whether `(guild_id >> 22) % count` is this shard's; what has no guild is shard 0's."""
    number, count = shard
    return (0 if guild is None else (guild >> 22) % count) == number


def without_content(message: Mapping[str, Any], me: str) -> Mapping[str, Any]:
    """A message without what MESSAGE_CONTENT brings, unless the bot wrote it or is mentioned.

    Keys that are not there stay away. A message that it refers to is treated likewise.
    """
    if _is_mine(message, me):
        return message
    emptied = {key: _EMPTY.get(key, value) for key, value in message.items() if key != "poll"}
    referenced = message.get("referenced_message")
    if isinstance(referenced, dict):
        emptied["referenced_message"] = without_content(referenced, me)
    if "message_snapshots" in emptied:
        emptied["message_snapshots"] = []
    return emptied


def _is_mine(message: Mapping[str, Any], me: str) -> bool:
    author, mentions = message.get("author"), message.get("mentions")
    people = [author, *(mentions if isinstance(mentions, list) else ())]
    return any(isinstance(person, dict) and person.get("id") == me for person in people)


def guilds_on_shard(guilds: object, shard: tuple[int, int]) -> list[Any]:
    """Those of READY's guilds that are this shard's."""
    listed: Iterable[Any] = guilds if isinstance(guilds, list) else ()
    return [
        guild
        for guild in listed
        if isinstance(guild, dict) and is_on_shard(_number(guild.get("id")), shard)
    ]


def _number(snowflake: object) -> int | None:
    text = str(snowflake)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 20 else None  # noqa: PLR2004
