"""Tests of reading messages: nothing raises, everything odd is flagged, `d` is left alone."""

from __future__ import annotations

import json
from itertools import permutations
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scurrycli.wire.opcodes import Opcode
from scurrycli.wire.payload import Payload

INT64 = (1 << 63) - 1
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
)
JSON = st.recursive(
    SCALARS | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["op", "s", "t", "d", "a", "é"]), inner, max_size=4)
    ),
    max_leaves=12,
)


def is_sound(payload: Payload) -> None:
    """What holds for every payload whatsoever."""
    for number, least in ((payload.op, -INT64), (payload.s, 0)):
        assert number is None or (type(number) is int and least <= number <= INT64)
    assert payload.t is None or (type(payload.t) is str and payload.t.encode() is not None)
    assert isinstance(payload.d_text, bytes)
    assert payload.d_text or payload.d is None
    assert payload.field("a", str) is None or isinstance(payload.d, dict)
    if not payload.is_object:
        assert payload.flaw
        assert payload.d_text == b""
    if payload.op is None:
        assert payload.flaw


@given(st.binary(max_size=80))
@example(b"")
@example(b"\xff")
@example(b'{"op":1,"d":"\\ud800"}')
@example(b'\xef\xbb\xbf{"op":1}')
@example(b'{"op":1,"d":NaN}')
@example(b'{"op":1}{"op":2}')
@example(b'{"op":1,"t":"\xff"}')
def test_rule_21_arbitrary_bytes_never_raise(text: bytes) -> None:
    payload = Payload(text)
    is_sound(payload)
    assert payload.text == text


@given(JSON)
def test_rule_21_arbitrary_json_never_raises(value: Any) -> None:
    payload = Payload(json.dumps(value).encode())
    is_sound(payload)
    assert payload.is_object == isinstance(value, dict)


@given(st.integers(0, 200), st.integers(0, 255), st.booleans())
def test_rule_21_a_message_that_was_damaged_never_raises(at: int, byte: int, cut: bool) -> None:
    text = bytearray(b'{"t":"READY","s":1,"op":0,"d":{"v":10,"user":{"username":"\xc3\xa9"}}}')
    at %= len(text)
    text[at] = byte
    is_sound(Payload(bytes(text[:at] if cut else text)))


@pytest.mark.parametrize("depth", [100, 300, 900, 1000, 1024, 1100, 3000, 100_000])
@pytest.mark.parametrize("head", [b'{"op":0,"d":', b'{"op":"0","d":', b'{"op":0,"x":', b""])
def test_rule_21_any_depth_of_nesting_never_raises(head: bytes, depth: int) -> None:
    payload = Payload(head + b"[" * depth + b"]" * depth + (b"}" if head else b""))
    is_sound(payload)
    assert payload.op in (0, None)


def test_rule_21_what_is_nested_too_deeply_to_keep_is_flagged() -> None:
    payload = Payload(b'{"op":"0","s":4,"d":' + b"[" * 500 + b"]" * 500 + b"}")
    assert (payload.s, payload.d, payload.flaw) == (4, None, "nested too deeply")
    payload = Payload(b'{"op":0,"s":4,"d":' + b"[" * 5000 + b"]" * 5000 + b"}")
    assert (payload.s, payload.is_object, payload.flaw) == (None, False, "nested too deeply")


@given(
    op=st.integers(-INT64, INT64) | st.sampled_from(list(Opcode)),
    s=st.none() | st.integers(0, INT64),
    t=st.none() | st.text(st.characters(codec="utf-8"), max_size=10),
    d=JSON.filter(lambda value: "E" not in json.dumps(value)),
    more=st.dictionaries(st.text("xyz", min_size=1), JSON, max_size=2),
    order=st.randoms(use_true_random=False),
    ascii_only=st.booleans(),
)
def test_rule_22_the_fields_are_found_in_any_order(
    op: int, s: int | None, t: str | None, d: Any, more: Any, order: Any, ascii_only: bool
) -> None:
    items = list({"op": op, "s": s, "t": t, "d": d, **more}.items())
    order.shuffle(items)
    text = json.dumps(dict(items), ensure_ascii=ascii_only)
    payload = Payload(text.encode())
    assert (payload.op, payload.s, payload.t) == (op, s, t)
    complete = s is not None and t is not None and isinstance(d, dict)
    sound = complete if op == 0 else op in list(Opcode)
    assert (payload.flaw is None) == sound
    assert json.loads(payload.d_text) == d
    assert payload.d_text.decode() == json.dumps(d, ensure_ascii=ascii_only)
    is_sound(payload)


