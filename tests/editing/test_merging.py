"""Tests of recordings that are merged: shards side by side, parts one behind the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from making_recordings import HEADER, examined, honest, session
from making_sheets import Sheet
from scurrycli.editing.merge import Source, merge, merged_header, streams_of
from scurrycli.recording import Header
from scurrycli.records import Kind, Record
from scurrycli.sinks.figures import Figures

RECORDS = honest(session(3).records)


def source(
    name: str, records: list[Record] = RECORDS, later: float = 0.0, **changes: Any
) -> Source:
    def read() -> Iterator[Record]:
        for record in records:
            yield structs.replace(record, ts=record.ts + later, detail=dict(record.detail))

    header = replace(HEADER, started=HEADER.started + later, **changes)
    return Source(name, header, read)


def merged(*sources: Source) -> tuple[Header, list[Record]]:
    sheet = Sheet()
    count = merge(sources, sheet.create)
    flaws, examination = examined(sheet.text)
    assert flaws == []
    assert examination.records == count
    return sheet.read()


def parts(*places: int) -> list[Source]:
    """The session in parts that begin behind these records, as a rotating recorder makes them."""
    made = []
    bounds = [0, *places, len(RECORDS)]
    for number, (begin, end) in enumerate(pairwise(bounds)):
        base = RECORDS[begin].at if begin else 0.0
        records = [
            structs.replace(one, n=n, at=one.at - base, ts=one.ts - base)
            for n, one in enumerate(RECORDS[begin:end], 1)
        ]
        if end < len(RECORDS):
            last = records[-1]
            detail = {"frames": 0, "why": "goes on"}
            records.append(Record(last.n + 1, last.at, last.ts, Kind.END, detail=detail))
        extra = {"previous": f"p{number - 1}"} if number else {}
        made.append(source(f"p{number}", records, later=base, extra=extra))
    return made


def test_shards_side_by_side() -> None:
    one, other = source("a", shard=(0, 2)), source("b", later=0.25, shard=(1, 2), redact="pii")
    header, records = merged(one, other)
    assert (header.shard, header.redact, header.started) == (None, "secrets", HEADER.started)
    assert [told["shard"] for told in header.extra["merged"]] == [[0, 2], [1, 2]]
    assert [told["files"] for told in header.extra["merged"]] == [["a"], ["b"]]
    assert [record.at for record in records] == sorted(record.at for record in records)
    for number in (1, 2):
        mine = [one for one in records if one.detail.get("source") == number]
        assert [one.frame for one in mine] == [one.frame for one in RECORDS[:-1]]
    assert {one.conn for one in records} == {None, 1, 2, 3, 4}
    assert records[-1].kind == Kind.END


def test_the_figures_of_shards_are_those_of_each_together() -> None:
    header, records = merged(source("a"), source("b", later=0.3))
    figures = Figures(header)
    for record in records:
        figures.add(record)
    assert figures.total("connections") == 4
    assert figures.total("resumes") == 2
    assert all(one.metrics.ledger.verdict == "nothing lost" for one in figures.sessions.values())


def test_parts_become_the_session_again() -> None:
    header, records = merged(*parts(9, 15))
    assert [one.frame for one in records] == [one.frame for one in RECORDS]
    assert [one.conn for one in records] == [one.conn for one in RECORDS]
    assert not any("source" in one.detail for one in records)
    assert [one.kind for one in records].count(Kind.END) == 1
    assert "previous" not in header.extra
    for one, before in zip(records, RECORDS, strict=True):
        assert abs(one.at - before.at) < 1e-5


def test_parts_in_any_order_and_a_clock_that_steps_back() -> None:
    first, second, third = parts(9, 15)
    assert [one.frame for one in merged(third, first, second)[1]] == [one.frame for one in RECORDS]
    early = replace(second, header=replace(second.header, started=second.header.started - 0.1))
    assert [one.frame for one in merged(first, early)[1]] == [
        *(one.frame for one in RECORDS[:15]),
        None,
    ]


def test_parts_whose_first_is_missing_are_not_called_whole() -> None:
    header, _ = merged(*parts(9, 15)[1:])
    assert header.extra["previous"] == "p0"
    assert not header.is_whole


def test_parts_that_name_each_other_end_somewhere() -> None:
    one, other = source("a", extra={"previous": "b"}), source("b", extra={"previous": "a"})
    assert len(streams_of([one, other])) == 2


def test_of_one_that_was_cut_off_there_is_no_end() -> None:
    _, records = merged(source("a"), source("b", RECORDS[:-1]))
    assert records[-1].kind != Kind.END


def test_what_is_told_of_one_is_told_of_all() -> None:
    header = merged_header([[source("a")], [source("b", later=-1, extra={"filtered": True})]])
    assert header.is_filtered
    assert header.started == HEADER.started - 1
    header = merged_header([[source("a", intents=1)], [source("b", intents=2)]])
    assert header.intents is None


@settings(max_examples=40)
@given(st.lists(st.floats(0, 10), min_size=1, max_size=4))
def test_any_number_at_any_time(starts: list[float]) -> None:
    _, records = merged(*(source(f"{n}", later=round(s, 6)) for n, s in enumerate(starts)))
    assert len(records) == len(starts) * (len(RECORDS) - 1) + 1
