"""Tests of the payloads that a client sends."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from scurrycli.errors import ExitStatus, PayloadTooLarge
from scurrycli.wire.outgoing import MAX_SENT, encode, heartbeat, identify, resume

PROPERTIES = {"os": "linux", "browser": "scurry", "device": "scurry"}


@pytest.mark.parametrize("seq", [None, 0, 251, (1 << 63) - 1])
def test_rule_7_a_heartbeat_carries_the_last_number_or_null(seq: int | None) -> None:
    assert orjson.loads(heartbeat(seq)) == {"op": 1, "d": seq}


def test_rule_5_identify_has_the_documented_fields() -> None:
    text = identify("a.b.c", 513, (1, 4), PROPERTIES, 250)
    assert orjson.loads(text) == {
        "op": 2,
        "d": {
            "token": "a.b.c",
            "properties": PROPERTIES,
            "intents": 513,
            "shard": [1, 4],
            "large_threshold": 250,
        },
    }


def test_resume_has_the_documented_fields() -> None:
    d = {"token": "a.b.c", "session_id": "s", "seq": 7}
    assert orjson.loads(resume("a.b.c", "s", 7)) == {"op": 6, "d": d}


def padded(size: int) -> dict[str, Any]:
    empty = {"op": 8, "d": ""}
    return {"op": 8, "d": "x" * (size - len(orjson.dumps(empty)))}


def test_rule_20_4096_bytes_pass_and_one_more_is_refused() -> None:
    assert len(encode(padded(MAX_SENT))) == MAX_SENT == 4096
    with pytest.raises(PayloadTooLarge) as caught:
        encode(padded(MAX_SENT + 1))
    assert str(caught.value) == "A payload of 4097 bytes was not sent: Discord takes 4096 at most."
    assert isinstance(caught.value, ValueError)
    assert caught.value.status == ExitStatus.FAILED


def test_rule_20_bytes_count_and_not_characters() -> None:
    with pytest.raises(PayloadTooLarge):
        encode({"op": 8, "d": "é" * 2048})


def test_what_is_no_json_is_a_type_error() -> None:
    with pytest.raises(TypeError):
        encode({"op": 8, "d": object()})


def test_a_refused_identify_does_not_repeat_the_token() -> None:
    token = "secret." * 700
    with pytest.raises(PayloadTooLarge) as caught:
        identify(token, 0, (0, 1), PROPERTIES, 250)
    assert "secret" not in str(caught.value)
