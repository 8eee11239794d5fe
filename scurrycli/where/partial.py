"""Field `d` of payloads, decoded only as far as an expression looks; never what is tested."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import takewhile
from typing import Any, TypeAlias

import msgspec

from scurrycli.records import Record
from scurrycli.where.tree import Path

_Names: TypeAlias = dict[str, "_Names"]
_PREFIX = "f_"


class Absent:
    """Stands for a value where there is none; equal to null, and to nothing else."""


ABSENT = Absent()


def reader(paths: Iterable[Path]) -> Callable[[Record], Any]:
    """A function from a record to its `d`, in which the fields that the paths need can be had with
    `step`; three times faster than decoding all of it."""
    wanted = _wanted(path.keys[1:] for path in paths if path.keys[0] == "d")
    envelope = _struct({"d": wanted})
    decode = msgspec.json.Decoder(envelope).decode
    last: tuple[Record | None, Any] = (None, ABSENT)

    def read(record: Record) -> Any:
        nonlocal last
        if last[0] is not record:
            last = (record, _decode(record, decode))
        return last[1]

    return read


def step(value: Any, key: str | int) -> Any:
    """What stands under a name or at an index; `ABSENT` where nothing does."""
    if isinstance(value, dict):
        return value.get(key, ABSENT)
    if isinstance(value, msgspec.Struct):
        return getattr(value, f"{_PREFIX}{key}")
    if isinstance(value, list) and isinstance(key, int) and key < len(value):
        return value[key]
    return ABSENT


def _decode(record: Record, decode: Callable[[bytes], Any]) -> Any:
    if record.frame is None:
        return ABSENT
    try:
        return decode(record.frame).f_d
    except (msgspec.DecodeError, RecursionError):  # a type that is not the usual one, or no JSON
        return record.payload.get("d", ABSENT)


def _wanted(paths: Iterable[tuple[str | int, ...]]) -> _Names:
    """The names that each level needs; what has none below it is wanted whole."""
    starts = {tuple(takewhile(_is_name, keys)) for keys in paths}
    wanted: _Names = {}
    for start in starts:
        if not any(start[:length] in starts for length in range(len(start))):
            level = wanted
            for name in start:
                level = level.setdefault(str(name), {})
    return wanted


def _is_name(key: str | int) -> bool:
    return isinstance(key, str) and key.isidentifier()


def _struct(names: _Names) -> Any:
    fields = [
        (_PREFIX + name, _struct(inner) | None if inner else Any, ABSENT)
        for name, inner in names.items()
    ]
    return msgspec.defstruct("Wanted", fields, rename=lambda name: name.removeprefix(_PREFIX))
