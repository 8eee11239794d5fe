"""How a line is written: its keys, their order and their spelling; never what their values mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import orjson

from scurrycli.recording.encoding import read_time
from scurrycli.recording.header import Header

CORE = ("n", "at", "ts", "kind", "conn", "size", "wire", "op", "s", "t")
"""The keys of every record in their order; `frame` comes last."""
OF_KIND: dict[str, tuple[str, ...]] = {
    "recv": ("error", "raw"),
    "sent": ("error", "raw"),
    "open": ("url",),
    "close": ("by", "code", "reason"),
    "state": ("state", "why"),
    "error": ("error", "url"),
    "mark": ("label",),
    "end": ("frames", "why"),
}
_HEADER = (
    *("scurry", "version", "started", "client", "url", "api_version", "encoding", "compress"),
    *("intents", "shard", "redact"),
)
_OPTIONAL = frozenset({"intents", "shard"})
ALLOWED = {
    "encoding": ("json", "etf"),
    "compress": ("none", "payload", "zlib-stream", "zstd-stream"),
    "redact": ("secrets", "pii", "content"),
}
"""What some keys of a header may say; the first is what is taken where nothing is known."""
_TYPES: dict[str, tuple[type, ...]] = {
    "n": (int,),
    "at": (int, float),
    "ts": (str,),
    "kind": (str,),
    "conn": (int,),
    "size": (int,),
    "wire": (int,),
    "op": (int,),
    "s": (int,),
    "t": (str,),
    "frame": (dict,),
}
_ALWAYS = ("n", "at", "ts", "kind")
_AT = re.compile(rb"(?:0|[1-9][0-9]*)\.[0-9]{6}")
_TS = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_LAST = 1000
_decode_parts = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
Found = tuple[str, str]


def why_no_record(line: bytes) -> str:
    """A clause on a line that cannot be read as a record."""
    if not line.strip(b"\0 \t\r"):
        return f"{len(line)} bytes of nothing but NULs"
    try:
        data = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return f"no JSON: {error.msg}"
    if not isinstance(data, dict):
        return f"no object but {type(data).__name__}"
    for key in _ALWAYS:
        if key not in data:
            return f"no record: {key} is missing"
    for key, types in _TYPES.items():
        if data.get(key) is not None and type(data[key]) not in types:
            return f"no record: {key} is {type(data[key]).__name__}"
    return "no record: " + (_why_no_time(data["ts"]) or "a number is too large")


def _why_no_time(text: Any) -> str | None:
    try:
        read_time(text)
    except (ValueError, TypeError):
        return f"ts is no time: {text!r}"
    return None


def odd_shape(line: bytes, kind: str) -> Iterator[Found]:
    """What is unusual in a line that is a record all the same."""
    parts = _decode_parts(line.strip())
    order = (*CORE, *OF_KIND.get(kind, ()))
    yield from _out_of_order(list(parts), order)
    for key in (*order, "frame"):
        if bytes(parts.get(key, b"")) == b"null":
            yield "null", f"{key} is null, and should be left out"
    at = bytes(parts["at"])
    if not _AT.fullmatch(at):
        yield "at", f"at is {at.decode(errors='replace')[:32]}, not seconds with 6 decimals"
    yield from _odd_time("ts", orjson.loads(bytes(parts["ts"])))


def _out_of_order(keys: list[str], order: tuple[str, ...]) -> Iterator[Found]:
    """The first key that stands behind one that it should precede; unknown ones stand anywhere."""
    ranks = {key: rank for rank, key in enumerate(order)}
    ranks["frame"] = _LAST
    highest, before = -1, ""
    for key in keys:
        rank = ranks.get(key, highest)
        if rank < highest:
            yield "key-order", f"{key} stands behind {before}"
            return
        highest, before = rank, key if key in ranks else before
    if "frame" in keys and keys[-1] != "frame":
        yield "key-order", f"frame is not the last key, {keys[-1]} is"


def _odd_time(key: str, text: str) -> Iterator[Found]:
    if not _TS.fullmatch(text):
        yield key, f"{key} is {text!r}, not RFC 3339 with microseconds and Z"


def odd_header(line: bytes, header: Header) -> Iterator[Found]:
    """What is unusual in a header that can be read."""
    parts = _decode_parts(line)
    for key in _HEADER:
        if key not in parts and key not in _OPTIONAL:
            yield "header", f"the header has no {key}"
    known = [key for key in parts if key in _HEADER]
    if known != [key for key in _HEADER if key in parts]:
        yield "header", f"the header's keys are out of order: {', '.join(known)}"
    if "started" in parts:
        yield from _odd_time("started", orjson.loads(bytes(parts["started"])))
    shard = header.shard
    if shard is not None and not 0 <= shard[0] < shard[1]:
        yield "header", f"shard {shard[0]} of {shard[1]} does not exist"
    for key, allowed in ALLOWED.items():
        value = getattr(header, key)
        if key in parts and value not in allowed:
            yield "header", f"{key} is {value!r}, not {' or '.join(allowed)}"
