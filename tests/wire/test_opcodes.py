"""Tests of the opcodes against the documentation's table."""

from __future__ import annotations

import pytest

from making_facts import FACTS
from scurrycli.wire.opcodes import FROM_CLIENT, FROM_SERVER, Opcode, opcode_name

ROWS = FACTS["opcodes"]


def test_the_table_is_the_documented_one() -> None:
    documented = {row["code"]: row["name"].upper().replace(" ", "_") for row in ROWS}
    assert {op.value: op.name for op in Opcode} == documented


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['code']}")
def test_who_sends_it(row: dict[str, str | int]) -> None:
    action = str(row["client_action"])
    assert (row["code"] in FROM_SERVER) == ("Receive" in action)
    assert (row["code"] in FROM_CLIENT) == ("Send" in action)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['code']}")
def test_the_name_of_a_documented_one(row: dict[str, str | int]) -> None:
    code = row["code"]
    assert isinstance(code, int)
    assert opcode_name(code).replace("_", " ").casefold() == str(row["name"]).casefold()


@pytest.mark.parametrize(("op", "name"), [(99, "opcode 99"), (-1, "opcode -1"), (5, "opcode 5")])
def test_rule_21_one_that_is_not_documented_has_a_name_too(op: int, name: str) -> None:
    assert opcode_name(op) == name


def test_no_opcode() -> None:
    assert opcode_name(None) == "no opcode"
