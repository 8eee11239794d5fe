"""The client step by step: connect, identify or resume, receive, send, close; never `start`."""

from __future__ import annotations

import asyncio

import pytest

from making_gateways import (
    INTENTS,
    TOKEN,
    Answer,
    Peer,
    Script,
    Tape,
    client_of,
    gateway_bot,
    greets,
    lives,
    running,
    scripted,
    silent,
)
from making_raw_servers import RawServer
from scurrycli.errors import ConnectionFailed, GatewayClosed, NoSession, Refused
from scurrycli.gateway import (
    GatewayClient,
)
from scurrycli.records import Kind


async def test_a_session_by_hand() -> None:
    seen = []

    async def talks(peer: Peer) -> None:
        seen.append(await peer.identified())
        seen.append(await peer.expect(3))
        await peer.event(2, "MESSAGE_CREATE", content="hi")
        await peer.gone()

    tape = Tape()
    async with scripted(talks) as gateway:
        client = client_of(gateway, tape)
        client.shard_id, client.total_shards = 1, 4
        await client.connect_ws()
        assert client.heartbeat_interval == 41.25
        assert client.heartbeat_task is not None
        assert client.ws.state.name == "OPEN"
        assert not client.allow_resume
        await client.identify(TOKEN, INTENTS)
        assert (await client.receive())["t"] == "READY"
        assert (client.session_id, client.seq) == ("session-1", 1)
        await client.send({"op": 3, "d": {"status": "idle"}})
        while (payload := await client.receive())["op"] != 0:
            assert payload["op"] == 11
        assert payload["d"] == {"content": "hi"}
        await client.close_ws()
        with pytest.raises(NoSession):
            client.ws  # noqa: B018
        assert client.heartbeat_task is None
    assert seen[0]["shard"] == [1, 4]
    assert seen[0]["intents"] == INTENTS
    assert seen[1] == {"status": "idle"}
    assert await client.event_queue.get() == (
        "READY",
        {"v": 10, "session_id": "session-1", "resume_gateway_url": gateway.url},
    )
    assert await client.event_queue.get() == ("MESSAGE_CREATE", {"content": "hi"})
    assert [record.detail["code"] for record in tape.of(Kind.CLOSE)] == [1000]


async def test_a_resume_by_hand() -> None:
    async def drops(peer: Peer) -> None:
        await peer.identified()
        peer.abort()

    async def takes_one_resume(peer: Peer) -> None:
        assert await peer.resumed(2) == {"token": TOKEN, "session_id": "session-1", "seq": 1}
        await peer.send(1)
        while peer.beats != [1, 2]:
            assert (await peer.take_any())["op"] == 1  # and no second RESUME
        await peer.event(3, "LAST")

    tape = Tape()
    async with scripted(drops, takes_one_resume) as gateway:
        client = client_of(gateway, tape)
        await client.connect_ws()
        await client.identify(TOKEN, INTENTS)
        assert (await client.receive())["t"] == "READY"
        with pytest.raises(NoSession):
            await client.receive()
        assert client.allow_resume is True
        assert client.reconnect_immediately is True
        await client.connect_ws()
        await client.resume(TOKEN)
        while (await client.receive())["t"] != "LAST":
            assert client.session_id == "session-1"
        await client.close_ws()
    assert [record.conn for record in tape.of(Kind.OPEN)] == [1, 2]


async def test_there_is_nothing_to_resume() -> None:
    async with scripted(greets) as gateway:
        client = client_of(gateway, Tape())
        await client.connect_ws()
        with pytest.raises(NoSession, match="IDENTIFY starts one"):
            await client.resume(TOKEN)
        await client.close_ws()


async def test_connect_ws_with_the_connection_open_does_nothing() -> None:
    async with scripted(greets) as gateway:
        client = client_of(gateway, Tape())
        await client.connect_ws()
        ws = client.ws
        await client.connect_ws()
        assert client.ws is ws
        await client.close_ws()
    assert len(gateway.paths) == 1


async def test_identify_by_hand_is_guarded_like_start() -> None:
    client = GatewayClient(base_url="ws://gateway.example.com")
    async with scripted(greets) as gateway:
        client.base_url = gateway.url
        await client.connect_ws()
        with pytest.raises(Refused, match="cannot be a token"):
            await client.identify("no token", 0)
        await client.close_ws()


async def aborts(peer: Peer) -> None:
    peer.abort()


@pytest.mark.parametrize("script", [aborts])
async def test_connect_ws_without_hello(script: Script) -> None:
    async with scripted(script) as gateway:
        client = client_of(gateway, Tape())
        with pytest.raises(ConnectionFailed, match="cannot be reached, or it said no HELLO"):
            await client.connect_ws()
        await client.close_ws()


async def test_connect_ws_where_nothing_listens() -> None:
    async with RawServer(b"") as server:
        pass
    client = GatewayClient(base_url=f"ws://{server.place}")
    with pytest.raises(ConnectionError):
        await client.connect_ws()
    await client.close_ws()


async def test_connect_ws_says_why_it_is_turned_away() -> None:
    async with scripted(lives, answers=[Answer(401)]) as gateway:
        client = client_of(gateway, Tape(), api_url=gateway.api_url)
        with pytest.raises(GatewayClosed, match="does not accept the token"):
            await client.connect_ws()
        await client.close_ws()


async def test_connect_ws_asks_the_api_where_it_is_told_to() -> None:
    async with scripted(greets, answers=[Answer(body=gateway_bot())]) as gateway:
        client = client_of(gateway, Tape(), api_url=gateway.api_url)
        await client.connect_ws()
        await client.close_ws()
    assert len(gateway.asked) == len(gateway.paths) == 1


async def test_a_cancelled_receive_takes_nothing() -> None:
    async def talks(peer: Peer) -> None:
        await peer.identified()
        await peer.expect(3)
        await peer.event(2)

    async with scripted(talks) as gateway:
        client = client_of(gateway, Tape(), chance=lambda: 0.999)
        await client.connect_ws()
        await client.identify(TOKEN, INTENTS)
        assert (await client.receive())["t"] == "READY"
        waiting = asyncio.ensure_future(client.receive())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait({waiting})
        await client.send({"op": 3, "d": None})
        assert (await client.receive())["s"] == 2
        await client.close_ws()


async def test_marks_are_records() -> None:
    tape = Tape()
    async with scripted(silent) as gateway:
        client = client_of(gateway, tape)
        async with running(client):
            await tape.until(lambda record: record.kind == Kind.OPEN)
            client.mark(f"here, not {TOKEN}")
    assert [record.detail for record in tape.of(Kind.MARK)] == [{"label": "here, not [redacted]"}]
