"""Whether a value meets a comparison; never where the value stands."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from scurrycli.where.partial import ABSENT
from scurrycli.where.patterns import pattern_test
from scurrycli.where.tree import Compare, Literal, Mismatch

Check = Callable[[Any], bool]

_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_MOST_DIGITS = 40


def check(node: Compare) -> Check:
    """The test of a value that was found, or of `ABSENT`.

    Raises:
        Mismatch: an order of what has none, a pattern that is none.
    """
    if node.sign == "==":
        return _one_of([_equal(literal) for literal in node.literals])
    (literal,) = node.literals
    return pattern_test(literal) if node.sign == "~" else _ordered(node.sign, literal)


def _one_of(checks: list[Check]) -> Check:
    if len(checks) == 1:
        return checks[0]
    return lambda value: any(test(value) for test in checks)


def _equal(literal: Literal) -> Check:
    wanted = literal.value
    if wanted is None:
        return lambda value: value is None or value is ABSENT
    if isinstance(wanted, bool):
        return lambda value: value is wanted
    if isinstance(wanted, str):
        return lambda value: bool(value == wanted)
    digits = str(wanted)  # a snowflake is a string of digits, and compares as the number
    return lambda value: value == digits or (value == wanted and type(value) is not bool)


def _ordered(sign: str, literal: Literal) -> Check:
    wanted, order = literal.value, _ORDERS[sign]
    if wanted is None or isinstance(wanted, bool):
        raise Mismatch(f"{sign} compares numbers and texts only.", literal)
    if isinstance(wanted, str) and (digits := _digits(wanted)) is not None:
        wanted = digits
    if isinstance(wanted, str):
        return lambda value: isinstance(value, str) and order(value, wanted)

    def test(value: Any) -> bool:
        number = _digits(value) if isinstance(value, str) else value
        return type(number) in (int, float) and order(number, wanted)

    return test


def _digits(text: str) -> int | None:
    """The number that a string of digits is."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _MOST_DIGITS else None
