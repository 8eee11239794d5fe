"""Tests of the format's rules: a recording that keeps them all, and one broken rule at a time."""

from __future__ import annotations

import io

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from making_recordings import HEADER, examined, lines, rules, session
from making_records import packed
from scurrycli.checks.examination import Examination
from scurrycli.checks.form import Form
from scurrycli.checks.shape import CORE, OF_KIND
from scurrycli.errors import RecordingDamaged, RecordingError
from scurrycli.recording import decode_record, encode_header, encode_record
from scurrycli.records import Record

WHOLE = lines(session().records)
DATA = b"".join(WHOLE)
READY = next(line for line in WHOLE if b'"READY"' in line)
N = WHOLE.index(READY)
OPEN = next(line for line in WHOLE if b'"kind":"open"' in line)
CLOSE = next(line for line in WHOLE if b'"kind":"close"' in line)
STATE = next(line for line in WHOLE if b'"kind":"state"' in line)
END = WHOLE[-1]


def changed(line: bytes, old: bytes, new: bytes) -> bytes:
    """The recording with one change in one line."""
    assert old in line
    return DATA.replace(line, line.replace(old, new, 1))


def test_a_valid_recording_has_no_flaw() -> None:
    flaws, examination = examined(DATA)
    assert flaws == []
    assert (examination.records, examination.recordings) == (len(WHOLE) - 1, 1)
    assert (examination.ended, examination.torn, examination.flaws) == (True, None, 0)


def test_the_usual_shape_and_the_others_give_the_same_records() -> None:
    form = Form(HEADER)
    for line in WHOLE[1:]:
        record, found = form.read(line[:-1])
        assert (record, found) == (decode_record(line), [])


@pytest.mark.parametrize(
    ("line", "old", "new", "rule"),
    [
        (READY, b'"at":0.4', b'"at":0.4e0,"x":0.4', "at"),
        (READY, b'"op":0', b'"op":4', "copy"),
        (READY, b'"s":1,"t"', b'"s":7,"t"', "copy"),
        (READY, b',"t":"READY","frame"', b',"frame"', "copy"),
        (READY, b',"t":"READY","frame"', b',"t":"OTHER","frame"', "copy"),
        (READY, b'"kind":"recv","conn":1', b'"conn":1,"kind":"recv"', "key-order"),
        (READY, b'"op":0', b'"wire":null,"op":0', "null"),
        (READY, b"Z", b"+00:00", "ts"),
        (READY, b'"scurrybot"', b'"scurrybots"', "size"),
        (READY, b',"conn":1', b"", "missing-key"),
        (READY, b'"size":', b'"siz":', "missing-key"),
        (OPEN, b'"url"', b'"uri"', "missing-key"),
        (OPEN, b'"kind":"open"', b'"kind":"open","size":3', "key-order"),
        (OPEN, b'"conn":1', b'"conn":1,"size":3', "wrong-key"),
        (CLOSE, b'"by":"network"', b'"by":"nobody"', "value"),
        (CLOSE, b'"by":"network"', b'"by":"network","code":"4000"', "type"),
        (STATE, b'"state":"connecting"', b'"state":"dreaming"', "value"),
        (STATE, b'"why":"start"', b'"why":7', "type"),
        (STATE, b'"state":"connecting","why":"start"', b'"why":"a","state":"ready"', "key-order"),
        (END, b'"frames":', b'"frames":1', "frames"),
        (READY, b'"n":', b'"n":"', "no-record"),
        (READY, b'"ts":"2026-11', b'"ts":"2026-19', "no-record"),
        (READY, b'"frame":{', b'"frame":[{', "no-record"),
        (READY, b"{", b"\xff{", "no-record"),
    ],
)
def test_one_broken_rule(line: bytes, old: bytes, new: bytes, rule: str) -> None:
    assert rule in [found for _, found in rules(changed(line, old, new))]


