"""Time stamps and JSON that never fails."""

from __future__ import annotations

import math
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.recording.encoding import json_text, read_time, time_text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "1970-01-01T00:00:00.000000Z"),
        (1795474681.123456, "2026-11-23T22:58:01.123456Z"),
        (1.9999999, "1970-01-01T00:00:02.000000Z"),
        (-0.5, "1969-12-31T23:59:59.500000Z"),
        (-math.inf, "0001-01-01T00:00:00.000000Z"),
        (math.nan, "0001-01-01T00:00:00.000000Z"),
        (1e300, "9999-12-31T23:59:58.000000Z"),
    ],
)
def test_time_is_written_to_the_microsecond(seconds: float, text: str) -> None:
    assert time_text(seconds) == text


@given(st.integers(0, 8_000_000_000_000_000))
def test_every_microsecond_survives(micros: int) -> None:
    seconds = micros / 1_000_000
    assert round(read_time(time_text(seconds)) * 1_000_000) == round(seconds * 1_000_000)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01T01:00:00+01:00", 0.0),
        ("1970-01-01 00:00:01", 1.0),
        ("1970-01-01T00:00:00.25Z", 0.25),
    ],
)
def test_other_spellings_of_time_are_read(text: str, seconds: float) -> None:
    assert read_time(text) == seconds


@pytest.mark.parametrize("text", ["", "now", "2026-11-23T22:58:01.12345xZ", "2026-13-01T00:00:00Z"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_time(text)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ({"a": [1, None, True, 1.5, "é"]}, {"a": [1, None, True, 1.5, "é"]}),
        ("a\ud800b", "a?b"),
        ({1: (1 << 70, -5)}, {"1": [str(1 << 70), -5]}),
        ({"a": {1, 2} - {2}, "\udc00": None}, {"a": "{1}", "?": None}),
        ([1 << 70, True, None, 0.5], [str(1 << 70), True, None, 0.5]),
    ],
)
def test_what_json_cannot_hold_becomes_text(value: Any, kept: Any) -> None:
    assert orjson.loads(json_text(value)) == kept


def test_a_value_that_is_too_deep_is_cut() -> None:
    deep: list[Any] = []
    for _ in range(900):
        deep = [deep]
    assert b"[too deep]" in json_text(deep)