@pytest.mark.parametrize("names", list(permutations(["op", "s", "t", "d"])), ids="-".join)
def test_rule_22_every_order(names: tuple[str, ...]) -> None:
    values = {"op": 0, "s": 7, "t": "READY", "d": {"op": 9, "s": 8, "t": "NOT_ME"}}
    payload = Payload(json.dumps({name: values[name] for name in names}).encode())
    assert (payload.op, payload.s, payload.t, payload.d) == (0, 7, "READY", values["d"])


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        (b'{"op":"0","s":1,"t":"X"}', "wrong type of op"),
        (b'{"op":0.0,"s":1,"t":"X"}', "wrong type of op"),
        (b'{"op":true,"s":1,"t":"X"}', "wrong type of op"),
        (b'{"op":[0],"s":1,"t":"X"}', "wrong type of op"),
        (b'{"op":9223372036854775808,"s":1,"t":"X"}', "wrong type of op"),
        (b'{"op":1e2,"s":1,"t":"X"}', "wrong type of op"),
        (b'{"op":null,"s":1,"t":"X"}', "no opcode"),
    ],
)
def test_rule_21_a_wrong_type_of_op_is_flagged_and_the_rest_read(text: bytes, flaw: str) -> None:
    payload = Payload(text)
    assert (payload.op, payload.s, payload.t, payload.flaw) == (None, 1, "X", flaw)
    assert payload.is_object


@pytest.mark.parametrize("s", ["1.0", '"1"', "true", "{}", "18446744073709551616", "-1e3", "-1"])
def test_rule_21_a_wrong_type_of_s_is_flagged_and_the_rest_read(s: str) -> None:
    payload = Payload(f'{{"op":0,"s":{s},"t":"X","d":5}}'.encode())
    assert (payload.op, payload.s, payload.t, payload.d) == (0, None, "X", 5)
    assert payload.flaw == "wrong type of s"


@pytest.mark.parametrize("t", ["1", "false", "[]", "{}"])
def test_rule_21_a_wrong_type_of_t_is_flagged_and_the_rest_read(t: str) -> None:
    payload = Payload(f'{{"op":0,"s":1,"t":{t},"d":5}}'.encode())
    assert (payload.op, payload.s, payload.t, payload.d) == (0, 1, None, 5)
    assert payload.flaw == "wrong type of t"


def test_rule_21_several_wrong_types_are_all_named() -> None:
    assert Payload(b'{"op":"0","s":"1","t":1}').flaw == "wrong type of op, s, t"


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        (b"[]", "not an object but list"),
        (b'"READY"', "not an object but str"),
        (b"null", "not an object but NoneType"),
        (b"1", "not an object but int"),
        (b"{}", "no opcode"),
        (b'{"op":null}', "no opcode"),
        (b'{"op":null,"s":"1"}', "wrong type of s"),
        (b'{"op":99,"d":{}}', "unknown opcode 99"),
        (b'{"op":-1,"d":{}}', "unknown opcode -1"),
        (b'{"op":0}', "no s, t, d"),
        (b'{"op":0,"s":1,"d":{}}', "no t"),
        (b'{"op":0,"t":"X","d":{}}', "no s"),
        (b'{"op":0,"s":null,"t":"X","d":{}}', "no s"),
        (b'{"op":0,"s":1,"t":"X"}', "no d"),
        (b'{"op":0,"s":1,"t":"X","d":null}', "d is no object"),
        (b'{"op":0,"s":1,"t":"X","d":[{}]}', "d is no object"),
        (b'{"op":0,"d":"{","s":1,"t":"X"}', "d is no object"),
        (b'{"op":0,"s":1,"t":"X","d":{"a":[]}}', None),
        (b'{"op":0,"d":{"a":1},"s":1,"t":"X"}', None),
        (b'{"op":0,"s":1,"t":"X","d": {} }', None),
        (b'{"op":11}', None),
        (b'{"op":1,"d":null}', None),
    ],
)
def test_rule_21_what_is_no_payload_is_flagged(text: bytes, flaw: str) -> None:
    assert Payload(text).flaw == flaw


