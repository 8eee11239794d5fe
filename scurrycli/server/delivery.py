"""Which of a timeline's events a session is sent, and what of them: by intents, shard; never when.

Source: Discord's documentation, "Gateway", Gateway Intents (with its Caveats) and Sharding.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

from scurrycli.server.subscription import Subscription
from scurrycli.server.timeline import Step
from scurrycli.server.trimming import TRIMS, objects, user_of
from scurrycli.wire.events import DISPATCH_EVENTS
from scurrycli.wire.intents import Intent

_DIRECT = (
    Intent.DIRECT_MESSAGES
    | Intent.DIRECT_MESSAGE_REACTIONS
    | Intent.DIRECT_MESSAGE_TYPING
    | Intent.DIRECT_MESSAGE_POLLS
)
_GUILD_EVENTS = frozenset({"GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE"})


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
    def data(self) -> Mapping[str, Any]:
        """Field `d`, decoded; empty where it is no object."""
        d = orjson.loads(self.step.d)
        return d if isinstance(d, dict) else {}

    @cached_property
    def guild(self) -> int | None:
        """The guild it belongs to; None for what belongs to none, as a direct message."""
        return snowflake(self.data.get("id" if self.step.t in _GUILD_EVENTS else "guild_id"))

    @cached_property
    def intents(self) -> int:
        """Bits of which one is needed; 0 where none is (or no table knows the event)."""
        needed = int(DISPATCH_EVENTS.get(self.step.t, 0))
        if self.step.t == "GUILD_MEMBER_UPDATE" and user_of(self.data) == self.me:
            return 0
        if self.step.t == "THREAD_MEMBERS_UPDATE" and not self._moves_me:
            return int(Intent.GUILD_MEMBERS)
        direct, other = needed & int(_DIRECT), needed & ~int(_DIRECT)
        if not direct or not other:
            return needed
        return direct if self.guild is None else other

    @property
    def _moves_me(self) -> bool:
        """Whether the bot was added to a thread or removed from one."""
        removed = self.data.get("removed_member_ids")
        added = [member.get("user_id") for member in objects(self.data.get("added_members"))]
        return self.me in (*(removed if isinstance(removed, list) else ()), *added)

    @cached_property
    def _left(self) -> dict[Hashable, bytes]:
        """What was trimmed already, by what it depends on."""
        return {}

    def is_for(self, asked: Subscription) -> bool:
        """Whether a session with this subscription gets it."""
        if self.intents and not self.intents & asked.intents:
            return False
        return asked.covers(self.guild)

    def d(self, asked: Subscription) -> bytes:
        """Field `d` as a session with this subscription gets it."""
        trim = TRIMS.get(self.step.t)
        if trim is None:
            return self.step.d
        by = trim.by(asked)
        left = self._left.get(by)
        if left is None:
            data = trim.left(self.data, self.me, asked)
            left = self._left[by] = self.step.d if data is self.data else orjson.dumps(data)
        return left


def guilds_on_shard(guilds: object, asked: Subscription) -> list[Any]:
    """Those of READY's guilds that are this shard's."""
    listed: Iterable[Any] = guilds if isinstance(guilds, list) else ()
    return [
        guild
        for guild in listed
        if isinstance(guild, dict) and asked.covers(snowflake(guild.get("id")))
    ]


def snowflake(value: object) -> int | None:
    """An id as a number; None for what is none."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 20 else None  # noqa: PLR2004
