"""Rules 7 to 11 over a real socket, told by the records themselves; never by a stopwatch."""

from __future__ import annotations

import asyncio

import pytest

from making_gateways import Peer, Tape, client_of, running, scripted, takes_back
from scurrycli.records import Kind, State

FLOOD = 20_000
BEATS = 6


async def test_rule_7_the_first_beat_comes_after_a_random_part_of_the_interval() -> None:
    async def listens(peer: Peer) -> None:
        await peer.identified(interval=200)

    tape = Tape()
    async with scripted(listens) as gateway:
        client = client_of(gateway, tape, chance=lambda: 0.5)
        async with running(client):
            await tape.until(lambda r: len(tape.of(Kind.SENT, 1)) == 3)
            assert client.heartbeat_interval == 0.2
    [hello] = tape.of(Kind.RECV, 10)
    identifying = await tape.state(State.IDENTIFYING)
    assert identifying.detail["first_beat"] == 0.1
    assert identifying.detail["heartbeat_interval"] == 0.2
    first, second, third = (record.at for record in tape.of(Kind.SENT, 1))
    assert first - hello.at >= 0.1
    assert second - hello.at >= 0.3  # the schedule counts from HELLO, so no beat makes it drift
    assert third - hello.at >= 0.5


async def test_rule_7_a_beat_names_the_last_number() -> None:
    async def listens(peer: Peer) -> None:
        await peer.hello(20)
        assert (await peer.take_any())["op"] == 2
        assert await peer.take_any() == {"op": 1, "d": None}
        await peer.ready()
        while peer.beats[-1] != 1:
            await peer.take_any()
        await peer.event(7)
        while peer.beats[-1] != 7:
            await peer.take_any()
        await peer.event(8, "LAST")

    tape = Tape()
    async with scripted(listens) as gateway, running(client_of(gateway, tape)):
        await tape.event("LAST")


async def test_rule_8_opcode_1_is_answered_at_once_and_moves_no_schedule() -> None:
    async def asks(peer: Peer) -> None:
        await peer.identified(interval=41250)
        await peer.event(5)
        await peer.send(1)
        assert await peer.take_any() == {"op": 1, "d": 5}
        await peer.event(6, "LAST")

    tape = Tape()
    async with scripted(asks) as gateway:
        client = client_of(gateway, tape, chance=lambda: 0.999)
        async with running(client):
            await tape.event("LAST")
    asked = tape.records.index(tape.of(Kind.RECV, 1)[0])
    assert (tape.records[asked + 1].kind, tape.records[asked + 1].op) == (Kind.SENT, 1)
    assert len(tape.of(Kind.SENT, 1)) == 1  # none on schedule yet


async def test_rule_9_latency_is_unknown_until_the_first_pair() -> None:
    async def keeps_quiet(peer: Peer) -> None:
        peer.acks = False
        await peer.identified()
        await peer.take_any()
        await peer.event(2, "BEFORE")
        await peer.expect(3)
        await peer.send(11)
        await peer.event(3, "AFTER")

    tape = Tape()
    async with scripted(keeps_quiet) as gateway:
        client = client_of(gateway, tape)
        assert client.metrics.latency is None
        async with running(client):
            await tape.event("BEFORE")
            assert client.metrics.latency is None
            assert client.metrics.heartbeat_rrt == 0.0
            assert client.metrics.last_heartbeat_sent > 0
            await client.send({"op": 3, "d": None})
            await tape.event("AFTER")
            assert client.metrics.latency == client.metrics.heartbeat_rrt > 0
            assert client.metrics.answered == 1
    [beat], [ack] = tape.of(Kind.SENT, 1), tape.of(Kind.RECV, 11)
    assert client.metrics.latency == pytest.approx(ack.at - beat.at, abs=0.01)


async def test_rule_9_an_ack_without_a_beat_is_no_latency() -> None:
    async def acks(peer: Peer) -> None:
        await peer.identified()
        await peer.send(11)
        await peer.event(2, "LAST")

    tape = Tape()
    async with scripted(acks) as gateway:
        client = client_of(gateway, tape, chance=lambda: 0.999)
        async with running(client):
            await tape.event("LAST")
            assert client.metrics.latency is None
    assert tape.errors() == ["A heartbeat ACK came without a heartbeat; it is ignored."]


async def test_rule_10_a_zombie_is_closed_and_resumed() -> None:
    async def dies(peer: Peer) -> None:
        peer.acks = False
        await peer.identified(interval=50)
        assert await peer.gone() == 4900

    tape = Tape()
    async with scripted(dies, takes_back) as gateway, running(client_of(gateway, tape)):
        await tape.event("RESUMED")
        await tape.state(State.RESUMING, rule="zombie")
    closed = tape.of(Kind.CLOSE)[0]
    assert closed.detail == {"by": "client", "code": 4900, "reason": "reconnecting"}
    assert len(tape.of(Kind.SENT, 1)) >= 1
    assert len(tape.of(Kind.SENT, 6)) == 1


async def test_rule_10_a_late_ack_is_no_zombie_while_events_come() -> None:
    async def is_late(peer: Peer) -> None:
        peer.acks = False
        await peer.identified(interval=600)
        reading = asyncio.ensure_future(peer.gone())
        s = 1
        while len(peer.beats) < 2:
            s += 1
            await peer.event(s)
            await asyncio.sleep(0.05)
        await peer.send(11)
        await peer.send(11)
        await peer.event(s + 1, "LAST")
        await reading

    tape = Tape()
    async with scripted(is_late) as gateway, running(client_of(gateway, tape)):
        await tape.event("LAST")
    assert [record.detail["code"] for record in tape.of(Kind.CLOSE)] == [1000]


async def test_rules_8_9_and_11_beats_and_their_latency_in_a_flood() -> None:
    async def floods(peer: Peer) -> None:
        await peer.identified(interval=500)
        reading = asyncio.ensure_future(peer.gone())
        s = 1
        while s < FLOOD or len(peer.beats) < BEATS:
            s += 1
            await peer.event(s, padding="x" * 1000)  # so that few are between us at any time
            if s % (FLOOD // 4) == 0:
                await peer.send(1)
            if s % 100 == 0:
                await asyncio.sleep(0)
        await peer.event(s + 1, "LAST")
        await reading

    tape = Tape()
    async with scripted(floods) as gateway:
        client = client_of(gateway, tape, queue_bytes=0)
        async with running(client):
            last = await tape.event("LAST")
            assert client.seq == last.s
            assert client.metrics.answered == len(tape.of(Kind.RECV, 11))
    dispatches = [record for record in tape.records if record.is_dispatch]
    assert [record.s for record in dispatches] == list(range(1, (last.s or 0) + 1))
    for asked in tape.of(Kind.RECV, 1):
        answer = tape.records[tape.records.index(asked) + 1]
        assert (answer.kind, answer.op) == (Kind.SENT, 1)
    beats, acks = tape.of(Kind.SENT, 1), tape.of(Kind.RECV, 11)
    assert len(beats) >= BEATS
    assert len(acks) > 1
    for beat, ack in zip(beats, acks, strict=False):
        assert beat.at < ack.at  # stamped as it left the socket: no round trip before it began
    assert tape.states() == ["connecting", "identifying", "ready", "stopped"]
