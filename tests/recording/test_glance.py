"""What is told of lines by their beginning is what reading all of them tells."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scurrycli.filters import Criteria, compile_filter, compile_look
from scurrycli.recording import Header, Recording, encode_header, encode_record
from scurrycli.recording.codec import one_line
from scurrycli.recording.glance import glance
from scurrycli.records import Kind, Record
from scurrycli.where import compile_where

HEAD = encode_header(Header(started=1.0, client="c", url="u"))
NAMES = ("MESSAGE_CREATE", "TYPING_START", "READY")
FRAMES = (
    b'{"op":0,"t":"X","d":{"a":"gate","id":"1"}}',
    b'{"d":{"a":"\xc3\xa9","b":[{"x":1},{}]},"op":0}',
    b'{ "op" : 0,\r"d":{"a":null} }  ',
    b'{"d":{"\\u0061":"g\\u0061te"}}',
    b"{}",
)
WAYS = (
    Criteria(events=("MESSAGE_CREATE",)),
    Criteria(events=("*_*",), exclude=("TYPING_*",)),
    Criteria(grep=("gate",)),
    Criteria(users=("1",)),
    Criteria(where=compile_where("t == MESSAGE_CREATE and d.a ~ 'g.te'")),
    Criteria(events=("TYPING_START", "READY"), where=compile_where("d.a == gate or has d.zzz")),
    Criteria(where=compile_where("not d.a and size > 1")),
    Criteria(where=compile_where("kind == state or t == READY")),
    Criteria(),
)


def line(name: str = "MESSAGE_CREATE", frame: bytes = FRAMES[0], n: int = 7) -> bytes:
    return encode_record(
        Record(n, n / 8, 1.0 + n, Kind.RECV, 1, len(frame), None, 0, n, name, frame=frame)
    )


LINE = line()
HOSTILE = (
    LINE.replace(b"\n", b"\r\n"),
    LINE.replace(b"}\n", b',"extra":1}\n'),
    LINE.replace(b"}\n", b',"frame":{}}\n'),
    LINE.replace(b"}\n", b"} {}}\n"),
    LINE.replace(b"}\n", b"\n"),
    LINE.replace(b"}\n", b"} \n"),
    b" " + LINE,
    line(frame=b'{"d":'),
    line(frame=b'{"d":{"a":'),
    line(frame=b'{}},"a":{"b":1}'),
    line(frame=b'{"d":{"a":"\xff"}}'),
    line(frame=b'{"d":{"a":"\\ud800"}}'),
    line(frame=b'{"d":' + b'{"a":' * 9000 + b"1" + b"}" * 9001),
    line(frame=b"[1]"),
    line(name="message_create"),
    line(name="\u202e"),
    LINE.replace(b'"n":7', b'"n":07'),
    LINE.replace(b'"at":0.875', b'"at":00.875'),
    LINE.replace(b"1970-01-01", b"1970-02-30"),
    LINE.replace(b"1970-01-01", b"0000-01-01"),
    LINE.replace(b'"size":42', b'"size":99999999999999999999999'),
    LINE.replace(b'"kind":"recv"', b'"kind":"sent"'),
    LINE.replace(b'"op":0,"s"', b'"op":1,"s"'),
    LINE.replace(b'"frame":', b'"frame": '),
    LINE[:100] + b"\n",
    b"\n",
    b"<html>\n",
    b'"}\n',
    encode_record(Record(7, 0.0, 1.0, Kind.STATE, detail={"state": "ready", "why": "gate"})),
    encode_record(Record(7, 0.0, 1.0, Kind.RECV, op=0, t="READY")),
    encode_record(Record(7, 0.0, 1.0, Kind.END, detail={"frames": 1, "why": "q"})),
)
SOUND = st.builds(line, st.sampled_from(NAMES), st.sampled_from(FRAMES), st.integers(1, 99))
FLIPPED = st.builds(
    lambda at, by: LINE[: at % len(LINE)] + by + LINE[at % len(LINE) + 1 :],
    st.integers(0, 1000),
    st.binary(min_size=1, max_size=2),
)
BROKEN_UP = LINE.replace(b',"t":"X"', b',\r"t":"X"')
FILES = st.lists(
    SOUND | st.just(BROKEN_UP) | st.sampled_from(HOSTILE) | FLIPPED | st.just(HEAD), max_size=12
)


def opened(lines: list[bytes]) -> Recording:
    return Recording(io.BufferedReader(io.BytesIO(HEAD + b"".join(lines))), "x")


def told(lines: list[bytes], criteria: Criteria) -> tuple[list[bytes], int, str | None]:
    """What comes out by way of the quick look: payloads, events, damage."""
    passes, recording = compile_filter(criteria), opened(lines)
    out: list[bytes] = []
    events = 0
    for batch in recording.batches(compile_look(criteria, payloads=True)):
        out += map(one_line, batch.frames)
        out += [one_line(one.frame or b"") for one in batch.records if passes(one)]
        events += len(batch.frames) + batch.passed_over
        events += sum(one.is_dispatch for one in batch.records)
    return out, events, recording.damage


def read(lines: list[bytes], criteria: Criteria) -> tuple[list[bytes], int, str | None]:
    """The same by reading everything."""
    passes, recording = compile_filter(criteria), opened(lines)
    records = list(recording)
    out = [one_line(one.frame or b"") for one in records if passes(one)]
    return out, sum(one.is_dispatch for one in records), recording.damage


@given(FILES, st.sampled_from(WAYS))
@example(list(HOSTILE), WAYS[0])
@example([LINE, *HOSTILE, BROKEN_UP], WAYS[4])
@example([BROKEN_UP], WAYS[0])
def test_the_same_comes_out(lines: list[bytes], criteria: Criteria) -> None:
    assert told(lines, criteria)[0] == read(lines, criteria)[0]


@given(FILES)
@example(list(HOSTILE))
def test_of_what_is_wanted_no_damage_is_passed_over(lines: list[bytes]) -> None:
    assert told(lines, Criteria()) == read(lines, Criteria())


@given(
    st.lists(SOUND | st.sampled_from([HEAD, HOSTILE[-1], HOSTILE[-3]]), max_size=12),
    st.sampled_from(WAYS),
)
@example([LINE, HEAD, line("READY")], Criteria(events=("READY",)))
def test_records_are_the_same_where_recordings_follow_one_another(
    lines: list[bytes], criteria: Criteria
) -> None:
    passes, recording = compile_filter(criteria), opened(lines)
    whole = opened(lines)
    expected = [one for one in whole if passes(one)]
    batches = recording.batches(compile_look(criteria, payloads=False))
    assert [one for batch in batches for one in batch.records if passes(one)] == expected
    assert recording.ended == whole.ended


@pytest.mark.parametrize("odd", HOSTILE)
def test_what_is_odd_is_read(odd: bytes) -> None:
    tell = glance(compile_look(Criteria(), payloads=True))
    assert tell(LINE, 0, len(LINE) - 1) == FRAMES[0]
    assert tell(odd, 0, len(odd) - 1) is None


def test_lines_as_we_write_them_are_known() -> None:
    tell = glance(compile_look(Criteria(events=("READY",)), payloads=True))
    big = Record(10**6, 1e6, 1.7e9, Kind.RECV, 3, 5 << 20, 5 << 10, 0, 10**7, "READY", frame=b"{}")
    other = Record(1, 0.5, 0.5, Kind.RECV, 1, 2, None, 0, 1, "X1", b"{}")
    for record, expected in ((big, b"{}"), (other, b"")):
        written = encode_record(record)
        assert tell(written, 0, len(written) - 1) == expected
        assert tell(b"x\n" + written, 2, len(written) + 1) == expected


def test_names_are_told_however_many_there_are() -> None:
    tell = glance(compile_look(Criteria(events=("N_*5",)), payloads=True))
    for n in range(3000):
        written = line(f"N_{n}")
        assert bool(tell(written, 0, len(written) - 1)) is bool(re.search("5$", str(n)))
