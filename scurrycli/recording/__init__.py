"""The recording format: header, records, redaction, writer and reader; never a network or a screen.

The format is described in `recordings/README.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scurrycli.exports import exported

if TYPE_CHECKING:
    from scurrycli.recording.codec import decode_record as decode_record
    from scurrycli.recording.codec import encode_record as encode_record
    from scurrycli.recording.flight import FlightRecorder as FlightRecorder
    from scurrycli.recording.header import VERSION as VERSION
    from scurrycli.recording.header import Header as Header
    from scurrycli.recording.header import decode_header as decode_header
    from scurrycli.recording.header import encode_header as encode_header
    from scurrycli.recording.parts import RotatingWriter as RotatingWriter
    from scurrycli.recording.parts import Rotation as Rotation
    from scurrycli.recording.profiles import PROFILES as PROFILES
    from scurrycli.recording.profiles import stricter as stricter
    from scurrycli.recording.reader import FollowingReader as FollowingReader
    from scurrycli.recording.reader import Recording as Recording
    from scurrycli.recording.reader import open_recording as open_recording
    from scurrycli.recording.redaction import REDACTED as REDACTED
    from scurrycli.recording.redaction import Redactor as Redactor
    from scurrycli.recording.writer import RecordingWriter as RecordingWriter

_EXPORTS = {
    "decode_record": "codec",
    "encode_record": "codec",
    "FlightRecorder": "flight",
    "VERSION": "header",
    "Header": "header",
    "decode_header": "header",
    "encode_header": "header",
    "RotatingWriter": "parts",
    "Rotation": "parts",
    "PROFILES": "profiles",
    "stricter": "profiles",
    "FollowingReader": "reader",
    "Recording": "reader",
    "open_recording": "reader",
    "REDACTED": "redaction",
    "Redactor": "redaction",
    "RecordingWriter": "writer",
}
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
    "open_recording",
    "stricter",
]

__getattr__ = exported(__name__, _EXPORTS)
"""Whoever reads a recording needs nothing that writes."""
