"""The embedded gateway's refusals, faults, REST answers and end; never a session gone well."""

from __future__ import annotations

import asyncio
import math
import socket
from typing import Any

import aiohttp
import pytest
from websockets.asyncio.client import connect

from making_bots import Bot, bot_on, timeline, typing
from making_gateways import TOKEN
from scurrycli.server import Action, EmbeddedGateway, Step
from scurrycli.server.clients import NewsKind


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no JSON", 4002),
        (b"\x00\xff", 4002),
        ("[]", 4002),
        ('{"op":99}', 4001),
        ('{"op":10,"d":{}}', 4001),
        ('{"d":{}}', 4001),
        ('{"op":3,"d":{}}', 4003),
        ('{"op":8,"d":{}}', 4003),
        ('{"op":2,"d":{"token":"a.b.d","intents":0}}', 4004),
        ('{"op":2,"d":{"intents":0}}', 4004),
        ('{"op":2,"d":{"token":5,"intents":0}}', 4004),
        ('{"op":2,"d":[]}', 4004),
        ('{"op":2,"d":{"token":"a.b.c"}}', 4013),
        ('{"op":2,"d":{"token":"a.b.c","intents":"513"}}', 4013),
        ('{"op":2,"d":{"token":"a.b.c","intents":true}}', 4013),
        ('{"op":2,"d":{"token":"a.b.c","intents":-1}}', 4013),
        ('{"op":2,"d":{"token":"a.b.c","intents":8388608}}', 4013),
    ],
)
async def test_what_is_wrong_is_closed_with_its_code(text: str | bytes, code: int) -> None:
    async with EmbeddedGateway(timeline(), token="a.b.c") as gateway, bot_on(gateway) as bot:
        await bot.ws.send(text)
        assert await bot.closed() == code


async def test_a_second_identify_is_closed_with_4005() -> None:
    async with EmbeddedGateway(timeline()) as gateway, bot_on(gateway) as bot:
        await bot.identify()
        await bot.send(2, {"token": TOKEN, "intents": 0})
        assert await bot.closed() == 4005


@pytest.mark.parametrize("seq", [2, 99, -1])
async def test_a_number_that_was_never_given_out_is_closed_with_4007(seq: int) -> None:
    async with EmbeddedGateway(timeline()) as gateway:
        async with bot_on(gateway) as bot:
            ready = await bot.identify()
        async with bot_on(gateway) as bot:
            await bot.resume(ready["d"]["session_id"], seq)
            assert await bot.closed() == 4007


async def test_payloads_of_a_bot_are_taken() -> None:
    async with EmbeddedGateway(timeline()) as gateway, bot_on(gateway) as bot:
        await bot.identify()
        for op in (3, 4, 43):
            await bot.send(op, {})
        await bot.send(8, {"guild_id": "5", "query": "", "limit": 0})
        await bot.send(31, {"guild_ids": ["5"]})
        await bot.send(1)
        assert (await bot.next())["op"] == 11
        told = [news.text for news in gateway.register.news if news.kind is NewsKind.CLIENT]
        assert told[1:] == [
            "the recording is at its end; --loop plays it again",
            "sent PRESENCE_UPDATE",
            "sent VOICE_STATE_UPDATE",
            "sent REQUEST_CHANNEL_INFO",
            "asked for members of 5: not a guild of this recording and shard, so no answer",
            "asked for soundboard sounds: 0 of 1 guilds known",
        ]


@pytest.mark.parametrize("code", [4014, 4010, 4999])
async def test_a_timeline_may_refuse(code: int) -> None:
    async with EmbeddedGateway(timeline(close_after=code)) as gateway, bot_on(gateway) as bot:
        await bot.send(2, {"token": TOKEN, "intents": 0})
        assert await bot.closed() == code


async def test_heartbeats_are_acknowledged_with_the_timelines_latencies() -> None:
    async with (
        EmbeddedGateway(timeline(latencies=(0.0, 0.05, math.inf))) as gateway,
        bot_on(gateway) as bot,
    ):
        clock = asyncio.get_running_loop().time
        for least in (0.0, 0.05):
            before = clock()
            await bot.send(1)
            assert await bot.next() == {"t": None, "s": None, "op": 11, "d": None}
            assert clock() - before >= least
        await bot.send(1)  # this one has none
        await bot.identify()
        await bot.send(1)
        assert (await bot.next())["op"] == 11


async def test_a_client_that_goes_before_its_ack() -> None:
    async with EmbeddedGateway(timeline(latencies=(30.0,))) as gateway, bot_on(gateway) as bot:
        await bot.send(1)


