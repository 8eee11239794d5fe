"""Our client on the embedded gateway, the samples' faults included; never a script."""

from __future__ import annotations

import asyncio
import math
from pathlib import Path

import pytest

from making_bots import timeline, typing
from making_gateways import TOKEN, Tape
from scurrycli.errors import GatewayClosed
from scurrycli.gateway import GatewayClient
from scurrycli.recording import open_recording
from scurrycli.records import Kind, State
from scurrycli.server import Action, EmbeddedGateway, Step, timeline_of
from scurrycli.wire.intents import ALL

ROOT = Path(__file__).parents[2]


def client_of(gateway: EmbeddedGateway, tape: Tape) -> GatewayClient:
    return GatewayClient(sink=tape, api_url=gateway.api_url, chance=lambda: 0.0)


async def test_our_client_survives_opcode_7_and_a_drop_without_loss() -> None:
    steps = [
        Step(0.1, Action.RECONNECT),
        Step(0.2, Action.DROP),
        *typing(*(n / 500 for n in range(150))),
    ]
    steps.sort(key=lambda step: step.at)
    steps.append(Step(0.4, Action.DISPATCH, "USER_UPDATE", b"{}"))
    tape = Tape()
    async with EmbeddedGateway(timeline(*steps), token=TOKEN) as gateway:
        client = client_of(gateway, tape)
        task = asyncio.ensure_future(client.start(TOKEN, int(ALL)))
        last = await tape.event("USER_UPDATE")
        await client.close_ws()
        await task
    dispatches = [record for record in tape.records if record.is_dispatch]
    assert [record.s for record in dispatches] == list(range(1, (last.s or 0) + 1))
    assert [r.d["n"] for r in dispatches if r.t == "TYPING_START"] == list(range(150))
    assert len([r for r in dispatches if r.t == "RESUMED"]) == 2
    assert gateway.identified == 1


@pytest.mark.parametrize("name", ["resume", "zombie"])
async def test_a_sample_comes_back_as_it_was_recorded(name: str) -> None:
    with open_recording(ROOT / "recordings" / f"{name}.jsonl") as recording:
        records = list(recording)
    played = timeline_of(records)
    names = [r.t for r in records if r.is_dispatch and r.t != "RESUMED"]
    tape = Tape()
    async with EmbeddedGateway(played, token=TOKEN, speed=20) as gateway:
        client = client_of(gateway, tape)
        task = asyncio.ensure_future(client.start(TOKEN, int(ALL)))
        await tape.until(
            lambda r: (
                len([r for r in tape.records if r.is_dispatch and r.t != "RESUMED"]) == len(names)
            )
        )
        await client.close_ws()
        await task
    again = [r for r in tape.records if r.is_dispatch and r.t != "RESUMED"]
    assert [r.t for r in again] == names
    bodies = [r.payload["d"] for r in records if r.is_dispatch and r.t not in ("READY", "RESUMED")]
    assert [r.payload["d"] for r in again[1:]] == bodies
    drops = [r for r in tape.of(Kind.CLOSE) if r.detail["by"] == "network"]
    assert len(drops) == len([s for s in played.steps if s.action is Action.DROP])


async def test_a_zombie_of_a_timeline_is_found() -> None:
    tape = Tape()
    async with EmbeddedGateway(
        timeline(latencies=(0.0, math.inf), heartbeat_interval=100), token=TOKEN
    ) as gateway:
        client = client_of(gateway, tape)
        task = asyncio.ensure_future(client.start(TOKEN, 0))
        await tape.state(State.RESUMING, rule="zombie")
        await tape.event("RESUMED")
        await client.close_ws()
        await task
    assert gateway.identified == 1


async def test_a_refusal_of_a_timeline_stops_our_client() -> None:
    with open_recording(ROOT / "recordings" / "disallowed-intents.jsonl") as recording:
        played = timeline_of(recording)
    async with EmbeddedGateway(played, token=TOKEN) as gateway:
        with pytest.raises(GatewayClosed, match="4014"):
            await client_of(gateway, Tape()).start(TOKEN, 0)
