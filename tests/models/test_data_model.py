"""Tests of making models from JSON objects and back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.models import DataModel, Event


@dataclass
class Emoji(DataModel):
    id: str | None
    name: str


@dataclass
class Reaction(Event, DataModel):
    user_id: str
    emoji: Emoji
    count: int
    seen: list[str] = field(init=False, default_factory=list)


REACTION = {"user_id": "1", "emoji": {"id": None, "name": "x"}, "count": 2}


def test_nested_models_are_made_too() -> None:
    made = Reaction.from_dict(REACTION)
    assert made == Reaction("1", Emoji(None, "x"), 2)
    assert made.seen == []


def test_what_is_missing_is_none_and_what_is_unknown_left_out() -> None:
    made = Reaction.from_dict({"user_id": "1", "new_field": 5, "emoji": None})
    assert vars(made) == {"user_id": "1", "emoji": None, "count": None, "seen": []}
    assert not hasattr(made, "new_field")


def test_back_to_json_without_what_is_none() -> None:
    expected = {"user_id": "1", "emoji": {"name": "x"}, "count": 2, "seen": []}
    assert Reaction.from_dict(REACTION).to_dict() == expected


def test_zero_and_empty_are_not_none() -> None:
    assert Emoji.from_dict({"id": "", "name": 0}).to_dict() == {"id": "", "name": 0}


@pytest.mark.parametrize("data", [None, [], "x", 5, [("id", 1)]])
def test_what_is_no_object_is_a_type_error(data: Any) -> None:
    with pytest.raises(TypeError, match="Emoji is made from an object, not "):
        Emoji.from_dict(data)
    if data is not None:
        with pytest.raises(TypeError, match="Emoji is made from an object, not "):
            Reaction.from_dict({**REACTION, "emoji": data})


KEYS = st.sampled_from(["id", "name", "user_id", "emoji", "count", "seen", "x"])
OBJECTS = st.dictionaries(KEYS, st.integers() | st.text() | st.none())


@given(OBJECTS)
def test_a_round_trip_keeps_every_known_value(data: dict[str, Any]) -> None:
    made = Emoji.from_dict(data)
    known = {key: data[key] for key in ("id", "name") if data.get(key) is not None}
    assert made.to_dict() == known
    assert Emoji.from_dict(made.to_dict()) == made
