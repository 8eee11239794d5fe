"""The terms of Erlang's external term format, a reader for each tag; never what is around them.

Source: Erlang's documentation, "External Term Format". A reader is given what reads that many
bytes and how deep it is; it looks after no lengths (see `scurrycli.wire.etf`).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from functools import partial
from math import isfinite
from typing import Any, TypeAlias

from scurrycli.errors import EtfError

MAX_DEPTH = 128
"""Containers in one another. Discord's are some 15 deep; orjson writes 254."""

Read: TypeAlias = Callable[[int], bytes]
Reader: TypeAlias = Callable[[Read, int], Any]

_SAFE = 1 << 53
_MAX_INTEGER = 8  # bytes
_OLD_FLOAT = re.compile(rb"([+-]?\d+\.\d+(?:e[+-]?\d+)?)\0*")
_CONSTANTS = {"nil": None, "null": None, "true": True, "false": False}
_u16, _u32, _i32, _f64 = (struct.Struct(f">{code}").unpack for code in "HIid")


def _read_binary(read: Read, _: int) -> str:
    return read(_u32(read(4))[0]).decode()


def _read_small_name(read: Read, _: int) -> str:
    return read(read(1)[0]).decode()


def _read_name(read: Read, _: int) -> str:
    return read(_u16(read(2))[0]).decode()


def _read_small_latin_name(read: Read, _: int) -> str:
    return read(read(1)[0]).decode("latin-1")


def _read_latin_name(read: Read, _: int) -> str:
    return read(_u16(read(2))[0]).decode("latin-1")


def _atom(name: Reader) -> Reader:
    def read_atom(read: Read, depth: int) -> str | bool | None:
        text = name(read, depth)
        return _CONSTANTS.get(text, text)

    return read_atom


def _read_small_integer(read: Read, _: int) -> int:
    return read(1)[0]


def _read_integer(read: Read, _: int) -> int:
    number: int = _i32(read(4))[0]
    return number


def _read_small_big(read: Read, _: int) -> int | str:
    return _big(read, read(1)[0])


def _read_large_big(read: Read, _: int) -> int | str:
    return _big(read, _u32(read(4))[0])


def _big(read: Read, size: int) -> int | str:
    if size > _MAX_INTEGER:
        raise EtfError(
            f"The ETF term holds an integer of {size} bytes; Discord's have {_MAX_INTEGER} at most."
        )
    is_negative = read(1)[0]
    magnitude = int.from_bytes(read(size), "little")
    number = -magnitude if is_negative else magnitude
    return number if magnitude <= _SAFE else str(number)


def _read_float(read: Read, _: int) -> float:
    return _finite(_f64(read(8))[0])


def _read_old_float(read: Read, _: int) -> float:
    text = _OLD_FLOAT.fullmatch(read(31))
    return _finite(float(text[1]) if text else None)


def _finite(number: float | None) -> float:
    if number is None or not isfinite(number):
        raise EtfError("The ETF term holds a float that is not a number.")
    return number


def _read_bytes(read: Read, _: int) -> list[int]:
    return list(read(_u16(read(2))[0]))


def _read_nil(_: Read, __: int) -> list[Any]:
    return []


def _read_list(read: Read, depth: int) -> list[Any]:
    items = _items(read, depth, _u32(read(4))[0])
    if read(1) != b"j":
        raise EtfError("The ETF term holds an improper list.")
    return items


def _read_small_tuple(read: Read, depth: int) -> list[Any]:
    return _items(read, depth, read(1)[0])


def _read_large_tuple(read: Read, depth: int) -> list[Any]:
    return _items(read, depth, _u32(read(4))[0])


def _items(read: Read, depth: int, count: int) -> list[Any]:
    depth = deeper(depth)
    return [READERS[read(1)](read, depth) for _ in range(count)]


def _read_map(read: Read, depth: int) -> dict[str, Any]:
    depth = deeper(depth)
    (count,) = _u32(read(4))
    pairs = {
        _KEY_READERS[read(1)](read, depth): READERS[read(1)](read, depth) for _ in range(count)
    }
    if len(pairs) != count:
        raise EtfError("The ETF term holds a map with the same key twice.")
    return pairs


def deeper(depth: int) -> int:
    """One container further in.

    Raises:
        EtfError: that is deeper than `MAX_DEPTH`.
    """
    if depth == MAX_DEPTH:
        raise EtfError(f"The ETF term is nested more than {MAX_DEPTH} deep.")
    return depth + 1


def _refuse(what: str, tag: int, _: Read, __: int) -> None:
    raise EtfError(f"The ETF term holds {what} (tag {tag}), which Discord does not send.")


def _digits(reader: Reader) -> Reader:
    return lambda read, depth: str(reader(read, depth))


_FOREIGN = {
    77: "a bit string",
    80: "a compressed term inside another",
    82: "a cached atom",
    **dict.fromkeys((88, 103), "a process id"),
    **dict.fromkeys((89, 102, 120), "a port"),
    **dict.fromkeys((90, 101, 114), "a reference"),
    **dict.fromkeys((112, 113, 117), "a function"),
    121: "a local term",
}

_NAMES: dict[bytes, Reader] = {
    b"d": _read_latin_name,
    b"s": _read_small_latin_name,
    b"v": _read_name,
    b"w": _read_small_name,
}

_INTEGERS: dict[bytes, Reader] = {
    b"a": _read_small_integer,
    b"b": _read_integer,
    b"n": _read_small_big,
    b"o": _read_large_big,
}

READERS: dict[bytes, Reader] = {
    **{bytes((n,)): partial(_refuse, _FOREIGN.get(n, "something"), n) for n in range(256)},
    **{tag: _atom(reader) for tag, reader in _NAMES.items()},
    **_INTEGERS,
    b"F": _read_float,
    b"c": _read_old_float,
    b"h": _read_small_tuple,
    b"i": _read_large_tuple,
    b"j": _read_nil,
    b"k": _read_bytes,
    b"l": _read_list,
    b"m": _read_binary,
    b"t": _read_map,
}

_KEY_READERS: dict[bytes, Reader] = {
    **{bytes((n,)): partial(_refuse, "a map's key of another type", n) for n in range(256)},
    **_NAMES,
    **{tag: _digits(reader) for tag, reader in _INTEGERS.items()},
    b"m": _read_binary,
}
