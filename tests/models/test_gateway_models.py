"""Tests of the answer of `GET /gateway/bot`."""

from __future__ import annotations

from dataclasses import fields

import pytest

from scurrycli.models import DataModel, Event, GatewayEvent, SessionStartLimit

ANSWER = {
    "url": "wss://gateway.discord.gg",
    "shards": 9,
    "session_start_limit": {
        "total": 1000,
        "remaining": 999,
        "reset_after": 14400000,
        "max_concurrency": 1,
    },
}


def test_rule_1_the_documented_answer() -> None:
    made = GatewayEvent.from_dict(ANSWER)
    assert (made.url, made.shards) == ("wss://gateway.discord.gg", 9)
    limit = made.session_start_limit
    assert isinstance(limit, SessionStartLimit)
    assert (limit.total, limit.remaining, limit.reset_after) == (1000, 999, 14400000)
    assert limit.max_concurrency == 1
    assert made.to_dict() == ANSWER


@pytest.mark.parametrize(
    ("model", "names"),
    [
        (SessionStartLimit, ["total", "remaining", "reset_after", "max_concurrency"]),
        (GatewayEvent, ["url", "shards", "session_start_limit"]),
    ],
)
def test_fields_and_bases(model: type[Event], names: list[str]) -> None:
    assert [field.name for field in fields(model)] == names
    assert issubclass(model, Event)
    assert issubclass(model, DataModel)


def test_an_answer_with_a_limit_that_is_no_object_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="SessionStartLimit is made from an object, not int"):
        GatewayEvent.from_dict({**ANSWER, "session_start_limit": 5})
