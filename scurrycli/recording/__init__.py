"""The recording format: header, records, redaction, writer and reader; never a network or a screen.

The format is described in `recordings/README.md`.
"""

from __future__ import annotations

from scurrycli.recording.codec import decode_record, encode_record, may_be_named
from scurrycli.recording.flight import FlightRecorder
from scurrycli.recording.header import VERSION, Header, decode_header, encode_header
from scurrycli.recording.parts import RotatingWriter, Rotation
from scurrycli.recording.profiles import PROFILES, stricter
from scurrycli.recording.reader import FollowingReader, Recording, open_recording
from scurrycli.recording.redaction import REDACTED, Redactor
from scurrycli.recording.writer import RecordingWriter

__all__ = [
    "PROFILES",
    "REDACTED",
    "VERSION",
    "FlightRecorder",
    "FollowingReader",
    "Header",
    "Recording",
    "RecordingWriter",
    "Redactor",
    "RotatingWriter",
    "Rotation",
    "decode_header",
    "decode_record",
    "encode_header",
    "encode_record",
    "may_be_named",
    "open_recording",
    "stricter",
]
