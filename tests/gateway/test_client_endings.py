"""How `start` ends, whoever ends it and wherever it stands; nothing is left running."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from making_gateways import (
    TOKEN,
    Answer,
    Peer,
    Script,
    Tape,
    client_of,
    greets,
    lives,
    scripted,
    silent,
)
from making_raw_servers import RawServer
from scurrycli.errors import Refused
from scurrycli.gateway import GatewayClient
from scurrycli.records import Kind, Record, State

SERVERS = ("asyncio/server.py", "making_gateways.py")


class Broken(Exception):
    """What a sink may raise."""


def others() -> set[asyncio.Task[object]]:
    """Tasks that run beside this one; those of the server are not counted."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    return {task for task in tasks if not any(file in repr(task) for file in SERVERS)}


async def floods(peer: Peer) -> None:
    await peer.identified()
    reading = asyncio.ensure_future(peer.gone())
    s = 1
    try:
        while True:
            s += 1
            await peer.event(s)
    finally:
        await reading


async def drops_early(peer: Peer) -> None:
    await peer.hello()
    await peer.expect(2)
    peer.abort()


STANDINGS: dict[str, tuple[Script, Callable[[Record], bool]]] = {
    "no HELLO yet": (silent, lambda r: r.kind == Kind.OPEN),
    "no READY yet": (greets, lambda r: r.kind == Kind.SENT and r.op == 2),
    "ready": (lives, lambda r: r.detail.get("state") == "ready"),
    "in a flood": (floods, lambda r: (r.s or 0) > 100),
    "waiting": (drops_early, lambda r: r.detail.get("state") == "waiting"),
    "the first moment": (lives, lambda r: r.n == 1),
}


@pytest.mark.parametrize("standing", STANDINGS)
async def test_close_ws_ends_start_wherever_it_stands(standing: str) -> None:
    script, reached = STANDINGS[standing]
    tape = Tape()
    async with scripted(script) as gateway:
        before = others()
        client = client_of(gateway, tape)
        task = asyncio.ensure_future(client.start(TOKEN, 0))
        await tape.until(reached)
        await client.close_ws()
        await task
        assert others() - before == set()
        assert client.heartbeat_task is None
    assert [record.kind for record in tape.records].count(Kind.END) == 1
    assert tape.records[-1].kind == Kind.END
    assert tape.records[-1].detail["why"] == "left by ourselves"
    assert tape.records[-2].detail == {"state": "stopped", "why": "left by ourselves"}
    assert [r.detail["code"] for r in tape.of(Kind.CLOSE) if r.detail["by"] == "client"] in (
        [1000],
        [],
    )


@pytest.mark.parametrize("standing", STANDINGS)
async def test_a_cancelled_start_leaves_cleanly(standing: str) -> None:
    script, reached = STANDINGS[standing]
    tape = Tape()
    async with scripted(script) as gateway:
        before = others()
        client = client_of(gateway, tape)
        task = asyncio.ensure_future(client.start(TOKEN, 0))
        await tape.until(reached)
        task.cancel()
        await asyncio.wait({task})
        assert task.cancelled()
        assert others() - before == set()
    assert tape.records[-1].kind == Kind.END


async def test_leaving_in_a_flood_does_not_wait_for_the_flood() -> None:
    """The end of the connection stands behind data that nobody wants any more."""

    async def pours(peer: Peer) -> None:
        await peer.identified()
        reading = asyncio.ensure_future(peer.gone())
        s = 1
        while not reading.done():
            s += 1
            await peer.event(s, padding="x" * 1000)
        assert await reading == 1000

    tape = Tape()
    async with scripted(pours) as gateway:
        client = client_of(gateway, tape)
        task = asyncio.ensure_future(client.start(TOKEN, 0))
        await tape.until(lambda record: (record.s or 0) > 1000)
        ws = client.ws
        await client.close_ws()
        assert ws.connection_exc is None  # the server ended it, not our patience
        await task


async def test_close_ws_while_asking_the_api() -> None:
    async with RawServer(None) as server:
        tape = Tape()
        client = GatewayClient(sink=tape, api_url=f"http://{server.place}/api/v10")
        task = asyncio.ensure_future(client.start(TOKEN, 0))
        await server.asked.wait()
        await client.close_ws()
        await task
    assert tape.states() == ["connecting", "stopped"]


async def test_close_ws_during_the_handshake() -> None:
    async with RawServer(None) as server:
        tape = Tape()
        client = GatewayClient(sink=tape, base_url=f"ws://{server.place}")
        task = asyncio.ensure_future(client.start(TOKEN, 0))
        await server.asked.wait()
        await client.close_ws()
        await task
    assert tape.states() == ["connecting", "stopped"]


