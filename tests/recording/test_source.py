"""Lines out of chunks, however the chunks fall."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scurrycli.recording.source import Lines


@given(st.lists(st.binary(max_size=6) | st.just(b"\n"), max_size=12))
def test_chunks_make_no_difference(chunks: list[bytes]) -> None:
    lines = Lines()
    found = [line for chunk in chunks for line in lines.feed(chunk)]
    *whole, rest = b"".join(chunks).split(b"\n")
    assert found == whole
    assert (lines.rest, lines.rest_size) == (rest, len(rest))


def test_a_line_that_is_too_long_is_told_once_and_not_kept() -> None:
    lines = Lines(limit=4)
    assert list(lines.feed(b"abcd\nab")) == [b"abcd"]
    assert list(lines.feed(b"cde")) == [None]
    assert (lines.rest, lines.rest_size) == (b"", 5)
    assert list(lines.feed(b"fgh")) == []
    assert list(lines.feed(b"i\nx\nabcdefg\ny")) == [b"x", None]
    assert (lines.rest, lines.rest_size) == (b"y", 1)
