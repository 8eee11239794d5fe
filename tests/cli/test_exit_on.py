"""`--exit-on` ends a command with status 1 and says why, live and from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection

from making_processes import TOKEN, Called, event, gateway, greet, run, session

RECORDINGS = Path(__file__).parents[2] / "recordings"


@pytest.mark.parametrize(
    ("name", "condition", "says"),
    [
        ("resume", "close", "the connection was closed without a close code"),
        ("zombie", "zombie", "the connection was a zombie"),
        ("demo", "silent=2s", "no event came for 2 s"),
    ],
)
def test_from_a_file(called: Called, name: str, condition: str, says: str) -> None:
    path = str(RECORDINGS / f"{name}.jsonl")
    status, out, err = called("tail", path, "--json", "--exit-on", condition)
    assert (status, err) == (1, f"scurry: Stopped by --exit-on: {says}.\n")
    assert out
    whole = called("tail", path, "--json")[1]
    assert whole.startswith(out)
    assert len(whole) > len(out)


async def drop(ws: ServerConnection) -> None:
    await session_with_gap(ws)
    ws.transport.abort()


async def session_with_gap(ws: ServerConnection) -> None:
    await greet(ws)
    for s in (1, 2, 7):
        await ws.send(event("READY" if s == 1 else "TYPING_START", s, '{"session_id":"s"}'))


async def wait(ws: ServerConnection) -> None:
    await session_with_gap(ws)
    await ws.wait_closed()


@pytest.mark.parametrize(
    ("handler", "condition", "says"),
    [
        (drop, "close", "the connection was closed without a close code"),
        (wait, "gap", "sequence numbers before 7: 4 missing in 1 gap"),
        (session(), "silent=100ms", "no event came for 0.1 s"),
    ],
)
@pytest.mark.parametrize("command", ["tail", "connect"])
def test_live(command: str, handler: Any, condition: str, says: str) -> None:
    with gateway(handler) as url:
        args = (command, "--url", url, "--intents", "all", "--exit-on", condition)
        result = run(*args, DISCORD_TOKEN=TOKEN)
    assert (result.status, result.err.splitlines()[-1]) == (
        1,
        f"scurry: Stopped by --exit-on: {says}.",
    )


def test_a_close_for_good_keeps_its_status() -> None:
    async def refuse(ws: Any) -> None:
        await greet(ws)
        await ws.close(4014)

    with gateway(refuse) as url:
        args = ("tail", "--url", url, "--intents", "all", "--exit-on", "close")
        assert run(*args, DISCORD_TOKEN=TOKEN).status == 4


def test_another_end_comes_first() -> None:
    args = ("tail", "--demo", "--exit-on", "silent=60s", "--max-events", "1")
    assert run(*args).status == 0


def test_wrong_usage(called: Called) -> None:
    status, out, err = called("tail", "--demo", "--exit-on", "latency")
    assert (status, out) == (2, "")
    assert "Put it in quotes" in err
