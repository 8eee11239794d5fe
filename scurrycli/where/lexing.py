"""An expression's text cut into tokens, each with its place; never what they mean together."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scurrycli.errors import UsageError

LONGEST = 4096
"""Characters of an expression."""


class WhereError(UsageError):
    """An expression that cannot be read; `place` tells where in it."""

    def __init__(self, message: str, text: str, at: int) -> None:
        super().__init__(message)
        self.place = (text, at)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an expression.

    Attributes:
        kind: `name`, `number`, `string`, `sign`, or `end` after the last.
        text: as it was typed; of a string, what it stands for.
        at: its first character's place in the expression, from 0.
        end: the place behind its last character.
    """

    kind: str
    text: str
    at: int
    end: int


_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w$]))
    |(?P<name>[\w$][\w$-]*)
    |(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<sign>[=!<>]=|!~|\[\]|&&|\|\||[=!<>~()\[\].,&|-])
    |(?P<end>\Z)
    )""",
    re.VERBOSE | re.DOTALL,
)
_NO_TEXT = re.compile("[\ud800-\udfff]")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


def tokens(text: str) -> list[Token]:
    """The tokens of an expression, an `end` as the last.

    Raises:
        WhereError: a character that begins no token, a string without an end, too long a text.
    """
    if len(text) > LONGEST:
        raise WhereError(f"An expression has {LONGEST} characters at most.", text, LONGEST)
    if _NO_TEXT.search(text):
        raise WhereError("An expression must be text, in UTF-8.", text, 0)
    found: list[Token] = []
    at = 0
    while not found or found[-1].kind != "end":
        match = _TOKEN.match(text, at)
        if match is None:
            raise _unreadable(text, at)
        kind = match.lastgroup or "end"
        typed = match[kind]
        meant = _string(typed[1:-1], text, match.start(kind)) if kind == "string" else typed
        found.append(Token(kind, meant, match.start(kind), match.end()))
        at = match.end()
    return found


def _unreadable(text: str, at: int) -> WhereError:
    at += len(text[at:]) - len(text[at:].lstrip())
    if text[at] in "\"'":
        return WhereError(f"The string has no end; close it with {text[at]}.", text, at)
    return WhereError(f"{text[at]!r} means nothing here; put it in quotes.", text, at)


def _string(inner: str, text: str, at: int) -> str:
    r"""What a quoted string stands for: `\n`, `\t`, `\r`, `\uXXXX`, else the character itself."""

    def meaning(match: re.Match[str]) -> str:
        said = match[1]
        return chr(int(said[1:], 16)) if len(said) > 1 else _ESCAPES.get(said, said)

    # A pair of \u escapes is one character; half a pair is none.
    meant = (
        _ESCAPE.sub(meaning, inner).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )
    if "\ufffd" in meant and "\ufffd" not in inner:
        raise WhereError("Half a surrogate pair is no character.", text, at)
    return meant
