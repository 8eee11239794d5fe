"""The first line of a recording: what it is and how it came to be; never a record, never a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite
from typing import Any, cast

import msgspec
import orjson

from scurrycli.errors import RecordingError, RecordingTooNew
from scurrycli.recording.encoding import json_text, read_time, time_text

VERSION = 1
"""The version that is written, and the newest that is read."""


@dataclass(frozen=True, slots=True)
class Header:
    """How a recording was made. The texts must be redacted already.

    Attributes:
        started: seconds since the epoch; the records' `at` counts from here.
        client: program and version, such as `scurrycli 0.1.0`.
        url: the first address that was connected to.
        api_version: of the Gateway.
        encoding: `json` or `etf`.
        compress: `none`, `payload`, `zlib-stream` or `zstd-stream`.
        intents: as sent with IDENTIFY; None where none was.
        shard: index and count; None where none was given.
        redact: the profile of redaction: `secrets`, `pii` or `content`.
        extra: keys that this version does not know, or that few recordings have; carried along.
    """

    started: float
    client: str
    url: str
    api_version: int = 10
    encoding: str = "json"
    compress: str = "none"
    intents: int | None = None
    shard: tuple[int, int] | None = None
    redact: str = "secrets"
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def tells_time(self) -> bool:
        """Whether the IDs tell when they were made: pseudonyms keep their order alone, and a
        gateway on this machine plays what was made long ago."""
        from scurrycli.wire.addresses import host_of, is_loopback

        is_played = is_loopback(host_of(self.url))
        return isfinite(self.started) and self.redact == "secrets" and not is_played

    @property
    def is_filtered(self) -> bool:
        """Whether dispatches were left out on purpose all through, so that holes in `s` are no
        loss."""
        return bool(self.extra.get("filtered"))

    @property
    def begins_later(self) -> bool:
        """Whether it was cut from a longer one: what comes before the first mark with `skipped` is
        only what a replay needs."""
        cut = self.extra.get("cut")
        return isinstance(cut, dict) and "from" in cut

    @property
    def is_chosen(self) -> bool:
        """Whether dispatches are left out on purpose at least where it begins."""
        return self.is_filtered or self.begins_later

    @property
    def is_whole(self) -> bool:
        """Whether it begins where the session began, with nothing lost."""
        return not (self.begins_later or "previous" in self.extra or "recovered" in self.extra)


class _Known(msgspec.Struct, omit_defaults=False):
    """The keys in the order in which they are written, and what they are where they are missing."""

    scurry: str = "recording"
    version: int = VERSION
    started: str = "1970-01-01T00:00:00.000000Z"
    client: str = ""
    url: str = ""
    api_version: int = 10
    encoding: str = "json"
    compress: str = "none"
    intents: int | None = None
    shard: tuple[int, int] | None = None
    redact: str = "secrets"


_START = 256  # bytes in which a header says what it is
_COPIED = _Known.__struct_fields__[3:]


def encode_header(header: Header) -> bytes:
    r"""One line with its `\n`; `intents` and `shard` are left out where they are None."""
    known = {
        "scurry": "recording",
        "version": VERSION,
        "started": time_text(header.started),
    }
    known |= {name: getattr(header, name) for name in _COPIED}
    line = {name: value for name, value in known.items() if value is not None}
    return json_text(line | {k: v for k, v in header.extra.items() if k not in known}) + b"\n"


def decode_header(line: bytes, name: str = "This") -> Header:
    """Read the first line.

    Args:
        line: with or without its end; a byte order mark is skipped.
        name: what the messages call the recording.

    Raises:
        RecordingError: it is no header of a recording, one of a newer version, or a damaged one.
    """
    data = _read_object(line)
    version = data.get("version")
    if data.get("scurry") != "recording" or type(version) is not int or version < 1:
        raise RecordingError(
            f"{name} is not a scurry recording: its first line is no header. "
            "Give a file that was made with --record."
        )
    if version > VERSION:
        raise RecordingTooNew(
            f"{name} was written by a newer scurry (version {version}). Update scurry to read it."
        )
    try:
        known = msgspec.convert(data, _Known)
        started = read_time(known.started)
    except (msgspec.ValidationError, ValueError) as error:
        raise RecordingError(f"{name} has a damaged header and cannot be read: {error}.") from None
    copied = {key: getattr(known, key) for key in _COPIED}
    extra = {key: data[key] for key in data if key not in _Known.__struct_fields__}
    return Header(started=started, extra=extra, **copied)


def is_header(line: bytes) -> bool:
    """Whether a line is meant to be a header: recordings may follow one another in a file."""
    return b'"scurry"' in line[:_START] and _read_object(line).get("scurry") == "recording"


def _read_object(line: bytes) -> dict[str, Any]:
    try:
        data = orjson.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        return {}
    return cast("dict[str, Any]", data) if isinstance(data, dict) else {}
