"""One record to one line and back, its frame spliced byte for byte; never a file, no redaction."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec
import orjson

from scurrycli.errors import RecordingError
from scurrycli.recording.encoding import json_text, read_time, time_text
from scurrycli.records import Kind, Record
from scurrycli.wire.payload import check_text

# What a kind adds stands in this order; keys that are not listed follow as they come.
_ORDER: dict[str, tuple[str, ...]] = {
    Kind.RECV: ("error", "raw"),
    Kind.SENT: ("error", "raw"),
    Kind.OPEN: ("url",),
    Kind.CLOSE: ("by", "code", "reason"),
    Kind.STATE: ("state", "why"),
    Kind.ERROR: ("error", "url"),
    Kind.MARK: ("label",),
    Kind.END: ("frames", "why"),
}
_KINDS = {kind.value: f'"{kind.value}"' for kind in Kind}
_LINE_BREAKS = bytes.maketrans(b"\r\n", b"  ")
_LF, _CR = b"\n\r"  # a byte that is a number is found four times as fast
_BLANK = b" \t\r\n"
_FRAME = b',"frame":'


class _Line(msgspec.Struct, gc=False):
    n: int
    at: float
    ts: str
    kind: str
    conn: int | None = None
    size: int | None = None
    wire: int | None = None
    op: int | None = None
    s: int | None = None
    t: str | None = None
    frame: msgspec.Raw = msgspec.Raw(b"null")


class _BareLine(_Line, gc=False, forbid_unknown_fields=True):
    """A line without keys of its kind, as nearly all are: decoded in one go."""


_CORE = frozenset(_Line.__struct_fields__)
_decode_bare = msgspec.json.Decoder(_BareLine).decode
_decode_core = msgspec.json.Decoder(_Line).decode
_decode_parts = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


def encode_record(record: Record) -> bytes:
    r"""One line with its `\n`. Keys without a value (None) are left out.

    `record.frame` must be the text of one JSON object, or None: it is not parsed. Line breaks in it
    become spaces, since inside JSON they can only stand between tokens.
    """
    return b"".join(encode_pieces(record))


def encode_pieces(record: Record) -> tuple[bytes, bytes, bytes]:
    """The same in three pieces, so that a large frame is not copied for it."""
    head = _encode_head(record)
    if record.detail:
        head += _encode_detail(record.kind, record.detail)
    if record.frame is None:
        return head, b"", b"}\n"
    return head + _FRAME, one_line(record.frame), b"}\n"


def _encode_head(record: Record) -> bytes:
    """What every kind has, without a value's name where there is none."""
    kind = _KINDS.get(record.kind) or json_text(record.kind).decode()
    line = f'{{"n":{record.n},{_when(record.at, record.ts)},"kind":{kind}'
    if record.conn is not None:
        line += f',"conn":{record.conn}'
    if record.size is not None:
        line += f',"size":{record.size}'
    if record.wire is not None:
        line += f',"wire":{record.wire}'
    if record.op is not None:
        line += f',"op":{record.op}'
    if record.s is not None:
        line += f',"s":{record.s}'
    if record.t is not None:
        line += f',"t":{_name_text(record.t)}'
    return line.encode()


@lru_cache(maxsize=1)
def _when(at: float, ts: float) -> str:
    """The same for all that left the socket together."""
    return f'"at":{at:.6f},"ts":"{time_text(ts)}"'


@lru_cache(maxsize=256)
def _name_text(name: str) -> str:
    return json_text(name).decode()


def one_line(frame: bytes) -> bytes:
    """The same JSON text without line breaks."""
    return frame.translate(_LINE_BREAKS) if _LF in frame or _CR in frame else frame


def _encode_detail(kind: str, detail: dict[str, Any]) -> bytes:
    first = {key: detail[key] for key in _ORDER.get(kind, ()) if key in detail}
    ordered = first | detail
    kept = {k: v for k, v in ordered.items() if v is not None and k not in _CORE}
    return b"," + json_text(kept)[1:-1] if kept else b""


def decode_record(line: bytes) -> Record:
    """Read one line, with or without its end. The frame's bytes are those of the line.

    Raises:
        RecordingError: the line is no record.
    """
    text = line if line[:1] == b"{" and line[-1:] == b"}" else line.strip(_BLANK)
    try:
        if not text.isascii():
            check_text(text)
        core, detail = _split(text)
        return Record(
            core.n,
            core.at,
            read_time(core.ts),
            core.kind,
            core.conn,
            core.size,
            core.wire,
            core.op,
            core.s,
            core.t,
            _frame(text, bytes(core.frame)),
            detail,
        )
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise RecordingError("This line is no record of a recording.") from None


def _split(text: bytes) -> tuple[_Line, dict[str, Any]]:
    """The keys of every record, and those of its kind."""
    try:
        core: _Line = _decode_bare(text)
        detail = {}
    except msgspec.ValidationError:  # keys of its kind, or wrong types: the latter fail again
        core = _decode_core(text)
        parts = _decode_parts(text)
        detail = {key: orjson.loads(bytes(raw)) for key, raw in parts.items() if key not in _CORE}
    return core, detail


def _frame(text: bytes, raw: bytes) -> bytes | None:
    """The payload as it was on the wire: with white space around it, where the frame is last."""
    if raw == b"null":
        return None
    if raw[:1] != b"{":
        raise ValueError("frame is no object")
    start = text.find(_FRAME) + len(_FRAME)
    if len(text) - 1 - start == len(raw):
        return raw
    spliced = text[start:-1]
    return spliced if spliced.strip(_BLANK) == raw else raw
