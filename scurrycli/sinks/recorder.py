"""Records into a file while the session goes on; never waits for the file, never ends the session.

A thread writes. What waits for it is bounded: where the file cannot be written as fast as records
come, some are left out, counted, and told in the recording itself, at their place.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from msgspec import structs

from scurrycli.errors import RecordingDamaged
from scurrycli.records import FRAMES, Kind, Record

LIMIT = 64 << 20
"""Bytes that wait for the file; once full, records are left out until half of it is written."""
FLUSH_EVERY = 0.9
"""Seconds between flushes, so that with the time they take no second is lost in a kill."""
PATIENCE = 5.0
"""Seconds that the end waits for a file that takes nothing at all."""

_BATCH = 1 << 20  # bytes; for fewer, waking the thread costs more than what it writes
_KEPT = frozenset({"READY", "RESUMED"})  # without them a replay has no session


class Writer(Protocol):
    """Where records go: a `RecordingWriter`, or what stands before one."""

    @property
    def path(self) -> Path:
        """Which file that is now."""

    def write(self, record: Record) -> None:
        """Take a record; raises RecordingDamaged once, when it fails for good."""

    def flush(self) -> None:
        """Hand what was taken to the system; raises likewise."""

    def close(self) -> None:
        """Nothing more comes; raises likewise."""


class Recorder:
    """A sink for records.

    Args:
        writer: takes them, in a thread of its own.
        filtered: leave out dispatches that are not shown.
        limit: bytes that may wait for the writer.
        patience: seconds that `close` waits for a writer that takes nothing.

    Attributes:
        left_out: how many records are missing, as the writer was too slow.
    """

    def __init__(
        self, writer: Writer, *, filtered: bool, limit: int = LIMIT, patience: float = PATIENCE
    ) -> None:
        self.left_out = 0
        self._writer = writer
        self._filtered = filtered
        self._limit = limit
        self._patience = patience
        self._queue: deque[Record] = deque()
        self._asked: deque[Callable[[], None]] = deque()
        self._waiting = 0
        self._is_full = False
        self._is_urgent = False
        self._is_told = False
        self._gap = 0
        self._n = 0
        self._frames = 0
        self._done = 0
        self._is_over = False
        self._failure: RecordingDamaged | None = None
        self._fault: Exception | None = None
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, daemon=True, name="scurry-recorder")
        self._thread.start()

    @property
    def failure(self) -> RecordingDamaged | None:
        """Why the recording is not whole; None as long as all is well."""
        if self._failure is None and self.left_out:
            return RecordingDamaged(
                f"Recording to {self._writer.path} is not whole: {self.left_out} records were left "
                "out, as the file could not be written as fast as they came."
            )
        return self._failure

    def add(self, record: Record, *, shown: bool) -> None:
        """Take the next record of the stream; `shown` is whether it passed the filter."""
        if self._filtered and record.is_dispatch and not shown and record.t not in _KEPT:
            return
        with self._changed:
            if self._failure is not None or self._is_over:
                return
            if self._is_full and record.kind != Kind.END:
                self._gap += 1
                self.left_out += 1
                return
            if self._gap:
                self._enter(self._missing(record))
            self._enter(record)
            self._is_urgent = self._is_urgent or record.kind not in FRAMES
            if not self._is_told and self._is_due():
                self._is_told = True
                self._changed.notify()

    def ask(self, work: Callable[[], None]) -> None:
        """Have something done with the writer, in its thread, after what was added so far."""
        with self._changed:
            self._asked.append(work)
            self._changed.notify()

    def close(self) -> None:
        """The session is over: write what is left, as long as the file takes any of it."""
        with self._changed:
            self._is_over = True
            self._changed.notify()
        seen = -1
        while self._thread.is_alive() and self._done != seen:
            seen = self._done
            self._thread.join(self._patience)
        if self._fault is not None:
            raise self._fault
        if self._thread.is_alive():
            self._give_up()

    def _missing(self, following: Record) -> Record:
        """What stands in the recording in place of what was left out."""
        gap, self._gap = self._gap, 0
        label = f"{gap} records are missing here, as the file could not be written fast enough"
        detail = {"label": label, "lost": gap}
        return Record(0, following.at, following.ts, Kind.MARK, following.conn, detail=detail)

    def _enter(self, record: Record) -> None:
        self._n += 1
        self._frames += record.kind in FRAMES
        if record.kind == Kind.END:
            record = structs.replace(record, detail={**record.detail, "frames": self._frames})
        if record.n != self._n or self._waiting > _BATCH:  # a copy is not decoded, so it is small
            record = structs.replace(record, n=self._n)
        self._queue.append(record)
        self._waiting += record.weight
        self._is_full = self._waiting >= self._limit

    def _run(self) -> None:
        try:
            while (batch := self._take()) is not None:
                for record in batch:
                    self._writer.write(record)
                self._writer.flush()
                self._done += len(batch)
                while self._asked and not self._queue:
                    self._asked.popleft()()
            self._writer.close()
        except RecordingDamaged as error:
            self._failure = error
        except Exception as error:
            self._fault = error

    def _take(self) -> list[Record] | None:
        """The next records; None at the end."""
        with self._changed:
            self._changed.wait_for(self._is_due, FLUSH_EVERY)
            self._is_told = False
            if not self._queue:
                return None if self._is_over else []
            batch: list[Record] = []
            size = 0
            while self._queue and size < _BATCH:
                batch.append(self._queue.popleft())
                size += batch[-1].weight
            self._waiting -= size
            self._is_full = self._is_full and self._waiting > self._limit // 2
            self._is_urgent = self._is_urgent and bool(self._queue)
            return batch

    def _is_due(self) -> bool:
        return self._is_urgent or self._is_over or bool(self._asked) or self._waiting >= _BATCH

    def _give_up(self) -> None:
        with self._changed:
            left = self._n - self._done
            self._failure = RecordingDamaged(
                f"Recording to {self._writer.path} is not whole: its last {left} records were left "
                f"out, as nothing could be written for {self._patience:g} seconds."
            )