async def test_a_dropped_connection_is_reset() -> None:
    async with (
        EmbeddedGateway(timeline(*typing(0), Step(0.01, Action.DROP))) as gateway,
        bot_on(gateway) as bot,
    ):
        await bot.identify()
        assert await bot.closed() is None


async def test_opcode_9_comes_to_the_first_session_only() -> None:
    invalid = Step(0, Action.INVALID_SESSION, d=b"false")
    async with EmbeddedGateway(timeline(invalid, *typing(0.01))) as gateway:
        async with bot_on(gateway) as bot:
            await bot.identify()
            assert await bot.next() == {"t": None, "s": None, "op": 9, "d": False}
        async with bot_on(gateway) as bot:
            await bot.identify()
            assert (await bot.next())["t"] == "TYPING_START"


async def test_faults_without_a_client_are_let_be() -> None:
    steps = (*typing(0), Step(0.02, Action.RECONNECT), Step(0.02, Action.DROP), *typing(0.03))
    async with EmbeddedGateway(timeline(*steps)) as gateway:
        async with bot_on(gateway) as bot:
            ready = await bot.identify()
            await bot.next()
        async with bot_on(gateway) as other:
            await other.identify()
            assert [(await other.next())["op"] for _ in range(2)] == [0, 7]
            assert await other.closed() is None
        async with bot_on(gateway) as bot:
            await bot.resume(ready["d"]["session_id"], 2)
            while (await bot.next())["s"] != 3:
                pass


async def get(url: str, **headers: str) -> tuple[int, str, Any]:
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        return answer.status, answer.headers["Content-Type"], await answer.json()


async def test_get_gateway_bot() -> None:
    async with EmbeddedGateway(timeline(), token=TOKEN) as gateway:
        async with bot_on(gateway) as bot:
            await bot.identify()
        answer = await get(f"{gateway.api_url}/gateway/bot", Authorization=f"Bot {TOKEN}")
        limit = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
        body = {"url": gateway.url, "shards": 1, "session_start_limit": limit}
        assert answer == (200, "application/json", body)
        assert await get(f"{gateway.api_url}/gateway") == (
            200,
            "application/json",
            {"url": gateway.url},
        )


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bot a.b.c"}, {"Authorization": ""}])
async def test_get_gateway_bot_wants_the_token(headers: dict[str, str]) -> None:
    async with EmbeddedGateway(timeline(), token=TOKEN) as gateway:
        answer = await get(f"{gateway.api_url}/gateway/bot", **headers)
    assert answer == (401, "application/json", {"message": "401: Unauthorized", "code": 0})


@pytest.mark.parametrize("path", ["/guilds/1", "", "/gateway/bot/", "/gateway/bots"])
async def test_there_is_no_more_of_the_api(path: str) -> None:
    async with EmbeddedGateway(timeline()) as gateway:
        answer = await get(gateway.api_url + path, Authorization=f"Bot {TOKEN}")
    assert answer == (404, "application/json", {"message": "404: Not Found", "code": 0})


async def test_it_listens_on_loopback_only() -> None:
    async with EmbeddedGateway(timeline()) as gateway:
        port = int(gateway.url.rpartition(":")[2])
        assert gateway.url == f"ws://127.0.0.1:{port}"
        assert gateway.api_url == f"http://127.0.0.1:{port}/api/v10"
        with pytest.raises(OSError, match=r"127\.0\.0\.2"):
            await asyncio.open_connection("127.0.0.2", port)
        with pytest.raises(OSError, match="::1"):
            await asyncio.open_connection("::1", port)


async def test_a_port_of_ones_own() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with EmbeddedGateway(timeline(), port=port) as gateway:
        assert gateway.url == f"ws://127.0.0.1:{port}"


async def test_nothing_is_left_running() -> None:
    before = asyncio.all_tasks()
    async with EmbeddedGateway(timeline(*typing(0, 3600)), loop=True) as gateway:
        async with bot_on(gateway) as gone:
            await gone.identify()
        async with connect(gateway.url) as ws:
            bot = Bot(ws)
            await bot.next()
            await bot.identify()
            await bot.send(1)
            await gateway.__aexit__(None, None, None)
            assert await bot.closed() == 1001
            assert gateway.lines == set()
    assert asyncio.all_tasks() == before


async def test_leaving_before_entering_is_nothing() -> None:
    await EmbeddedGateway(timeline()).__aexit__(None, None, None)
