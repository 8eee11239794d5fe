"""What a bot needs of a Gateway client, as protocols; never an implementation."""

from __future__ import annotations

from typing import Any, Protocol

JSON = dict[str, Any]


class EventQueueProtocol(Protocol):
    """Dispatches on their way to a bot: name and field `d` of each."""

    async def put(self, item: tuple[str, JSON]) -> None:
        """Add a dispatch."""

    async def get(self) -> tuple[str, JSON]:
        """Take the oldest dispatch, waiting until there is one."""
        ...


class GatewayClientProtocol(Protocol):
    """One shard's connection, as a bot drives it."""

    event_queue: EventQueueProtocol
    shard_id: int
    total_shards: int

    async def start(
        self, token: str, intents: int, shard_id: int = 0, total_shards: int = 1
    ) -> None:
        """Connect and stay connected until `close_ws`."""

    async def close_ws(self) -> None:
        """Leave."""
