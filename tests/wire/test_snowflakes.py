"""Tests of the times in IDs."""

from __future__ import annotations

import pytest

from scurrycli.wire.snowflakes import EPOCH, made_at


def test_the_id_of_the_documentation() -> None:
    assert made_at("175928847299117063") == 1462015105.796


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "٣", "1" * 21])
def test_what_is_no_id_has_no_time(text: str) -> None:
    assert made_at(text) is None


def test_zero_is_the_beginning() -> None:
    assert made_at("0") == EPOCH
