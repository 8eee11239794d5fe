"""A bot that takes none of its events; never a good one."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys

from scurrycli.errors import GatewayClosed
from scurrycli.gateway import GatewayClient


async def main(url: str) -> None:
    """Stay until the server sends it away."""
    client = GatewayClient(base_url=url)
    with contextlib.suppress(GatewayClosed):
        await client.start(os.environ["DISCORD_TOKEN"], 0)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
