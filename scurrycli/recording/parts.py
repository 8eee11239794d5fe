"""A recording in parts, each a recording of its own that names the one before; never their end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from msgspec import structs

from scurrycli.errors import RecordingDamaged, RecordingError
from scurrycli.recording.header import Header
from scurrycli.recording.packing import PACKED
from scurrycli.recording.writer import RecordingWriter
from scurrycli.records import Kind, Record

_FIRST_RECORDS = 2  # a part holds more than the state that it goes on with


@dataclass(frozen=True, slots=True)
class Rotation:
    """When a part is full: bytes of its file, or seconds; the other one is None."""

    size: int | None = None
    seconds: float | None = None


def part_path(path: Path, number: int) -> Path:
    """The name of a part: `session.jsonl`, `session.001.jsonl`, `session.002.jsonl` and so on."""
    if not number:
        return path
    name, packed = path.name, ""
    if path.suffix.lower() in PACKED:
        name, packed = path.stem, path.suffix
    plain = Path(name)
    return path.with_name(f"{plain.stem}.{number:03d}{plain.suffix}{packed}")


def free_paths(path: Path, *, force: bool) -> Iterator[Path]:
    """The names of the parts, without those that are taken already unless `force` is given."""
    names = (part_path(path, number) for number in count())
    return names if force else (name for name in names if not name.exists())


def check_parts(path: Path) -> None:
    """Refuse a name that would mix new parts with those of an earlier recording.

    Raises:
        RecordingError: a part of that name exists.
    """
    first = part_path(path, 1)
    if first.exists():
        raise RecordingError(
            f"{first} exists already. Give --force to replace it, or another name."
        )


def linked(header: Header, started: float, previous: Path | None) -> Header:
    """The header of a part that starts at `started` (since the epoch)."""
    more = {"previous": previous.name} if previous else {}
    return replace(header, started=started, extra=header.extra | more)


class RotatingWriter:
    """Writes one part after the other. What a part begins with is the state that the one before
    ended in; what it ends with is an `end` record that names the next.

    Attributes:
        path: of the part that is written now.
    """

    def __init__(
        self, path: Path, header: Header, rotation: Rotation, *, force: bool = False
    ) -> None:
        """Create the first part.

        Raises:
            RecordingError: a part exists and `force` is not given, or it cannot be written.
        """
        if not force:
            check_parts(path)
        self._rotation = rotation
        self._header = header
        self._force = force
        self._writer = RecordingWriter(path, header, force=force)
        self._paths = free_paths(path, force=force)
        if force:
            next(self._paths)
        self._base = 0.0
        self._state: Record | None = None

    @property
    def path(self) -> Path:
        return self._writer.path

    def write(self, record: Record) -> None:
        """Take one record, into the next part if this one is full.

        Raises:
            RecordingDamaged: it could not be written; only the first time.
        """
        if self._is_full(record):
            self._rotate(record)
        if record.kind == Kind.STATE:
            self._state = record
        self._put(record)

    def flush(self) -> None:
        """As for `RecordingWriter`."""
        self._writer.flush()

    def close(self) -> None:
        """As for `RecordingWriter`."""
        self._writer.close()

    def _is_full(self, record: Record) -> bool:
        writer, rotation = self._writer, self._rotation
        if writer.records < _FIRST_RECORDS or record.kind == Kind.END:
            return False
        if rotation.seconds is not None:
            return record.at - self._base >= rotation.seconds
        return rotation.size is not None and writer.size >= rotation.size

    def _rotate(self, record: Record) -> None:
        before, path = self._writer, next(self._paths)
        end = Record(0, record.at, record.ts, Kind.END, detail={"why": f"goes on in {path.name}"})
        self._put(end)
        before.close()
        header = linked(self._header, record.ts, before.path)
        try:
            self._writer = RecordingWriter(path, header, force=self._force)
        except RecordingError as error:
            raise RecordingDamaged(f"Recording to {before.path} did not go on. {error}") from None
        self._base = record.at
        if self._state is not None:
            why = f"{self._state.detail.get('why', '')} (in {before.path.name})"
            detail = {"state": self._state.detail.get("state"), "why": why}
            self._put(structs.replace(self._state, at=record.at, ts=record.ts, detail=detail))

    def _put(self, record: Record) -> None:
        detail = record.detail
        if record.kind == Kind.END:
            detail = {"frames": self._writer.frames, "why": detail.get("why", "")}
        n, at = self._writer.records + 1, record.at - self._base
        self._writer.write(structs.replace(record, n=n, at=at, detail=detail))
