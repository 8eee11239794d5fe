"""The message that a bot gets back when it has sent one; never the request."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.server.messages import message_of

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(["id", "components", "component", "accessory", "type"]), inner
        )
    ),
)


def made(**said: Any) -> dict[str, Any]:
    return message_of(said, message_id="9", channel_id="7", author={"id": "1"}, at=1.8e9)


def test_a_message_has_all_that_discord_says_of_one() -> None:
    message = made(content="hi")
    assert (message["id"], message["channel_id"], message["content"]) == ("9", "7", "hi")
    assert (message["flags"], message["type"], message["tts"]) == (0, 0, False)
    assert message["timestamp"] == "2027-01-15T08:00:00+00:00"
    assert "message_reference" not in message


def test_flags_are_those_of_the_request() -> None:
    assert made(flags=4)["flags"] == 4


@pytest.mark.parametrize(
    ("reference", "kind", "channel"),
    [
        ({"message_id": "3", "fail_if_not_exists": True}, 19, "7"),
        ({"message_id": "3", "channel_id": "8"}, 19, "8"),
        ({"type": 1, "message_id": "3", "channel_id": "8"}, 0, "8"),
    ],
)
def test_a_reply_names_its_channel(reference: dict[str, Any], kind: int, channel: str) -> None:
    message = made(message_reference=reference)
    assert message["type"] == kind
    assert message["message_reference"] == {
        "type": reference.get("type", 0),
        "message_id": "3",
        "channel_id": channel,
    }


def test_components_have_ids_and_keep_those_that_they_have() -> None:
    button = {"type": 2, "custom_id": "go"}
    rows = [
        {"type": 1, "components": [dict(button), {**button, "id": 2}]},
        {"type": 9, "components": [{"type": 10}], "accessory": dict(button)},
    ]
    first, second = made(components=rows)["components"]
    assert [first["id"], *(each["id"] for each in first["components"])] == [1, 3, 2]
    assert [second["id"], second["components"][0]["id"], second["accessory"]["id"]] == [4, 5, 6]


@given(st.dictionaries(st.sampled_from(["components", "message_reference", "flags"]), JSON))
def test_whatever_is_said_is_answered(said: dict[str, Any]) -> None:
    assert made(**said)["channel_id"] == "7"