async def test_close_ws_before_anything_and_twice() -> None:
    tape = Tape()
    async with scripted(lives) as gateway:
        client = client_of(gateway, tape)
        await client.close_ws()
        await client.close_ws()
        assert tape.records == []
        task = asyncio.ensure_future(client.start(TOKEN, 0))
        await tape.state(State.READY)
        await asyncio.gather(client.close_ws(), client.close_ws(), client.close_ws())
        await task
        await client.close_ws()
    assert tape.records[-1].kind == Kind.END
    assert len(tape.of(Kind.END)) == 1


async def test_close_ws_from_a_task_that_a_sink_began() -> None:
    closing: list[asyncio.Task[None]] = []

    def leaves(record: Record) -> None:
        tape(record)
        if record.t == "READY":
            closing.append(asyncio.ensure_future(client.close_ws()))

    tape = Tape()
    async with scripted(lives) as gateway:
        client = client_of(gateway, leaves)
        await client.start(TOKEN, 0)
        await asyncio.wait(closing)
    assert tape.records[-1].kind == Kind.END


async def test_a_client_can_start_again() -> None:
    tape = Tape()
    async with scripted(lives) as gateway:
        client = client_of(gateway, tape)
        for n in (1, 2):
            task = asyncio.ensure_future(client.start(TOKEN, 0))
            await tape.until(lambda r, n=n: tape.states().count("ready") == n)  # type: ignore[misc]
            await client.close_ws()
            await task
    assert len(gateway.paths) == 2
    assert len(tape.of(Kind.END)) == 2


async def test_a_cancel_is_not_swallowed_while_another_leaves() -> None:
    tape = Tape()
    async with scripted(lives) as gateway:
        client = client_of(gateway, tape)
        task = asyncio.ensure_future(client.start(TOKEN, 0))
        await tape.state(State.READY)
        closing = asyncio.ensure_future(client.close_ws())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task, closing})
        assert task.cancelled()
        assert closing.exception() is None


# -- what a sink raises


BREAKS: dict[str, tuple[Script, Callable[[Record], bool]]] = {
    "the first record": (lives, lambda r: r.n == 1),
    "an open": (lives, lambda r: r.kind == Kind.OPEN),
    "a dispatch": (lives, lambda r: r.t == "READY"),
    "a heartbeat": (lives, lambda r: r.kind == Kind.SENT and r.op == 1),
    "an IDENTIFY": (lives, lambda r: r.kind == Kind.SENT and r.op == 2),
    "a close": (drops_early, lambda r: r.kind == Kind.CLOSE),
    "a wait": (drops_early, lambda r: r.detail.get("state") == "waiting"),
}


@pytest.mark.parametrize("moment", BREAKS)
async def test_what_a_sink_raises_ends_start(moment: str) -> None:
    script, breaks = BREAKS[moment]
    taken: list[Record] = []

    def sink(record: Record) -> None:
        taken.append(record)
        if breaks(record):
            raise Broken(moment)

    async with scripted(script) as gateway:
        before = others()
        client = client_of(gateway, sink)
        with pytest.raises(Broken, match=moment):
            async with asyncio.timeout(10):
                await client.start(TOKEN, 0)
        assert others() - before == set()
        await client.close_ws()
    assert breaks(taken[-1])  # and nothing more was given to it


async def test_what_a_sink_raises_at_the_very_end_is_not_lost() -> None:
    def sink(record: Record) -> None:
        tape(record)
        if record.kind == Kind.END:
            raise Broken

    tape = Tape()
    async with scripted(lives, answers=[Answer(401)]) as gateway:
        client = client_of(gateway, sink)
        task = asyncio.ensure_future(client.start(TOKEN, 0))
        await tape.state(State.READY)
        task.cancel()
        await asyncio.wait({task})
        assert isinstance(task.exception(), Broken)


async def test_a_sink_may_leave_a_mark_while_it_takes_a_record() -> None:
    def sink(record: Record) -> None:
        tape(record)
        if record.t == "READY":
            client.mark("ready")

    tape = Tape()
    async with scripted(lives) as gateway:
        client = client_of(gateway, sink)
        task = asyncio.ensure_future(client.start(TOKEN, 0))
        await tape.until(lambda record: record.kind == Kind.MARK)
        await client.close_ws()
        await task
    assert [record.n for record in tape.records] == list(range(1, len(tape.records) + 1))


async def test_why_it_was_left_is_in_the_records() -> None:
    tape = Tape()
    async with scripted(lives) as gateway:
        client = client_of(gateway, tape)
        task = asyncio.ensure_future(client.start("t", 513))
        await tape.state(State.READY)
        await client.close_ws("the test is over")
        await task
    assert tape.records[-1].detail["why"] == "the test is over"
    assert tape.records[-2].detail == {"state": "stopped", "why": "the test is over"}


async def test_discord_itself_is_given_no_token_of_another_shape() -> None:
    with pytest.raises(Refused, match="does not look like"):
        await GatewayClient().start("x", 513)
