"""Tokens to a tree, by recursive descent; never a value's meaning for a field."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

from scurrycli.where.lexing import Token, WhereError, tokens
from scurrycli.where.tree import EACH, All, Compare, Has, Literal, Node, Not, Path, Some, Truth

DEEPEST = 50
"""Parentheses and `not` inside each other."""

_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "~", "!~"})
_NEGATED = {"!=": "==", "!~": "~"}
_RESERVED = frozenset({"and", "or", "not", "in", "has"})
_CONSTANTS = {"true": True, "false": False, "null": None}
_INSTEAD = {"=": "==", "&&": "and", "&": "and", "||": "or", "|": "or", "!": "not"}
_LONGEST_NUMBER = 40


def parse(text: str) -> Node:
    """The tree of an expression.

    Raises:
        WhereError: it is none.
    """
    if not text.strip():
        raise WhereError("The expression is empty. Say what must hold, as in: t == READY.", text, 0)
    parser = _Parser(text)
    node = parser.any()
    parser.end()
    return node


class _Parser:
    """One token ahead."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens(text)
        self._next = 0
        self._depth = 0

    # -- the grammar, one method a rule

    def any(self) -> Node:
        parts = self._joined("or", self._all)
        return parts[0] if len(parts) == 1 else Some(parts)

    def _all(self) -> Node:
        parts = self._joined("and", self._one)
        return parts[0] if len(parts) == 1 else All(parts)

    def _one(self) -> Node:
        if self._takes("not"):
            return Not(self._deeper(self._one))
        if self._takes("("):
            node = self._deeper(self.any)
            self._expect(")", "Close the parenthesis with ).")
            return node
        if self._takes("has"):
            return Has(self._path())
        return self._test(self._path())

    def _test(self, path: Path) -> Node:
        negated = self._takes("not")
        if self._takes("in"):
            test: Node = Compare(path, "==", self._list())
        elif negated:
            raise self._wrong("Here in must follow, as in: t not in (READY, RESUMED).")
        elif self._token.kind == "sign" and self._token.text in _COMPARISONS:
            sign = self._take().text
            test = Compare(path, _NEGATED.get(sign, sign), (self._value(),))
            negated = sign in _NEGATED
        else:
            test = Truth(path)
        return Not(test) if negated else test

    def _list(self) -> tuple[Literal, ...]:
        self._expect("(", "After in comes a list in parentheses, as in: t in (READY, RESUMED).")
        values = [self._value()]
        while self._takes(","):
            values.append(self._value())
        self._expect(")", "In a list a comma or ) follows.")
        return tuple(values)

    def _path(self) -> Path:
        first = self._token
        if first.kind != "name" or first.text in _RESERVED:
            raise self._wrong("Here a name must stand, such as t, size or d.author.id.")
        keys: list[str | int] = [self._take().text]
        while key := self._key():
            keys.append(*key)
        return Path(tuple(keys), first.at)

    def _key(self) -> tuple[str | int] | None:
        """The next part of a path; None at its end. Parts follow each other without a blank."""
        if self._token.at != self._tokens[self._next - 1].end:
            return None
        if self._takes("[]"):
            return (EACH,)
        if self._takes("["):
            return self._bracketed()
        if not self._takes("."):
            return None
        if self._token.kind not in ("name", "number"):
            raise self._wrong("After a point comes the name of a field.")
        return (self._take().text,)

    def _bracketed(self) -> tuple[str | int]:
        token = self._token
        if token.kind == "string":
            key: str | int = token.text
        elif token.kind == "number" and token.text.isdigit() and len(token.text) < _LONGEST_NUMBER:
            key = int(token.text)
        else:
            raise self._wrong(
                "In brackets stands a number from 0 on, a name in quotes, or nothing."
            )
        self._next += 1
        self._expect("]", "Close the bracket with ].")
        return (key,)

    def _value(self) -> Literal:
        token = self._token
        if token.kind == "string":
            return Literal(self._take().text, token.at)
        if token.kind == "number":
            return Literal(self._number(), token.at)
        if token.kind == "name" and token.text not in _RESERVED:
            return self._word()
        raise self._wrong("Here a value must stand; put texts in quotes where they are no words.")

    def _word(self) -> Literal:
        token = self._take()
        if token.text in _CONSTANTS:
            return Literal(_CONSTANTS[token.text], token.at)
        follows = self._token
        if follows.kind == "sign" and follows.text in ".[-" and follows.at == token.end:
            raise WhereError(
                "This value needs quotes, as not only letters are in it.", self._text, token.at
            )
        return Literal(token.text, token.at, word=True)

    def _number(self) -> int | float:
        typed = self._take()
        if len(typed.text) > _LONGEST_NUMBER:
            raise WhereError("This number is too long.", self._text, typed.at)
        if typed.text.lstrip("-").isdigit():
            return int(typed.text)
        number = float(typed.text)
        if not isfinite(number):
            raise WhereError("This number is too large.", self._text, typed.at)
        return number

    def end(self) -> None:
        """Nothing follows.

        Raises:
            WhereError: something does.
        """
        if self._token.kind != "end":
            raise self._wrong("Here and, or or a comparison must stand.")

    # -- tokens

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        self._next += 1
        return self._tokens[self._next - 1]

    def _takes(self, text: str) -> bool:
        """Take the next token if it is this sign or this word."""
        token = self._token
        taken = token.kind in ("sign", "name") and token.text == text
        self._next += taken
        return taken

    def _expect(self, sign: str, message: str) -> None:
        if not self._takes(sign):
            raise self._wrong(message)

    def _joined(self, word: str, part: Callable[[], Node]) -> tuple[Node, ...]:
        parts = [part()]
        while self._takes(word):
            parts.append(part())
        return tuple(parts)

    def _deeper(self, part: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._wrong("This is nested too deeply.")
        node = part()
        self._depth -= 1
        return node

    def _wrong(self, message: str) -> WhereError:
        """What is wrong at the next token; what other languages write is named in ours."""
        token = self._token
        instead = _INSTEAD.get(token.text) if token.kind == "sign" else None
        if instead:
            message = f"Write {instead} instead of {token.text}."
        elif token.kind == "end":
            message = f"Something is missing at the end. {message}"
        return WhereError(message, self._text, token.at)
