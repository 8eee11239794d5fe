"""Tests of the intents against the documentation's table, and of reading them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from making_facts import FACTS
from scurrycli.errors import UsageError
from scurrycli.wire.intents import (
    ALL,
    DEFAULT,
    NONE,
    PRIVILEGED,
    Intent,
    intent_names,
    parse_intents,
)

ROWS = FACTS["intents"]
NAMES = [row["name"] for row in ROWS]


def test_the_table_is_the_documented_one() -> None:
    documented = {row["name"]: 1 << row["bit"] for row in ROWS}
    assert {intent.name: intent.value for intent in Intent} == documented


def test_the_privileged_ones() -> None:
    assert set(intent_names(PRIVILEGED)) == {row["name"] for row in ROWS if row["privileged"]}


def test_the_sets() -> None:
    assert sum(1 << row["bit"] for row in ROWS) == ALL
    assert (ALL & ~PRIVILEGED, NONE) == (DEFAULT, 0)
    assert parse_intents("all") == ALL
    assert parse_intents("Default") == DEFAULT
    assert parse_intents("none") == NONE


@pytest.mark.parametrize(
    ("spec", "bits"),
    [
        ("513", 513),
        ("0", 0),
        ("guilds", 1),
        ("GUILDS,GUILD_MESSAGES", 513),
        ("GUILDS + guild_messages", 513),
        ("default,MESSAGE_CONTENT", DEFAULT | Intent.MESSAGE_CONTENT),
        ("1,2,4", 7),
        (str(1 << 30), 1 << 30),
        (str((1 << 53) - 1), (1 << 53) - 1),
    ],
)
def test_reading(spec: str, bits: int) -> None:
    assert parse_intents(spec) == bits


@pytest.mark.parametrize(
    ("spec", "hint"),
    [
        ("GUILD_MESAGES", "Did you mean GUILD_MESSAGES?"),
        ("guild", "Did you mean GUILDS?"),
        ("xyzzy", "Names, a number, default, all or none."),
        ("", "''"),
        ("GUILDS,,", "''"),
        ("-1", "'-1'"),
        ("1.5", "'1.5'"),
        ("٣", "'٣'"),
        (str(1 << 53), str(1 << 53)),
        ("9" * 5000, "999"),
    ],
)
def test_what_is_no_intent(spec: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_intents(spec)
    assert hint in str(caught.value)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(spec: str) -> None:
    try:
        bits = parse_intents(spec)
    except UsageError:
        return
    assert 0 <= bits < 1 << 53


@given(st.sets(st.sampled_from(NAMES)))
def test_names_and_numbers_are_the_same(names: set[str]) -> None:
    bits = parse_intents(",".join(["none", *names]))
    assert set(intent_names(bits)) == names
    assert parse_intents(str(int(bits))) == bits


def test_a_bit_without_a_name_is_carried_and_shown() -> None:
    assert intent_names(1 | 1 << 30 | 1 << 17) == ["GUILDS", "bit 17", "bit 30"]
    assert intent_names(0) == []
