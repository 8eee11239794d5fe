"""How faults are written and when they are due; never what they do."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.errors import UsageError
from scurrycli.server.faults import (
    CHAOS,
    SHAPES,
    Both,
    ChaosPlan,
    Fault,
    FaultKind,
    GivenPlan,
    Weather,
    dispatch_faults,
    parse_fault,
    weather_of,
)
from scurrycli.server.misdeeds import MISDEEDS

VALUES = {"CODE": "4000", "MS": "250", "S": "1.5", "MB": "2", "BYTES/S": "9600"}


WRITTEN = st.builds(
    lambda kind, value, at: f"{kind}{value}@{at}" if at else f"{kind}{value}",
    st.sampled_from(FaultKind),
    st.just("") | st.floats(0, 1e9).map(lambda value: f"={value:.3f}") | st.just("=4000"),
    st.integers(0, 99),
)


def written(kind: FaultKind, at: int = 20) -> str:
    shape = SHAPES[kind]
    value = f"={VALUES[shape.unit]}" if shape.unit else ""
    return f"{kind}{value}" + ("" if shape.placed is False else f"@{at}")


@pytest.mark.parametrize("kind", FaultKind)
def test_each_is_read_as_it_is_written(kind: FaultKind) -> None:
    fault = parse_fault(written(kind))
    assert fault.kind is kind
    assert str(fault) == written(kind)
    assert parse_fault(f"  {written(kind).upper()} ") == fault


@pytest.mark.parametrize("kind", FaultKind)
def test_each_has_a_meaning_and_a_deed(kind: FaultKind) -> None:
    assert SHAPES[kind].says.endswith(".")
    placed = SHAPES[kind].placed is not False and kind is not FaultKind.NO_HELLO
    assert (kind in MISDEEDS) == placed


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("no-hello", Fault(FaultKind.NO_HELLO, at=1)),
        ("no-hello@3", Fault(FaultKind.NO_HELLO, at=3)),
        ("guild-unavailable", Fault(FaultKind.GUILD_UNAVAILABLE, at=1)),
        ("huge=0.5@2", Fault(FaultKind.HUGE, 0.5, 2)),
        ("close=1001@1", Fault(FaultKind.CLOSE, 1001, 1)),
    ],
)
def test_what_may_be_left_out(text: str, fault: Fault) -> None:
    assert parse_fault(text) == fault


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dorp@5", "Did you mean drop?"),
        ("", "not a fault"),
        ("xyzzy", "--faults lists them"),
        ("drop", "it is drop@N"),
        ("drop@0", "N can be 1 to 999999999, READY being 1"),
        ("drop@-1", "it is drop@N"),
        ("drop@x", "it is drop@N"),
        ("drop=3@5", "it is drop@N"),
        ("drop@5@6", "it is drop@N"),
        ("close@5", "it is close=CODE@N"),
        ("close=1005@5", "CODE can be 1000 to 1003, 1007 to 1014, or 3000 to 4999"),
        ("close=99@5", "'close=99@5' is out of range: CODE can be 1000 to 1003"),
        ("close=4000.5@5", "CODE can be 1000 to 1003"),
        ("close=4.0.0@5", "it is close=CODE@N"),
        ("jitter=5@3", "it is jitter=MS"),
        ("jitter=0", "MS can be more than 0 and less than 1000000000"),
        ("slow", "it is slow=BYTES/S"),
        ("huge=9999@5", "MB can be more than 0, and 512 at most"),
        ("guild-unavailable@0", "N can be 1 to 999999999, READY being 1"),
        ("no-hello@0", "the first connection being 1"),
        ("gap@0", "'gap@0' is out of range"),
        ("gap@1000000000", "N can be 1 to 999999999"),
        ("guild-unavailable@x", r"it is guild-unavailable\[@N\]"),
    ],
)
def test_what_is_written_wrongly_is_said(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse_fault(text)


@given(st.text() | st.from_regex(r"[a-z-]+(=[0-9.]+)?(@[0-9]+)?", fullmatch=True) | WRITTEN)
def test_any_text_is_a_fault_or_a_sentence(text: str) -> None:
    with suppress(UsageError):
        fault = parse_fault(text)
        assert parse_fault(str(fault)) == fault


@given(st.lists(st.integers(1, 30)), st.integers(0, 40))
def test_each_comes_once_at_its_place(places: list[int], last: int) -> None:
    faults = [Fault(FaultKind.DROP, at=place) for place in places]
    plan = GivenPlan(faults)
    taken = [(number, fault) for number in range(1, last + 1) for fault in plan.take(number)]
    assert all(number == fault.at for number, fault in taken)
    assert len(taken) == len([place for place in places if place <= last])


def test_a_lost_session_does_not_begin_the_plan_anew() -> None:
    plan = GivenPlan([parse_fault("invalid-session@2"), parse_fault("drop@3")])
    assert [str(f) for n in (1, 2) for f in plan.take(n)] == ["invalid-session@2"]
    assert [str(f) for n in (1, 2, 3) for f in plan.take(n)] == ["drop@3"]


@given(st.integers())
def test_the_same_seed_gives_the_same_chaos(seed: int) -> None:
    def taken() -> list[str]:
        plan = ChaosPlan(random.Random(seed).random)
        return [str(fault) for number in range(1, 500) for fault in plan.take(number)]

    first = taken()
    assert first == taken() == taken()
    assert 500 / 60 - 1 <= len(first) <= 100
    assert {parse_fault(text).kind for text in first} <= {fault.kind for fault in CHAOS}


def test_two_plans_are_one() -> None:
    both = Both((GivenPlan([parse_fault("drop@1")]), GivenPlan([parse_fault("gap@1")])))
    assert [fault.kind for fault in both.take(1)] == [FaultKind.DROP, FaultKind.GAP]


def test_what_has_no_place_is_weather() -> None:
    texts = ("delay-acks=250", "slow-hello=2", "jitter=50", "slow=1000", "dead-resume-host")
    faults = [parse_fault(text) for text in (*texts, "no-hello", "no-hello@3", "drop@2")]
    assert weather_of(faults) == Weather(0.25, 2.0, 0.05, 1000.0, frozenset({1, 3}), True)
    assert weather_of([]) == Weather()
    assert [str(fault) for fault in dispatch_faults(faults)] == ["drop@2"]
