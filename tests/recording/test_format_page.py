"""The page that describes the format shows lines as they are written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scurrycli.recording.codec import decode_record, encode_record
from scurrycli.recording.header import decode_header, encode_header
from scurrycli.records import Kind

PAGE = Path(__file__).parents[2] / "recordings" / "README.md"
HEADER, *LINES = re.findall(r"^\{.*\}\n", PAGE.read_text(), re.MULTILINE)


def test_the_header_is_as_written() -> None:
    assert encode_header(decode_header(HEADER.encode())) == HEADER.encode()


@pytest.mark.parametrize("line", LINES)
def test_a_record_is_as_written(line: str) -> None:
    record = decode_record(line.encode())
    assert encode_record(record) == line.encode()
    if record.kind == Kind.RECV and record.frame is not None:
        assert record.size == len(record.frame)


def test_each_kind_has_its_example() -> None:
    assert {decode_record(line.encode()).kind for line in LINES} == {kind.value for kind in Kind}
