"""Tests of parts of recordings: what is kept, at which times, and that they are valid."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from making_recordings import HEADER, examined, finished, honest, lines, session
from making_records import GENERAL, GUILD, Story
from making_sheets import Sheet
from scurrycli.editing.beginning import Beginning
from scurrycli.editing.cut import Part, cut
from scurrycli.errors import UsageError
from scurrycli.filters import Criteria, compile_filter
from scurrycli.playback import parse_position
from scurrycli.recording import Header, decode_record
from scurrycli.records import Kind, Record
from scurrycli.sinks.figures import Figures

RECORDS = [decode_record(line) for line in lines(session(6).records)[1:]]


def parted(
    start: str | None = None, end: str | None = None, records: list[Record] = RECORDS, **how: object
) -> tuple[Header, list[Record]]:
    part = Part(
        start=parse_position(start) if start else None,
        end=parse_position(end) if end else None,
        **how,  # type: ignore[arg-type]
    )
    sheet = Sheet()
    count = cut([structs.replace(one) for one in records], HEADER, "x.jsonl", part, sheet.create)
    flaws, examination = examined(sheet.text)
    assert flaws == []
    assert examination.records == count
    return sheet.read()


def seqs(records: list[Record]) -> list[int | None]:
    """Of what was kept behind the mark."""
    marks = [place for place, one in enumerate(records) if "skipped" in one.detail]
    start = marks[0] if marks else 0
    return [one.s for one in records[start:] if one.is_dispatch]


def test_without_a_choice_it_is_a_copy() -> None:
    header, records = parted()
    assert header == HEADER
    assert records == RECORDS


@pytest.mark.parametrize(
    ("start", "end", "kept"),
    [
        (None, "seq:4", range(1, 5)),
        ("seq:4", None, range(4, 25)),
        ("seq:4", "seq:6", range(4, 7)),
        ("event:MESSAGE_CREATE", "event:MESSAGE_REACTION_ADD", range(4, 6)),
        ("n:12", "n:14", range(4, 7)),
        ("2.5", "3.5", range(6, 9)),
    ],
)
def test_by_place(start: str | None, end: str | None, kept: range) -> None:
    _, records = parted(start, end)
    assert seqs(records) == list(kept)
    assert [one.n for one in records] == list(range(1, len(records) + 1))


def test_times_count_from_where_the_cut_begins() -> None:
    header, records = parted("2.5", "3.5")
    assert header.started == HEADER.started + 2.5
    assert header.extra == {"cut": {"of": "x.jsonl", "from": 2.5, "to": "3.5"}}
    originals = {one.ts: one.at for one in RECORDS}
    later = [one for one in records if one.at > 0 and one.kind != Kind.END]
    assert later
    assert all(one.at == pytest.approx(originals[one.ts] - 2.5) for one in later)


def test_a_start_that_is_no_time_is_the_new_zero() -> None:
    header, records = parted("seq:5")
    first = next(one for one in RECORDS if one.s == 5)
    assert header.started == HEADER.started + first.at
    assert next(one for one in records if one.s == 5).at == 0


def test_what_a_replay_needs_stands_before_the_mark() -> None:
    _, records = parted("seq:6", "seq:7")
    mark = next(place for place, one in enumerate(records) if one.kind == Kind.MARK)
    before = records[:mark]
    assert [one.t or one.op or one.kind for one in before] == [
        *("open", 10, "state", 2, "READY", "state", "GUILD_CREATE")
    ]
    assert records[mark].detail["skipped"] == sum(one.n < 14 for one in RECORDS) - len(before)
    assert all(one.at == 0 for one in before)


def test_after_a_resume_both_connections_are_kept() -> None:
    place = next(one.n for one in RECORDS if one.t == "RESUMED") + 2
    _, records = parted(f"n:{place}")
    mark = next(place for place, one in enumerate(records) if one.kind == Kind.MARK)
    before = [one.t or one.op or one.kind for one in records[:mark]]
    assert before.count("open") == 2
    assert before.index("READY") < before.index("GUILD_CREATE") < before.index(6)
    assert before[-1] == "RESUMED"


def test_of_an_older_session_nothing_is_kept() -> None:
    story = Story().ready().chat()
    story.close(4009).open().hello().identify().wait(6)
    story.records[-1].at = story.at
    story.event("READY", {"session_id": "s-2"})
    story.chat(3)
    finished(story)
    _, records = parted(f"n:{len(story.records) - 5}", records=honest(story.records))
    ready = [one for one in records if one.t == "READY"]
    assert [one.d["session_id"] for one in ready] == ["s-2"]
    assert not [one for one in records if one.t == "GUILD_CREATE"]


def test_by_event() -> None:
    passes = compile_filter(Criteria(events=("MESSAGE_CREATE",)))
    header, records = parted(keeps=passes, told={"event": ["MESSAGE_CREATE"]})
    names = {one.t for one in records if one.is_dispatch}
    assert names == {"READY", "RESUMED", "GUILD_CREATE", "MESSAGE_CREATE"}
    assert header.is_filtered
    assert [one.kind for one in records if not one.is_dispatch] == [
        one.kind for one in RECORDS if not one.is_dispatch
    ]
    end = records[-1]
    frames = sum(one.kind in (Kind.RECV, Kind.SENT) for one in records)
    assert (end.kind, end.detail["frames"]) == (Kind.END, frames)


def test_guilds_that_do_not_remain() -> None:
    other = compile_filter(Criteria(guilds=("1",)))
    _, records = parted("seq:9", keeps=other, guild_stays=other, told={"guild": ["1"]})
    assert not [one for one in records if one.t == "GUILD_CREATE"]
    same = compile_filter(Criteria(guilds=(GUILD,), channels=(GENERAL,)))
    _, records = parted("seq:9", keeps=same, told={"guild": [GUILD]})
    assert {one.t for one in records if one.is_dispatch} == {
        *("READY", "RESUMED", "GUILD_CREATE", "TYPING_START", "MESSAGE_CREATE")
    }


def test_the_ledger_of_a_part_is_that_of_the_part() -> None:
    header, records = parted("seq:9")
    figures = Figures(header)
    for record in records:
        figures.add(record)
    assert figures.sessions[None].metrics.ledger.verdict == "nothing lost"


def test_a_part_of_a_part() -> None:
    header, records = parted("seq:5")
    sheet = Sheet()
    cut(records, header, "y", Part(start=parse_position("seq:9")), sheet.create)
    flaws, _ = examined(sheet.text)
    assert flaws == []
    assert sheet.read()[0].started > header.started


def test_a_place_that_is_never_reached_writes_nothing() -> None:
    sheet = Sheet()
    with pytest.raises(UsageError, match="never reaches seq:99"):
        cut(RECORDS, HEADER, "x", Part(start=parse_position("seq:99")), sheet.create)
    assert sheet.text == b""


def test_of_recordings_that_follow_one_another_only_the_last_end_is_kept() -> None:
    again = [structs.replace(one, n=one.n + len(RECORDS), at=one.at + 99) for one in RECORDS]
    again = [structs.replace(one, conn=one.conn and one.conn + 2) for one in again]
    _, records = parted(records=RECORDS + again)
    assert [one.kind for one in records].count(Kind.END) == 1
    assert len(records) == 2 * len(RECORDS) - 1


def test_many_guilds_are_not_kept_in_memory() -> None:
    with Beginning() as beginning:
        story = Story().open().hello().identify()
        for record in honest(story.records):
            beginning.add(record, guild_stays=True)
        frame = b'{"op":0,"t":"GUILD_CREATE","d":"%b"}' % (b"x" * 1_000_000)
        for n in range(12):
            record = Record(n, 1.0, 1.0, "recv", 1, len(frame), None, 0, n, "GUILD_CREATE", frame)
            beginning.add(record, guild_stays=True)
        assert len(list(beginning.records())) == 4 + 12
        assert beginning._session._file._rolled  # type: ignore[attr-defined]


places = st.one_of(
    st.none(),
    st.integers(1, len(RECORDS)).map(lambda n: f"n:{n}"),
    st.integers(1, 24).map(lambda s: f"seq:{s}"),
    st.floats(0, RECORDS[-1].at).map(lambda at: f"{at:.3f}"),
)


@settings(max_examples=80)
@given(places, places, st.sampled_from([None, "MESSAGE_*", "TYPING_START", "NONE"]))
def test_every_part_is_valid(start: str | None, end: str | None, event: str | None) -> None:
    keeps = compile_filter(Criteria(events=(event,))) if event else None
    try:
        parted(start, end, keeps=keeps, told={"event": event} if event else {})
    except UsageError as error:
        assert "lies before" in str(error) or "never reaches" in str(error)  # noqa: PT017
