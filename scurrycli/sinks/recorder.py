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
        every: seconds after which what waits is written, however little it is.

    Attributes:
        left_out: how many records are missing, as the writer was too slow.
    """

    def __init__(
        self,
        writer: Writer,
        *,
        filtered: bool,
        limit: int = LIMIT,
        patience: float = PATIENCE,
        every: float = FLUSH_EVERY,
    ) -> None:
        self.left_out = 0
        self._writer = writer
        self._filtered = filtered
        self._limit = limit
        self._patience = patience
        self._every = every
        # One thread appends and counts what it took, the other pops and counts what it wrote: no
        # lock, which would cost as much for each record as the record itself.
        self._queue: deque[Record | Callable[[], None]] = deque()
        self._taken = 0
        self._written = 0
        self._is_full = False
        self._gap = 0
        self._n = 0
        self._frames = 0
        self._is_over = False
        self._failure: RecordingDamaged | None = None
        self._fault: Exception | None = None
        self._wake = threading.Event()
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

    @property
    def waiting(self) -> int:
        """Bytes, about, that are not written yet."""
        return self._taken - self._written

    def add(self, record: Record, *, shown: bool) -> None:
        """Take the next record of the stream; `shown` is whether it passed the filter."""
        if self._filtered and record.is_dispatch and not shown and record.t not in _KEPT:
            return
        if self._failure is not None or self._is_over:
            return
        waiting = self.waiting
        if waiting >= self._limit or self._is_full:
            self._is_full = waiting > self._limit // 2
            if self._is_full and record.kind != Kind.END:
                self._gap += 1
                self.left_out += 1
                return
        if self._gap:
            self._enter(self._missing(record))
        if waiting > _BATCH:
            record = structs.replace(record)  # other sinks decode theirs, which takes memory
        self._enter(record)
        if (waiting >= _BATCH or record.kind not in FRAMES) and not self._wake.is_set():
            self._wake.set()

    def ask(self, work: Callable[[], None]) -> None:
        """Have something done with the writer, in its thread, after what was added so far."""
        self._queue.append(work)
        self._wake.set()

    def close(self) -> None:
        """The session is over: write what is left, as long as the file takes any of it."""
        self._is_over = True
        self._wake.set()
        seen = -1
        while self._thread.is_alive() and self._written != seen:
            seen = self._written
            self._thread.join(self._patience)
        if self._fault is not None:
            raise self._fault
        if self._thread.is_alive():
            self._give_up()

    def _enter(self, record: Record) -> None:
        self._queue.append(record)
        self._taken += record.weight

    def _missing(self, following: Record) -> Record:
        """What stands in the recording in place of what was left out."""
        gap, self._gap = self._gap, 0
        label = f"{gap} records are missing here, as the file could not be written fast enough"
        detail = {"label": label, "lost": gap}
        return Record(0, following.at, following.ts, Kind.MARK, following.conn, detail=detail)

    # -- in the thread

    def _run(self) -> None:
        try:
            while not self._is_over or self._queue:
                if not self._is_over and self.waiting < _BATCH:
                    self._wake.wait(self._every)
                    self._wake.clear()
                self._write_some()
            self._writer.close()
        except RecordingDamaged as error:
            self._failure = error
        except Exception as error:
            self._fault = error

    def _write_some(self) -> None:
        """What waits, up to a batch; a smaller one is left to grow, as each costs a switch between
        the threads."""
        queue, write, end = self._queue, self._writer.write, self._written + _BATCH
        while queue and self._written < end:
            record = queue.popleft()
            if not isinstance(record, Record):
                record()
                continue
            self._n += 1
            self._frames += record.kind in FRAMES
            weight = record.weight
            if record.n != self._n or record.kind == Kind.END:
                record = self._renumbered(record)
            write(record)
            self._written += weight
        self._writer.flush()

    def _renumbered(self, record: Record) -> Record:
        """With numbers of its own, as records before it were left out; it tells how many are."""
        detail = record.detail
        if record.kind == Kind.END:
            detail = {**detail, "frames": self._frames}
        return structs.replace(record, n=self._n, detail=detail)

    def _give_up(self) -> None:
        self._failure = RecordingDamaged(
            f"Recording to {self._writer.path} is not whole: its last {len(self._queue) + 1} "
            f"records were left out, as nothing could be written for {self._patience:g} seconds."
        )
