"""The numbered dispatches of a played session, by property; never a connection."""

from __future__ import annotations

import orjson
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.server.log import KEPT, DispatchLog

LOGS = st.tuples(st.integers(min_value=1, max_value=8), st.integers(min_value=0, max_value=30))


def filled(kept: int, count: int) -> DispatchLog:
    log = DispatchLog(kept)
    for n in range(1, count + 1):
        log.append(f"EVENT_{n}", orjson.dumps({"n": n}))
    return log


@given(LOGS)
def test_dispatches_are_numbered_from_one(shape: tuple[int, int]) -> None:
    kept, count = shape
    log = filled(kept, count)
    assert log.last == count
    for seq in range(max(0, count - kept), count):
        text = log.after(seq)
        assert text is not None
        n = seq + 1
        assert orjson.loads(text) == {"t": f"EVENT_{n}", "s": n, "op": 0, "d": {"n": n}}


@given(LOGS, st.integers(min_value=-3, max_value=40))
def test_a_resume_is_possible_exactly_where_nothing_is_missing(
    shape: tuple[int, int], seq: int
) -> None:
    kept, count = shape
    log = filled(kept, count)
    oldest = max(0, count - kept)
    assert log.can_resume_after(seq) == (oldest <= seq <= count)
    assert (log.after(seq) is not None) == (oldest <= seq < count)


@given(LOGS)
def test_a_replay_gives_everything_after_a_number_and_ends(shape: tuple[int, int]) -> None:
    kept, count = shape
    log = filled(kept, count)
    seq = max(0, count - kept)
    got = []
    while (text := log.after(seq)) is not None:
        seq += 1
        got.append(orjson.loads(text)["s"])
    assert got == list(range(max(0, count - kept) + 1, count + 1))


def test_it_does_not_grow_without_bound() -> None:
    log = filled(KEPT, KEPT + 10)
    assert not log.can_resume_after(9)
    assert log.can_resume_after(10)
