"""An unmodified bot on scurrypy runs on this client; only its addresses are ours."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
from scurrypy import Client, Intents  # type: ignore[import-untyped]
from scurrypy.core.http import HTTPClient  # type: ignore[import-untyped]
from scurrypy.enums.events import EventType  # type: ignore[import-untyped]

from making_gateways import PATIENCE, TOKEN
from scurrycli.gateway import GatewayClient
from scurrycli.server import Action, EmbeddedGateway, Step, Timeline

STARTING = 5.0
"""Seconds that scurrypy sleeps once it has started its shards."""


def message(at: float, content: str) -> Step:
    d = {"id": "1", "channel_id": "2", "guild_id": "3", "content": content}
    return Step(at, Action.DISPATCH, "MESSAGE_CREATE", orjson.dumps(d))


TIMELINE = Timeline(
    {"v": 10, "user": {"id": "1", "username": "fern"}, "guilds": [], "application": {"id": "1"}},
    (
        *(message(0.1 + n / 100, f"{n}") for n in range(10)),
        Step(0.25, Action.RECONNECT),
        *(message(0.25 + n / 1000, f"{n}") for n in range(10, 110)),
        Step(0.4, Action.DROP),
        *(message(0.4 + n / 1000, f"{n}") for n in range(110, 150)),
        message(STARTING + 0.3, "last"),
    ),
    heartbeat_interval=300,
)


async def test_a_bot_gets_its_events_in_order_through_faults() -> None:
    seen: list[str] = []
    hooks: list[str] = []
    connections: list[GatewayClient] = []
    last = asyncio.Event()

    async def on_ready(event: Any) -> None:
        seen.append(f"READY for {event.user.username}")

    async def on_message(event: Any) -> None:
        seen.append(event.content)
        if event.content == "last":
            last.set()

    async with EmbeddedGateway(TIMELINE, token=TOKEN) as gateway:

        class Ours(GatewayClient):
            base_url = gateway.url

            def __init__(self) -> None:
                super().__init__(chance=lambda: 0.0)
                connections.append(self)

        http = HTTPClient()
        http.BASE = gateway.api_url
        bot = Client(
            token=TOKEN,
            intents=Intents.DEFAULT | Intents.MESSAGE_CONTENT,
            http=http,
            gateway_impl=Ours,
        )
        bot.add_event_listener(EventType.READY, on_ready)
        bot.add_event_listener(EventType.MESSAGE_CREATE, on_message)
        bot.add_startup_hook(lambda: hooks.append("up"))
        bot.add_shutdown_hook(lambda: hooks.append("down"))
        running = asyncio.ensure_future(bot.start())
        async with asyncio.timeout(PATIENCE):
            await last.wait()
        [ours] = connections
        assert (ours.shard_id, ours.total_shards) == (0, 1)
        assert ours.metrics.latency is not None
        assert ours.event_queue.empty()
        running.cancel()
        await running  # scurrypy takes a cancel for Ctrl-C, closes its shards and returns
        assert gateway.identified == 1
        assert ours.heartbeat_task is None
        workers = asyncio.all_tasks() - {asyncio.current_task()}
        assert not [task for task in workers if "scurrycli/gateway" in repr(task)]
    assert hooks == ["up", "down"]
    assert seen == ["READY for fern", *(str(n) for n in range(150)), "last"]
