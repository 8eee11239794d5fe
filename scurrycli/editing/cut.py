"""A part of a recording as a recording of its own; never a change of what is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from msgspec import structs

from scurrycli.editing.beginning import GUILDS, Beginning
from scurrycli.editing.writing import Writer
from scurrycli.errors import UsageError
from scurrycli.filters import Filter
from scurrycli.recording.header import Header
from scurrycli.records import Kind, Record

_ESTABLISHED = frozenset({"READY", "RESUMED"})


class Place(Protocol):
    """A place in a recording, as `playback.Position` is one."""

    @property
    def text(self) -> str:
        """As it was typed."""

    @property
    def seconds(self) -> float | None:
        """Seconds since the start, where it counts these."""

    def reached(self, record: Record) -> bool:
        """Whether this record is there, or beyond."""

    def ends_before(self, record: Record) -> bool:
        """Whether a part up to here leaves this record out."""

    def ends_after(self, record: Record) -> bool:
        """Whether this record is the last of a part up to here."""


def _everything(record: Record) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Part:
    """What is to be kept.

    Attributes:
        start, end: places; None is where the recording begins, or ends.
        keeps: which dispatches; None keeps all.
        guild_stays: which GUILD_CREATE and GUILD_DELETE are kept whatever `keeps` says.
        told: what the new header says of the choice.
    """

    start: Place | None = None
    end: Place | None = None
    keeps: Filter | None = None
    guild_stays: Filter = _everything
    told: dict[str, Any] = field(default_factory=dict)

    def is_kept(self, record: Record) -> bool:
        """Whether a record between start and end is kept: all that is no dispatch is."""
        if self.keeps is None or not record.is_dispatch or record.t in _ESTABLISHED:
            return True
        return self.keeps(record) or (record.t in GUILDS and self.guild_stays(record))


Create = Callable[[Header], AbstractContextManager[Writer]]


def cut(records: Iterable[Record], header: Header, name: str, part: Part, create: Create) -> int:
    """Write the part; how many records it has.

    Times count from the place where the cut begins. What a replay needs of what comes before stands
    at 0, ahead of a mark that tells how much was skipped.

    Args:
        records: of the whole recording, in order.
        header: of the whole.
        name: the whole one's name, which the new header tells.
        part: what is to be kept.
        create: opens the new recording.

    Raises:
        UsageError: the recording never reaches the start.
    """
    stream = iter(records)
    with Beginning() as beginning:
        first = None
        if part.start is not None:
            first = _skip(stream, part.start, beginning, part.guild_stays)
        base = _base(part.start, first)
        with create(_header(header, name, part, base)) as writer:
            if first is not None:
                _write_beginning(beginning, first, name, writer)
                stream = _before(first, stream)
            _write_part(stream, part, base, writer)
            return writer.records


def _skip(stream: Iterator[Record], start: Place, beginning: Beginning, stays: Filter) -> Record:
    """The first record of the part."""
    for record in stream:
        if start.reached(record):
            return record
        beginning.add(record, guild_stays=record.t in GUILDS and stays(record))
    raise UsageError(f"The recording never reaches {start.text}.")


def _before(first: Record, stream: Iterator[Record]) -> Iterator[Record]:
    yield first
    yield from stream


def _base(start: Place | None, first: Record | None) -> float:
    """The second that is the new zero."""
    if start is None or first is None:
        return 0.0
    return first.at if start.seconds is None else start.seconds


def _header(header: Header, name: str, part: Part, base: float) -> Header:
    told: dict[str, Any] = {} if part.start is None else {"from": round(base, 6)}
    if part.end is not None:
        told["to"] = part.end.text
    told |= part.told
    if not told:
        return header
    extra = {**header.extra, "cut": {"of": name, **told}}
    if part.keeps is not None:
        extra["filtered"] = True
    return replace(header, started=header.started + base, extra=extra)


def _write_beginning(beginning: Beginning, first: Record, name: str, writer: Writer) -> None:
    kept = 0
    for record in beginning.records():
        kept += 1
        writer.write(structs.replace(record, n=writer.records + 1, at=0.0))
    skipped = beginning.seen - kept
    label = f"cut from {name} here; before this there is only what a replay needs"
    detail = {"label": label, "skipped": skipped}
    writer.write(Record(writer.records + 1, 0.0, first.ts, Kind.MARK, detail=detail))


def _write_part(stream: Iterator[Record], part: Part, base: float, writer: Writer) -> None:
    """The records up to the end, and one `end`: the last of the whole, or our own."""
    end, last, ending = part.end, None, None
    for record in stream:
        if end is not None and end.ends_before(record):
            break
        if record.kind == Kind.END:  # another recording may follow it in the file
            ending = record
        elif part.is_kept(record):
            last = _moved(record, base, writer, last)
            writer.write(last)
            ending = None
        if end is not None and end.ends_after(record):
            break
    else:
        end = None
    if ending is None and end is not None:
        at, ts = (base, 0.0) if last is None else (last.at + base, last.ts)
        ending = Record(0, at, ts, Kind.END, detail={"why": f"cut at {end.text}"})
    if ending is not None:
        writer.write(_moved(ending, base, writer, last))


def _moved(record: Record, base: float, writer: Writer, last: Record | None) -> Record:
    at = max(0.0 if last is None else last.at, record.at - base)
    detail = record.detail
    if record.kind == Kind.END:
        detail = {**detail, "frames": writer.frames}
    return structs.replace(record, n=writer.records + 1, at=at, detail=detail)
