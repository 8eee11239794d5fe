"""The embedded gateway's sessions over real sockets: IDENTIFY, numbers, resumes; never a fault."""

from __future__ import annotations

from typing import Any

import pytest

from making_bots import bot_on, timeline, typing
from making_gateways import TOKEN
from scurrycli.server import Action, EmbeddedGateway, Step
from scurrycli.server.sessions import MOST_SESSIONS
from scurrycli.wire.intents import Intent


async def test_identify_is_answered_with_a_ready_of_its_own() -> None:
    async with EmbeddedGateway(timeline(heartbeat_interval=1234), token=TOKEN) as gateway:
        async with bot_on(gateway) as bot:
            ready = await bot.identify(shard=[2, 5])
        async with bot_on(gateway) as bot:
            other = await bot.identify()
    assert (ready["op"], ready["t"], ready["s"]) == (0, "READY", 1)
    assert ready["d"]["user"] == {"id": "1"}
    assert ready["d"]["shard"] == [2, 5]
    assert ready["d"]["resume_gateway_url"].startswith(gateway.url)
    assert ready["d"]["session_id"] not in ("recorded", other["d"]["session_id"])
    assert gateway.identified == 2


async def test_a_token_may_begin_with_bot() -> None:
    async with EmbeddedGateway(timeline(), token=TOKEN) as gateway, bot_on(gateway) as bot:
        assert (await bot.identify(token=f"Bot {TOKEN}"))["t"] == "READY"


async def test_without_a_token_of_its_own_it_takes_any() -> None:
    async with EmbeddedGateway(timeline()) as gateway, bot_on(gateway) as bot:
        assert (await bot.identify(token="whatever"))["t"] == "READY"


async def test_dispatches_are_numbered_and_in_order() -> None:
    async with (
        EmbeddedGateway(timeline(*typing(0, 0, 0.01, 0.02))) as gateway,
        bot_on(gateway) as bot,
    ):
        await bot.identify()
        got = [await bot.next() for _ in range(4)]
    assert [(p["s"], p["t"], p["d"]["n"]) for p in got] == [
        (n + 2, "TYPING_START", n) for n in range(4)
    ]


async def test_speed() -> None:
    async with (
        EmbeddedGateway(timeline(*typing(0, 3600)), speed=1e6) as gateway,
        bot_on(gateway) as bot,
    ):
        await bot.identify()
        assert [(await bot.next())["s"] for _ in range(2)] == [2, 3]


async def test_it_begins_again_where_it_loops() -> None:
    async with (
        EmbeddedGateway(timeline(*typing(0, 0.01)), loop=True, speed=100) as gateway,
        bot_on(gateway) as bot,
    ):
        await bot.identify()
        got = [await bot.next() for _ in range(6)]
    assert [p["d"]["n"] for p in got] == [0, 1, 0, 1, 0, 1]
    assert [p["s"] for p in got] == [2, 3, 4, 5, 6, 7]


END = "the recording is at its end; --loop plays it again"


def ended(gateway: EmbeddedGateway) -> list[int | None]:
    return [news.client for news in gateway.register.news if news.text == END]


@pytest.mark.parametrize("speed", [1.0, float("inf")])
async def test_each_client_is_told_to_be_at_the_end_once(speed: float) -> None:
    async with EmbeddedGateway(timeline(*typing(0, 0.01)), speed=speed) as gateway:
        async with bot_on(gateway) as bot:
            ready = await bot.identify()
            assert [(await bot.next())["s"] for _ in range(2)] == [2, 3]
        async with bot_on(gateway, "/resume") as bot:
            await bot.resume(ready["d"]["session_id"], 1)
            assert [(await bot.next())["s"] for _ in range(3)] == [2, 3, 4]
        async with bot_on(gateway) as bot:
            await bot.identify(shard=[0, 2])
            await bot.next()
            await bot.next()
        assert ended(gateway) == [1, 2]


async def test_what_loops_has_no_end() -> None:
    async with (
        EmbeddedGateway(timeline(*typing(0, 0.01)), loop=True, speed=100) as gateway,
        bot_on(gateway) as bot,
    ):
        await bot.identify()
        for _ in range(6):
            await bot.next()
        assert ended(gateway) == []


async def test_a_resume_replays_exactly_what_was_missed() -> None:
    async with EmbeddedGateway(timeline(*typing(0, 0, 0, 0, 0))) as gateway:
        async with bot_on(gateway) as bot:
            ready = await bot.identify()
            assert (await bot.next())["s"] == 2
        async with bot_on(gateway, "/resume") as bot:
            await bot.resume(ready["d"]["session_id"], 2)
            got = [await bot.next() for _ in range(5)]
    assert [(p["s"], p["t"]) for p in got[:-1]] == [(s, "TYPING_START") for s in (3, 4, 5, 6)]
    assert (got[-1]["s"], got[-1]["t"]) == (7, "RESUMED")
    assert gateway.identified == 1


