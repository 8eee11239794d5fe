"""Our client against each fault, by what its records say; never another client."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest

from making_bots import READY, typing
from making_gateways import PATIENCE, TOKEN, Tape
from scurrycli.errors import GatewayClosed
from scurrycli.gateway import GatewayClient
from scurrycli.records import Kind, Record, State
from scurrycli.server import Action, EmbeddedGateway, Step, Timeline
from scurrycli.server.clients import NewsKind
from scurrycli.server.faults import parse_fault
from scurrycli.wire.intents import ALL

EVENTS = 40
GUILD = Step(0, Action.DISPATCH, "GUILD_CREATE", orjson.dumps({"id": "5", "name": "g"}))
LAST = Step(0, Action.DISPATCH, "USER_UPDATE", b"{}")
TIMELINE = Timeline(READY, (GUILD, *typing(*[0.0] * EVENTS), LAST))
BEAT = 150
"""Milliseconds between heartbeats."""


@dataclass
class Run:
    """What our client recorded, and what the gateway saw."""

    tape: Tape = field(default_factory=Tape)
    news: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    identified: int = 0
    error: Exception | None = None

    @property
    def dispatches(self) -> list[Record]:
        return [record for record in self.tape.records if record.is_dispatch]

    @property
    def numbers(self) -> list[int | None]:
        return [record.s for record in self.dispatches]

    @property
    def typed(self) -> list[int]:
        return [record.d["n"] for record in self.dispatches if record.t == "TYPING_START"]

    @property
    def rules(self) -> list[Any]:
        """Why a session was left, each time."""
        states = self.tape.of(Kind.STATE)
        return [state.detail["rule"] for state in states if "rule" in state.detail]

    @property
    def whole(self) -> bool:
        """Whether every event came once and in order."""
        return self.typed == list(range(EVENTS)) and self.numbers == list(
            range(1, len(self.numbers) + 1)
        )


async def run(*faults: str, sessions: int = 1, beat: int = BEAT, beats: int = 0) -> Run:
    """Until the last event of the last session, and so many heartbeats, were recorded."""
    made = Run()
    tape = made.tape
    parsed = [parse_fault(fault) for fault in faults]
    async with EmbeddedGateway(
        TIMELINE, token=TOKEN, faults=parsed, speed=float("inf"), heartbeat_interval=beat
    ) as gateway:
        client = GatewayClient(sink=tape, api_url=gateway.api_url, chance=lambda: 0.5)
        task = asyncio.ensure_future(client.start(TOKEN, int(ALL)))

        def is_over(_record: Record) -> bool:
            ended = [record for record in made.dispatches if record.t == "USER_UPDATE"]
            return len(ended) >= sessions and len(tape.of(Kind.RECV, 11)) >= beats

        over = asyncio.ensure_future(_patiently(tape, is_over))
        await asyncio.wait({task, over}, return_when=asyncio.FIRST_COMPLETED)
        await client.close_ws()
        over.cancel()
        try:
            await asyncio.wait_for(task, PATIENCE)
        except GatewayClosed as error:
            made.error = error
        made.news = [news.text for news in gateway.register.news if news.kind is NewsKind.FAULT]
        made.wrong = [
            finding.breach.rule.name
            for finding in gateway.register.findings
            if finding.breach.rule.name != "user-agent"
        ]
        made.identified = gateway.identified
    return made


async def _patiently(tape: Tape, is_over: Callable[[Record], bool]) -> None:
    """Twice as long as a test's patience: that of a client for HELLO is as long."""
    try:
        await tape.until(is_over)
    except TimeoutError:
        await tape.until(is_over)


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("reconnect@10", "op 7"),
        ("invalid-session-resumable@10", "op 9"),
        ("close=4000@10", "4000"),
        ("close=4999@10", "4999"),
        ("close=1001@10", "1001"),
        ("drop@10", "drop"),
        ("stall@10", "zombie"),
        ("mute-acks@10", "zombie"),
    ],
)
async def test_it_resumes_and_nothing_is_lost(fault: str, rule: str) -> None:
    made = await run(fault, beats=0 if "mute" not in fault else 2)
    assert made.rules == [rule]
    assert made.whole
    assert made.identified == 1
    assert [record.t for record in made.dispatches].count("RESUMED") == 1
    assert made.news == [fault]
    assert made.wrong == []


