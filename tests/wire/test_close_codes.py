"""Tests of the close codes against the documentation's table and the policy for each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from making_facts import FACTS
from scurrycli.wire.close_codes import CLOSE_CODES, RECONNECTING, After, close_code

ROWS = FACTS["close_codes"]
POLICY = {
    None: After.RESUME,
    1000: After.RESUME,
    1001: After.RESUME,
    1006: After.RESUME,
    4000: After.RESUME,
    4001: After.RESUME,
    4002: After.RESUME,
    4003: After.IDENTIFY,
    4004: After.STOP,
    4005: After.RESUME,
    4007: After.IDENTIFY,
    4008: After.RESUME,
    4009: After.IDENTIFY,
    4010: After.STOP,
    4011: After.STOP,
    4012: After.STOP,
    4013: After.STOP,
    4014: After.STOP,
}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['code']}")
def test_a_documented_code(row: dict[str, object]) -> None:
    code = row["code"]
    assert isinstance(code, int)
    ours = close_code(code)
    assert (ours.code, ours.name, ours.known) == (code, row["name"], True)
    assert (ours.after is not After.STOP) == row["reconnect"]
    assert ours.meaning


def test_no_code_is_ours_alone() -> None:
    ours = {code for code in CLOSE_CODES if code is not None and code >= 4000}
    assert ours == {row["code"] for row in ROWS}


def test_the_policy_is_complete() -> None:
    assert {code: row.after for code, row in CLOSE_CODES.items()} == POLICY


@pytest.mark.parametrize("code", [code for code, after in POLICY.items() if after is After.STOP])
def test_a_fatal_code_says_what_to_do(code: int) -> None:
    cure = close_code(code).cure
    assert cure.endswith(".")
    assert "token" in cure or "--" in cure or "Update" in cure


@given(st.integers(1000, 3999))
def test_a_code_of_the_websocket_resumes_and_is_no_news(code: int) -> None:
    row = close_code(code)
    assert (row.after, row.known, row.code) == (After.RESUME, True, code)


@given(st.integers(4000, 4999).filter(lambda code: code not in CLOSE_CODES))
def test_an_unknown_code_resumes_and_says_that_it_is_unknown(code: int) -> None:
    row = close_code(code)
    assert row.after is After.RESUME
    assert row.known == (code == RECONNECTING)
    assert row.known or (row.code, row.name) == (code, "Unknown code")


def test_rule_18_our_own_code_for_coming_back_keeps_the_session() -> None:
    assert RECONNECTING not in (1000, 1001)
    assert 4000 <= RECONNECTING <= 4999
    assert RECONNECTING not in {row["code"] for row in ROWS}
