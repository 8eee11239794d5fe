"""A tree to tests of records, the cheapest first; never a test of the text itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scurrycli.records import Record
from scurrycli.where.fields import Read, Test, test_of
from scurrycli.where.needles import Needles, may_hold, needles
from scurrycli.where.partial import ABSENT, reader
from scurrycli.where.tree import All, Compare, Has, Node, Not, Some, Truth, paths
from scurrycli.where.values import Check, check


@dataclass(frozen=True, slots=True)
class Plan:
    """How to test a record for a part of an expression.

    Attributes:
        test: the test itself, which looks at the payload's bytes before it decodes.
        bare: the same for whoever looked at them already.
        decodes: whether it may have to decode the payload.
        in_frame: what the payload's bytes hold if the test is passed.
        in_line: what the record's line in a recording holds then.
    """

    test: Test
    bare: Test
    decodes: bool = False
    in_frame: tuple[Needles, ...] = ()
    in_line: tuple[Needles, ...] = ()


def plan(node: Node) -> Plan:
    """The plan for an expression.

    Raises:
        Mismatch: a literal that its comparison cannot mean.
    """
    return _plan(node, reader(paths(node)))


def _plan(node: Node, read: Read) -> Plan:
    if isinstance(node, Not):
        return _negated(_plan(node.of, read))
    if isinstance(node, All):
        return _every([_plan(part, read) for part in node.parts])
    if isinstance(node, Some):
        return _some([_plan(part, read) for part in node.parts])
    test = check(node) if isinstance(node, Compare) else _CHECKS[type(node)]
    group = needles(node)
    groups = () if group is None else (group,)
    decodes = node.path.keys[0] == "d"
    return _plan_of(test_of(node.path, test, read), decodes, groups if decodes else (), groups)


_CHECKS: dict[type, Check] = {
    Has: lambda value: value is not ABSENT,
    Truth: lambda value: value is not None and value is not False and value is not ABSENT,
}


def _negated(one: Plan) -> Plan:
    test = one.test
    return _plan_of(lambda record: not test(record), one.decodes)


def _every(parts: Sequence[Plan]) -> Plan:
    """What costs nothing comes first, then all needles, then what decodes."""
    dear = [part for part in parts if part.decodes]
    in_frame = tuple(group for part in dear for group in part.in_frame)
    in_line = tuple(group for part in parts for group in part.in_line)
    tests = [part.test for part in parts if not part.decodes]
    if dear:
        all_dear = _all_of([part.bare for part in sorted(dear, key=_has_no_needle)])
        tests.append(_guarded(all_dear, in_frame))
    test = _all_of(tests)
    return Plan(test, test, bool(dear), in_frame, in_line)


def _some(parts: Sequence[Plan]) -> Plan:
    tests = [part.test for part in sorted(parts, key=lambda part: part.decodes)]

    def test(record: Record) -> bool:
        for one in tests:  # noqa: SIM110 - any() costs a generator for each record
            if one(record):
                return True
        return False

    in_frame = _either([part.in_frame for part in parts])
    in_line = _either([part.in_line for part in parts])
    return Plan(test, test, any(part.decodes for part in parts), in_frame, in_line)


def _either(groups: list[tuple[Needles, ...]]) -> tuple[Needles, ...]:
    """One group for all, where each has one."""
    return (tuple(needle for some in groups for needle in some[0]),) if all(groups) else ()


def _all_of(tests: Sequence[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]

    def test(record: Record) -> bool:
        for one in tests:  # noqa: SIM110 - as above
            if not one(record):
                return False
        return True

    return test


def _has_no_needle(one: Plan) -> bool:
    return not one.in_frame


def _plan_of(
    test: Test,
    decodes: bool,
    in_frame: tuple[Needles, ...] = (),
    in_line: tuple[Needles, ...] = (),
) -> Plan:
    return Plan(_guarded(test, in_frame), test, decodes, in_frame, in_line)


def _guarded(test: Test, in_frame: tuple[Needles, ...]) -> Test:
    """The same, but the payload's bytes are looked at before anything is decoded."""
    if not in_frame:
        return test
    may = may_hold(in_frame)

    def guarded(record: Record) -> bool:
        frame = record.frame
        return frame is not None and may(frame, 0, len(frame)) and test(record)

    return guarded
