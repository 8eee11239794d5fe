"""Unmodified clients of other libraries against the gateway; never one of ours."""

from __future__ import annotations

import asyncio
from pathlib import Path

import orjson
import pytest

from making_referees import REFEREES, Outcome, Referee, judge, node_modules
from scurrycli.recording import open_recording
from scurrycli.server import Action, Timeline, timeline_of
from scurrycli.server.delivery import Cue
from scurrycli.server.faults import parse_fault
from scurrycli.server.subscription import Subscription

ROOT = Path(__file__).parents[2]
FAULTS = [parse_fault(text) for text in ("reconnect@40", "drop@80", "invalid-session@120")]
PACE = parse_fault("slow=100000")
"""Bytes a second: some libraries cannot bear an opcode 9 in the same moment as RESUMED."""
WRONG = {
    "discord.py": {"no-jitter", "two-compressions"},
    "hikari": {"no-jitter"},
    "scurrypy": {"shards-field", "no-properties", "closed-1000"},
    "discord.js": set(),
}
"""What the report finds; a first heartbeat at once only where the machine is not too slow."""
ME = "970486290053205204"
RESUMES = 2
"""By numbers 40 and 80, each of which takes a number for its RESUMED."""
FIRST = 120 - RESUMES
"""Dispatches of the first session without RESUMED."""


def timeline() -> Timeline:
    with open_recording(ROOT / "recordings" / "demo.jsonl") as recording:
        return timeline_of(recording).without_faults()


def expected(played: Timeline, referee: Referee) -> list[tuple[str, str | None]]:
    """The dispatches of the session that is lost, and then of the one that is not."""
    whole: list[tuple[str, str | None]] = [("READY", None)]
    for step in played.steps:
        assert step.action is Action.DISPATCH
        if Cue(step, ME).is_for(Subscription(referee.intents)):
            whole.append((step.t, orjson.loads(step.d).get("id")))
    return [*whole[:FIRST], *whole]


@pytest.fixture(scope="module")
def outcomes() -> dict[Referee, Outcome]:
    """All at once: most of the time each of them waits."""
    node_modules()
    played = timeline()

    async def run() -> list[Outcome]:
        return await asyncio.gather(
            *(
                judge(
                    referee,
                    played,
                    [*FAULTS, PACE],
                    len(expected(played, referee)) + RESUMES,
                    speed=float("inf"),
                )
                for referee in REFEREES
            )
        )

    return dict(zip(REFEREES, asyncio.run(run()), strict=True))


@pytest.mark.timeout(240)
@pytest.mark.parametrize("referee", REFEREES, ids=str)
def test_it_takes_a_reconnect_a_drop_and_an_invalid_session(
    outcomes: dict[Referee, Outcome], referee: Referee
) -> None:
    outcome = outcomes[referee]
    got = [each for each in outcome.dispatches if each[0] != "RESUMED"]
    assert got == expected(timeline(), referee), outcome.errors[-3000:]
    assert set(outcome.names) == {"fern"}
    [client] = outcome.clients
    assert (client.resumes, client.identifies) == (RESUMES, 2)
    assert client.compress == referee.compress
    assert client.faults == len(FAULTS)
    found = {finding.breach.rule.name for finding in outcome.findings}
    assert found | {"no-jitter"} == WRONG[referee.library] | {"no-jitter"}
    assert found <= WRONG[referee.library]
