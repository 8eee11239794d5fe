"""Whether the lines of a recording are as the format says; never what the payloads mean.

Nearly all lines have one shape, which is matched as a whole; only another one is taken apart.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

from scurrycli.checks.shape import odd_shape, why_no_record
from scurrycli.errors import RecordingError
from scurrycli.recording.codec import decode_record
from scurrycli.recording.encoding import read_time
from scurrycli.recording.header import Header
from scurrycli.recording.redaction import REDACTED
from scurrycli.records import Kind, Record, State
from scurrycli.wire.payload import Payload

_INT = rb"(-?(?:0|[1-9][0-9]{0,17}))"
_PAYLOAD_LINE = re.compile(
    rb'\{"n":' + _INT + rb',"at":([0-9]{1,12}\.[0-9]{6})'
    rb',"ts":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)"'
    rb',"kind":"(recv|sent)"'
    + b"".join(rb'(?:,"%b":%b)?' % (key, _INT) for key in (b"conn", b"size", b"wire", b"op", b"s"))
    + rb'(?:,"t":"([ !#-\[\]-~]*)")?,"frame":(?=\{)'
)
_KIND = {b"recv": Kind.RECV.value, b"sent": Kind.SENT.value}
_FRAMES = frozenset({Kind.RECV, Kind.SENT})
_OF_A_CONNECTION = frozenset({*_FRAMES, Kind.OPEN, Kind.CLOSE})
_PAYLOAD_KEYS = ("size", "wire", "op", "s", "t", "frame")
_NEEDED: dict[str, dict[str, type]] = {
    Kind.OPEN: {"url": str},
    Kind.CLOSE: {"by": str},
    Kind.STATE: {"state": str, "why": str},
    Kind.ERROR: {"error": str},
    Kind.MARK: {"label": str},
    Kind.END: {"frames": int, "why": str},
}
_ALLOWED: dict[str, tuple[str, frozenset[object]]] = {
    Kind.CLOSE: ("by", frozenset({"server", "client", "network"})),
    Kind.STATE: ("state", frozenset(State)),
}
_NAMES = {str: "a string", int: "an integer"}
_REDACTED = (REDACTED.encode(), b'"session-')  # with one of these in it, a payload had another size
Found = tuple[str, str]
"""A rule and what is wrong."""


class Form:
    """Checks the lines of one recording after its header, in order.

    Attributes:
        records: how many there were.
    """

    def __init__(self, header: Header) -> None:
        self.records = 0
        self._keeps_size = header.redact == "secrets" and header.encoding == "json"
        self._n = 0
        self._at = 0.0
        self._frames = 0
        self._ended = False

    def read(self, line: bytes) -> tuple[Record, list[Found]]:
        """The record of a line without its end, and what is wrong with it.

        Raises:
            RecordingError: it is no record; its text is a clause on why.
        """
        found: list[Found] = []
        known = _read_payload_line(line)
        if known is None:
            record = _decode(line)
            payload = None if record.frame is None else Payload(record.frame)
            found += odd_shape(line, record.kind)
        else:
            record, payload = known
        self.records += 1
        if self._ended:
            found.append(("after-end", "a record stands after the end record"))
        self._place(record, found)
        if record.kind in _FRAMES:
            self._frames += 1
            self._payload(record, payload, found)
        else:
            found += self._other(record)
        return record, found

    def _place(self, record: Record, found: list[Found]) -> None:
        n, at, before = record.n, record.at, self._at
        if n != self._n + 1:
            found.append(("number", f"n is {n} where {self._n + 1} is due"))
        if at < before:
            found.append(("time-back", f"at goes back from {before:.6f} to {at:.6f}"))
        self._n, self._at = n, at
        if record.conn is None and record.kind in _OF_A_CONNECTION:
            found.append(("missing-key", f"{record.kind} without conn"))

    def _payload(self, record: Record, payload: Payload | None, found: list[Found]) -> None:
        size = record.size
        if size is None:
            found.append(("missing-key", f"{record.kind} without size"))
        elif record.wire == size:
            found.append(("wire", "wire is the same as size, and should be left out"))
        if payload is None:
            found += self._raw(record)
            return
        frame = payload.text
        if payload.op != record.op or payload.s != record.s or payload.t != record.t:
            found += _copies(record, payload)
        if size is not None and len(frame) != size and not self._may_differ(frame):
            found.append(("size", f"size is {size}, but the frame has {len(frame)} bytes"))
        if record.detail and "raw" in record.detail:
            found.append(("frame-and-raw", "both frame and raw are there"))

    def _raw(self, record: Record) -> Iterator[Found]:
        raw = record.detail.get("raw")
        if not isinstance(raw, str):
            yield "missing-key", f"{record.kind} without frame or raw"
            return
        if not isinstance(record.detail.get("error"), str):
            yield "missing-key", "raw without an error that says why"
        try:
            data = b64decode(raw, validate=True)
        except (binascii.Error, ValueError):
            yield "raw", "raw is no base64"
            return
        if record.size is not None and len(data) != record.size and not self._may_differ(data):
            yield "size", f"size is {record.size}, but raw holds {len(data)} bytes"

    def _may_differ(self, text: bytes) -> bool:
        """Whether redaction or decoding may have changed the size."""
        return not self._keeps_size or any(sign in text for sign in _REDACTED)

    def _other(self, record: Record) -> Iterator[Found]:
        kind, detail = record.kind, record.detail
        if kind not in _NEEDED:  # of a newer version
            return
        for key in _PAYLOAD_KEYS:
            if getattr(record, key) is not None:
                yield "wrong-key", f"{key} is for payloads, and this is {kind}"
        yield from _details(kind, detail)
        if kind == Kind.END:
            self._ended = True
            frames = detail.get("frames")
            if type(frames) is int and frames != self._frames:
                yield "frames", f"end counts {frames} frames, but there are {self._frames}"


def _details(kind: str, detail: dict[str, Any]) -> Iterator[Found]:
    """What a kind adds."""
    for key, of_type in _NEEDED[kind].items():
        if key not in detail:
            yield "missing-key", f"{kind} without {key}"
        elif type(detail[key]) is not of_type:
            yield "type", f"{key} is not {_NAMES[of_type]}"
    if kind == Kind.CLOSE and type(detail.get("code", 0)) is not int:
        yield "type", "code is not an integer"
    key, allowed = _ALLOWED.get(kind, ("", frozenset()))
    value = detail.get(key)
    if isinstance(value, str) and value not in allowed:
        yield "value", f"{key} is {value!r}, which the format does not know"


def _copies(record: Record, payload: Payload) -> Iterator[Found]:
    for key in ("op", "s", "t"):
        said, meant = getattr(record, key), getattr(payload, key)
        if said != meant:
            yield "copy", f"{key} is {said!r}, but {meant!r} in the frame"


def _read_payload_line(line: bytes) -> tuple[Record, Payload] | None:
    """A line of the usual shape; None for any other."""
    match = _PAYLOAD_LINE.match(line)
    if match is None or line[-1:] != b"}":
        return None
    payload = Payload(line[match.end() : -1])
    if not payload.is_object:
        return None
    n, at, ts, kind, conn, size, wire, op, s, t = match.groups()
    try:
        when = read_time(ts.decode())
    except ValueError:
        return None
    record = Record(
        int(n),
        float(at),
        when,
        _KIND[kind],
        int(conn) if conn else None,
        int(size) if size else None,
        int(wire) if wire else None,
        int(op) if op else None,
        int(s) if s else None,
        t.decode() if t is not None else None,
        payload.text,
    )
    return record, payload


def _decode(line: bytes) -> Record:
    try:
        return decode_record(line)
    except RecordingError:
        raise RecordingError(why_no_record(line)) from None
