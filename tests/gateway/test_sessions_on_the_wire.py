"""Rules 12 to 18 over a real socket: numbers, resumes, opcode 9; closes are elsewhere."""

from __future__ import annotations

import pytest

from making_gateways import (
    TOKEN,
    Peer,
    Tape,
    client_of,
    greets,
    running,
    scripted,
    takes_back,
)
from making_raw_servers import RawServer
from scurrycli.gateway import GatewayClient
from scurrycli.records import Kind, State


async def test_rule_12_keeps_the_last_number_that_is_not_null() -> None:
    async def sends(peer: Peer) -> None:
        await peer.identified()
        await peer.event(2)
        await peer.send(0, {}, None, "TYPING_START")
        await peer.text(b'{"op":0,"t":"TYPING_STOP","d":{}}')
        await peer.send(1)
        assert (await peer.take_any()) == {"op": 1, "d": None}
        assert (await peer.take_any()) == {"op": 1, "d": 2}
        await peer.event(9)
        await peer.event(4, "LAST")

    tape = Tape()
    async with scripted(sends) as gateway:
        client = client_of(gateway, tape)
        async with running(client):
            await tape.event("LAST")
            assert client.seq == 4


async def test_rules_13_and_18_a_resume_names_the_session() -> None:
    seen = []

    async def asks(peer: Peer) -> None:
        await peer.identified(session_id="abc", url=f"{peer.url}/somewhere")
        await peer.event(2)
        await peer.send(7)
        assert await peer.gone() == 4900

    async def listens(peer: Peer) -> None:
        seen.append(await peer.resumed(3))
        assert await peer.gone() == 1000

    tape = Tape()
    async with scripted(asks, listens) as gateway:
        client = client_of(gateway, tape)
        async with running(client):
            await tape.event("RESUMED")
            assert (client.session_id, client.seq, client.allow_resume) == ("abc", 3, True)
    assert seen == [{"token": TOKEN, "session_id": "abc", "seq": 2}]
    assert gateway.paths[1] == "/somewhere?v=10&encoding=json"


async def test_rule_13_a_ready_without_an_id_cannot_be_resumed() -> None:
    async def sends(peer: Peer) -> None:
        await peer.hello()
        await peer.expect(2)
        await peer.send(0, {"v": 10}, 1, "READY")
        await peer.send(7)
        await peer.gone()

    tape = Tape()
    async with scripted(sends, greets) as gateway:
        client = client_of(gateway, tape)
        async with running(client):
            await tape.until(lambda r: r.conn == 2 and r.op == 10)
            assert client.allow_resume is False
    assert tape.of(Kind.SENT, 6) == []


async def test_rule_14_opcode_9_with_true_resumes() -> None:
    async def refuses(peer: Peer) -> None:
        await peer.identified()
        await peer.send(9, True)
        assert await peer.gone() == 4900

    tape = Tape()
    async with scripted(refuses, takes_back) as gateway, running(client_of(gateway, tape)):
        await tape.event("RESUMED")
    assert "waiting" not in tape.states()


@pytest.mark.parametrize(("chance", "wait"), [(0.0, 1.0), (0.5, 3.0), (0.999, 4.996)])
async def test_rule_15_opcode_9_with_false_forgets_and_waits(chance: float, wait: float) -> None:
    async def refuses(peer: Peer) -> None:
        await peer.identified()
        await peer.send(9, False)
        await peer.gone()

    tape = Tape()
    async with scripted(refuses) as gateway:
        client = client_of(gateway, tape, chance=lambda: chance)
        async with running(client):
            waiting = await tape.state(State.WAITING, rule="op 9")
            assert (client.session_id, client.seq, client.allow_resume) == (None, None, False)
    assert waiting.detail["wait"] == wait


async def test_rule_15_the_next_connection_goes_to_the_first_url_and_identifies() -> None:
    async def moves(peer: Peer) -> None:
        await peer.identified(url=f"{peer.url}/elsewhere")
        await peer.send(9, False)
        await peer.gone()

    tape = Tape()
    async with scripted(moves, greets) as gateway, running(client_of(gateway, tape)):
        again = await tape.until(lambda r: r.conn == 2 and r.detail.get("state") == "identifying")
    assert 0 < again.detail["wait"] < 5.1
    assert gateway.paths == ["/?v=10&encoding=json"] * 2


async def test_rule_16_a_dead_resume_host_gives_way_to_the_first_url() -> None:
    async with RawServer(b"") as dead:
        dead_url = f"ws://{dead.place}"

    async def moves(peer: Peer) -> None:
        await peer.identified(url=dead_url)
        await peer.send(7)
        await peer.gone()

    tape = Tape()
    async with scripted(moves, takes_back) as gateway, running(client_of(gateway, tape)):
        await tape.event("RESUMED")
    assert tape.errors() == [
        f"{dead.place} cannot be reached: connection refused (nothing listens there)"
    ]
    assert tape.of(Kind.ERROR)[0].detail["url"] == f"{dead_url}/?v=10&encoding=json"
    assert len(tape.of(Kind.SENT, 6)) == 1


async def test_rule_16_where_both_are_dead_it_backs_off() -> None:
    async def dies(peer: Peer) -> None:
        await peer.identified(url=dead_url)
        assert gateway.server is not None
        gateway.server.close(close_connections=False)
        await peer.send(7)
        await peer.gone()

    async with RawServer(b"") as dead:
        dead_url = f"ws://{dead.place}"
    tape = Tape()
    async with scripted(dies) as gateway:
        client = client_of(gateway, tape)
        async with running(client):
            waiting = await tape.state(State.WAITING, rule="unreachable")
            assert client.allow_resume is True
    assert waiting.detail["wait"] == 4.0
    urls = [record.detail["url"].split("/?")[0] for record in tape.of(Kind.ERROR)]
    assert urls == [dead_url, gateway.url]


async def test_rule_17_a_dead_gateway_is_tried_again_and_again() -> None:
    async with RawServer(b"") as dead:
        pass
    tape = Tape()
    url = f"ws://{dead.place}"
    client = GatewayClient(sink=tape, base_url=url, min_backoff=0.01, chance=lambda: 0.5)
    async with running(client):
        await tape.state(State.WAITING, wait=0.08)
    waits = [record.detail["wait"] for record in tape.of(Kind.STATE) if "wait" in record.detail]
    assert waits == [0.01, 0.02, 0.04, 0.08]
