"""hikari's shard alone: it receives, inflates and decodes, and nobody takes it; never a bot."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

import hikari
from hikari.api import GatewayCompression
from hikari.impl import GatewayShardImpl, HTTPSettings, ProxySettings

_MODES = {"none": None, "zstd-stream": GatewayCompression.TRANSPORT_ZSTD_STREAM}


class _Nobody:
    """The event manager and factory of a shard whose events nobody wants."""

    def consume_raw_event(self, name: str, shard: Any, payload: Any) -> None:
        """Drop it."""

    async def dispatch(self, event: Any, **named: Any) -> None:
        """Drop that, too."""

    def __getattr__(self, name: str) -> Any:
        return self._make

    def _make(self, *args: Any) -> None:
        pass


async def main(url: str, compress: str) -> None:
    """Stay until the server sends it away."""
    nobody: Any = _Nobody()
    shard = GatewayShardImpl(
        compression=_MODES[compress],
        intents=hikari.Intents.ALL,
        http_settings=HTTPSettings(),
        proxy_settings=ProxySettings(),
        event_manager=nobody,
        event_factory=nobody,
        token=os.environ["DISCORD_TOKEN"],
        url=url,
    )
    await shard.start()
    try:
        await shard.join()
    except hikari.GatewayServerClosedConnectionError as closed:
        if closed.code != 4013:
            raise


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[3]))
