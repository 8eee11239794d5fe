"""Rules 2 to 5 over a real socket; REST is in `test_discovery`."""

from __future__ import annotations

import asyncio
import sys

import pytest

from making_gateways import (
    TOKEN,
    Peer,
    Tape,
    client_of,
    lives,
    running,
    scripted,
    takes_back,
)
from making_raw_servers import RawServer
from scurrycli.errors import Refused
from scurrycli.gateway import GatewayClient
from scurrycli.gateway.transport import MAX_MESSAGE
from scurrycli.records import Kind, State

MIB = 1 << 20


async def asks_back(peer: Peer) -> None:
    """A healthy session that is asked to reconnect."""
    await peer.identified()
    await peer.send(7)
    assert await peer.gone() == 4900


async def test_rule_2_the_query() -> None:
    tape = Tape()
    async with scripted(asks_back, takes_back) as gateway, running(client_of(gateway, tape)):
        await tape.event("RESUMED")
    assert gateway.paths == ["/?v=10&encoding=json"] * 2


async def test_rule_2_the_query_can_be_set_as_the_reference_has_it() -> None:
    tape = Tape()
    async with scripted(lives) as gateway:
        client = client_of(gateway, tape)
        client.url_params = "?v=9&encoding=json&shiny="
        async with running(client):
            await tape.state(State.READY)
    assert gateway.paths == ["/?v=9&encoding=json&shiny="]


async def test_rule_3_no_compression_is_asked_for_and_no_ping_sent() -> None:
    tape = Tape()
    async with scripted(lives) as gateway, running(client_of(gateway, tape)) as task:
        await tape.state(State.READY)
        assert not task.done()
    assert "Sec-WebSocket-Extensions" not in gateway.handshakes[0]
    assert {record.op for record in tape.of(Kind.SENT)} == {1, 2}


@pytest.mark.parametrize("size", [MIB + 1, 3 * MIB])
async def test_rule_3_takes_messages_over_a_mebibyte(size: int) -> None:
    async def sends(peer: Peer) -> None:
        await peer.identified()
        await peer.event(2, "GUILD_CREATE", name="x" * size)

    tape = Tape()
    async with scripted(sends) as gateway:
        client = client_of(gateway, tape)
        async with running(client):
            record = await tape.event("GUILD_CREATE")
            await client.event_queue.get()
            _, d = await client.event_queue.get()
    assert record.size is not None
    assert record.size > size
    assert record.wire is None
    assert len(d["name"]) == size
    assert record.d == d


async def test_rule_3_takes_a_message_in_fragments() -> None:
    async def sends(peer: Peer) -> None:
        await peer.identified()
        await peer.ws.send(iter(['{"op":0,"s":2,', '"t":"TYPING_START"', ',"d":{}}']))
        await peer.event(3)

    tape = Tape()
    async with scripted(sends) as gateway, running(client_of(gateway, tape)):
        await tape.event("TYPING_START", 3)
    assert [record.s for record in tape.records if record.is_dispatch] == [1, 2, 3]


async def test_rule_3_a_message_over_the_limit_ends_the_connection_which_resumes() -> None:
    async def announces(peer: Peer) -> None:
        await peer.identified()
        peer.write(b"\x81\x7f" + (MAX_MESSAGE + 1).to_bytes(8, "big"))
        assert await peer.gone() == 1009

    tape = Tape()
    async with scripted(announces, takes_back) as gateway, running(client_of(gateway, tape)):
        await tape.event("RESUMED")
        await tape.state(State.RESUMING, rule="fault")
    assert tape.errors() == [
        "The connection was ended: a message over 64 MiB came, which is too large."
    ]
    closed = tape.of(Kind.CLOSE)[0]
    assert (closed.detail["by"], closed.detail["code"]) == ("client", 1009)


