"""The answer of `GET /gateway/bot`; never the request.

Source: Discord's documentation, "Gateway", Get Gateway Bot.
"""

from __future__ import annotations

from dataclasses import dataclass

from scurrycli.models.base import DataModel, Event


@dataclass
class SessionStartLimit(Event, DataModel):
    """How many sessions may still be started."""

    total: int
    """IDENTIFYs allowed in 24 hours."""

    remaining: int
    """IDENTIFYs left."""

    reset_after: int
    """Milliseconds until `remaining` is `total` again."""

    max_concurrency: int
    """IDENTIFYs allowed in 5 seconds, one for each bucket `shard_id % max_concurrency`."""


@dataclass
class GatewayEvent(Event, DataModel):
    """Where to connect, with how many shards, and the budget for it."""

    url: str
    """The Gateway's WebSocket URL, without a query."""

    shards: int
    """The number of shards that Discord recommends."""

    session_start_limit: SessionStartLimit
    """The budget of IDENTIFYs."""
