"""Bytes without which a payload cannot meet an expression, so that most need no decoding; never a
test of its own."""

from __future__ import annotations

import re
from collections.abc import Callable

from scurrycli.where.patterns import plain_text, start_text
from scurrycli.where.tree import Compare, Has, Literal, Path, Truth

Needles = tuple[bytes, ...]
"""At least one of them is there."""

_LEAST = 3
"""Characters: a shorter text is found in nearly every payload."""
_LARGE = 10**15  # no float is such a number, and JSON writes an integer in one way only
_SURE = re.compile(r"[A-Za-z0-9_ .:#@-]+")  # what JSON escapes as \u00.. only, or not at all
_ESCAPED = re.compile(rb"\\u00[2-7]")


def needles(node: Has | Truth | Compare) -> Needles | None:
    """What a payload holds that meets the test; None where nothing can be told.

    The payload's own bytes are meant, or a line of a recording with it.
    """
    if isinstance(node, Compare):
        found = [_needle(literal, node.sign, node.path) for literal in node.literals]
        return None if None in found else tuple(needle for needle in found if needle is not None)
    key = key_needle(node.path)
    return None if key is None else (key,)


def may_hold(groups: tuple[Needles, ...]) -> Callable[[bytes, int, int], bool]:
    """A test of whether text[start:end] holds one needle at least of each group, as far as can be
    told.

    A writer of JSON may escape any character; where one escapes what needs none, all is possible.
    """

    def test(text: bytes, start: int, end: int) -> bool:
        find = text.find
        for group in groups:
            for needle in group:
                if find(needle, start, end) >= 0:
                    break
            else:
                return find(b"\\u00", start, end) >= 0 and bool(_ESCAPED.search(text, start, end))
        return True

    return test


def _needle(literal: Literal, sign: str, path: Path) -> bytes | None:
    value = literal.value
    if isinstance(value, str) and sign in ("==", "~"):
        text = value if sign == "==" else plain_text(literal) or start_text(literal)
        sure = max(_SURE.findall(text or ""), key=len, default="")
        if len(sure) >= _LEAST:
            whole = sign == "==" and sure == value
            return f'"{sure}"'.encode() if whole else sure.encode()
    if type(value) is int and sign == "==" and value >= _LARGE:
        return str(value).encode()
    return None if value is None else key_needle(path)


def key_needle(path: Path) -> bytes | None:
    """The last name in a path, as JSON writes it."""
    names = [key for key in path.keys if isinstance(key, str) and _SURE.fullmatch(key)]
    return f'"{names[-1]}"'.encode() if len(names) > 1 else None
