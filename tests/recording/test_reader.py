"""Recordings read whole, torn, foreign and broken; what is unread is said."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from making_records import packed
from scurrycli.errors import ExitStatus, RecordingError
from scurrycli.recording.codec import encode_record
from scurrycli.recording.header import Header, encode_header
from scurrycli.recording.reader import FollowingReader, Recording, open_recording
from scurrycli.records import Kind, Record

GOLDEN = Path(__file__).parent / "golden-v1.jsonl"
HEAD = encode_header(Header(started=1.0, client="c", url="u"))
LINES = [
    encode_record(Record(n=n, at=n / 10, ts=1.0 + n / 10, kind="recv", op=0, frame=b'{"op":0}'))
    for n in range(1, 4)
]
END = encode_record(Record(n=4, at=1.0, ts=2.0, kind=Kind.END, detail={"frames": 3, "why": "q"}))
WHOLE = HEAD + b"".join(LINES) + END


def _read(data: bytes) -> tuple[list[int], str | None, bool]:
    with Recording(io.BufferedReader(io.BytesIO(data)), "x") as recording:
        numbers = [record.n for record in recording]
    return numbers, recording.damage, recording.ended


def test_the_golden_recording_of_version_1_reads_as_ever() -> None:
    with open_recording(GOLDEN) as recording:
        records = list(recording)
    assert recording.header.extra == {"later": {"key": 1}}
    assert [record.kind for record in records] == [
        *("open", "state", "recv", "state", "sent", "recv", "recv", "recv", "mark"),
        *("error", "close", "comet", "end"),
    ]
    assert [record.n for record in records] == list(range(1, 14))
    assert records[2].payload["d"] == {"heartbeat_interval": 41250}
    assert records[6].detail == {"error": "not JSON: unexpected", "raw": "e25v"}
    assert records[11].detail == {"tail": ["long"]}
    assert (recording.damage, recording.ended) == (None, True)


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_content_not_name_tells_how_it_is_compressed(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "name.txt"
    path.write_bytes(packed(HEAD, suffix) + packed(WHOLE[len(HEAD) :], suffix))
    with open_recording(str(path)) as recording:
        assert [record.n for record in recording] == [1, 2, 3, 4]
        assert list(recording) == []
    assert (recording.damage, recording.ended) == (None, True)


@pytest.mark.parametrize(
    "data",
    [
        WHOLE.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + WHOLE,
        b"\n \r\n" + WHOLE.replace(b"\n", b"\n\n \r\n"),
        WHOLE[:-1],
    ],
)
def test_what_editors_do_to_a_file_is_no_damage(data: bytes) -> None:
    assert _read(data) == ([1, 2, 3, 4], None, True)


def test_a_recording_may_hold_its_header_alone() -> None:
    assert _read(HEAD) == ([], None, False)
    assert _read(HEAD[:-1]) == ([], None, False)


def test_a_torn_last_line_is_left_unread_and_told() -> None:
    data = HEAD + LINES[0] + LINES[1][:30]
    damage = "x is damaged: its last line is torn and 30 bytes were left unread."
    assert _read(data) == ([1], damage, False)


def test_lines_in_the_middle_that_are_no_records_are_skipped_and_counted() -> None:
    numbers, damage, ended = _read(HEAD + LINES[0] + b"\n<html>\n" + LINES[1] + b"{}\n" + END)
    assert (numbers, ended) == ([1, 2, 4], True)
    assert damage == (
        "x is damaged: 2 lines that are no records were skipped (the first is line 4)."
    )
    assert "1 line that is no record was skipped" in str(_read(HEAD + b"{}\n")[1])


@pytest.mark.parametrize(("suffix", "kind"), [(".gz", "gzip"), (".zst", "zstd")])
def test_a_torn_frame_is_read_as_far_as_it_goes(suffix: str, kind: str) -> None:
    first = packed(HEAD + LINES[0], suffix)
    numbers, damage, ended = _read(first + packed(LINES[1], suffix)[:-6])
    assert numbers[0] == 1
    assert not ended
    assert f"its last {kind} frame is cut off" in str(damage)
    numbers, damage, _ = _read(first + b"garbage, plainly" + first)
    assert numbers == [1]
    assert damage == f"x is damaged: its {kind} data is damaged and the rest was left unread."
    with pytest.raises(RecordingError, match=f"damaged from its start: its last {kind} frame"):
        _read(first[:9])


def test_a_very_long_line_is_read_and_memory_stays_flat(tmp_path: Path) -> None:
    frame = b'{"op":0,"d":"' + b"x" * (40 << 20) + b'"}'
    path = tmp_path / "a.jsonl"
    long = encode_record(Record(n=1, at=0.0, ts=1.0, kind="recv", op=0, frame=frame))
    path.write_bytes(HEAD + long + LINES[1])
    with open_recording(path) as recording:
        assert [len(record.frame or b"") for record in recording] == [len(frame), 8]
    many = tmp_path / "b.jsonl"
    many.write_bytes(HEAD + LINES[0] * 40_000)
    tracemalloc.start()
    with open_recording(many) as recording:
        assert sum(1 for _ in recording) == 40_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 20


def _missing(directory: Path) -> Path:
    return directory / "no.jsonl"


def _written(data: bytes) -> Callable[[Path], Path]:
    def make(directory: Path) -> Path:
        (directory / "a.jsonl").write_bytes(data)
        return directory / "a.jsonl"

    return make


def _unreadable(directory: Path) -> Path:
    return Path("/proc/self/mem")


def _nul(directory: Path) -> Path:
    return directory / "a\0b"


BAD = [
    (_missing, r"There is no file .*no\.jsonl\. Check its name\."),
    (Path, "is a directory. Give the name of a recording."),
    (_unreadable, "Cannot read /proc/self/mem: the device reported an error."),
    (_nul, "Cannot read .*: its name is none that a file can have."),
    (_written(b""), r"a\.jsonl is empty"),
    (_written(b"\n\n"), r"a\.jsonl is empty"),
    (_written(b"hello\nworld\n"), r"a\.jsonl is not a scurry recording"),
    (_written(b"x" * (3 << 20)), r"a\.jsonl is not a scurry recording"),
    (
        _written(b'{"scurry":"recording","version":2}\n'),
        r"newer scurry \(version 2\)\. Update scurry",
    ),
    (_written(b'{"scurry":"recording","version":1,"shard":5}\n'), "damaged header"),
]


@pytest.mark.parametrize(("make", "message"), BAD)
@pytest.mark.parametrize("opener", [open_recording, FollowingReader])
def test_each_refusal_has_its_own_sentence(
    tmp_path: Path, make: Callable[[Path], Path], message: str, opener: Callable[[Path], object]
) -> None:
    with pytest.raises(RecordingError, match=message) as caught:
        opener(make(tmp_path))
    assert caught.value.status is ExitStatus.FAILED


def _run(code: str, **streams: object) -> str:
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60, **streams)  # type: ignore[call-overload]
    return str(done.stdout.decode())


STDIN = """
from scurrycli.recording.reader import open_recording
with open_recording("-") as recording:
    print([record.n for record in recording], recording.ended, recording.damage)
