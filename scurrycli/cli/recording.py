"""Where a live session is recorded, from its options; never what is recorded."""

from __future__ import annotations

from collections import deque
from functools import partial
from re import IGNORECASE, fullmatch

from scurrycli.cli.parameters import SourceOptions
from scurrycli.errors import RecordingDamaged, UsageError
from scurrycli.recording import FlightRecorder, Header, RecordingWriter, RotatingWriter, Rotation
from scurrycli.records import Record
from scurrycli.sinks.recorder import Recorder

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_BYTES = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "ki": 1 << 10, "mi": 1 << 20, "gi": 1 << 30}
_LEAST_PART = 10_000  # bytes; below, a part would be little but its header
_NUMBER = r"([0-9]{1,9}(?:\.[0-9]{1,6})?)"


def parse_span(text: str) -> float | None:
    """Seconds, of a number with `s`, `m` (minutes), `h` or `d`; None where it is none above 0."""
    match = fullmatch(_NUMBER + "([smhd])", text.strip())
    return float(match[1]) * _SECONDS[match[2]] or None if match else None


def parse_rotation(text: str) -> Rotation:
    """When a part is full.

    Raises:
        UsageError: it is neither a size nor a time.
    """
    seconds = parse_span(text)
    if seconds is not None:
        return Rotation(seconds=seconds)
    match = fullmatch(_NUMBER + "([kmg]i?|)b", text.strip(), IGNORECASE)
    size = int(float(match[1]) * _BYTES[match[2].lower()]) if match else 0
    if size >= _LEAST_PART:
        return Rotation(size=size)
    raise UsageError(
        "--rotate takes a size from 10kB on, such as 100MB, or a time, such as 1h; "
        f"{text!r} is not that."
    )


class SessionRecording:
    """The recording of one session; of one that is not recorded it takes nothing.

    Attributes:
        name: what the view calls it; None where nothing is recorded.
        news: sentences on what was saved, for whoever shows them.
    """

    def __init__(self, options: SourceOptions, header: Header) -> None:
        """Open it.

        Raises:
            UsageError: the options do not go together.
            RecordingError: the file exists, or cannot be written.
        """
        self.name: str | None = None
        self.news: deque[str] = deque()
        self._flight: FlightRecorder | None = None
        self._recorder: Recorder | None = None
        _check(options)
        if options.record is None:
            return
        self.name = str(options.record)
        writer: RecordingWriter | RotatingWriter | FlightRecorder
        if options.flight_recorder is not None:
            seconds = parse_span(options.flight_recorder)
            if seconds is None:
                raise UsageError(
                    "--flight-recorder takes a time, such as 90s, 5m or 1h; "
                    f"{options.flight_recorder!r} is not that."
                )
            writer = self._flight = FlightRecorder(
                options.record, header, seconds, self.news.append, force=options.force
            )
            self.name += f" (newest {options.flight_recorder}, if need be)"
        elif options.rotate is not None:
            rotation = parse_rotation(options.rotate)
            writer = RotatingWriter(options.record, header, rotation, force=options.force)
        else:
            writer = RecordingWriter(options.record, header, force=options.force)
        self._recorder = Recorder(writer, filtered=options.record_filtered)

    @property
    def can_save(self) -> bool:
        """Whether something is kept that can be saved at any time."""
        return self._flight is not None

    @property
    def failure(self) -> RecordingDamaged | None:
        """Why it is not whole; None as long as all is well."""
        return self._recorder.failure if self._recorder else None

    def add(self, record: Record, *, shown: bool) -> None:
        """Take the next record."""
        if self._recorder is not None:
            self._recorder.add(record, shown=shown)

    def save(self) -> None:
        """Save what the flight recorder keeps."""
        if self._recorder is not None and self._flight is not None:
            self._recorder.ask(partial(self._flight.save, "asked for with the key s"))

    def close(self) -> None:
        """The session is over; this may wait for the file."""
        if self._recorder is not None:
            self._recorder.close()
        if self._flight is not None and not self._flight.saved and self.failure is None:
            self.news.append(f"Nothing went wrong, so nothing was saved to {self._flight.path}.")


def _check(options: SourceOptions) -> None:
    if options.record is None:
        for name in ("record_filtered", "rotate", "flight_recorder"):
            if getattr(options, name):
                raise UsageError(f"--{name.replace('_', '-')} needs --record FILE.")
    if options.rotate is not None and options.flight_recorder is not None:
        raise UsageError("--rotate and --flight-recorder do not go together; give one of them.")
