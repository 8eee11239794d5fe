"""A few damaged lines and files in each run of the tests; `fuzzing.py` has as many as wanted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzzing import check_file, check_line, check_lines, sample_lines

LINES = sample_lines()


@pytest.mark.parametrize("seed", range(3))
def test_damaged_lines_of_the_samples(seed: int) -> None:
    check_lines(1200, seed)


@given(
    st.binary() | st.text('{}[]":,\\0123456789.eE-+utnrlfasdop \n', max_size=100).map(str.encode)
)
def test_any_bytes(data: bytes) -> None:
    check_line(data)
    check_file(data)
    check_file(LINES[0] + b"\n" + data)
