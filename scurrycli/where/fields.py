"""Where an expression's names stand in a record; never what is compared with them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

from scurrycli.records import Record
from scurrycli.where.partial import ABSENT, step
from scurrycli.where.tree import EACH, Path
from scurrycli.where.values import Check

Test = Callable[[Record], bool]
Read = Callable[[Record], Any]

OF_RECORDS = ("t", "op", "s", "size", "at", "kind", "n", "conn", "wire")
"""Names that are the record's own; they cost no decoding."""
OF_DISPATCHES = frozenset({"t", "s", "d", "size", "at", "n", "conn", "wire"})
"""Names that say something of an event; any other asks for the other records as well."""

OF_PLACE = frozenset({"s", "size", "at", "n", "conn", "wire"})
"""Names that neither an event's name nor its payload tell, but only its record."""


def test_of(path: Path, check: Check, read: Read) -> Test:
    """The check of what stands at the path; of any of them, where the path means several.

    Args:
        path: where.
        check: of a value, or of `ABSENT`.
        read: gives a record's field `d`, see `partial`.
    """
    root, *keys = path.keys
    if root in OF_RECORDS and not keys:
        get = operator.attrgetter(str(root))
        return lambda record: check(ABSENT if (value := get(record)) is None else value)
    find = read if root == "d" else _detail(str(root))
    if EACH in keys:
        return lambda record: any(map(check, _each(find(record), keys)))

    def test(record: Record) -> bool:
        value = find(record)
        for key in keys:
            value = step(value, key)
        return check(value)

    return test


def stands(record: Record, path: Path) -> bool:
    """Whether there is anything at the path in this record."""
    return test_of(path, lambda value: value is not ABSENT, _whole)(record)


def _whole(record: Record) -> Any:
    return record.payload.get("d", ABSENT)


def _detail(name: str) -> Read:
    return lambda record: record.detail.get(name, ABSENT)


def _each(value: Any, keys: list[str | int]) -> Iterator[Any]:
    """Every value that the path means; nothing where there is none."""
    for place, key in enumerate(keys):
        if key == EACH:
            for element in value if isinstance(value, list) else ():
                yield from _each(element, keys[place + 1 :])
            return
        value = step(value, key)
    yield value
