"""An unmodified discord.py, pointed at a gateway as `serve` says; prints what it is given."""

from __future__ import annotations

import json
import os
import sys

if os.environ["COMPRESS"] == "zlib-stream":  # it takes Zstandard wherever that can be imported
    for name in ("zstandard", "compression.zstd"):
        sys.modules[name] = None  # type: ignore[assignment]

import discord
import yarl

discord.http.Route.BASE = os.environ["API"]
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["GATEWAY"])


class Bot(discord.Client):
    """Prints each dispatch as it came, and what the library makes of some."""

    async def on_socket_raw_receive(self, message: str) -> None:
        payload = json.loads(message)
        if payload["op"] == 0:
            d = payload["d"]
            print(json.dumps({"t": payload["t"], "id": d.get("id")}), flush=True)

    async def on_ready(self) -> None:
        print(json.dumps({"ready": self.user and self.user.name}), flush=True)


Bot(intents=discord.Intents.all(), enable_debug_events=True, chunk_guilds_at_startup=False).run(
    os.environ["TOKEN"], log_handler=None
)