def test_the_number_of_the_record_is_told() -> None:
    assert rules(changed(READY, b'"s":1,"t"', b'"s":7,"t"'))[0] == (N, "copy")


def test_a_frame_that_is_not_last() -> None:
    data = DATA.replace(READY, READY[:-2] + b',"later":1}\n')
    flaw = examined(data)[0][0]
    assert (flaw.n, flaw.line, flaw.rule) == (N, N + 1, "key-order")
    assert flaw.text == "frame is not the last key, later is"


def test_holes_in_the_numbers() -> None:
    without = b"".join(line for line in WHOLE if line not in (STATE, END))
    flaws, examination = examined(without)
    assert [(flaw.rule, flaw.text) for flaw in flaws] == [("number", "n is 2 where 1 is due")]
    assert not examination.ended


def test_time_that_goes_back() -> None:
    late = changed(READY, b'"at":0.', b'"at":9.')
    assert rules(late)[0] == (N + 1, "time-back")


def test_what_stands_behind_the_end() -> None:
    last = len(WHOLE)
    more = encode_record(Record(last, 99.0, 1.0, "mark", detail={"label": "x"}))
    assert rules(DATA + more) == [(last, "after-end")]


@pytest.mark.parametrize(
    ("detail", "size", "found"),
    [
        ({"error": "no JSON", "raw": "e25v"}, 3, []),
        ({"error": "no JSON", "raw": "e25v"}, 4, ["size"]),
        ({"error": "no JSON", "raw": "!"}, 3, ["raw"]),
        ({"raw": "e25v"}, 3, ["missing-key"]),
        ({"error": "no JSON"}, 3, ["missing-key"]),
    ],
)
def test_a_payload_that_is_no_object(detail: dict[str, str], size: int, found: list[str]) -> None:
    record = Record(1, 0.0, 1.0, "recv", conn=1, size=size, detail=detail)
    assert [rule for rule, _ in Form(HEADER).read(encode_record(record)[:-1])[1]] == found


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"size": 8, "wire": 8}, ["wire"]),
        ({"size": 8, "wire": 3}, []),
        ({"size": 9}, ["size"]),
        ({"size": 8, "detail": {"raw": "AA==", "error": "e"}}, ["frame-and-raw"]),
    ],
)
def test_sizes(fields: dict[str, object], found: list[str]) -> None:
    record = Record(1, 0.0, 1.0, "recv", conn=1, op=0, frame=b'{"op":0}', **fields)  # type: ignore[arg-type]
    assert [rule for rule, _ in Form(HEADER).read(encode_record(record)[:-1])[1]] == found


def test_a_redacted_payload_may_have_had_another_size() -> None:
    for frame in (b'{"op":2,"d":{"token":"[redacted]"}}', b'{"op":2,"d":"session-0123456789ab"}'):
        record = Record(1, 0.0, 1.0, "sent", conn=1, size=500, op=2, frame=frame)
        assert Form(HEADER).read(encode_record(record)[:-1])[1] == []


def test_kinds_of_newer_versions_are_left_alone() -> None:
    record = Record(1, 0.0, 1.0, "comet", size=3, detail={"tail": [1]})
    assert Form(HEADER).read(encode_record(record)[:-1])[1] == []


@pytest.mark.parametrize(
    ("old", "new", "said", "rule"),
    [
        (b'"client":"tests 1",', b"", "the header has no client", "header"),
        (b'"intents":513,', b"", None, ""),
        (b"00Z", b"00+00:00", "not RFC 3339", "started"),
        (b'"shard":[0,1]', b'"shard":[1,1]', "shard 1 of 1 does not exist", "header"),
        (
            b'"redact":"secrets"',
            b'"redact":"nothing"',
            "redact is 'nothing', not secrets or pii",
            "header",
        ),
        (
            b'"url":"wss://x/","api_version":10',
            b'"api_version":10,"url":"wss://x/"',
            "order",
            "header",
        ),
    ],
)
def test_the_header(old: bytes, new: bytes, said: str | None, rule: str) -> None:
    flaws = examined(changed(WHOLE[0], old, new))[0]
    assert [flaw.rule for flaw in flaws] == ([rule] if said else [])
    assert (said or "") in "".join(flaw.text for flaw in flaws)


