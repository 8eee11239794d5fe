"""scurrypy's gateway client, its queue emptied as they come; never a bot of use."""

from __future__ import annotations

import asyncio
import os
import sys

from scurrypy.core.gateway import GatewayClient  # type: ignore[import-untyped]


async def main(url: str) -> None:
    """Stay until the server sends it away."""
    client = GatewayClient()
    client.base_url = url
    connect = client.connect_ws

    async def connect_once() -> None:  # it would come back at once, whatever the close code
        if client.seq is not None:
            raise SystemExit
        await connect()

    async def take() -> None:
        while True:
            await client.event_queue.get()

    client.connect_ws = connect_once
    taking = asyncio.ensure_future(take())
    await client.start(os.environ["DISCORD_TOKEN"], 0, 0, 1)
    taking.cancel()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
