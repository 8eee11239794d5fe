"""One record, one line: the order of the keys, the frame's bytes, and what is no record."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.errors import RecordingError
from scurrycli.recording.codec import decode_record, encode_record
from scurrycli.records import Kind, Record

TS = 1795474681.123456
META = b'{"n":1,"at":0.000000,"ts":"2026-11-23T22:58:01.123456Z","kind":'
FRAME = b'{"op":0, "t":"MESSAGE_CREATE","s":5,"d":{"content":"a,\\"frame\\":b","x":1.50}}'


def _record(kind: str, **fields: Any) -> Record:
    return Record(n=1, at=0.0, ts=TS, kind=kind, **fields)


@pytest.mark.parametrize(
    ("record", "line"),
    [
        (
            _record("recv", conn=1, size=77, wire=40, op=0, s=5, t="MESSAGE_CREATE", frame=FRAME),
            b'"recv","conn":1,"size":77,"wire":40,"op":0,"s":5,"t":"MESSAGE_CREATE","frame":'
            + FRAME,
        ),
        (
            _record("recv", conn=1, size=2, detail={"raw": "eHg=", "error": "not JSON"}),
            b'"recv","conn":1,"size":2,"error":"not JSON","raw":"eHg="',
        ),
        (
            _record("recv", op=11, detail={"error": "wrong type of s"}, frame=b'{"op":11,"s":"x"}'),
            b'"recv","op":11,"error":"wrong type of s","frame":{"op":11,"s":"x"}',
        ),
        (_record("open", conn=1, detail={"url": "wss://x"}), b'"open","conn":1,"url":"wss://x"'),
        (
            _record("close", detail={"reason": "", "code": 4004, "by": "server"}),
            b'"close","by":"server","code":4004,"reason":""',
        ),
        (
            _record("state", detail={"rule": "op 7", "why": "w", "wait": 1.5, "state": "waiting"}),
            b'"state","state":"waiting","why":"w","rule":"op 7","wait":1.5',
        ),
        (_record("error", detail={"url": "u", "error": "e"}), b'"error","error":"e","url":"u"'),
        (_record("mark", detail={"label": 'q"\n'}), b'"mark","label":"q\\"\\n"'),
        (_record("end", detail={"why": "q", "frames": 3}), b'"end","frames":3,"why":"q"'),
        (_record("comet", detail={"b": 1, "a": {"frame": 1}}), b'"comet","b":1,"a":{"frame":1}'),
    ],
)
def test_a_line_is_written_and_read_as_the_format_says(record: Record, line: bytes) -> None:
    line = META + line + b"}\n"
    assert encode_record(record) == line
    assert decode_record(line) == record


def test_line_breaks_between_tokens_become_spaces() -> None:
    line = encode_record(_record("recv", frame=b'{\r\n "op": 1\n}'))
    assert line.endswith(b',"frame":{   "op": 1 }}\n')


def test_keys_of_every_record_and_null_are_no_details() -> None:
    detail = {"n": 5, "frame": 1, "code": None, "by": "network"}
    line = encode_record(_record("close", detail=detail))
    assert line == META + b'"close","by":"network"}\n'
    assert encode_record(_record("mark", detail={"label": None})) == META + b'"mark"}\n'


def test_any_order_of_keys_gives_the_frame_as_it_stands() -> None:
    frame = b'{ "op" : 1,"d":1.0 }'
    line = (
        b'{"frame": ' + frame + b' ,"kind":"sent","x":[1],"ts":"1970-01-01T00:00:00Z","at":2,"n":7}'
    )
    record = decode_record(line)
    assert (record.frame, record.detail, record.at, record.n) == (frame, {"x": [1]}, 2.0, 7)


def test_keys_after_the_frame_are_no_part_of_it() -> None:
    record = decode_record(META + b'"recv","frame":{"op":1},"extra":{"a":{}}}\n')
    assert (record.frame, record.detail) == (b'{"op":1}', {"extra": {"a": {}}})


def test_null_means_that_a_key_is_absent() -> None:
    record = decode_record(META + b'"recv","op":null,"t":null,"frame":null}\r\n')
    assert record == _record("recv")


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"{}",
        b'"recv"',
        META,
        META + b"5}",
        META.replace(b"1,", b'"1",', 1) + b'"recv"}',
        META.replace(b"2026-11-23T22", b"2026-11-23T99") + b'"recv"}',
        META.replace(b"0.000000", b"1e999") + b'"recv"}',
        META.replace(b'"at":0.000000', b'"at":NaN') + b'"recv"}',
        META + b'"recv","frame":[1]}',
        META + b'"recv","frame":{"op":1}',
        META + b'"recv","frame":{"d":"\xff"}}',
        META + b'"mark","label":"\\ud800"}',
        META + b'"recv","x":' + b"[" * 100_000,
        META + b'"recv","frame":' + b'{"a":' * 100_000,
    ],
)
def test_what_is_no_record_is_refused(line: bytes) -> None:
    with pytest.raises(RecordingError, match="no record"):
        decode_record(line)


def _frame(value: dict[str, Any], indent: int | None, *, ascii_only: bool) -> bytes:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    return text.replace("\n", " ").encode()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 53), 1 << 53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_WORDS = st.text(max_size=8)
_COUNTS = st.none() | st.integers(0, 1 << 62)
_FRAMES = st.builds(
    _frame,
    st.dictionaries(_WORDS, _JSON, max_size=4),
    st.sampled_from([None, 1]),
    ascii_only=st.booleans(),
) | st.just(b'  {"op":1} ')
_RECORDS = st.builds(
    Record,
    n=st.integers(1, 1 << 62),
    at=st.floats(0, 1e9).map(lambda at: round(at, 6)),
    ts=st.integers(0, 7_000_000_000_000_000).map(lambda micros: micros / 1_000_000),
    kind=st.sampled_from(list(Kind)) | _WORDS,
    conn=_COUNTS,
    size=_COUNTS,
    wire=_COUNTS,
    op=_COUNTS,
    s=_COUNTS,
    t=st.none() | _WORDS,
    frame=st.none() | _FRAMES,
    detail=st.dictionaries(
        _WORDS | st.sampled_from(["why", "state", "frame", "op"]), _JSON, max_size=4
    ),
)


@given(_RECORDS)
def test_a_line_survives_being_read_and_written(record: Record) -> None:
    line = encode_record(record)
    assert line.count(b"\n") == 1
    orjson.loads(line)
    again = decode_record(line)
    assert encode_record(again) == line
    assert (again.n, again.kind, again.t, again.frame) == (
        record.n,
        record.kind,
        record.t,
        record.frame,
    )
    assert round(again.ts * 1_000_000) == round(record.ts * 1_000_000)


@given(_RECORDS, st.data())
def test_no_torn_line_is_taken_for_a_record(record: Record, data: st.DataObject) -> None:
    line = encode_record(record)
    with pytest.raises(RecordingError):
        decode_record(line[: data.draw(st.integers(0, len(line) - 2))])


@given(st.binary() | st.binary().map(lambda data: META + b'"recv","frame":{' + data))
def test_nothing_but_a_recording_error_comes_out(line: bytes) -> None:
    try:
        record = decode_record(line)
    except RecordingError:
        return
    encode_record(record)
