"""A session that is torn two hundred times while events flood in: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

import orjson
import pytest
from websockets.exceptions import ConnectionClosed

from making_gateways import PATIENCE, Peer, Tape, client_of, running, scripted
from scurrycli.records import Kind
from scurrycli.wire.ledger import Ledger

DISCONNECTS = 200


async def abort(peer: Peer) -> None:
    peer.abort()


async def hang_up(peer: Peer) -> None:
    peer.ws.transport.close()


async def ask(peer: Peer) -> None:
    await peer.send(7)
    assert await peer.gone() == 4900


async def ask_and_abort(peer: Peer) -> None:
    await peer.send(7)
    peer.abort()


async def invalid_but_resumable(peer: Peer) -> None:
    await peer.send(9, True)
    assert await peer.gone() == 4900


async def without_a_code(peer: Peer) -> None:
    peer.write(b"\x88\x00")
    await peer.gone()


async def in_the_middle_of_a_frame(peer: Peer) -> None:
    peer.write(b"\x81\x7e\x10\x00" + b'{"op":0,"s":')
    peer.ws.transport.close()


def with_code(code: int) -> Callable[[Peer], Awaitable[None]]:
    async def close(peer: Peer) -> None:
        await peer.close(code)

    return close


ENDINGS = [
    *(abort, hang_up, ask, ask_and_abort, invalid_but_resumable, without_a_code),
    *(in_the_middle_of_a_frame, *map(with_code, (1000, 1001, 1012, 4000, 4008, 4242))),
]


class Log:
    """A session whose dispatches go on being numbered, client or none."""

    def __init__(self, chance: random.Random) -> None:
        self.last = 1
        self.ended = 0
        self.resumes: list[int] = []
        self.names = {1: "READY"}
        self.done = asyncio.Event()
        self._chance = chance

    async def serve(self, peer: Peer) -> None:
        """A connection: identify or resume, replay, go on, and come to a bad end."""
        await peer.hello()
        payload = await peer.take()
        if payload["op"] == 2:
            await peer.ready()
            after = 1
        else:
            after = payload["d"]["seq"]
            self.resumes.append(after)
            self._add("RESUMED")
        if self.ended == DISCONNECTS:
            await self._send(peer, after, self.last)
            self.done.set()
            return
        for _ in range(self._chance.randrange(60)):
            self._add("TYPING_START")
        stop = self._chance.randint(after, self.last)  # some of it only reaches the next one
        await self._send(peer, after, stop)
        self.ended += 1
        fresh = payload["op"] == 2  # until READY is taken there is nothing to resume
        await (ask if fresh else self._chance.choice(ENDINGS))(peer)

    def _add(self, name: str) -> None:
        self.last += 1
        self.names[self.last] = name

    async def _send(self, peer: Peer, after: int, until: int) -> None:
        for s in range(after + 1, until + 1):
            await peer.text(orjson.dumps({"t": self.names[s], "s": s, "op": 0, "d": {"n": s}}))


@pytest.mark.parametrize("seed", [1, 2])
async def test_every_dispatch_is_recorded_once_and_in_order(seed: int) -> None:
    log = Log(random.Random(seed))
    tape = Tape()
    async with scripted(log.serve) as gateway:
        client = client_of(gateway, tape, min_backoff=0.0005)
        async with running(client):
            async with asyncio.timeout(2 * PATIENCE):
                await log.done.wait()
            await tape.until(lambda record: record.s == log.last)
            assert client.event_queue.qsize() == log.last
            queued = [(await client.event_queue.get())[1].get("n", 1) for _ in range(log.last)]
    dispatches = [(r.s, r.t, r.d.get("n", 1)) for r in tape.records if r.is_dispatch]
    assert dispatches == [(s, log.names[s], s) for s in range(1, log.last + 1)]
    assert queued == list(range(1, log.last + 1))
    ledger = Ledger()
    for s, _, _ in dispatches:
        ledger.add(s or 0)
    assert ledger.verdict == "nothing lost"
    assert len(log.resumes) >= DISCONNECTS
    assert len(tape.of(Kind.SENT, 2)) == 1
    assert [record.n for record in tape.records] == list(range(1, len(tape.records) + 1))


async def test_a_resume_names_exactly_what_was_taken() -> None:
    """What stands in a socket when the client hangs up was never taken, and comes again."""
    seen = []

    async def asks_and_goes_on(peer: Peer) -> None:
        await peer.identified()
        await peer.event(2)
        await peer.send(7)
        try:
            for s in range(3, 5000):
                await peer.event(s)
        except ConnectionClosed:
            pass

    async def listens(peer: Peer) -> None:
        seen.append((await peer.resumed(5000))["seq"])

    tape = Tape()
    async with scripted(asks_and_goes_on, listens) as gateway, running(client_of(gateway, tape)):
        await tape.event("RESUMED")
    assert seen == [2]
    assert [record.s for record in tape.records if record.is_dispatch] == [1, 2, 5000]
