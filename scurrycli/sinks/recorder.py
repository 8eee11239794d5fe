"""Records into a file while the session goes on; never ends it, whatever happens to the file."""

from __future__ import annotations

from msgspec.structs import replace

from scurrycli.errors import RecordingDamaged
from scurrycli.recording import RecordingWriter
from scurrycli.records import Kind, Record

_KEPT = frozenset({"READY", "RESUMED"})  # without them a replay has no session


class Recorder:
    """A sink for records.

    Args:
        writer: the open file.
        filtered: leave out dispatches that are not shown.

    Attributes:
        failure: why the file is not whole; None as long as all is well.
    """

    def __init__(self, writer: RecordingWriter, *, filtered: bool) -> None:
        self.failure: RecordingDamaged | None = None
        self._writer = writer
        self._filtered = filtered

    def add(self, record: Record, *, shown: bool) -> None:
        """Take the next record of the stream; `shown` is whether it passed the filter."""
        if self._filtered:
            if record.is_dispatch and not shown and record.t not in _KEPT:
                return
            record = self._renumbered(record)
        try:
            self._writer.write(record)
        except RecordingDamaged as error:
            self.failure = error

    def flush(self) -> None:
        """To be called each second, for when nothing comes in."""
        try:
            self._writer.flush()
        except RecordingDamaged as error:
            self.failure = error

    def close(self) -> None:
        """The session is over."""
        try:
            self._writer.close()
        except RecordingDamaged as error:
            self.failure = error

    def _renumbered(self, record: Record) -> Record:
        detail = record.detail
        if record.kind == Kind.END:
            detail = {**detail, "frames": self._writer.frames}
        return replace(record, n=self._writer.records + 1, detail=detail)
