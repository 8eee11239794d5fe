"""Keeps the newest part of a session in memory and saves it when something goes wrong; never more.

What goes wrong: a connection that we did not close, opcode 9, and a zombie. The next change of
state says what the client makes of it, and is the last record that is saved.
"""

from __future__ import annotations

import errno
import os
from collections import deque
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import structs

from scurrycli.errors import RecordingDamaged, RecordingError
from scurrycli.recording.file import cannot_write
from scurrycli.recording.header import Header
from scurrycli.recording.parts import check_parts, free_paths, linked
from scurrycli.recording.writer import RecordingWriter
from scurrycli.records import Kind, Record
from scurrycli.wire.opcodes import Opcode

LIMIT = 64 << 20
"""Bytes that are kept, whatever time they cover; a quarter as much again for guilds."""

_OURS = frozenset({1000, 4900})  # close codes with which we leave, or reconnect when asked to


class FlightRecorder:
    """A recording that is only written where it is worth it.

    Attributes:
        path: of the file that was saved last, or will be first.
        saved: how many files were saved.
    """

    def __init__(
        self,
        path: Path,
        header: Header,
        seconds: float,
        tell: Callable[[str], None],
        *,
        force: bool = False,
        limit: int = LIMIT,
    ) -> None:
        """Look at the place, so that it is not found wrong when it is needed.

        Args:
            path: of the first file; others are named as parts are.
            header: of what is recorded.
            seconds: what is kept.
            tell: takes a sentence on each file that was saved.
            force: replace files that exist.
            limit: bytes that are kept.

        Raises:
            RecordingError: a file of that name exists, or none can be made.
        """
        _check_place(path, force=force)
        self.path = path
        self.saved = 0
        self._header = header
        self._seconds = seconds
        self._tell = tell
        self._force = force
        self._limit = limit
        self._paths = free_paths(path, force=force)
        self._newest: deque[Record] = deque()
        self._size = 0
        self._before = _Before(limit // 4)
        self._trouble: str | None = None

    def write(self, record: Record) -> None:
        """Take one record.

        Raises:
            RecordingDamaged: it was time to save, and that failed.
        """
        record = structs.replace(record)  # other sinks decode theirs, which takes memory
        self._newest.append(record)
        self._size += record.weight
        while self._newest[0].at < record.at - self._seconds or self._size > self._limit:
            self._forget()
            if not self._newest:
                return
        self._trouble = _trouble(record) or self._trouble
        if self._trouble and record.kind == Kind.STATE:
            self.save(self._trouble)

    def flush(self) -> None:
        """Nothing is written in between."""

    def close(self) -> None:
        """Save what is kept if trouble came at the very end.

        Raises:
            RecordingDamaged: that failed.
        """
        if self._trouble:
            self.save(self._trouble)

    def save(self, why: str) -> None:
        """Write what is kept to a file, and begin anew.

        Raises:
            RecordingDamaged: it could not be written, or not to its end.
        """
        self._trouble = None
        if not self._newest:
            self._tell("Nothing new has come in since the last file was saved.")
            return
        first, last = self._newest[0], self._newest[-1]
        previous = self.path if self.saved else None
        self.path = next(self._paths)
        try:
            header = linked(self._header, first.ts, previous)
            with RecordingWriter(self.path, header, force=self._force) as writer:
                for record in (*self._before.records(first), *self._newest):
                    at = max(0.0, record.at - first.at)
                    writer.write(structs.replace(record, n=writer.records + 1, at=at))
                detail = {"frames": writer.frames, "why": f"saved: {why}"}
                at, n = last.at - first.at, writer.records + 1
                writer.write(Record(n, at, last.ts, Kind.END, last.conn, detail=detail))
        except RecordingError as error:
            raise RecordingDamaged(f"What was kept could not be saved. {error}") from None
        self.saved += 1
        kept = f"the last {last.at - first.at:.1f} s ({len(self._newest)} records)"
        while self._newest:
            self._forget()
        self._tell(f"Saved {kept} to {self.path}: {why}.")

    def _forget(self) -> None:
        record = self._newest.popleft()
        self._size -= record.weight
        self._before.add(record)


class _Before:
    """Of what is kept no longer, that without which a replay would make no sense of the rest."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._single: dict[str, Record] = {}
        self._guilds: dict[str, Record] = {}
        self._size = 0

    def add(self, record: Record) -> None:
        """What came before what is kept now."""
        if record.t in ("GUILD_CREATE", "GUILD_DELETE"):
            self._add_guild(record)
        elif record.t == "READY" or record.kind in (Kind.OPEN, Kind.STATE):
            self._single[record.t or record.kind] = record
        elif record.op == Opcode.HELLO:
            self._single["HELLO"] = record
        if record.t == "READY":
            self._guilds, self._size = {}, 0

    def records(self, first: Record) -> list[Record]:
        """The records, in order, and a mark that tells what is not among them."""
        kept = sorted((*self._single.values(), *self._guilds.values()), key=lambda one: one.n)
        skipped = first.n - 1 - len(kept)
        if skipped:
            label = "before this there is only what a replay needs"
            detail = {"label": label, "skipped": skipped}
            kept.append(Record(0, first.at, first.ts, Kind.MARK, first.conn, detail=detail))
        return kept

    def _add_guild(self, record: Record) -> None:
        guild = _guild_id(record)
        before = self._guilds.pop(guild, None)
        if before is not None:
            self._size -= before.weight
        if record.t == "GUILD_CREATE" and self._size + record.weight <= self._limit:
            self._guilds[guild] = record
            self._size += record.weight


class _Guild(msgspec.Struct):
    id: str = ""


class _GuildEvent(msgspec.Struct):
    d: _Guild


_decode_guild = msgspec.json.Decoder(_GuildEvent).decode


def _guild_id(record: Record) -> str:
    try:
        return _decode_guild(record.frame or b"").d.id
    except msgspec.MsgspecError:
        return ""


def _trouble(record: Record) -> str | None:
    """What went wrong, in a clause; None where nothing did."""
    detail = record.detail
    if record.kind == Kind.CLOSE:
        by, code = detail.get("by"), detail.get("code")
        if by == "client" and code in _OURS:
            return None
        return f"the connection was closed by the {by}{f' with {code}' if code else ''}"
    if record.kind == Kind.RECV and record.op == Opcode.INVALID_SESSION:
        return "the session was declared invalid (opcode 9)"
    if record.kind == Kind.STATE and detail.get("rule") == "zombie":
        return "the connection was a zombie"
    return None


def _check_place(path: Path, *, force: bool) -> None:
    try:
        exists = os.access(path, os.F_OK)
        if exists and not force:
            raise RecordingError(
                f"{path} exists already. Give --force to replace it, or another name."
            )
        if path.is_dir():
            raise RecordingError(f"{path} is a directory. Give the name of a file to record to.")
        if not path.parent.is_dir():
            number = errno.ENOTDIR if path.parent.exists() else errno.ENOENT
            raise OSError(number, os.strerror(number))
        if not os.access(path if exists else path.parent, os.W_OK):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
    except (OSError, ValueError) as error:
        raise cannot_write(path, error) from None
    if not force:
        check_parts(path)
