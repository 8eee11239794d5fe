"""Compression as independent frames, and what is said of a torn or damaged one."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from making_records import packed
from scurrycli.recording.packing import packing, unpack

_SUFFIXES = [(".gz", "gzip"), (".zst", "zstd"), (".ZST", "zstd")]


def _unpack(data: bytes, kind: str, step: int = 7) -> bytes:
    return b"".join(unpack((data[i : i + step] for i in range(0, len(data), step)), kind))


@pytest.mark.parametrize(("suffix", "kind"), _SUFFIXES)
def test_frames_follow_each_other(suffix: str, kind: str) -> None:
    data = packed(b"one\n", suffix) + packed(b"two\n", suffix)
    assert packing(data) == kind
    for step in (1, 7, 10_000):
        assert _unpack(data, kind, step) == b"one\ntwo\n"


def test_other_names_are_not_compressed() -> None:
    assert packed(b"text", ".jsonl") == b"text"
    assert packing(b'{"sc') is None
    assert packing(b"") is None


def test_a_gzip_frame_is_as_other_programs_read_it() -> None:
    assert gzip.decompress(packed(b"a", ".gz") + packed(b"b", ".gz")) == b"ab"


@pytest.mark.parametrize(("suffix", "kind"), _SUFFIXES)
def test_a_long_text_comes_in_pieces(suffix: str, kind: str) -> None:
    data = packed(bytes(5 << 20), suffix)
    pieces = list(unpack(iter([data]), kind))
    assert sum(map(len, pieces)) == 5 << 20
    assert max(map(len, pieces)) <= 1 << 20


def _drain(pieces: Iterator[bytes], into: list[bytes]) -> None:
    into.extend(pieces)


@pytest.mark.parametrize(("suffix", "kind"), _SUFFIXES)
def test_a_torn_frame_gives_what_is_whole_before_it(suffix: str, kind: str) -> None:
    data = packed(b"one\n", suffix) + packed(b"two\n", suffix)[:-5]
    pieces: list[bytes] = []
    with pytest.raises(EOFError):
        _drain(unpack(iter([data]), kind), pieces)
    assert b"".join(pieces).startswith(b"one\n")


@pytest.mark.parametrize(("suffix", "kind"), _SUFFIXES)
def test_what_is_no_frame_is_damage(suffix: str, kind: str) -> None:
    pieces: list[bytes] = []
    with pytest.raises(ValueError, match=f"its {kind} data is damaged"):
        _drain(unpack(iter([packed(b"one\n", suffix) + b"garbage, plainly"]), kind), pieces)
    assert b"".join(pieces) == b"one\n"


@given(st.binary(), st.sampled_from(["gzip", "zstd"]), st.booleans())
def test_any_bytes_end_in_one_of_two_ways(data: bytes, kind: str, start: bool) -> None:
    magic = {"gzip": b"\x1f\x8b\x08\x00", "zstd": b"\x28\xb5\x2f\xfd"}[kind] if start else b""
    with suppress(EOFError, ValueError):
        _unpack(magic + data, kind)