async def test_a_session_goes_on_while_its_client_is_away() -> None:
    async with EmbeddedGateway(timeline(*typing(0, 0.05, 0.05))) as gateway:
        async with bot_on(gateway) as bot:
            ready = await bot.identify()
            await bot.next()
        async with bot_on(gateway) as waiting:
            await waiting.identify()
            for _ in range(3):  # the other session, a moment later, has come to its end
                await waiting.next()
            async with bot_on(gateway) as bot:
                await bot.resume(ready["d"]["session_id"], 2)
                assert [(await bot.next())["s"] for _ in range(3)] == [3, 4, 5]


async def test_a_resume_takes_the_session_from_an_older_connection() -> None:
    async with (
        EmbeddedGateway(timeline(*typing(0))) as gateway,
        bot_on(gateway) as old,
        bot_on(gateway) as new,
    ):
        ready = await old.identify()
        await old.next()
        await new.resume(ready["d"]["session_id"], 2)
        assert (await new.next())["t"] == "RESUMED"
        await old.ws.close()
        await new.send(1)
        assert (await new.next())["op"] == 11


@pytest.mark.parametrize(
    ("session_id", "seq"),
    [("unknown", 1), (None, 1), ("", 0), ({}, 1), ("KNOWN", None), ("KNOWN", "1")],
)
async def test_a_resume_that_cannot_be_is_answered_with_opcode_9(session_id: Any, seq: Any) -> None:
    async with EmbeddedGateway(timeline(), token=TOKEN) as gateway:
        async with bot_on(gateway) as bot:
            ready = await bot.identify()
        async with bot_on(gateway) as bot:
            known = ready["d"]["session_id"] if session_id == "KNOWN" else session_id
            await bot.resume(known, seq)
            assert await bot.next() == {"t": None, "s": None, "op": 9, "d": False}
            assert (await bot.identify())["t"] == "READY"


async def test_a_resume_with_a_wrong_token_is_answered_with_opcode_9() -> None:
    async with EmbeddedGateway(timeline(), token=TOKEN) as gateway:
        async with bot_on(gateway) as bot:
            ready = await bot.identify()
        async with bot_on(gateway) as bot:
            await bot.resume(ready["d"]["session_id"], 1, token="a.b.c")
            assert (await bot.next())["op"] == 9


async def test_clients_are_independent() -> None:
    async with (
        EmbeddedGateway(timeline(*typing(0, 0.01), Step(0.02, Action.RECONNECT))) as gateway,
        bot_on(gateway) as one,
        bot_on(gateway) as two,
    ):
        first = await one.identify()
        assert [(await one.next())["op"] for _ in range(3)] == [0, 0, 7]
        second = await two.identify()
        assert [(await two.next())["op"] for _ in range(3)] == [0, 0, 7]
        assert len(gateway.lines) == 2
    assert first["d"]["session_id"] != second["d"]["session_id"]
    assert gateway.lines == set()


async def test_sessions_do_not_grow_without_bound() -> None:
    async with EmbeddedGateway(timeline()) as gateway:
        ids = []
        for _ in range(MOST_SESSIONS + 2):
            async with bot_on(gateway) as bot:
                ids.append((await bot.identify())["d"]["session_id"])
        async with bot_on(gateway) as bot:
            await bot.resume(ids[0], 1)
            assert (await bot.next())["op"] == 9
            await bot.resume(ids[-1], 1)
            assert (await bot.next())["t"] == "RESUMED"


async def test_only_the_events_that_the_intents_bring_are_sent() -> None:
    steps = [
        Step(0, Action.DISPATCH, "GUILD_CREATE", b"{}"),
        Step(0, Action.DISPATCH, "MESSAGE_CREATE", b"{}"),
        Step(0, Action.DISPATCH, "USER_UPDATE", b"{}"),
        Step(0, Action.DISPATCH, "NEVER_HEARD_OF", b"{}"),
        Step(0, Action.DISPATCH, "TYPING_START", b"{}"),
        Step(0, Action.DISPATCH, "GUILD_MEMBER_ADD", b"{}"),
        Step(0, Action.DISPATCH, "GUILD_DELETE", b"{}"),
    ]
    async with EmbeddedGateway(timeline(*steps)) as gateway, bot_on(gateway) as bot:
        await bot.identify(Intent.GUILDS | Intent.DIRECT_MESSAGE_TYPING)
        got = [await bot.next() for _ in range(5)]
    assert [p["t"] for p in got] == [
        *("GUILD_CREATE", "USER_UPDATE", "NEVER_HEARD_OF", "TYPING_START", "GUILD_DELETE")
    ]
    assert [p["s"] for p in got] == [2, 3, 4, 5, 6]
