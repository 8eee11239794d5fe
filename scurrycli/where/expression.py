"""An expression that is ready to test records; never where they come from or go."""

from __future__ import annotations

from scurrycli.records import Record
from scurrycli.where.compiling import plan
from scurrycli.where.fields import OF_DISPATCHES, OF_PLACE
from scurrycli.where.lexing import WhereError
from scurrycli.where.naming import named
from scurrycli.where.needles import Needles, may_hold
from scurrycli.where.parsing import parse
from scurrycli.where.tree import All, Compare, Mismatch, Node, Some, paths
from scurrycli.where.watching import Watch

_LOOKED_AT = 1000


def compile_where(text: str) -> Where:
    """The test that an expression describes.

    Raises:
        WhereError: it is no expression.
    """
    notes: list[str] = []
    try:
        return Where(text, named(parse(text), notes), notes)
    except Mismatch as error:
        raise WhereError(str(error), text, error.literal.at) from None


class Where:
    """A test of records; it also keeps in mind which of its names it has met.

    Without a name that only other records have (`op`, `kind`, `code`, `state`, ...), none but
    dispatches pass.

    Attributes:
        text: as it was typed.
        covers_all: whether records that are no dispatches can pass.
        needs_payload_only: whether an event's name and payload tell whether it passes.
        events: names of the only events that can pass; None where any can.
        notes: a sentence on each name in it that scurry does not know.
    """

    def __init__(self, text: str, node: Node, notes: list[str]) -> None:
        self.text = text
        named_paths = paths(node)
        self.covers_all = any(path.keys[0] not in OF_DISPATCHES for path in named_paths)
        self.needs_payload_only = all(path.keys[0] not in OF_PLACE for path in named_paths)
        self.events = _events(node)
        made = plan(node)
        self._test = made.test
        self._may = may_hold(_besides(self.events, made.in_line))
        self._watch = Watch(named_paths)
        self.notes = notes
        self._lines = 0

    def __call__(self, record: Record) -> bool:
        """Whether the record meets the expression."""
        if not (self.covers_all or record.is_dispatch):
            return False
        if self._watch.missing:
            self._watch.look(record)
        return self._test(record)

    def may_match(self, name: str, text: bytes, start: int, end: int) -> bool:
        """Whether the event of this name in a line of a recording has to be read: it may meet the
        expression, or tell of a name that was not met yet. Many times faster than reading it.

        Args:
            name: of the event.
            text, start, end: the line is text[start:end].
        """
        if self._watch.missing:
            self._lines += 1
            if self._lines <= _LOOKED_AT or self._watch.may_concern(text, start, end):
                return True
        return (self.events is None or name in self.events) and self._may(text, start, end)

    def warnings(self) -> list[str]:
        """After the last record: a sentence on each name that none of them had."""
        return self._watch.warnings()


def _besides(events: frozenset[str] | None, groups: tuple[Needles, ...]) -> tuple[Needles, ...]:
    """The needles without those that the event's name tells of, which is known before."""
    named = {f'"{name}"'.encode() for name in events or ()}
    return tuple(group for group in groups if not named.issuperset(group))


def _events(node: Node) -> frozenset[str] | None:
    if isinstance(node, Compare) and node.path.keys == ("t",) and node.sign == "==":
        return frozenset(str(one.value) for one in node.literals)
    if isinstance(node, (All, Some)):
        parts = [_events(part) for part in node.parts]
        known = [part for part in parts if part is not None]
        if isinstance(node, All):
            return frozenset.intersection(*known) if known else None
        return frozenset.union(*known) if len(known) == len(parts) else None
    return None
