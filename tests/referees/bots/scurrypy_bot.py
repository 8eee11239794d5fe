"""An unmodified scurrypy with its own gateway client, pointed at a gateway as `serve` says."""

from __future__ import annotations

import asyncio
import json
import os
from functools import reduce
from operator import or_
from typing import Any

from scurrypy import Client, Intents  # type: ignore[import-untyped]
from scurrypy.core import gateway, http  # type: ignore[import-untyped]
from scurrypy.enums.events import EventType  # type: ignore[import-untyped]

http.HTTPClient.BASE = os.environ["API"]


class Told(asyncio.Queue[Any]):
    """Prints what the library's gateway hands to its client, which cannot read every event."""

    async def put(self, item: tuple[str, Any]) -> None:
        name, d = item
        print(json.dumps({"t": name, "id": d.get("id")}), flush=True)
        await super().put(item)


class Local(gateway.GatewayClient):  # type: ignore[misc]
    """The library's own, at another address."""

    def __init__(self) -> None:
        super().__init__()
        self.base_url = os.environ["GATEWAY"]
        self.event_queue = Told()


async def on_ready(event: Any) -> None:
    print(json.dumps({"ready": event.user.username}), flush=True)


bot = Client(token=os.environ["TOKEN"], intents=reduce(or_, Intents), gateway_impl=Local)
bot.add_event_listener(EventType.READY, on_ready)
asyncio.run(bot.start())
