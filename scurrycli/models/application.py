"""The answer of `GET /applications/@me`, as far as a connection depends on it; never the request.

Source: Discord's documentation, "Application".
"""

from __future__ import annotations

from dataclasses import dataclass

from scurrycli.models.base import DataModel


@dataclass
class Application(DataModel):
    """The application that a bot belongs to; a field of a wrong type is as if it were missing."""

    id: str | None
    """Its snowflake."""

    name: str | None
    """As people see it."""

    flags: int | None
    """Bits; among them which privileged intents are enabled."""

    approximate_guild_count: int | None
    """How many guilds the bot is in, more or less."""

    def __post_init__(self) -> None:
        """Drop what is not of its type: the API may change, and nothing here is worth failing."""
        for name, kind in _TYPES.items():
            if type(getattr(self, name)) is not kind:
                setattr(self, name, None)


_TYPES = {"id": str, "name": str, "flags": int, "approximate_guild_count": int}
