"""All records that are left in a damaged recording, and where something is missing; never a file
of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scurrycli.editing.inflating import Gap, Seekable, inflate
from scurrycli.errors import RecordingError, RecordingTooNew
from scurrycli.recording.codec import decode_record
from scurrycli.recording.foreign import is_foreign
from scurrycli.recording.header import Header, decode_header, is_header
from scurrycli.recording.packing import KINDS, magic_of, packing
from scurrycli.recording.source import CHUNK, Lines
from scurrycli.records import Record

_STARTS = (b'{"n":', b'{"scurry":')
_MOST_STARTS = 8  # in one line, that are tried
_BLANK = b"\0\xef\xbb\xbf \t\r\n"


@dataclass(slots=True)
class Lost:
    """Something is missing here.

    Attributes:
        size: bytes that are no record (of a compressed file: compressed ones that are damaged).
        lines: lines that are no record, or a part of one.
        records: numbers that are missing between two records.
    """

    size: int = 0
    lines: int = 0
    records: int = 0

    def add(self, other: Lost) -> None:
        """Count both together."""
        self.size += other.size
        self.lines += other.lines
        self.records += other.records


Item = Record | Header | Lost


def salvage(file: Seekable, name: str) -> Iterator[Item]:
    """Headers, records and losses, as they stand in the file.

    Raises:
        RecordingError: these are bare payloads, or a recording of a newer version.
    """
    is_first = True
    for piece in _lines(file):
        if isinstance(piece, Lost):
            yield piece
            continue
        if is_first and not is_header(piece) and is_foreign(piece):
            raise RecordingError(
                f"{name} holds bare payloads and is no recording. tail, replay and info read it "
                "as it is."
            )
        if piece.strip(_BLANK):
            is_first = False
            yield from _read(piece, name)
        elif b"\0" in piece:
            yield Lost(size=len(piece), lines=1)


def _lines(file: Seekable) -> Iterator[bytes | Lost]:
    """Whole lines, and what is left of one before a gap."""
    lines = Lines()
    for piece in _text(file):
        if isinstance(piece, Gap):
            if lines.rest_size:
                yield lines.rest
            lines = Lines()
            yield Lost(size=piece.size)
            continue
        for line in lines.feed(piece):
            yield Lost(lines=1) if line is None else line
    if lines.rest_size:
        yield lines.rest


def _text(file: Seekable) -> Iterator[bytes | Gap]:
    start = b""
    while len(start) < CHUNK and (more := file.read1(CHUNK - len(start))):
        start += more
    kind = _packing(start)
    file.seek(0)
    return iter(lambda: file.read1(CHUNK), b"") if kind is None else inflate(file, kind)


def _packing(start: bytes) -> str | None:
    """How it is compressed, even where its first frame has lost its beginning."""
    if any(text in start for text in _STARTS):
        return None
    return packing(start) or next((kind for kind in KINDS if magic_of(kind) in start), None)


def _read(line: bytes, name: str) -> Iterator[Item]:
    """The record of a line; where that is none, those that stand in it."""
    item = _item(line, name)
    if item is not None:
        yield item
        return
    good, found = 0, []
    begin, places = 0, [*_places(line), len(line)]
    while begin < len(places) - 1:
        for end in range(len(places) - 1, begin, -1):
            part = line[places[begin] : places[end]]
            item = _item(part, name)
            if item is not None:
                good += len(part)
                found.append(item)
                begin = end - 1
                break
        begin += 1
    bad = len(line) - good
    if bad:
        yield Lost(size=bad, lines=1)
    yield from found


def _places(line: bytes) -> list[int]:
    """Where a record or a header may begin."""
    places: list[int] = []
    for start in _STARTS:
        place = line.find(start)
        while place >= 0 and len(places) < _MOST_STARTS:
            places.append(place)
            place = line.find(start, place + 1)
    return sorted(places)


def _item(text: bytes, name: str) -> Record | Header | None:
    text = text.strip(_BLANK)
    try:
        return decode_record(text)
    except RecordingError:
        if not is_header(text):
            return None
    try:
        return decode_header(text, name)
    except RecordingTooNew:
        raise
    except RecordingError:
        return None
