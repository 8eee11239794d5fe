"""Places in a recording: what is understood, and which records they mean."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.errors import UsageError
from scurrycli.playback.position import Axis, check_order, parse_position
from scurrycli.records import Kind, Record


def record(
    n: int = 1, at: float = 0.0, s: int | None = None, t: str | None = None, kind: str = Kind.RECV
) -> Record:
    return Record(n, at, 0.0, kind, op=0 if t else None, s=s, t=t)


@pytest.mark.parametrize(
    ("text", "axis", "value"),
    [
        ("90", Axis.SECONDS, 90.0),
        ("90s", Axis.SECONDS, 90.0),
        (" 1.25 ", Axis.SECONDS, 1.25),
        ("1.", Axis.SECONDS, 1.0),
        ("1:30", Axis.SECONDS, 90.0),
        ("1:02:03.5", Axis.SECONDS, 3723.5),
        ("n:7", Axis.NUMBER, 7),
        ("seq:0", Axis.SEQUENCE, 0),
        ("SEQ:12", Axis.SEQUENCE, 12),
        ("event:ready", Axis.EVENT, 0),
    ],
)
def test_it_reads_what_the_help_names(text: str, axis: Axis, value: float) -> None:
    position = parse_position(text)

    assert (position.axis, position.value, position.text) == (axis, value, text)


@pytest.mark.parametrize(
    "text",
    ["", "-1", "nan", "inf", "1e3", "1:2:3:4", "9" * 5000, "٣", "x:1", "n:", "n:x", "event:,"],
)
def test_anything_else_is_wrong_usage_in_one_sentence(text: str) -> None:
    with pytest.raises(UsageError, match=r"is no place in a recording\. Give seconds"):
        parse_position(text)


@given(st.text(max_size=20))
def test_no_text_gets_any_other_error(text: str) -> None:
    with suppress(UsageError):
        assert parse_position(text).text == text


@pytest.mark.parametrize(
    ("text", "before", "on", "beyond"),
    [
        ("5", record(at=4.9), record(at=5.0), record(at=5.1)),
        ("n:5", record(n=4), record(n=5), record(n=6)),
        ("seq:5", record(s=4), record(s=5), record(s=6)),
    ],
)
def test_a_place_on_an_axis(text: str, before: Record, on: Record, beyond: Record) -> None:
    position = parse_position(text)

    assert [position.reached(each) for each in (before, on, beyond)] == [False, True, True]
    assert [position.ends_before(each) for each in (before, on, beyond)] == [False, False, True]
    assert position.ends_after(on) is (position.axis is not Axis.SECONDS)
    assert not position.ends_after(before)


def test_a_sequence_number_is_not_reached_by_what_has_none() -> None:
    position = parse_position("seq:0")

    assert not position.reached(record(s=None))
    assert not position.ends_before(record(s=None))


@pytest.mark.parametrize("text", ["event:message_*", "event:READY,MESSAGE_CREATE"])
def test_an_event_is_found_by_name_or_glob_whatever_the_case(text: str) -> None:
    position = parse_position(text)

    assert position.reached(record(t="MESSAGE_CREATE"))
    assert position.reached(record(t="message_create"))
    assert position.ends_after(record(t="MESSAGE_CREATE"))
    assert not position.ends_before(record(t="MESSAGE_CREATE"))
    assert not position.reached(record(t="TYPING_START"))
    assert not position.reached(record(t=None))


@pytest.mark.parametrize(("start", "end"), [("2", "1"), ("n:3", "n:2"), ("seq:9", "seq:8")])
def test_an_end_before_the_start_is_refused(start: str, end: str) -> None:
    with pytest.raises(UsageError, match=f"{end}.*before.*{start}"):
        check_order(parse_position(start), parse_position(end))


@pytest.mark.parametrize(
    ("start", "end"), [("1", "1"), ("9", "n:1"), (None, "1"), ("1", None), ("event:A", "event:B")]
)
def test_other_pairs_are_let_through(start: str | None, end: str | None) -> None:
    check_order(*[None if text is None else parse_position(text) for text in (start, end)])
