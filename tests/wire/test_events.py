"""Tests of the dispatch events and their intents against the documentation's tables."""

from __future__ import annotations

import pytest

from making_facts import FACTS
from scurrycli.wire.events import DISPATCH_EVENTS
from scurrycli.wire.intents import Intent, intent_names

ROWS = FACTS["dispatch_events"]
INTENTS = FACTS["intents"]


def test_no_event_is_ours_alone_and_none_is_missing() -> None:
    assert set(DISPATCH_EVENTS) == {row["name"] for row in ROWS}
    assert len(DISPATCH_EVENTS) == len(ROWS) == 79


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["name"]))
def test_what_brings_an_event(row: dict[str, list[str]]) -> None:
    assert set(intent_names(DISPATCH_EVENTS[str(row["name"])])) == set(row["intents"])


@pytest.mark.parametrize("row", INTENTS, ids=lambda row: str(row["name"]))
def test_what_an_intent_brings(row: dict[str, list[str]]) -> None:
    intent = Intent[str(row["name"])]
    assert {name for name, bits in DISPATCH_EVENTS.items() if intent in bits} == set(row["events"])
