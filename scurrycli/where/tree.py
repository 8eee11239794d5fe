"""What an expression says, as a tree; never how it is tested."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

EACH = "[]"
"""The key of a path that stands for every element of an array."""


@dataclass(frozen=True, slots=True)
class Path:
    """Where a value stands: names, indexes from 0, and `EACH`."""

    keys: tuple[str | int, ...]
    at: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """As it is typed."""
        parts = [f"[{key}]" if type(key) is int else f".{key}" for key in self.keys]
        return "".join(parts).replace(f".{EACH}", EACH).removeprefix(".")


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as it was typed; `word` tells a string without quotes."""

    value: str | int | float | bool | None
    at: int = field(default=0, compare=False)
    word: bool = False


class Mismatch(Exception):
    """A literal that its comparison cannot mean: why, and which."""

    def __init__(self, why: str, literal: Literal) -> None:
        super().__init__(why)
        self.literal = literal


@dataclass(frozen=True, slots=True)
class Has:
    """Whether something stands there, even null."""

    path: Path


@dataclass(frozen=True, slots=True)
class Truth:
    """Whether what stands there is neither false nor null."""

    path: Path


@dataclass(frozen=True, slots=True)
class Compare:
    """Whether what stands there meets `sign` with one of the literals; several only with `==`.

    `sign` is one of `== < <= > >= ~`; the others are these, negated.
    """

    path: Path
    sign: str
    literals: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Negation."""

    of: Node


@dataclass(frozen=True, slots=True)
class All:
    """Every part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part."""

    parts: tuple[Node, ...]


Node: TypeAlias = Has | Truth | Compare | Not | All | Some


def paths(node: Node) -> list[Path]:
    """Every path in an expression, in the order of the text."""
    if isinstance(node, Not):
        return paths(node.of)
    if isinstance(node, (All, Some)):
        return [path for part in node.parts for path in paths(part)]
    return [node.path]