import sys
print(sys.stdin.closed)
"""


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_standard_input_is_read(suffix: str) -> None:
    assert _run(STDIN, input=packed(WHOLE, suffix)) == "[1, 2, 3, 4] True None\nFalse\n"


def test_standard_input_may_be_any_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    with io.TextIOWrapper(io.BytesIO(WHOLE)) as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        with open_recording("-") as recording:
            assert (recording.name, len(list(recording))) == ("Standard input", 4)
        assert not stream.closed
        monkeypatch.setattr(sys, "stdin", None)
        with pytest.raises(RecordingError, match="There is no standard input"):
            open_recording("-")


def test_a_pipe_gives_each_record_as_it_comes() -> None:
    reading, writing = os.pipe()
    os.write(writing, HEAD + LINES[0])
    with Recording(os.fdopen(reading, "rb"), "x") as recording:
        records = iter(recording)
        assert next(records).n == 1
        os.write(writing, LINES[1])
        assert next(records).n == 2
        os.close(writing)
        assert list(records) == []


def test_a_reading_that_fails_midway_is_told() -> None:
    file = FailingFile(HEAD + LINES[0])
    with Recording(file, "x") as recording:
        assert [record.n for record in recording] == [1]
    assert recording.damage == (
        "x is damaged: it could not be read further, the device reported an error."
    )


class FailingFile:
    """A disk that breaks after some bytes: the end of what can be read of this process's memory."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._broken = Path("/proc/self/mem").open("rb", buffering=0)  # noqa: SIM115

    def read1(self, size: int, /) -> bytes:
        data, self._data = self._data[:size], self._data[size:]
        return data or self._broken.read(size) or b""

    def close(self) -> None:
        self._broken.close()


_BYTES = st.binary(max_size=200)
_FILES = st.one_of(
    _BYTES,
    _BYTES.map(lambda data: HEAD + data),
    _BYTES.map(lambda data: HEAD + LINES[0] + data + b"\n" + END),
    _BYTES.map(lambda data: packed(WHOLE, ".gz") + b"\x1f\x8b\x08" + data),
    _BYTES.map(lambda data: packed(WHOLE, ".zst") + b"\x28\xb5\x2f\xfd" + data),
    st.integers(0, 500).map(lambda end: packed(WHOLE, ".gz")[:end]),
    st.integers(0, 500).map(lambda end: packed(WHOLE, ".zst")[:end]),
)


@given(_FILES)
def test_nothing_but_our_own_errors_comes_out(data: bytes) -> None:
    try:
        numbers, damage, ended = _read(data)
    except RecordingError:
        return
    if data != WHOLE and not damage:
        assert data.startswith((HEAD, b"\x1f\x8b", b"\x28\xb5"))
    assert ended == (4 in numbers)
