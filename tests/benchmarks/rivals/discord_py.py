"""discord.py as it comes, with a client that does nothing; never a bot of use."""

from __future__ import annotations

import logging
import os
import sys

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route


def main(gateway: str, api: str) -> None:
    """Stay until the server sends it away."""
    Route.BASE = f"{api}/v10"
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    client = discord.Client(intents=discord.Intents.all(), chunk_guilds_at_startup=False)
    try:
        client.run(os.environ["DISCORD_TOKEN"], log_level=logging.WARNING)
    except discord.ConnectionClosed as closed:
        if closed.code != 4013:
            raise


if __name__ == "__main__":
    main(*sys.argv[1:3])
