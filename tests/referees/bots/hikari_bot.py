"""An unmodified hikari, pointed at a gateway as `serve` says; prints what it is given."""

from __future__ import annotations

import json
import os
import sys

if os.environ["COMPRESS"] == "zlib-stream":  # it takes Zstandard wherever that can be imported
    for name in ("backports.zstd", "compression.zstd"):
        sys.modules[name] = None  # type: ignore[assignment]

import hikari

bot = hikari.GatewayBot(
    os.environ["TOKEN"],
    rest_url=os.environ["API"],
    intents=hikari.Intents.ALL,
    banner=None,
    logs=None,
    auto_chunk_members=False,
)


@bot.listen()
async def on_payload(event: hikari.ShardPayloadEvent) -> None:
    identifier = event.payload.get("id")
    print(json.dumps({"t": event.name, "id": identifier}), flush=True)


@bot.listen()
async def on_ready(event: hikari.ShardReadyEvent) -> None:
    print(json.dumps({"ready": event.my_user.username}), flush=True)


bot.run(check_for_updates=False, propagate_interrupts=False)
