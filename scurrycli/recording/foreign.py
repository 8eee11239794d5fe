"""Bare Gateway payloads, one a line, as other programs log them: made records; never a file.

Such a line says neither when it came nor which way it went. Times are not known (`at` 0, `ts` not a
number); the direction and the connection are told by the opcode. Secrets are replaced here, since
nobody did so before.
"""

from __future__ import annotations

from math import nan

from scurrycli.errors import RecordingError
from scurrycli.recording.codec import decode_record
from scurrycli.recording.header import Header
from scurrycli.records import Kind, Record
from scurrycli.wire.opcodes import FROM_SERVER, Opcode
from scurrycli.wire.payload import Payload

HEADER = Header(started=nan, client="", url="")
"""What is known of such a file: nothing."""

_BOM = b"\xef\xbb\xbf"
_BLANK = _BOM + b" \t\r\n"
_FROM_CLIENT = frozenset(Opcode) - FROM_SERVER


def is_foreign(line: bytes) -> bool:
    """Whether a first line that is no header is a payload, and no record that lost its header."""
    if _read(line) is None:
        return False
    try:
        decode_record(line.removeprefix(_BOM))
    except RecordingError:
        return True
    return False


def _read(line: bytes) -> Payload | None:
    """The payload; an event's may lack its opcode, as only events have a name and data."""
    payload = Payload(line.strip(_BLANK))
    if not payload.is_object:
        return None
    if payload.op is None and payload.t is not None and payload.d_text:
        payload.op = Opcode.DISPATCH
    return payload if payload.op is not None else None


class ForeignLines:
    """Makes records of the lines of one file, in their order."""

    def __init__(self) -> None:
        from scurrycli.recording.redaction import Redactor  # whoever reads recordings does without

        self._redactor = Redactor()
        self._n = 0
        self._conn: int | None = None

    def record(self, line: bytes) -> Record:
        """The next record.

        Raises:
            RecordingError: the line is no payload.
        """
        payload = _read(line)
        if payload is None:
            raise RecordingError("This line is no payload of the Gateway.")
        self._n += 1
        if payload.op == Opcode.HELLO:
            self._conn = (self._conn or 0) + 1
        text = payload.text
        return Record(
            n=self._n,
            at=0.0,
            ts=nan,
            kind=Kind.SENT if _is_sent(payload) else Kind.RECV,
            conn=self._conn,
            size=len(text),
            op=payload.op,
            s=payload.s,
            t=None if payload.t is None else self._redactor.text(payload.t),
            frame=self._redactor.frame(text, payload.op, payload.t),
            detail={} if payload.flaw is None else {"error": payload.flaw},
        )


def _is_sent(payload: Payload) -> bool:
    """Opcode 1 goes both ways; the server's, as all that it sends, has `t` and `s`."""
    if payload.op == Opcode.HEARTBEAT:
        return b'"t"' not in payload.text
    return payload.op in _FROM_CLIENT