@pytest.mark.parametrize(
    "faults",
    [
        ("beat-now@10",),
        ("delay-acks=20",),
        ("slow-hello=0.1",),
        ("huge=2@10",),
        ("garbage@10",),
        ("corrupt-compression@10",),
        ("unknown-op@10",),
        ("unknown-event@10",),
        ("rate-limited@10",),
        ("jitter=2",),
        ("slow=50000",),
        ("guild-unavailable@10",),
    ],
)
async def test_it_goes_on_and_nothing_is_lost(faults: tuple[str, ...]) -> None:
    made = await run(*faults, beats=1)
    assert made.rules == []
    assert made.whole
    assert made.identified == 1
    assert made.wrong == []


async def test_what_is_odd_is_in_the_recording() -> None:
    made = await run("unknown-op@5", "unknown-event@6", "garbage@7", "huge=1.5@8", "rate-limited@9")
    records = made.tape.records
    assert [r.payload["d"] for r in records if r.op == 99] == [
        {"scurry": "an opcode that nobody knows"}
    ]
    [garbage] = [r for r in records if r.kind == Kind.RECV and r.frame is None]
    assert "not JSON" in garbage.detail["error"]
    [huge] = [r for r in records if r.t == "SCURRY_HUGE"]
    assert huge.size is not None
    assert huge.size > 1_500_000
    names = Counter(record.t for record in made.dispatches)
    assert names["SCURRY_UNKNOWN"] == names["RATE_LIMITED"] == 1
    assert made.whole


async def test_a_guild_that_goes_comes_back() -> None:
    made = await run("guild-unavailable@3")
    guilds = [(r.t, r.d) for r in made.dispatches if str(r.t).startswith("GUILD_")]
    assert [name for name, _ in guilds] == ["GUILD_CREATE", "GUILD_DELETE", "GUILD_CREATE"]
    assert guilds[1][1] == {"id": "5", "unavailable": True}


async def test_a_heartbeat_is_answered_at_once_when_it_is_asked_for() -> None:
    made = await run("beat-now@10", beat=41250)
    kinds = [(r.kind, r.op) for r in made.tape.records]
    asked = kinds.index((Kind.RECV, 1))
    assert (Kind.SENT, 1) in kinds[asked:]


async def test_what_never_comes_shows_in_the_numbers() -> None:
    made = await run("gap@10")
    assert made.numbers == [n for n in range(1, EVENTS + 4) if n != 11]
    assert made.rules == []


async def test_what_comes_twice_or_late_is_kept_as_it_came() -> None:
    made = await run("dup@10", "reorder@20")
    expected = [*range(1, 11), *range(10, 20), 21, 20, *range(22, EVENTS + 4)]
    assert made.numbers == expected


async def test_where_the_resume_host_is_dead_the_first_one_is_asked() -> None:
    made = await run("dead-resume-host", "drop@10")
    assert made.whole
    assert made.identified == 1
    [failed] = [r for r in made.tape.of(Kind.ERROR) if "url" in r.detail]
    opened = [r.detail["url"] for r in made.tape.of(Kind.OPEN)]
    assert failed.detail["url"].split("?")[0] not in {url.split("?")[0] for url in opened}


@pytest.mark.parametrize("code", [4004, 4010, 4011, 4012, 4013, 4014])
async def test_it_stops_for_good(code: int) -> None:
    made = await run(f"close={code}@10")
    assert str(code) in str(made.error)
    assert made.identified == 1
    assert made.tape.states()[-1] == State.STOPPED


@pytest.mark.timeout(60)
async def test_what_takes_its_time() -> None:
    """A new session keeps 5 s from the one before; a HELLO is waited for as long."""
    lost, closed, mute = await asyncio.gather(
        run("invalid-session@10", sessions=1),
        run("close=4007@10", "drop@20", sessions=1),
        run("no-hello"),
    )
    assert lost.rules == ["op 9"]
    assert closed.rules == ["4007", "drop"]
    for made in (lost, closed):
        assert made.identified == 2
        assert made.numbers[:10] == list(range(1, 11))
        assert made.numbers[10:] == list(range(1, len(made.numbers) - 9))
        assert made.typed[8:] == list(range(EVENTS))
    assert mute.rules == ["timeout"]
    assert mute.whole
    assert mute.identified == 1
