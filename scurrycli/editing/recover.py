"""A valid recording of what is left in a damaged one; never a guess at what is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace

from scurrycli.checks.form import Form
from scurrycli.checks.shape import ALLOWED
from scurrycli.editing.salvage import Item, Lost
from scurrycli.editing.writing import Writer
from scurrycli.errors import RecordingError
from scurrycli.recording.codec import encode_record
from scurrycli.recording.header import Header
from scurrycli.recording.joint import Joint, join
from scurrycli.records import Kind, Record
from scurrycli.wire.payload import Payload

_FRAMES = frozenset({Kind.RECV, Kind.SENT})
_OF_ITS_PLACE = frozenset({"number", "time-back", "frames"})
_SAME = Joint(0, 0.0, 0)


Create = Callable[[Header], AbstractContextManager[Writer]]


@dataclass(slots=True)
class Recovered:
    """What came of it.

    Attributes:
        records: how many were kept.
        repaired: of these, how many had a size, a number of their payload or a time put right.
        lost: what is missing, over all places.
        places: in how many places something is missing.
    """

    records: int = 0
    repaired: int = 0
    lost: Lost = field(default_factory=Lost)
    places: int = 0


def recover(items: Iterator[Item], source: str, create: Create) -> Recovered:
    """Write all records, numbered anew, with a mark at each place where something is missing.

    Args:
        items: as `salvage` finds them.
        source: the damaged file's name, which the new header tells.
        create: opens the new recording.

    Raises:
        RecordingError: there is not one record.
    """
    before = Lost()
    for item in items:
        if isinstance(item, Lost):
            before.add(item)
            continue
        if isinstance(item, Header):
            header, first = item, None
        else:
            header, first = _unknown_header(item), item
        header = _sound(header, source)
        with create(header) as writer:
            return _Recovery(header, writer).run(before, first, items)
    raise RecordingError(f"There is no record in {source} that could be recovered.")


def _unknown_header(record: Record) -> Header:
    """Of a recording whose header is lost only the start is known."""
    return Header(started=record.ts - record.at, client="", url="")


def _sound(header: Header, source: str) -> Header:
    """The header with nothing in it that the format does not know."""
    wrong = {key: known[0] for key, known in ALLOWED.items() if getattr(header, key) not in known}
    shard = header.shard
    if shard is not None and not 0 <= shard[0] < shard[1]:
        shard = None
    extra = {**header.extra, "recovered": source}
    return replace(header, shard=shard, extra=extra, **wrong)  # type: ignore[arg-type]


class _Recovery:
    def __init__(self, header: Header, writer: Writer) -> None:
        self._header = header
        self._writer = writer
        self._result = Recovered()
        self._lost = Lost()  # since the last record
        self._joint = _SAME
        self._last: Record | None = None  # as written
        self._number = 0  # of the last record, in the damaged file
        self._conn = 0
        self._end: Record | None = None

    def run(self, before: Lost, first: Record | None, items: Iterator[Item]) -> Recovered:
        self._lost.add(before)
        if first is not None:
            self._lost.lines += not (before.lines or before.size)  # the header, without a trace
            self._number = first.n - 1
            self._take(first)
        for item in items:
            if isinstance(item, Lost):
                self._lost.add(item)
            elif isinstance(item, Header):
                self._joint = join(self._header, item, self._last, self._conn)
                self._number = 0
            else:
                self._take(item)
        if self._end is not None:
            self._write(self._end)
        elif _is_something(self._lost):
            self._mark()
        self._result.records = self._writer.records
        return self._result

    def _take(self, record: Record) -> None:
        if record.n > self._number + 1:
            self._lost.records += record.n - self._number - 1
        self._number = max(self._number, record.n)
        self._joint.shift(record)
        self._conn = max(self._conn, record.conn or 0)
        if record.kind == Kind.END:  # only the last one stays the end
            self._end = record
            return
        self._end = None
        self._write(record)

    def _write(self, record: Record) -> None:
        given = _told(record)
        if not self._repair(record):
            self._lost.add(Lost(size=len(encode_record(record)), lines=1))
            return
        if _is_something(self._lost):
            self._mark(record)
        self._result.repaired += given != _told(record)
        record.n = self._writer.records + 1
        if record.kind == Kind.END:
            record.detail["frames"] = self._writer.frames
        self._put(record)

    def _repair(self, record: Record) -> bool:
        """Make time go on, and what is told of a payload agree with it; whether it is valid now."""
        if self._last is not None and record.at < self._last.at:
            record.at = self._last.at
        if record.frame is not None and record.kind in _FRAMES:
            payload = Payload(record.frame)
            record.op, record.s, record.t = payload.op, payload.s, payload.t
            if record.wire == record.size:
                record.wire = None
        flaws = _flaws(record, self._header)
        if flaws == {"size"} and record.frame is not None:
            record.size = len(record.frame)
            flaws = _flaws(record, self._header)
        return not flaws

    def _put(self, record: Record) -> None:
        self._writer.write(record)
        self._last = record

    def _mark(self, following: Record | None = None) -> None:
        """Tell the place where something is missing."""
        lost, self._lost = self._lost, Lost()
        self._result.lost.add(lost)
        self._result.places += 1
        last = self._last or following
        at, ts = (last.at, last.ts) if last else (0.0, self._header.started)
        detail = {"label": f"lost here: {in_words(lost)}", "lost": lost.size}
        self._put(Record(self._writer.records + 1, at, ts, Kind.MARK, detail=detail))


def _told(record: Record) -> tuple[object, ...]:
    """What may be put right."""
    return record.at, record.size, record.wire, record.op, record.s, record.t


def _flaws(record: Record, header: Header) -> set[str]:
    """The rules that the record breaks by itself, wherever it stands."""
    try:
        _, found = Form(header).read(encode_record(record)[:-1])
    except RecordingError:
        return {"no-record"}
    return {rule for rule, _ in found} - _OF_ITS_PLACE


def _is_something(lost: Lost) -> bool:
    return bool(lost.size or lost.lines or lost.records)


def in_words(lost: Lost) -> str:
    """What is missing, in a few words."""
    counts = (
        (lost.records, "record"),
        (lost.lines, "line that is no record", "lines that are no records"),
        (lost.size, "byte"),
    )
    said = [
        f"{number:,} {names[0] if number == 1 else names[-1] if len(names) > 1 else names[0] + 's'}"
        for number, *names in counts
        if number
    ]
    return ", ".join(said)
