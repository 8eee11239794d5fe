"""Simulated days of sessions: whatever the Gateway and the network do, the rules hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings, target
from hypothesis import strategies as st

from making_sessions import ACK, FIRST, TOKEN, Walk, ops
from scurrycli.records import State
from scurrycli.session import Command, Plan, Session
from scurrycli.session.machine import Phase
from simulating_sessions import Step, World

DISCOVERY = [*["ok"] * 6, "429", "429 bare", "500", "network"]
MESSAGES = [
    *["progress"] * 14,
    *["event"] * 3,
    *["close"] * 4,
    *["invalid"] * 2,
    *["hello", "ready", "resumed", "junk", "asks", "app", "reconnect", "fault"],
]
DAY = 86_400
RULES = ["discovery", "unreachable", "timeout", "op 9", "zombie", "fault", "op 7"]
INTERVALS = [0.5, 1.0, 2.5, 30.0, 41.25, 41.25, 60.0, 3600.0]


def steps(late: list[float]) -> st.SearchStrategy[Step]:
    """Anything that does not end a session for good."""
    return st.builds(
        Step,
        discovery=st.sampled_from(DISCOVERY),
        connect=st.sampled_from([True, True, True, True, False]),
        message=st.sampled_from(MESSAGES),
        seconds=st.sampled_from([0.0, 0.1, 1.0, 7.0, 30.0, 59.0, 61.0, 300.0, 3000.0, 20_000.0]),
        interval=st.sampled_from(INTERVALS),
        acks=st.sampled_from(["good", "good", "late", "missing"]),
        late=st.sampled_from(late),
        pick=st.integers(0, 199),
    )


def ends(late: list[float]) -> st.SearchStrategy[Step]:
    """What ends one for good, where it can."""
    return st.builds(
        replace,
        steps(late),
        discovery=st.sampled_from(["401", "spent"]),
        message=st.sampled_from(["fatal", "leave"]),
    )


def live(days: Counter[str], api: bool, seed: int, life: list[Step], end: Step) -> World:
    """One session's life in a world."""
    chance = Random(seed)

    def draw() -> float:
        return chance.choice([0.0, 0.999999, chance.random()])

    plan = Plan(token=TOKEN, intents=1, url=None if api else FIRST)
    world = World(Session(plan, draw), plan.url)
    world.begin()
    for step in life:
        world.step(step)
    world.step(end)
    world.step(end)
    days.update(world.reached)
    days["seconds"] += int(world.now - 50_000)
    return world


@pytest.mark.parametrize(
    "late", [[0.0], [0.0, 0.01, 0.2, 3.0, 45.0, 7000.0]], ids=["sharp", "late"]
)
def test_whatever_happens_the_rules_hold(late: list[float]) -> None:
    days: Counter[str] = Counter()
    lives = st.lists(steps(late), min_size=40, max_size=80)

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.booleans(), st.integers(0, 1 << 32), lives, ends(late))
    def day(api: bool, seed: int, life: list[Step], end: Step) -> None:
        world = live(days, api, seed, life, end)
        target(float(len(world.reached)), label="different things reached")

    day()
    missing = {phase.name for phase in Phase} - {"IDLE"} - set(days)
    missing |= {f"-> {state}" for state in State} - set(days)
    missing |= {kind.__name__ for kind in get_args(Command)} - set(days)
    missing |= {f"waits for {rule}" for rule in RULES} - set(days)
    assert not missing, days
    assert days["seconds"] > 2 * DAY


def test_a_quiet_day_is_beats_on_schedule_and_nothing_else() -> None:
    walk = Walk(chance=0.3).to_ready(interval=41.25)
    start = walk.now
    beats = []
    while walk.session.deadline is not None and walk.session.deadline < start + DAY:
        assert ops(walk.ring()) == [1]
        beats.append(walk.now)
        walk.pause(0.08)
        assert walk.get(ACK) == []
    assert len(beats) == round(DAY / 41.25)
    assert beats[0] == pytest.approx(start + 0.3 * 41.25)
    assert all(late - soon == pytest.approx(41.25) for soon, late in pairwise(beats))
