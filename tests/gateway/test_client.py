"""The client's public names as the API reference has them, and its use by hand; never `start`."""

from __future__ import annotations

import asyncio
import inspect
import logging
from typing import Any

import pytest

import scurrycli.gateway
import scurrycli.gateway.client
from making_gateways import (
    TOKEN,
)
from scurrycli.errors import NoSession
from scurrycli.gateway import (
    MIN_BACKOFF,
    EventQueueProtocol,
    GatewayClient,
    GatewayClientProtocol,
    GatewayMetrics,
)

NAMES = {
    "shard_id",
    *("total_shards", "seq", "session_id", "allow_resume", "reconnect_immediately", "backoff"),
    *("metrics", "heartbeat_task", "heartbeat_interval", "event_queue", "base_url", "url_params"),
    *("ws", "wait_reconnect", "start", "connect_ws", "send", "receive", "heartbeat", "identify"),
    *("resume", "close_ws"),
}


async def test_a_new_client_has_the_defaults_of_the_reference() -> None:
    client = GatewayClient()
    assert client.shard_id == 0
    assert client.total_shards == 0
    assert client.seq is None
    assert client.session_id is None
    assert client.allow_resume is False
    assert client.reconnect_immediately is False
    assert client.backoff == MIN_BACKOFF == 5
    assert client.metrics == GatewayMetrics(0.0, 0.0)
    assert client.heartbeat_task is None
    assert client.heartbeat_interval == 0
    assert isinstance(client.event_queue, asyncio.Queue)
    assert client.event_queue.empty()
    assert client.base_url == "wss://gateway.discord.gg"
    assert client.url_params == "?v=10&encoding=json"


async def test_every_public_name_is_there() -> None:
    client = GatewayClient()
    assert {
        name for name in NAMES if not hasattr(type(client), name) and name not in vars(client)
    } == set()
    assert {name for name in vars(GatewayClient) if not name.startswith("_")} <= NAMES | {"mark"}


def test_what_is_async_in_the_reference_is_async() -> None:
    methods = ["wait_reconnect", "start", "connect_ws", "send", "receive", "heartbeat"]
    for name in [*methods, "identify", "resume", "close_ws"]:
        assert inspect.iscoroutinefunction(getattr(GatewayClient, name))


def test_start_can_be_called_with_two_arguments_or_four() -> None:
    signature = inspect.signature(GatewayClient.start)
    assert list(signature.parameters) == ["self", "token", "intents", "shard_id", "total_shards"]
    assert signature.parameters["shard_id"].default == 0
    assert signature.parameters["total_shards"].default == 1


def test_the_module_names() -> None:
    assert scurrycli.gateway.logger is scurrycli.gateway.client.logger
    assert isinstance(scurrycli.gateway.logger, logging.Logger)
    assert scurrycli.gateway.logger.name == "scurrycli.gateway"
    assert set(scurrycli.gateway.__all__) == {
        *("MIN_BACKOFF", "EventQueueProtocol", "GatewayClient", "GatewayClientProtocol"),
        *("GatewayMetrics", "logger"),
    }


async def test_the_client_is_what_its_protocols_ask_for() -> None:
    client: GatewayClientProtocol = GatewayClient()
    queue: EventQueueProtocol = client.event_queue
    await queue.put(("X", {"a": 1}))
    assert await queue.get() == ("X", {"a": 1})


async def test_before_a_connection_there_is_nothing_to_use() -> None:
    client = GatewayClient()
    with pytest.raises(NoSession, match="start\\(\\) or connect_ws\\(\\)"):
        client.ws  # noqa: B018
    for use in (client.receive(), client.identify("a.b.c", 0), client.resume("a.b.c")):
        with pytest.raises(NoSession):
            await use
    with pytest.raises(NoSession):
        await client.send({"op": 3})
    with pytest.raises(NoSession):
        await client.heartbeat()


@pytest.mark.parametrize("intents", ["513", None, 5.0, [513]])
async def test_intents_that_are_no_integer(intents: Any) -> None:
    client = GatewayClient()
    with pytest.raises(ConnectionError, match="Intents are an integer"):
        await client.identify(TOKEN, intents)
    with pytest.raises(ConnectionError, match="Intents are an integer"):
        await client.start(TOKEN, intents)


async def test_wait_reconnect_doubles_the_backoff() -> None:
    client = GatewayClient()
    seen = []
    waiting = asyncio.ensure_future(asyncio.sleep(0))
    for _ in range(6):
        waiting = asyncio.ensure_future(client.wait_reconnect())
        await asyncio.sleep(0)
        assert not waiting.done()
        waiting.cancel()
        seen.append(client.backoff)
    assert seen == [10, 20, 40, 60, 60, 60]
    await asyncio.wait({waiting})


async def test_wait_reconnect_sleeps_that_long() -> None:
    client = GatewayClient(min_backoff=0.01, chance=lambda: 0.5)
    before = asyncio.get_running_loop().time()
    await client.wait_reconnect()
    assert asyncio.get_running_loop().time() - before >= 0.01
    assert client.backoff == 0.02
