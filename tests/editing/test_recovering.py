"""Tests of what is saved of damaged recordings: everything that is left, and it is valid."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from making_recordings import HEADER, examined, lines, session
from making_records import packed
from making_sheets import Sheet
from scurrycli.editing.recover import Recovered, in_words, recover
from scurrycli.editing.salvage import Lost, salvage
from scurrycli.errors import RecordingError, RecordingTooNew
from scurrycli.recording import Header, Recording

WHOLE = lines(session(6).records)
DATA = b"".join(WHOLE)
COUNT = len(WHOLE) - 1
FORM_ONLY = frozenset({"number", "time-back", "size", "copy", "no-record", "line", "key-order"})


def recovered(data: bytes) -> tuple[bytes, Recovered]:
    sheet = Sheet()
    file = io.BufferedReader(io.BytesIO(data))
    result = recover(salvage(file, "x"), "x", sheet.create)
    return sheet.text, result


def saved(data: bytes) -> Recovered:
    """What came of it; the new recording is valid."""
    text, result = recovered(data)
    flaws, examination = examined(text)
    assert flaws == []
    assert examination.torn is None
    assert examination.records == result.records
    return result


def framed(suffix: str) -> list[bytes]:
    """The recording in frames of three lines each."""
    return [packed(b"".join(WHOLE[at : at + 3]), suffix) for at in range(0, len(WHOLE), 3)]


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_of_a_whole_one_nothing_is_lost(suffix: str) -> None:
    text, result = recovered(packed(DATA, suffix))
    assert (result.records, result.places, result.repaired) == (COUNT, 0, 0)
    assert text.splitlines()[1:] == DATA.splitlines()[1:]
    with Recording(io.BufferedReader(io.BytesIO(text)), "y") as recording:
        assert recording.header.extra == {"recovered": "x"}


def test_a_torn_end() -> None:
    result = saved(DATA[:-10])
    assert (result.records, result.places) == (COUNT, 1)  # without the end, with the mark
    assert result.lost == Lost(size=len(WHOLE[-1]) - 10, lines=1)


def test_lines_without_a_trace() -> None:
    result = saved(b"".join([*WHOLE[:7], *WHOLE[9:]]))
    assert (result.places, result.lost) == (1, Lost(records=2))


def test_garbage_and_nuls_in_the_middle() -> None:
    data = b"".join([*WHOLE[:7], b"\0" * 4096 + b"\n", b"\xff\xfe garbage\n", *WHOLE[7:]])
    result = saved(data)
    assert (result.records, result.places) == (COUNT + 1, 1)
    assert result.lost == Lost(size=4096 + 10, lines=2)


def test_a_block_of_nuls_over_records_costs_only_these() -> None:
    start, end = len(b"".join(WHOLE[:8])) + 20, len(b"".join(WHOLE[:10])) + 20
    result = saved(DATA[:start] + b"\0" * (end - start) + DATA[end:])
    assert result.lost.records == 3
    assert result.records == COUNT - 3 + 1


def test_records_that_share_a_line_with_garbage() -> None:
    torn = WHOLE[8][:30]
    data = b"".join([*WHOLE[:8], torn, WHOLE[9][:-1], WHOLE[10], *WHOLE[11:]])
    result = saved(data)
    assert result.lost == Lost(size=30, lines=1, records=1)
    assert result.records == COUNT - 1 + 1


def test_two_records_without_a_line_end_between_them() -> None:
    result = saved(b"".join([*WHOLE[:8], WHOLE[8][:-1], *WHOLE[9:]]))
    assert (result.records, result.places) == (COUNT, 0)


def test_a_header_that_is_lost() -> None:
    text, result = recovered(b"".join(WHOLE[1:]))
    assert (result.records, result.lost) == (COUNT + 1, Lost(lines=1))
    with Recording(io.BufferedReader(io.BytesIO(text)), "y") as recording:
        assert recording.header.started == pytest.approx(HEADER.started)
    result = saved(b"garbage\n" + b"".join(WHOLE[1:]))
    assert result.lost == Lost(size=7, lines=1)


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_frame_that_is_cut_off_in_the_middle_of_the_file(suffix: str) -> None:
    frames = framed(suffix)
    frames[2] = frames[2][: len(frames[2]) // 2]
    result = saved(b"".join(frames))
    assert result.records >= COUNT - 3 + 1
    assert result.places == 1
    assert result.lost.size


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_frame_without_its_beginning(suffix: str) -> None:
    frames = framed(suffix)
    frames[2] = frames[2][5:]
    result = saved(b"".join(frames))
    assert (result.records, result.places) == (COUNT - 3 + 1, 1)
    assert result.lost.records == 3


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_torn_last_frame_and_garbage_behind(suffix: str) -> None:
    frames = framed(suffix)
    torn = saved(b"".join(frames)[:-4])
    assert torn.records >= COUNT - 3
    assert torn.lost.size
    behind = saved(b"".join(frames) + b"garbage")
    assert behind.lost.size == 7


def test_a_gzip_frame_is_saved_up_to_its_damage() -> None:
    whole = packed(DATA, ".gz")
    at = len(whole) * 3 // 4
    damaged = whole[:at] + bytes(64) + whole[at + 64 :]
    result = saved(damaged)
    assert result.records > COUNT // 3


def test_two_recordings_become_one() -> None:
    later = lines(session().records, Header(HEADER.started + 500, "c", "u"))
    result = saved(DATA + b"".join(later))
    assert (result.records, result.places) == (COUNT + len(later) - 2, 0)


def test_a_size_and_a_copy_that_do_not_fit_are_put_right() -> None:
    data = DATA.replace(b'"op":0,"s":4,', b'"op":0,"s":14,').replace(b'"size":60', b'"size":61')
    result = saved(data)
    assert result.repaired >= 1
    assert result.records == COUNT


def test_a_record_that_cannot_be_valid_is_lost() -> None:
    result = saved(DATA.replace(b'"by":"network"', b'"by":"nobody!"'))
    assert result.lost.lines == 1
    assert result.records == COUNT - 1 + 1


@pytest.mark.parametrize("data", [b"", b"\0" * 100, b"hello\n", b"\x1f\x8b\x08garbage"])
def test_where_nothing_is_left(data: bytes) -> None:
    with pytest.raises(RecordingError, match="no record in x"):
        recovered(data)


def test_bare_payloads_and_newer_versions_are_refused() -> None:
    with pytest.raises(RecordingError, match="bare payloads"):
        recovered(b'{"op":10,"d":{}}\n')
    with pytest.raises(RecordingTooNew):
        recovered(b'{"scurry":"recording","version":7}\n')


def test_losses_in_words() -> None:
    assert in_words(Lost(1, 1, 1)) == "1 record, 1 line that is no record, 1 byte"
    assert in_words(Lost(2000, 2, 3)) == "3 records, 2 lines that are no records, 2,000 bytes"


cuts = st.tuples(st.integers(0, len(DATA)), st.integers(0, 3000))


@settings(max_examples=60)
@given(cuts, st.sampled_from([b"", b"\n", b"\0" * 50, b"x\n\n{", b'{"n":', b'\n{"scurry":']))
def test_whatever_is_missing_the_rest_is_valid(cut: tuple[int, int], instead: bytes) -> None:
    start, size = cut
    damaged = DATA[:start] + instead + DATA[start + size :]
    text, result = recovered(damaged)
    if result.lost.lines:
        assert saved(damaged) == result
    else:  # two halves may make a line that nobody can tell from a whole one
        assert not {flaw.rule for flaw in examined(text)[0]} & FORM_ONLY


@settings(max_examples=60)
@given(st.sampled_from([".gz", ".zst"]), st.integers(0, 6000), st.integers(1, 500))
def test_whatever_is_missing_of_frames_the_rest_is_valid(suffix: str, at: int, size: int) -> None:
    data = b"".join(framed(suffix))
    at %= len(data)
    damaged = data[:at] + data[at + size :]
    try:
        result = recovered(damaged)[1]
    except RecordingError:
        assert len(damaged) < 1000
        return
    assert saved(damaged) == result


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, len(DATA) - 1), st.integers(0, 255)), max_size=20))
def test_whatever_is_wrong_the_form_is_kept(flips: list[tuple[int, int]]) -> None:
    data = bytearray(DATA)
    for place, byte in flips:
        data[place] = byte
    try:
        text, _ = recovered(bytes(data))
    except RecordingTooNew:
        return
    assert not {flaw.rule for flaw in examined(text)[0]} & FORM_ONLY


@settings(max_examples=60)
@given(st.binary(max_size=400), st.sampled_from([b"", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd"]))
def test_only_our_own_error_comes_out(data: bytes, start: bytes) -> None:
    with pytest.raises(RecordingError):
        recovered(start + data)
