"""Erlang's external term format as the JSON it stands for; never what Discord does not send.

Sources: Erlang's documentation, "External Term Format"; Discord's documentation, "Gateway", Using
ETF Encoding ("Snowflake IDs are transmitted as 64-bit integers or strings"; keys that an app sends
must be strings), and "API Reference", ID Serialization ("When we serialize IDs to JSON, we
transform `bigints` into strings"); discord/erlpack, js/decoder.h, which Discord names as example.

So an integer beyond 2**53, where floats get coarse, becomes a string of digits: every snowflake
made after January 2015 is beyond it, a time in milliseconds is not. erlpack draws the line at 32
bits, which makes strings of times that are numbers in Discord's JSON; and it takes a list of small
integers (STRING_EXT) for text. We do neither.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from math import isfinite
from typing import Any, TypeAlias

import orjson

from scurrycli.errors import EtfError
from scurrycli.wire.etf_terms import READERS, deeper

MAX_INFLATED = 64 << 20
"""Bytes of a compressed term, inflated."""

_VERSION = b"\x83"
_COMPRESSED = b"P"
_SENTINEL = b"\x00"
_CUT = "The ETF term is cut short."
_ID = re.compile(r"[1-9][0-9]+")
_ID_LENGTHS = range(17, 21)  # digits: all beyond 2**53, up to 64 bits
_LIMIT = 1 << 64
_U32 = struct.Struct(">I")

_Writers: TypeAlias = Mapping[type, "_Writer"]
_Writer: TypeAlias = Callable[[Any, _Writers, int], bytes]


def decode(data: bytes) -> Any:
    """The JSON value of a term: dict with keys of text, list, str, int, float, bool or None.

    Raises:
        EtfError: it is no whole term, or holds something that Discord does not send.
    """
    if data[:1] != _VERSION:
        raise EtfError("This is not ETF: it does not begin with byte 131.")
    if data[1:2] == _COMPRESSED:
        data = _VERSION + _inflate(data[2:])
    # A reader that goes past the end takes the sentinel, too: so none has to look after lengths,
    # and nothing is allocated for a length that is only claimed.
    stream = BytesIO(data + _SENTINEL)
    stream.seek(len(_VERSION))
    value = flaw = None
    try:
        value = READERS[stream.read(1)](stream.read, 0)
    except EtfError as error:
        flaw = error
    except UnicodeDecodeError:
        flaw = EtfError("The ETF term holds text that is not UTF-8.")
    except (LookupError, struct.error):
        flaw = EtfError(_CUT)
    left = stream.read()
    if not left:
        raise EtfError(_CUT)
    if flaw:
        raise flaw
    if left != _SENTINEL:
        raise EtfError("The message goes on after the ETF term.")
    return value


def to_json(data: bytes) -> bytes:
    """The same as compact JSON. Raises as `decode` does."""
    return orjson.dumps(decode(data))


def encode(value: Any) -> bytes:
    """A JSON value as a term: text and keys as binaries, integers in their smallest form.

    Raises:
        EtfError: it is not JSON, nested too deeply, or holds an integer of more than 64 bits.
    """
    return _VERSION + _write(value, _WRITERS, 0)


def from_json(text: bytes) -> bytes:
    """A term as Discord would send this JSON: strings that can be snowflakes are integers.

    `to_json` gives the same JSON values again, except that integers beyond 2**53 become strings;
    Discord's JSON has none.

    Raises:
        EtfError: it is not JSON, or nested too deeply.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise EtfError(f"This is not JSON: {error.msg}.") from None
    return _VERSION + _write(value, _GATEWAY_WRITERS, 0)


def _inflate(data: bytes) -> bytes:
    """A compressed term's inside: 4 bytes of its size, then zlib's."""
    stream = zlib.decompressobj()
    try:
        (size,) = _U32.unpack(data[:4])
        if size > MAX_INFLATED:
            raise EtfError(f"The ETF term inflates to {size} bytes; {MAX_INFLATED} are the most.")
        inside = stream.decompress(data[4:], size + 1)
    except (zlib.error, struct.error):
        raise EtfError("The compressed ETF term is damaged.") from None
    if len(inside) != size or not stream.eof or stream.unused_data:
        raise EtfError("The compressed ETF term is not of the size that it says.")
    return inside


def _write(value: Any, writers: _Writers, depth: int) -> bytes:
    for kind in type(value).__mro__:
        if kind in writers:
            return writers[kind](value, writers, depth)
    raise EtfError(f"A value of type {type(value).__name__} cannot be sent as ETF.")


def _write_atom(value: bool | None, _: _Writers, __: int) -> bytes:
    name = {None: b"nil", True: b"true", False: b"false"}[value]
    return b"w" + bytes((len(name),)) + name


def _write_integer(value: int, _: _Writers, __: int) -> bytes:
    if 0 <= value < 1 << 8:
        return b"a" + bytes((value,))
    if -(1 << 31) <= value < 1 << 31:
        return struct.pack(">ci", b"b", value)
    magnitude = abs(value)
    if magnitude >= _LIMIT:
        raise EtfError("An integer of more than 64 bits cannot be sent as ETF.")
    size = (magnitude.bit_length() + 7) // 8
    return b"n" + bytes((size, value < 0)) + magnitude.to_bytes(size, "little")


def _write_float(value: float, _: _Writers, __: int) -> bytes:
    if not isfinite(value):
        raise EtfError("A float that is not a number cannot be sent as ETF.")
    return struct.pack(">cd", b"F", value)


def _write_text(value: str, _: _Writers, __: int) -> bytes:
    try:
        text = value.encode()
    except UnicodeEncodeError:
        raise EtfError("Text with half a surrogate pair cannot be sent as ETF.") from None
    return b"m" + _U32.pack(len(text)) + text


def _write_id_or_text(value: str, writers: _Writers, depth: int) -> bytes:
    if len(value) in _ID_LENGTHS and _ID.fullmatch(value) and int(value) < _LIMIT:
        return _write_integer(int(value), writers, depth)
    return _write_text(value, writers, depth)


def _write_list(value: list[Any], writers: _Writers, depth: int) -> bytes:
    if not value:
        return b"j"
    depth = deeper(depth)
    items = b"".join(_write(item, writers, depth) for item in value)
    return b"l" + _U32.pack(len(value)) + items + b"j"


def _write_map(value: dict[Any, Any], writers: _Writers, depth: int) -> bytes:
    depth = deeper(depth)
    parts = [b"t" + _U32.pack(len(value))]
    for key, item in value.items():
        if not isinstance(key, str):
            raise EtfError(f"A key of type {type(key).__name__} cannot be sent as ETF.")
        parts += (_write_text(key, writers, depth), _write(item, writers, depth))
    return b"".join(parts)


_WRITERS: _Writers = {
    str: _write_text,
    bool: _write_atom,
    type(None): _write_atom,
    int: _write_integer,
    float: _write_float,
    list: _write_list,
    tuple: _write_list,
    dict: _write_map,
}

_GATEWAY_WRITERS: _Writers = {**_WRITERS, str: _write_id_or_text}
