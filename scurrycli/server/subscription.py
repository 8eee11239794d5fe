"""What a session asked for in its IDENTIFY: intents, shard, large_threshold; never what it gets.

Source: Discord's documentation, "Gateway", Sharding, and "Gateway Events", Identify.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from scurrycli.server.admission import is_shard
from scurrycli.wire.intents import ALL, Intent

LEAST_LARGE, MOST_LARGE = 50, 250
_LARGE = range(LEAST_LARGE, MOST_LARGE + 1)


@dataclass(frozen=True, slots=True)
class Subscription:
    """`shard` is id and count; `large_threshold` the members above which a guild is large."""

    intents: int = int(ALL)
    shard: tuple[int, int] = (0, 1)
    large_threshold: int = LEAST_LARGE

    @classmethod
    def of(cls, d: Mapping[str, Any]) -> Self:
        """From field `d` of IDENTIFY; what cannot be counts as not given, intents then as all."""
        intents, shard = d.get("intents"), d.get("shard")
        large = d.get("large_threshold")
        return cls(
            intents & int(ALL) if type(intents) is int else int(ALL),
            (shard[0], shard[1]) if is_shard(shard) else (0, 1),
            large if type(large) is int and large in _LARGE else LEAST_LARGE,
        )

    def has(self, intent: Intent) -> bool:
        """Whether it asked for this intent."""
        return bool(self.intents & intent)

    def covers(self, guild: int | None) -> bool:
        """Whether `(guild_id >> 22) % count` is its shard; what has no guild is shard 0's."""
        number, count = self.shard
        return (0 if guild is None else (guild >> 22) % count) == number