def test_lines_as_only_a_patient_reader_takes_them() -> None:
    assert rules(b"\xef\xbb\xbf" + DATA) == [(None, "line")]
    assert rules(DATA.replace(b"\n", b"\r\n")) == [(None, "line-end")]
    assert rules(b"\n" + DATA + b"\n") == [(None, "line"), (None, "line")]
    assert rules(DATA[:-1]) == [(None, "line-end")]


def test_a_torn_line() -> None:
    flaws, examination = examined(DATA[:-10])
    assert flaws == []
    assert examination.torn == f"its last line is torn, {len(END) - 10} bytes long"


@pytest.mark.parametrize(("suffix", "kind"), [(".gz", "gzip"), (".zst", "zstd")])
def test_a_torn_frame(suffix: str, kind: str) -> None:
    flaws, examination = examined(packed(DATA, suffix) + packed(DATA, suffix)[:-3])
    assert flaws == []
    assert examination.torn == f"its last {kind} frame is cut off"


def test_a_frame_that_is_torn_from_the_start() -> None:
    with pytest.raises(RecordingDamaged, match="damaged from its start: its last zstd frame"):
        examined(packed(DATA, ".zst")[:12])


def test_recordings_that_follow_one_another() -> None:
    flaws, examination = examined(DATA + DATA)
    assert flaws == []
    assert examination.recordings == 2


def test_garbage_in_the_middle() -> None:
    data = b"".join([*WHOLE[:5], b"\0" * 100 + b"\n", b"hello\n", b"[]\n", b"{}\n", *WHOLE[5:]])
    assert [(flaw.line, flaw.text) for flaw in examined(data)[0]] == [
        (6, "100 bytes of nothing but NULs"),
        (7, "no JSON: unexpected character, expected a JSON value"),
        (8, "no object but list"),
        (9, "no record: n is missing"),
    ]


def test_a_header_of_a_newer_version_in_the_middle() -> None:
    assert rules(DATA + b'{"scurry":"recording","version":99}\n') == [(None, "header")]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"hello\n", b'{"op":10,"d":{}}\n', b"\x1f\x8b\x08"])
def test_what_is_no_recording_at_all(data: bytes) -> None:
    with pytest.raises((RecordingError, RecordingDamaged)):
        examined(data)


def test_the_tables_know_every_key_that_is_written() -> None:
    for kind, keys in OF_KIND.items():
        detail = dict.fromkeys(reversed(keys), "x")
        record = Record(1, 0.0, 1.0, kind, 1, 2, 3, 4, 5, "T", b"{}", detail)
        written = list(orjson.loads(encode_record(record)))
        assert written == [*CORE, *keys, "frame"]


@given(st.lists(st.one_of(st.binary(max_size=60), st.sampled_from(WHOLE)), max_size=12))
def test_only_our_own_error_comes_out(parts: list[bytes]) -> None:
    data = encode_header(HEADER) + b"\n".join(parts)
    try:
        for flaw in Examination(io.BufferedReader(io.BytesIO(data)), "x"):
            assert flaw.text
    except (RecordingError, RecordingDamaged):
        pass


@given(st.sampled_from(WHOLE[1:]), st.integers(0, 400), st.binary(min_size=1, max_size=3))
def test_any_byte_may_be_wrong(line: bytes, place: int, wrong: bytes) -> None:
    place = min(place, len(line) - 1)
    data = DATA.replace(line, line[:place] + wrong + line[place + 1 :], 1)
    _, examination = examined(data)
    assert examination.recordings == 1
