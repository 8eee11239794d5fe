"""What a client asks for within its session, over real sockets; never our own client."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from making_bots import Bot, bot_on, timeline, typing
from scurrycli.server import Action, EmbeddedGateway, Step
from scurrycli.server.faults import parse_fault
from scurrycli.wire.intents import ALL, Intent

GUILD = 5 << 22
MEMBERS = [{"user": {"id": str(n), "username": f"user{n}"}, "roles": []} for n in range(1, 4)]
CREATED = {"id": str(GUILD), "members": MEMBERS, "presences": [], "voice_states": []}
CREATE = Step(0, Action.DISPATCH, "GUILD_CREATE", orjson.dumps(CREATED))
ASKED = {"guild_id": str(GUILD), "query": "", "limit": 0}
FAST: dict[str, Any] = {"speed": float("inf")}


async def created(bot: Bot, **identify: Any) -> dict[str, Any]:
    """IDENTIFY; the GUILD_CREATE after READY."""
    await bot.identify(**identify)
    payload = await bot.next()
    assert (payload["t"], payload["s"]) == ("GUILD_CREATE", 2)
    d: dict[str, Any] = payload["d"]
    return d


async def test_whoever_lacks_guild_presences_asks_for_the_members() -> None:
    async with EmbeddedGateway(timeline(CREATE), **FAST) as gateway, bot_on(gateway) as bot:
        d = await created(bot, intents=int(ALL & ~Intent.GUILD_PRESENCES))
        assert [member["user"]["id"] for member in d["members"]] == ["1"]
        await bot.send(8, {**ASKED, "nonce": "abc"})
        chunk = await bot.next()
    assert (chunk["op"], chunk["s"], chunk["t"]) == (0, 3, "GUILD_MEMBERS_CHUNK")
    assert chunk["d"] == {
        "guild_id": str(GUILD),
        "nonce": "abc",
        "members": MEMBERS,
        "chunk_index": 0,
        "chunk_count": 1,
    }


async def test_an_answer_is_numbered_and_replayed_like_all_else() -> None:
    later = Step(3600, Action.DISPATCH, "USER_UPDATE", b"{}")
    async with EmbeddedGateway(timeline(CREATE, later)) as gateway:
        async with bot_on(gateway) as bot:
            ready = await bot.identify()
            await bot.send(8, ASKED)
            got = [await bot.next() for _ in range(2)]
        async with bot_on(gateway, "/resume") as bot:
            await bot.resume(ready["d"]["session_id"], 1)
            assert [await bot.next() for _ in range(2)] == got
    assert {payload["t"] for payload in got} == {"GUILD_CREATE", "GUILD_MEMBERS_CHUNK"}


async def test_all_members_without_their_intent_are_no_answer_but_a_finding() -> None:
    async with EmbeddedGateway(timeline(CREATE), **FAST) as gateway, bot_on(gateway) as bot:
        await created(bot, intents=int(Intent.GUILDS))
        await bot.send(8, ASKED)
        await bot.send(1)
        assert (await bot.next())["op"] == 11
        found = [finding.breach.rule.name for finding in gateway.register.findings]
    assert "list-intent" in found


@pytest.mark.parametrize("d", [None, {}, {"guild_id": str(GUILD)}])
async def test_a_request_without_its_fields_is_closed_with_4001(d: Any) -> None:
    async with EmbeddedGateway(timeline(CREATE), **FAST) as gateway, bot_on(gateway) as bot:
        await created(bot)
        await bot.send(8, d)
        assert await bot.closed() == 4001
    async with EmbeddedGateway(timeline(CREATE), strict=False, **FAST) as lenient:
        async with bot_on(lenient) as bot:
            await created(bot)
            await bot.send(8, d)
            await bot.send(1)
            assert (await bot.next())["op"] == 11
        assert "invalid-request" in [f.breach.rule.name for f in lenient.register.findings]


async def test_whose_session_was_just_ended_is_not_answered() -> None:
    faults = [parse_fault("invalid-session@2")]
    async with (
        EmbeddedGateway(timeline(CREATE), faults=faults, **FAST) as gateway,
        bot_on(gateway) as bot,
    ):
        await created(bot)
        assert (await bot.next())["op"] == 9
        await bot.send(8, ASKED)
        await bot.send(1)
        assert (await bot.next())["op"] == 11


async def test_a_guild_comes_back_as_it_came() -> None:
    faults = [parse_fault("guild-unavailable@2")]
    async with (
        EmbeddedGateway(timeline(CREATE), faults=faults, **FAST) as gateway,
        bot_on(gateway) as bot,
    ):
        d = await created(bot, intents=int(Intent.GUILDS))
        got = [await bot.next() for _ in range(2)]
    assert [payload["t"] for payload in got] == ["GUILD_DELETE", "GUILD_CREATE"]
    assert got[1]["d"] == d
    assert len(d["members"]) == 1


async def test_no_guild_goes_from_whoever_was_not_told_of_it() -> None:
    faults = [parse_fault("guild-unavailable@2")]
    steps = (CREATE, *typing(0.0, 0.0))
    async with EmbeddedGateway(timeline(*steps), faults=faults, **FAST) as gateway:
        async with bot_on(gateway) as bot:
            await bot.identify(intents=int(Intent.DIRECT_MESSAGE_TYPING))
            got = [await bot.next() for _ in range(2)]
        told = [news.text for news in gateway.register.news]
    assert [payload["t"] for payload in got] == ["TYPING_START", "TYPING_START"]
    assert "guild-unavailable@2: the session has no GUILD_CREATE" in told
