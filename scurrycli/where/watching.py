"""Which names of an expression no record has, and what is near them; never a test."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from scurrycli.records import Record
from scurrycli.where.fields import OF_RECORDS, stands
from scurrycli.where.needles import Needles, key_needle, may_hold
from scurrycli.where.tree import EACH, Path

_MOST_KINDS = 200
_MOST_NAMES = 500  # of one record
_DEEPEST = 5


class Watch:
    """Looks at records until each path was there once.

    Attributes:
        missing: the paths that no record had so far.
    """

    def __init__(self, paths: list[Path]) -> None:
        unknown = (path for path in paths if path.keys[0] not in OF_RECORDS or path.keys[1:])
        self.missing = dict.fromkeys(unknown, may_hold(()))
        for path in self.missing:
            needle = key_needle(path)
            groups: tuple[Needles, ...] = () if needle is None else ((needle,),)
            self.missing[path] = may_hold(groups)
        self._names = {*OF_RECORDS, "d"}
        self._kinds: set[str] = set()

    def look(self, record: Record) -> None:
        """Look at one more record."""
        kind = record.t or record.kind
        if kind not in self._kinds and len(self._kinds) < _MOST_KINDS:
            self._kinds.add(kind)
            self._names.update(_names_of(record))
        for path, may in list(self.missing.items()):
            if (record.frame is None or may(record.frame, 0, len(record.frame))) and stands(
                record, path
            ):
                del self.missing[path]

    def may_concern(self, text: bytes, start: int, end: int) -> bool:
        """Whether there could be a missing path in a line of a recording, text[start:end]."""
        return any(may(text, start, end) for may in self.missing.values())

    def warnings(self) -> list[str]:
        """A sentence on each path that is still missing; none where nothing was looked at."""
        if not self._kinds:
            return []
        return [self._warning(path) for path in self.missing]

    def _warning(self, path: Path) -> str:
        typed = str(_without_indexes(path))
        others = sorted(name for name in self._names if not typed.startswith(name))
        near = get_close_matches(typed, others, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        return f"No record has {path}.{hint}"


def _without_indexes(path: Path) -> Path:
    return Path(tuple(EACH if isinstance(key, int) else key for key in path.keys))


def _names_of(record: Record) -> Iterator[str]:
    found = _flat("d", record.payload.get("d"), _DEEPEST) if record.frame else iter(record.detail)
    for _, name in zip(range(_MOST_NAMES), found, strict=False):
        yield name


def _flat(name: str, value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, list) and value and depth:
        yield from _flat(f"{name}{EACH}", value[0], depth - 1)
    elif isinstance(value, dict) and depth:
        for key, inner in value.items():
            yield f"{name}.{key}"
            yield from _flat(f"{name}.{key}", inner, depth - 1)
