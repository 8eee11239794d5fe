"""What the gateway closes for and what it only reports, over real sockets; never our client."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from making_bots import Bot, bot_on, timeline, typing
from making_gateways import TOKEN
from scurrycli.errors import CompressionBroken
from scurrycli.server import EmbeddedGateway
from scurrycli.server.clients import NewsKind
from scurrycli.server.faults import parse_fault
from scurrycli.wire.compression import Compress, inflater
from scurrycli.wire.etf import from_json, to_json
from scurrycli.wire.intents import Intent

TYPING = int(Intent.DIRECT_MESSAGE_TYPING)
QUERY = "/?v=10&encoding=json"
IDENTIFY: dict[str, Any] = {"token": TOKEN, "intents": 0, "properties": {}}


def found(gateway: EmbeddedGateway) -> list[str]:
    return [finding.breach.rule.name for finding in gateway.register.findings]


SINS: list[tuple[str, dict[str, Any] | bytes, int, str]] = [
    ("", b"no JSON", 4002, "undecodable"),
    ("", {"op": 3, "d": "x" * 5000}, 4002, "too-large"),
    ("", {"op": 99}, 4001, "unknown-opcode"),
    ("", {"op": 3, "d": {}}, 4003, "not-authenticated"),
    ("", {"op": 2, "d": {**IDENTIFY, "token": "a.b.c"}}, 4004, "bad-token"),
    ("", {"op": 2, "d": {**IDENTIFY, "shard": [2, 2]}}, 4010, "invalid-shard"),
    ("", {"op": 2, "d": {**IDENTIFY, "intents": 1 << 40}}, 4013, "invalid-intents"),
    ("", {"op": 2, "d": {**IDENTIFY, "intents": 2}}, 4014, "disallowed-intents"),
]


@pytest.mark.parametrize(("path", "payload", "code", "rule"), SINS, ids=[sin[3] for sin in SINS])
async def test_strict_closes_and_lenient_only_says(
    path: str, payload: dict[str, Any] | bytes, code: int, rule: str
) -> None:
    text = payload if isinstance(payload, bytes) else orjson.dumps(payload)
    options: dict[str, Any] = {"token": TOKEN, "disallowed": int(Intent.GUILD_MEMBERS)}
    async with EmbeddedGateway(timeline(), **options) as gateway:
        async with bot_on(gateway, QUERY) as bot:
            await bot.ws.send(text, text=True)
            assert await bot.closed() == code
        assert rule in found(gateway)
        assert TOKEN not in repr(gateway.register.findings)
    async with EmbeddedGateway(timeline(), strict=False, **options) as lenient:
        async with bot_on(lenient, QUERY) as bot:
            await bot.ws.send(text, text=True)
            await bot.send(1)
            while (await bot.next())["op"] != 11:
                pass
        assert rule in found(lenient)


@pytest.mark.parametrize(("payload", "code"), [(sin[1], sin[2]) for sin in SINS[4:]])
async def test_the_log_says_who_was_refused_and_with_what(payload: Any, code: int) -> None:
    options: dict[str, Any] = {"token": TOKEN, "disallowed": int(Intent.GUILD_MEMBERS)}
    async with EmbeddedGateway(timeline(), **options) as gateway, bot_on(gateway, QUERY) as bot:
        peer = "{}:{}".format(*bot.ws.local_address)
        await bot.ws.send(orjson.dumps(payload), text=True)
        assert await bot.closed() == code
    told = list(gateway.register.news)
    assert [news.client for news in told] == [None] * len(told)
    assert all(news.text.endswith(f" ({peer})") for news in told)
    assert told[-1].text == f"closed by server with {code} ({peer})"


@pytest.mark.parametrize(
    ("path", "code"), [("/?v=11", 4012), ("/?v=10&encoding=xml", 4002), ("/?compress=gzip", 4002)]
)
async def test_a_url_that_is_wrong(path: str, code: int) -> None:
    async with EmbeddedGateway(timeline()) as gateway, connect(gateway.url + path) as ws:
        assert await Bot(ws).closed() == code


async def test_too_many_payloads() -> None:
    async with EmbeddedGateway(timeline()) as gateway, bot_on(gateway, QUERY) as bot:
        for _ in range(121):
            await bot.send(1)
        assert await bot.closed() == 4008
        assert "too-fast" in found(gateway)


@pytest.mark.parametrize("sin", [{"op": 1}, {"op": 99}], ids=["too-fast", "unknown-opcode"])
async def test_one_finding_then_silence(sin: dict[str, Any]) -> None:
    async with EmbeddedGateway(timeline()) as gateway:
        async with bot_on(gateway, QUERY) as bot:
            [line] = gateway.lines
            for _ in range(400):
                await bot.send(**sin)
            assert await bot.closed() == (4008 if sin["op"] == 1 else 4001)
        assert line.ws.protocol.close_rcvd  # it was read behind the flood, not waited for in vain
        assert len([name for name in found(gateway) if name != "no-jitter"]) == 1


async def test_no_heartbeat() -> None:
    async with EmbeddedGateway(timeline(heartbeat_interval=50)) as gateway:
        async with bot_on(gateway, QUERY) as bot:
            await bot.identify()
            assert await bot.closed() == 4009
        assert found(gateway)[-1] == "no-heartbeat"
        [client] = gateway.register.clients
        assert gateway.register.findings[-1].client == client.number


async def test_softer_faults_are_only_said() -> None:
    async with EmbeddedGateway(timeline(*typing(0)), token=TOKEN) as gateway:
        async with bot_on(gateway, QUERY) as bot:
            ready = await bot.identify(shards=[0, 1])
            session_id = ready["d"]["session_id"]
            await bot.next()
            await bot.ws.close(1000)
        async with bot_on(gateway, "/elsewhere?v=10") as bot:
            await bot.resume(session_id, 2)
            assert (await bot.next())["t"] == "RESUMED"
            await bot.ws.close(4000)
        async with bot_on(gateway, QUERY) as bot:
            assert (await bot.identify())["t"] == "READY"
    assert found(gateway) == [
        *("shards-field", "no-properties", "resume-url", "resume-query", "closed-1000"),
        *("no-properties", "identify-too-soon", "given-up-session"),
    ]
    assert [finding.client for finding in gateway.register.findings] == [1] * 8


def spacing(gateway: EmbeddedGateway) -> list[str]:
    return [name for name in found(gateway) if name.endswith("-too-soon")]


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        (1000, "restarted-too-soon"),
        (1001, "restarted-too-soon"),
        (None, "restarted-too-soon"),
        (4000, "identify-too-soon"),
    ],
)
async def test_a_restart_is_not_wrong_and_the_client_is_known(code: int | None, rule: str) -> None:
    async with EmbeddedGateway(timeline(*typing(0))) as gateway:
        async with bot_on(gateway, QUERY) as bot:
            await bot.identify()
            if code is None:
                bot.ws.transport.abort()
            else:
                await bot.ws.close(code)
        async with bot_on(gateway, QUERY) as bot:
            await bot.identify()
            peer = "{}:{}".format(*bot.ws.local_address)
        [client] = gateway.register.clients
        told = [news.text for news in gateway.register.news]
    assert spacing(gateway) == [rule]
    back = [text for text in told if "is back" in text]
    assert back == [f"client #1 is back, identified as a client, from {peer}"]
    counted = [each.breach.rule.is_violation for each in gateway.register.findings]
    assert client.breaches == sum(counted)


@pytest.mark.parametrize("fault", ["drop@2", "close=4000@2", "invalid-session@2"])
async def test_what_the_gateway_ended_is_no_restart(fault: str) -> None:
    async with EmbeddedGateway(timeline(*typing(0)), faults=[parse_fault(fault)]) as gateway:
        async with bot_on(gateway, QUERY) as bot:
            await bot.identify()
            if fault.startswith("invalid-session"):
                while (await bot.next())["op"] != 9:
                    pass
                await bot.identify()
            else:
                await bot.closed()
        if not fault.startswith("invalid-session"):
            async with bot_on(gateway, QUERY) as bot:
                await bot.identify()
        told = [news.text for news in gateway.register.news]
    assert spacing(gateway) == ["identify-too-soon"]
    back = [text for text in told if "is back" in text]
    assert len(back) == (not fault.startswith("invalid-session"))


async def test_another_shard_is_no_restart() -> None:
    async with EmbeddedGateway(timeline(*typing(0))) as gateway:
        for shard in ([0, 2], [1, 2], [0, 2]):
            async with bot_on(gateway, QUERY) as bot:
                await bot.identify(shard=shard)
                await bot.ws.close(1000)
    assert spacing(gateway) == ["identify-too-soon", "identify-too-soon"]


async def test_a_session_that_is_over_cannot_be_resumed() -> None:
    faults = [parse_fault("invalid-session@2")]
    async with EmbeddedGateway(timeline(*typing(0, 0)), faults=faults) as gateway:
        async with bot_on(gateway, QUERY) as bot:
            ready = await bot.identify()
            await bot.next()
            assert (await bot.next())["op"] == 9
            await bot.resume(ready["d"]["session_id"], 2)
            assert await bot.next() == {"t": None, "s": None, "op": 9, "d": False}
            assert (await bot.identify())["t"] == "READY"
        assert "resumed-invalidated" in found(gateway)


@pytest.mark.parametrize("transport", [Compress.ZLIB_STREAM, Compress.ZSTD_STREAM, Compress.NONE])
@pytest.mark.parametrize("encoding", ["json", "etf"])
async def test_encodings_and_compressions(transport: Compress, encoding: str) -> None:
    path = f"/?v=10&encoding={encoding}" + (f"&compress={transport}" if transport != "none" else "")
    inflate = inflater(transport, 1 << 20)

    async def take(ws: Any) -> dict[str, Any]:
        message = await ws.recv()
        if isinstance(message, str):
            assert (transport, encoding) == (Compress.NONE, "json")
            return dict(orjson.loads(message))
        [text] = inflate.feed(message)
        return dict(orjson.loads(to_json(text) if encoding == "etf" else text))

    async with EmbeddedGateway(timeline(*typing(0, 0)), token=TOKEN) as gateway:
        async with connect(gateway.url + path) as ws:
            assert (await take(ws))["op"] == 10
            identify = orjson.dumps({"op": 2, "d": IDENTIFY | {"intents": TYPING}})
            await ws.send(from_json(identify) if encoding == "etf" else identify)
            assert [(await take(ws))["s"] for _ in range(3)] == [1, 2, 3]
            if encoding == "etf":
                await ws.send(b"\x83torn")
                with pytest.raises(ConnectionClosed) as closed:
                    await take(ws)
                assert closed.value.rcvd is not None
                assert closed.value.rcvd.code == 4002
        [client] = gateway.register.clients
        assert (client.encoding, client.compress) == (encoding, transport)


async def test_payloads_are_compressed_where_identify_asks_for_it() -> None:
    async with EmbeddedGateway(timeline()) as gateway, connect(gateway.url + QUERY) as ws:
        assert isinstance(await ws.recv(), str)
        await ws.send(orjson.dumps({"op": 2, "d": {**IDENTIFY, "compress": True}}))
        message = await ws.recv()
        assert isinstance(message, bytes)
        [text] = inflater(Compress.PAYLOAD, 1 << 20).feed(message)
        assert orjson.loads(text)["t"] == "READY"


@pytest.mark.parametrize("transport", [Compress.ZLIB_STREAM, Compress.ZSTD_STREAM])
async def test_compression_that_is_corrupt(transport: Compress) -> None:
    faults = [parse_fault("corrupt-compression@1")]
    inflate = inflater(transport, 1 << 20)
    async with (
        EmbeddedGateway(timeline(*typing(0)), faults=faults) as gateway,
        connect(f"{gateway.url}/?v=10&compress={transport}") as ws,
    ):
        inflate.feed(await ws.recv(decode=False))
        await ws.send(orjson.dumps({"op": 2, "d": IDENTIFY | {"intents": TYPING}}))
        inflate.feed(await ws.recv(decode=False))
        with pytest.raises(CompressionBroken):
            inflate.feed(await ws.recv(decode=False))


async def test_a_reset_is_a_reset() -> None:
    faults = [parse_fault("drop@1")]
    async with EmbeddedGateway(timeline(), faults=faults) as gateway:
        host, port = gateway.url.removeprefix("ws://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(
            b"GET /?v=10 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        text = orjson.dumps({"op": 2, "d": IDENTIFY | {"properties": {"browser": "raw sockets"}}})
        assert 126 <= len(text) < 65536
        writer.write(b"\x81\xfe" + len(text).to_bytes(2, "big") + bytes(4) + text)
        with pytest.raises(ConnectionResetError):
            await reader.read()
        writer.close()


async def test_three_runs_have_the_same_faults_at_the_same_places() -> None:
    async def one_run() -> list[str]:
        steps = typing(*[0.0] * 400)
        async with EmbeddedGateway(
            timeline(*steps), chaos=True, seed=7, speed=float("inf"), strict=False
        ) as gateway:
            session_id, seq = "", 0
            for _ in range(40):
                if seq >= 350:
                    break
                async with bot_on(gateway, "/resume?v=10") as bot:
                    if session_id:
                        await bot.resume(session_id, seq)
                    else:
                        await bot.send(2, IDENTIFY | {"intents": TYPING})
                    session_id, seq = await _read(bot, session_id, seq)
                    bot.ws.transport.abort()
            return [news.text for news in gateway.register.news if news.kind == "fault"]

    first = await one_run()
    assert len(first) >= 5
    assert first == await one_run() == await one_run()


async def _read(bot: Bot, session_id: str, seq: int) -> tuple[str, int]:
    """Until something ends the connection, or all was read; where to go on."""
    try:
        while seq < 350:
            async with asyncio.timeout(0.5):
                text = await bot.ws.recv(decode=False)
            if b"torn" in text:
                continue
            payload = orjson.loads(text)
            if payload["t"] == "READY":
                session_id = payload["d"]["session_id"]
            seq = payload["s"] or seq
            if payload["op"] == 9 and payload["d"] is False:
                return "", 0
            if payload["op"] in (7, 9):
                return session_id, seq
    except (ConnectionClosed, TimeoutError):
        pass
    return session_id, seq


async def test_advice_is_no_breach() -> None:
    async with EmbeddedGateway(timeline()) as gateway:
        async with bot_on(gateway, "/?encoding=json") as bot:
            properties = dict.fromkeys(("os", "browser", "device"), "x")
            await bot.identify(properties=properties)
        [client] = gateway.register.clients
        told = [(news.kind, news.text) for news in gateway.register.news]
    assert found(gateway) == ["no-version"]
    assert client.breaches == 0
    assert [kind for kind, text in told if text.startswith("no-version")] == [NewsKind.ADVICE]
