"""Of what comes before a cut, that without which a replay would make no sense; never all of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from scurrycli.recording.codec import decode_record, encode_record
from scurrycli.records import Kind, Record
from scurrycli.wire.opcodes import Opcode

GUILDS = frozenset({"GUILD_CREATE", "GUILD_DELETE"})
_ESTABLISHED = frozenset({"READY", "RESUMED"})
_LOGINS = frozenset({Opcode.IDENTIFY, Opcode.RESUME})
_STORIES = frozenset({Kind.OPEN, Kind.CLOSE, Kind.STATE})
_IN_MEMORY = 4 << 20  # bytes; guilds beyond that go to a temporary file


class Beginning:
    """How the session that is going on began, how its newest connection did, and its guilds.

    Attributes:
        seen: how many records it was given.
    """

    def __init__(self) -> None:
        self.seen = 0
        self._session = _Spool()
        self._connection: list[Record] = []
        self._began_here = False

    def add(self, record: Record, *, guild_stays: bool) -> None:
        """Look at a record that comes before the cut."""
        self.seen += 1
        if record.t in GUILDS:
            if guild_stays:
                self._session.add(record)
        elif record.kind == Kind.OPEN:
            self._connection = [record]
            self._began_here = False
        elif _is_landmark(record):
            self._landmark(record)

    def _landmark(self, record: Record) -> None:
        if self._began_here:
            self._session.add(record)
            return
        self._connection.append(record)
        if record.kind == Kind.SENT and record.op == Opcode.IDENTIFY:  # a new session
            self._session.clear()
            for one in self._connection:
                self._session.add(one)
            self._connection = []
            self._began_here = True

    def records(self) -> Iterator[Record]:
        """What is to be kept."""
        yield from self._session
        yield from self._connection

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session.close()


def _is_landmark(record: Record) -> bool:
    if record.kind == Kind.SENT:
        return record.op in _LOGINS
    if record.kind == Kind.RECV:
        return record.op == Opcode.HELLO or record.t in _ESTABLISHED
    return record.kind in _STORIES


class _Spool:
    """Records that may be too many for memory."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - see `close`

    def add(self, record: Record) -> None:
        self._file.write(encode_record(record))

    def clear(self) -> None:
        self._file.seek(0)
        self._file.truncate()

    def close(self) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[Record]:
        self._file.seek(0)
        for line in self._file:
            yield decode_record(line)
