"""What `scurry redact` does: record by record into a new file; never in place."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from msgspec import structs

from scurrycli.cli.parameters import OutputOptions
from scurrycli.cli.progress import watched
from scurrycli.cli.redaction import make_redactor
from scurrycli.cli.showing import say
from scurrycli.editing.output import check_output, new_recording
from scurrycli.errors import RecordingDamaged, UsageError
from scurrycli.recording import Header, Redactor, stricter
from scurrycli.recording.reader import Recording
from scurrycli.records import Kind, Record
from scurrycli.wire.events import DISPATCH_EVENTS


def redact_file(file: str, into: OutputOptions, profile: str) -> None:
    """Copy a recording, redacted.

    Raises:
        UsageError: there is no such profile, or the copy would replace the recording.
        RecordingError: one of the files cannot be opened.
        RecordingDamaged: not all could be read, or not all be written.
    """
    redactor = make_redactor(profile)(None)
    if file != "-" and into.output.exists() and into.output.samefile(file):
        raise UsageError("The copy needs another name: a recording is not changed in place.")
    check_output(into.output, force=into.force)
    name = "Standard input" if file == "-" else file
    with (
        watched(file, f"Redacting {Path(file).name}") as source,
        Recording(source, name) as recording,
    ):
        header = _clean_header(recording.header, redactor, profile)
        with new_recording(into.output, header, force=into.force) as writer:
            for record in _clean_records(recording, redactor):
                writer.write(record)
    say(f"{writer.records:,} records went to {into.output}.")
    if recording.damage:
        raise RecordingDamaged(recording.damage)


def _clean_header(header: Header, redactor: Redactor, profile: str) -> Header:
    return replace(
        header,
        url=redactor.text(header.url),
        redact=stricter(header.redact, profile),
        extra=redactor.value(header.extra),
    )


def _clean_records(records: Iterable[Record], redactor: Redactor) -> Iterator[Record]:
    """The records without holes in their numbers, whatever could not be read."""
    frames = 0
    for n, record in enumerate(records, 1):
        frames += record.kind in (Kind.RECV, Kind.SENT)
        clean = _clean_record(record, redactor)
        clean.n = n
        if record.kind == Kind.END:
            clean.detail["frames"] = frames
        yield clean


def _clean_record(record: Record, redactor: Redactor) -> Record:
    detail = dict(record.detail)
    raw = detail.pop("raw", None)
    detail = redactor.value(detail)
    if isinstance(raw, str):
        detail["raw"] = redactor.raw(_bytes(raw))
    frame, t = record.frame, record.t
    if frame is not None:
        frame = redactor.frame(frame, record.op, t)
    if t is not None and t not in DISPATCH_EVENTS:
        t = redactor.text(t)
    return structs.replace(record, frame=frame, t=t, detail=detail)


def _bytes(raw: str) -> bytes:
    try:
        return b64decode(raw, validate=True)
    except (Base64Error, ValueError):  # no base64: what it says is as little known
        return raw.encode()
