"""Regular expressions that take linear time whatever they are and whatever they meet; RE2's.

The standard library's own, and others with a timeout, go back over what they have tried: a message
from a stranger could then hold up the heartbeats. RE2 never does, and refuses what it would need
too much memory for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Protocol, cast

from scurrycli.where.tree import Literal, Mismatch

MOST_MEMORY = 8 << 20
"""Bytes for a compiled pattern."""

_PLAIN = re.compile(r"[\w\s@#&%=:;,<>/'\"!`~-]*")

_START = re.compile(r"\^?([\w ]+)(?![\w *?{])")


class _Pattern(Protocol):
    def search(self, text: bytes) -> object | None: ...


def plain_text(literal: Literal) -> str | None:
    """The text that a pattern looks for, where nothing in it has a meaning of its own."""
    text = literal.value
    return text if isinstance(text, str) and _PLAIN.fullmatch(text) else None


def start_text(literal: Literal) -> str | None:
    """A text that stands wherever the pattern matches: what it begins with, if that is known."""
    text = literal.value
    if not isinstance(text, str):
        return None
    has_choice = "|" in re.sub(r"\([^()\[\\]*\)", "", text)  # outside of simple groups
    begins = _START.match(text)
    return None if has_choice or begins is None else begins[1]


def pattern_test(literal: Literal) -> Callable[[Any], bool]:
    """A test of whether a string contains what the pattern describes.

    Raises:
        Mismatch: it is no pattern.
    """
    if not isinstance(literal.value, str):
        raise Mismatch("~ takes a pattern in quotes.", literal)
    text = plain_text(literal)
    if text is not None:
        return lambda value: isinstance(value, str) and text in value
    search = _compile(literal.value, literal).search

    def test(value: Any) -> bool:
        return isinstance(value, str) and search(value.encode(errors="replace")) is not None

    return test


def _compile(text: str, literal: Literal) -> _Pattern:
    import re2  # the only one who needs it; it has no types

    options = re2.Options()
    options.log_errors = False
    options.max_mem = MOST_MEMORY
    try:
        return cast(_Pattern, re2.compile(text, options))
    except re2.error as error:
        why = error.args[0] if error.args else b""
        said = why.decode(errors="replace") if isinstance(why, bytes) else str(why)
        raise Mismatch(f"This is no pattern that scurry takes: {said}.", literal) from None
