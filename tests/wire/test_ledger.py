"""Tests of the ledger of sequence numbers against a naive one that remembers everything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.wire.ledger import Ledger, Step


def steps(*numbers: int, ledger: Ledger | None = None) -> list[Step]:
    ledger = ledger or Ledger()
    return [ledger.add(number) for number in numbers]


def test_rule_12_numbers_in_a_row() -> None:
    ledger = Ledger()
    assert steps(1, 2, 3, ledger=ledger) == [Step.NEXT] * 3
    assert (ledger.last, ledger.verdict) == (3, "nothing lost")


def test_rule_12_a_recording_may_begin_anywhere() -> None:
    ledger = Ledger()
    assert steps(4711, 4712, ledger=ledger) == [Step.NEXT] * 2
    assert ledger.missing == 0


def test_rule_12_gaps_are_counted_by_number() -> None:
    ledger = Ledger()
    assert steps(1, 3, ledger=ledger) == [Step.NEXT, Step.GAP]
    assert ledger.verdict == "1 missing in 1 gap"
    ledger.add(10)
    assert (ledger.gaps, ledger.missing) == (2, 7)
    assert ledger.verdict == "7 missing in 2 gaps"


def test_rule_12_repeats_and_steps_back() -> None:
    ledger = Ledger()
    assert steps(5, 5, 4, 6, ledger=ledger) == [Step.NEXT, Step.REPEAT, Step.BACK, Step.NEXT]
    assert (ledger.repeats, ledger.missing, ledger.last) == (2, 0, 6)
    assert ledger.verdict == "nothing lost, 2 repeated"


def test_rule_12_after_a_step_back_nothing_is_missing_that_came_before() -> None:
    ledger = Ledger()
    came = steps(7, 8, 9, 3, 10, ledger=ledger)
    assert came == [*[Step.NEXT] * 3, Step.BACK, Step.NEXT]
    assert ledger.missing == 0


def test_rule_12_replayed_events_are_no_repeats() -> None:
    ledger = Ledger()
    steps(8, 9, 10, ledger=ledger)
    ledger.resuming = True
    came = steps(9, 10, 11, 12, ledger=ledger)
    assert came == [Step.REPLAYED, Step.REPLAYED, Step.NEXT, Step.NEXT]
    ledger.resumed(13)
    assert (ledger.replayed, ledger.repeats, ledger.missing) == (4, 0, 0)
    assert steps(14, 13, ledger=ledger) == [Step.NEXT, Step.BACK]
    assert (ledger.replayed, ledger.repeats) == (4, 1)


@pytest.mark.parametrize(("s", "missing"), [(51, 40), (11, 0), (10, 0), (None, 0)])
def test_rule_12_resumed_itself_may_show_a_loss(s: int | None, missing: int) -> None:
    ledger = Ledger()
    steps(9, 10, ledger=ledger)
    ledger.resuming = True
    ledger.resumed(s)
    assert (ledger.replayed, ledger.repeats, ledger.missing) == (0, 0, missing)
    assert not ledger.resuming


def test_a_new_session_is_no_step_back() -> None:
    ledger = Ledger()
    steps(8, 9, ledger=ledger)
    ledger.resuming = True
    ledger.new_session()
    assert (ledger.last, ledger.highest, ledger.resuming) == (None, None, False)
    assert steps(1, 2, ledger=ledger) == [Step.NEXT] * 2


def test_number_1_begins_anew_where_nobody_saw_the_identify() -> None:
    ledger = Ledger()
    came = steps(8, 9, 1, 2, 3, ledger=ledger)
    assert came == [Step.NEXT, Step.NEXT, Step.BACK, Step.NEXT, Step.NEXT]
    assert ledger.repeats == 1


def test_skipped_numbers_are_no_gap_where_events_were_left_out_on_purpose() -> None:
    ledger = Ledger(chosen=True)
    assert steps(1, 5, 5, 4, ledger=ledger) == [Step.NEXT, Step.NEXT, Step.REPEAT, Step.BACK]
    assert (ledger.gaps, ledger.missing, ledger.repeats) == (0, 0, 2)
    assert ledger.verdict == "not known, as events were left out on purpose"


class Naive:
    """Remembers every number of one numbering."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.missing = self.gaps = self.repeats = self.replayed = 0

    def add(self, s: int, resuming: bool) -> None:
        self.replayed += resuming
        if self.seen and s <= max(self.seen):
            self.repeats += not resuming
        elif self.seen:
            hole = range(max(self.seen) + 1, s)
            self.missing += len(hole)
            self.gaps += bool(hole)
        self.seen.append(s)


# numbers from 2 on: number 1 is READY's, tested above
WORDS = st.lists(st.integers(2, 30) | st.sampled_from(["identify", "resume", "healthy"]))


@pytest.mark.parametrize("first", [2, 500])
@given(words=WORDS)
def test_rule_12_any_order_against_the_naive_ledger(first: int, words: list[int | str]) -> None:
    ledger, naive, resuming = Ledger(), Naive(), False
    for word in words:
        if word == "identify":
            ledger.new_session()
            naive.seen.clear()
            resuming = False
        elif isinstance(word, str):
            resuming = ledger.resuming = word == "resume"
        else:
            ledger.add(first + word)
            naive.add(first + word, resuming)
            assert ledger.last == naive.seen[-1]
        counts = (ledger.gaps, ledger.missing, ledger.repeats, ledger.replayed)
        assert counts == (naive.gaps, naive.missing, naive.repeats, naive.replayed)
