"""Names of events, opcodes and kinds in an expression, as people write them; never other values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches

from scurrycli.records import Kind
from scurrycli.where.tree import All, Compare, Literal, Mismatch, Node, Not, Some
from scurrycli.wire.choice import unknown_event
from scurrycli.wire.opcodes import Opcode


def named(node: Node, notes: list[str]) -> Node:
    """The tree with event names in capitals, kinds in small letters and opcodes as numbers.

    Args:
        node: as typed.
        notes: takes a sentence on each name that is not known, as it may be newer than we are.

    Raises:
        Mismatch: a word that is no opcode.
    """
    if isinstance(node, Not):
        return Not(named(node.of, notes))
    if isinstance(node, (All, Some)):
        return type(node)(tuple(named(part, notes) for part in node.parts))
    if not isinstance(node, Compare) or node.sign != "==" or node.path.keys not in _NAMING:
        return node
    naming = _NAMING[node.path.keys]
    literals = [
        replace(one, value=naming(one, one.value, notes)) if isinstance(one.value, str) else one
        for one in node.literals
    ]
    return replace(node, literals=tuple(literals))


def _event(_: Literal, name: str, notes: list[str]) -> str:
    unknown = unknown_event([name.upper()])
    if unknown:
        notes.append(unknown)
    return name.upper()


def _kind(_: Literal, name: str, notes: list[str]) -> str:
    if name.lower() not in list(Kind):
        notes.append(f"{name!r} is no kind of record that scurry knows; there are {_KINDS}.")
    return name.lower()


def _opcode(literal: Literal, name: str, _: list[str]) -> int:
    if name.upper() in Opcode.__members__:
        return Opcode[name.upper()].value
    near = get_close_matches(name.upper(), Opcode.__members__, n=1)
    hint = f"Did you mean {near[0]}?" if near else "Take a number, or a name such as HELLO."
    raise Mismatch(f"{name!r} is not an opcode. {hint}", literal)


_KINDS = ", ".join(Kind)
_NAMING: dict[tuple[str | int, ...], Callable[[Literal, str, list[str]], str | int]] = {
    ("t",): _event,
    ("kind",): _kind,
    ("op",): _opcode,
}