@pytest.mark.parametrize("d", [b'"\\ud800"', b"NaN", b"[-Infinity]", b'{"x":"\\udc00"}'])
def test_rule_21_the_number_of_what_cannot_be_kept_as_json_still_counts(d: bytes) -> None:
    payload = Payload(b'{"op":0,"s":7,"t":"X","d":%s}' % d)
    is_sound(payload)
    assert (payload.op, payload.s, payload.t, payload.is_object) == (0, 7, "X", False)
    assert str(payload.flaw).startswith("not JSON")


def test_rule_21_what_only_a_patient_reader_takes_may_hold_anything() -> None:
    for text in (b"[NaN]", b'{"op":"0","s":-5,"t":"\\ud800","d":NaN}', b'{"d":NaN}'):
        payload = Payload(text)
        is_sound(payload)
        assert (payload.op, payload.s, payload.t) == (None, None, None)


@pytest.mark.parametrize("text", [b"", b"{", b"\x00", b"\xff\xfe", b'{"op":1', b"{'op':1}"])
def test_rule_21_broken_json_is_flagged(text: bytes) -> None:
    payload = Payload(text)
    assert str(payload.flaw).startswith("not JSON: ")
    assert not payload.is_object


def test_rule_21_json_that_only_the_patient_decoder_takes_is_flagged() -> None:
    payload = Payload(b'{"op":"10","op":11}')
    assert (payload.op, payload.is_object, payload.flaw) == (11, True, "unusual JSON")


def test_rule_21_a_missing_d_is_none() -> None:
    payload = Payload(b'{"op":10}')
    assert (payload.d, payload.d_text, payload.flaw) == (None, b"", None)
    assert payload.field("heartbeat_interval", int) is None


def test_a_d_that_nothing_can_hold_is_none_and_its_bytes_stay() -> None:
    payload = Payload(b'{"op":10,"d":1e400}')
    assert (payload.op, payload.d, payload.d_text) == (10, None, b"1e400")


@pytest.mark.parametrize("number", [1 << 53, (1 << 63) - 1, (1 << 64) - 1, -(1 << 63)])
def test_big_integers_stay_what_they_are(number: int) -> None:
    payload = Payload(f'{{"op":0,"s":{INT64},"d":{{"permissions":{number}}}}}'.encode())
    assert payload.s == INT64
    assert payload.field("permissions", int) == number


def test_an_integer_that_no_decoder_takes_keeps_its_digits() -> None:
    payload = Payload(b'{"op":0,"d":1234567890123456789012345678901234567890}')
    assert payload.d_text == b"1234567890123456789012345678901234567890"


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (str, "text", "x"),
        (int, "number", 1),
        (bool, "flag", True),
        (int, "flag", None),
        (float, "number", None),
        (str, "missing", None),
        (str, "null", None),
    ],
)
def test_a_field_is_of_the_very_type_or_none(kind: type, name: str, value: object) -> None:
    payload = Payload(b'{"op":0,"d":{"text":"x","number":1,"flag":true,"null":null}}')
    assert payload.field(name, kind) == value


def test_d_is_decoded_anew_so_that_nobody_changes_it_for_others() -> None:
    payload = Payload(b'{"op":0,"d":{"a":[]}}')
    payload.d["a"].append(1)
    assert payload.d == {"a": []}
