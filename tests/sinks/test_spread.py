"""Tests of percentiles in bounded memory against a list that keeps everything."""

from __future__ import annotations

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.sinks.spread import Spread


def spread(values: list[float]) -> Spread:
    made = Spread()
    for value in values:
        made.add(value)
    return made


def test_nothing_is_known_of_nothing() -> None:
    empty = Spread()
    assert (empty.count, empty.least, empty.most, empty.percentile(50)) == (0, None, None, None)
    other = spread([1.0])
    other.add_all(empty)
    assert other.count == 1


@given(
    st.lists(st.floats(-1e8, 1e8), min_size=1, max_size=200),
    st.sampled_from([0.0, 1.0, 50.0, 95.0, 99.0, 100.0]),
)
def test_percentiles_are_right_to_one_in_a_thousand(values: list[float], percent: float) -> None:
    exact = sorted(values)[max(1, ceil(len(values) * percent / 100)) - 1]
    found = spread(values).percentile(percent)
    assert found == pytest.approx(exact, rel=1e-3, abs=2e-6)


@given(st.lists(st.floats(-1e12, 1e12), max_size=50), st.lists(st.floats(-1e12, 1e12), max_size=50))
def test_two_are_as_good_as_one(some: list[float], others: list[float]) -> None:
    both = spread(some)
    both.add_all(spread(others))
    one = spread(some + others)
    assert (both.count, both.least, both.most) == (one.count, one.least, one.most)
    for percent in (1, 50, 99):
        assert both.percentile(percent) == one.percentile(percent)


def test_memory_does_not_grow_with_the_values() -> None:
    many = spread([number / 7919 for number in range(200_000)])
    assert len(many._counts) < 25_000
