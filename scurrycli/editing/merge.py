"""Several recordings as one, in the order of time; never more than one record of each in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from heapq import merge as in_order
from typing import Any

from msgspec import structs

from scurrycli.editing.writing import Writer
from scurrycli.recording.header import Header
from scurrycli.records import Kind, Record

_PROFILES = ("secrets", "pii", "content")  # from the least on
_TOLD_ONCE = ("filtered", "cut", "previous", "recovered")


@dataclass(frozen=True, slots=True)
class Source:
    """A recording that is to be merged.

    Attributes:
        name: its file's name, without a directory.
        header: its header.
        records: reads it; called once.
    """

    name: str
    header: Header
    records: Callable[[], Iterator[Record]]


Create = Callable[[Header], AbstractContextManager[Writer]]
Stream = Sequence[Source]
"""A session in parts: each but the first names the one before."""


def merge(sources: Sequence[Source], create: Create) -> int:
    """Write them into one recording; how many records it has.

    Parts of one session are joined. Other recordings stay sessions of their own: each record says
    in `source` whose it is, as counted in the header's `merged`, and connections are renumbered.

    Args:
        sources: at least one.
        create: opens the new recording.
    """
    streams = streams_of(sources)
    header = merged_header(streams)
    numbers = _Numbers(apart=len(streams) > 1)
    times = [_stream(stream, header.started, number) for number, stream in enumerate(streams, 1)]
    ends = 0
    with create(header) as writer:
        last = None
        for _, number, record in in_order(*times, key=lambda item: item[:2]):
            if record.kind == Kind.END:
                ends += 1
                continue
            last = structs.replace(numbers.of(record, number), n=writer.records + 1)
            writer.write(last)
        if last is not None and ends == len(sources):
            why = f"merged from {len(sources)} recording{'s' * (len(sources) > 1)}"
            detail = {"frames": writer.frames, "why": why}
            writer.write(Record(writer.records + 1, last.at, last.ts, Kind.END, detail=detail))
        return writer.records


def streams_of(sources: Sequence[Source]) -> list[Stream]:
    """The sources by session, each session's parts in order of time."""
    by_name = {source.name: place for place, source in enumerate(sources)}
    streams: dict[int, list[Source]] = {}
    for place, source in enumerate(sources):
        streams.setdefault(_first_part(place, source, sources, by_name), []).append(source)
    return [sorted(stream, key=lambda source: source.header.started) for stream in streams.values()]


def _first_part(
    place: int, source: Source, sources: Sequence[Source], by_name: dict[str, int]
) -> int:
    """Where the first part of the same session stands among the sources."""
    seen = {place}
    while (before := by_name.get(str(source.header.extra.get("previous")))) is not None:
        if before in seen:
            break
        seen.add(before)
        place, source = before, sources[before]
    return place


def merged_header(streams: Sequence[Stream]) -> Header:
    """What can be said of all together; `redact` is the least of their profiles."""
    headers = [stream[0].header for stream in streams]
    first = min(headers, key=lambda header: header.started)
    profiles = {header.redact for header in headers}
    told = {key: h.extra[key] for key in _TOLD_ONCE for h in reversed(headers) if key in h.extra}
    return replace(
        first,
        intents=_common(header.intents for header in headers),
        shard=_common(header.shard for header in headers),
        redact=next((one for one in _PROFILES if one in profiles), first.redact),
        extra={**first.extra, **told, "merged": [_told(stream) for stream in streams]},
    )


def _told(stream: Stream) -> dict[str, Any]:
    header = stream[0].header
    return {
        "files": [source.name for source in stream],
        "client": header.client,
        "shard": header.shard,
        "intents": header.intents,
    }


def _common(values: Iterable[Any]) -> Any:
    """The value that all have, or None."""
    first, *others = values
    return first if all(value == first for value in others) else None


def _stream(stream: Stream, base: float, number: int) -> Iterator[tuple[float, int, Record]]:
    """The records of a session with the times of the whole, which never go back."""
    at = 0.0
    for source in stream:
        begin = source.header.started - base
        if source is not stream[0]:
            begin = max(begin, at)
        for record in source.records():
            at = max(at, record.at + begin)
            record.at = at
            yield at, number, record


class _Numbers:
    """Connections over all sessions, numbered as they appear."""

    def __init__(self, *, apart: bool) -> None:
        self._apart = apart
        self._numbers: dict[tuple[int, int], int] = {}

    def of(self, record: Record, source: int) -> Record:
        if not self._apart:
            return record
        detail = {**record.detail, "source": source}
        conn = record.conn
        if conn is not None:
            conn = self._numbers.setdefault((source, conn), len(self._numbers) + 1)
        return structs.replace(record, conn=conn, detail=detail)
