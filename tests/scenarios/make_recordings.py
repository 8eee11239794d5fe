"""Makes the files in `recordings/` by running scurry against the embedded gateway; never a test.

Run from the project's root: python tests/scenarios/make_recordings.py [NAME...]
"""

from __future__ import annotations

import asyncio
import gzip
import math
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import orjson

from scenarios.community import community, ready
from scurrycli.server import Action, EmbeddedGateway, Step, Timeline

ROOT = Path(__file__).parents[2]
OUT = ROOT / "recordings"
SHIPPED = ROOT / "scurrycli" / "server" / "demo.jsonl.gz"
LATENCIES = (0.041, 0.044, 0.039, 0.052, 0.047, 0.043, 1.312, 0.061, 0.045, 0.040, 0.058, 0.042)


def talk(seconds: float, first: float = 0.0) -> list[Step]:
    """The community's dispatches up to `seconds`."""
    dispatches = community(epoch=datetime.now(UTC))
    return [
        Step(one.at, Action.DISPATCH, one.t, orjson.dumps(one.d))
        for one in dispatches
        if first <= one.at < seconds
    ]


def timeline(
    steps: list[Step], latencies: tuple[float, ...] = LATENCIES, interval: int = 6000
) -> Timeline:
    """The steps in order, with READY before them."""
    return Timeline(ready(), tuple(sorted(steps, key=lambda s: s.at)), latencies, interval)


def demo() -> Timeline:
    """Everything: an opcode 7, a dropped connection, a slow ACK."""
    faults = [Step(31.4, Action.RECONNECT), Step(62.8, Action.DROP)]
    return timeline(talk(math.inf) + faults)


def resume() -> Timeline:
    """A dropped connection, resumed; what happened within two seconds comes while it is gone."""
    missed = [replace(step, at=6.0) if 6.0 < step.at < 8.0 else step for step in talk(12)]
    return timeline([Step(6.0, Action.DROP), *missed], interval=3000)


def invalid_session() -> Timeline:
    """An opcode 9 that gives the session up."""
    return timeline([*talk(6), Step(3.0, Action.INVALID_SESSION, d=b"false")], interval=3000)


def disallowed_intents() -> Timeline:
    """Closed with 4014 instead of READY."""
    return replace(timeline([]), close_after=4014)


def zombie() -> Timeline:
    """ACKs stop, and so does everything else."""
    return timeline(talk(3), (0.041, 0.044, math.inf, 0.047), interval=2000)


SCENARIOS: dict[str, tuple[Callable[[], Timeline], float]] = {
    "demo": (demo, 93.0),
    "resume": (resume, 14.0),
    "invalid-session": (invalid_session, 14.0),
    "disallowed-intents": (disallowed_intents, 10.0),
    "zombie": (zombie, 14.0),
}


async def record(name: str) -> None:
    """Play one scenario to `scurry connect` in a process of its own."""
    make, seconds = SCENARIOS[name]
    path = OUT / f"{name}.jsonl"
    async with EmbeddedGateway(make(), token="sample.sample.sample") as gateway:
        command = ["connect", "--api-url", gateway.api_url, "--intents", "all", "--force"]
        command += ["--duration", str(seconds), "--record", str(path), "--compress", "none"]
        scurry = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "scurrycli", *command),
            env={**os.environ, "DISCORD_TOKEN": "sample.sample.sample"},
            cwd=ROOT,
        )
        await scurry.wait()
    path.chmod(0o644)


def tear() -> None:
    """`torn`: what is left of `resume` after a power cut in the middle of a line."""
    data = (OUT / "resume.jsonl").read_bytes()
    whole = data.rindex(b"\n", 0, len(data) * 2 // 3)
    (OUT / "torn.jsonl").write_bytes(data[: whole + 400])


async def main(names: list[str]) -> None:
    """Make them all at once."""
    await asyncio.gather(*(record(name) for name in names))
    if "resume" in names:
        tear()
    if "demo" in names:
        SHIPPED.write_bytes(gzip.compress((OUT / "demo.jsonl").read_bytes(), 9, mtime=0))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:] or list(SCENARIOS)))
