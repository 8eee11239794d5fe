"""Tests of the records that a stream is made of."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.records import Kind, Record, State


def record(frame: bytes | None = None, kind: str = Kind.RECV, **fields: Any) -> Record:
    return Record(1, 0.5, 1_795_478_400.0, kind, frame=frame, **fields)


def test_kinds_and_states_are_the_words_of_the_format() -> None:
    kinds = "recv sent open close state error mark end"
    assert list(Kind) == kinds.split()
    states = "connecting identifying ready resuming waiting stopped"
    assert list(State) == states.split()


@pytest.mark.parametrize(
    ("kind", "op", "answer"),
    [("recv", 0, True), ("recv", 11, False), ("sent", 0, False), ("recv", None, False)],
)
def test_a_dispatch_is_opcode_0_that_was_received(kind: str, op: int | None, answer: bool) -> None:
    assert record(kind=kind, op=op).is_dispatch == answer


def test_the_payload_is_decoded_once_and_shared() -> None:
    made = record(b'{"op":0,"d":{"id":"1"}}')
    assert made.payload == {"op": 0, "d": {"id": "1"}}
    assert made.payload is made.payload
    assert made.d == {"id": "1"}


@pytest.mark.parametrize(
    "frame", [None, b"", b"{", b"[1]", b'"x"', b"null", b"\xff", b'{"op":1,"d":1e400}']
)
def test_without_a_valid_payload_it_is_empty(frame: bytes | None) -> None:
    made = record(frame)
    assert (made.payload, made.d) == ({}, {})


@pytest.mark.parametrize("d", [None, 5, "x", [1], True])
def test_a_d_that_is_no_object_is_empty(d: object) -> None:
    assert record(orjson.dumps({"op": 9, "d": d})).d == {}
    assert record(b'{"op":1}').d == {}


@given(st.binary(max_size=40))
def test_any_frame_gives_an_object(frame: bytes) -> None:
    made = record(frame)
    assert isinstance(made.payload, dict)
    assert isinstance(made.d, dict)


@pytest.mark.parametrize("depth", [200, 1500, 100_000])
def test_any_depth_of_nesting_gives_an_object(depth: int) -> None:
    assert isinstance(record(b'{"d":' + b"[" * depth + b"]" * depth + b"}").payload, dict)


def test_what_was_decoded_is_no_part_of_a_record() -> None:
    one, other = record(b'{"op":1}'), record(b'{"op":1}')
    assert one.payload
    assert one == other
    assert "_decoded" not in repr(one)


def test_details_are_each_records_own() -> None:
    one, other = record(), record()
    one.detail["label"] = "x"
    assert other.detail == {}