@pytest.mark.parametrize("frame", [b"\xf1\x00", b"\x83\x00", b"\x81\x80\x00\x00\x00\x00"])
async def test_what_is_no_websocket_ends_the_connection_which_resumes(frame: bytes) -> None:
    async def garbles(peer: Peer) -> None:
        await peer.identified()
        peer.write(frame)
        assert await peer.gone() == 1002

    tape = Tape()
    async with scripted(garbles, takes_back) as gateway, running(client_of(gateway, tape)):
        await tape.event("RESUMED")
    assert tape.errors() == ["The connection was ended: what came was not WebSocket."]


@pytest.mark.parametrize(
    "url", ["ws://gateway.example.com", "ws://10.0.0.1:80", "http://127.0.0.1", ""]
)
async def test_rule_4_refuses_an_unsafe_url(url: str) -> None:
    tape = Tape()
    client = GatewayClient(sink=tape, base_url=url)
    with pytest.raises(Refused):
        await client.start(TOKEN, 0)
    assert tape.records == []


@pytest.mark.parametrize("token", ["", "two parts", "tab\t.a.b", "nel\x85.a.b", "ünicode.a.b"])
async def test_rule_4_refuses_a_token_that_can_be_none(token: str) -> None:
    async with scripted(lives) as gateway:
        with pytest.raises(Refused) as caught:
            await client_of(gateway, Tape()).start(token, 0)
        assert gateway.paths == []
    assert not token.strip() or token not in str(caught.value)


async def test_rule_4_takes_a_leading_bot_off() -> None:
    seen = []

    async def listens(peer: Peer) -> None:
        seen.append((await peer.identified())["token"])

    tape = Tape()
    async with scripted(listens) as gateway, running(client_of(gateway, tape), f"Bot {TOKEN}\n"):
        await tape.state(State.READY)
    assert seen == [TOKEN]


@pytest.mark.parametrize(
    "elsewhere",
    [
        *("wss://gateway.example.com", "http://127.0.0.1", "ws://user@127.0.0.1", "nonsense"),
        *("ws://127.0.0.1.example.com", "ws://127.0.0.1:99999", "wss://[::1"),
    ],
)
async def test_rule_4_follows_no_resume_url_elsewhere(elsewhere: str) -> None:
    async def lures(peer: Peer) -> None:
        await peer.identified(url=elsewhere)
        await peer.send(7)
        await peer.gone()

    tape = Tape()
    async with scripted(lures, takes_back) as gateway, running(client_of(gateway, tape)):
        await tape.event("RESUMED")
        assert len(gateway.paths) == 2
    assert tape.errors() == [
        "READY names a resume_gateway_url elsewhere; resuming at the first address."
    ]


async def test_rule_4_follows_no_redirect() -> None:
    location = b"HTTP/1.1 302 Found\r\nLocation: %b\r\nContent-Length: 0\r\n\r\n"
    tape = Tape()
    async with scripted(lives) as elsewhere, RawServer(location % elsewhere.url.encode()) as server:
        async with running(GatewayClient(sink=tape, base_url=f"ws://{server.place}")):
            await tape.state(State.WAITING, rule="unreachable")
        assert elsewhere.paths == []
    assert tape.errors() == [
        f"{server.place} cannot be reached: it answered HTTP 302 instead of a WebSocket"
    ]


async def test_rule_5_identify() -> None:
    seen = []

    async def listens(peer: Peer) -> None:
        seen.append(await peer.identified())

    tape = Tape()
    async with scripted(listens) as gateway:
        client = client_of(gateway, tape)
        running_it = asyncio.ensure_future(client.start(TOKEN, 33281, 3, 16))
        await tape.state(State.READY)
        assert (client.shard_id, client.total_shards) == (3, 16)
        await client.close_ws()
        await running_it
    assert seen == [
        {
            "token": TOKEN,
            "properties": {"os": sys.platform, "browser": "scurry", "device": "scurry"},
            "intents": 33281,
            "shard": [3, 16],
            "large_threshold": 250,
        }
    ]
