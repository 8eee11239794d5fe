"""One explanation: what something is, what to do, and its facts; never how it looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Article:
    """What there is to say about one thing.

    Attributes:
        kind: `close`, `opcode`, `http`, `event`, `intent`, `intents`, `snowflake` or `topic`.
        name: as the documentation calls it, or as it was typed.
        means: sentences on what it is.
        todo: sentences on what to do; empty where there is nothing.
        facts: for people, by a label, in order.
        data: for programs, by a key.
        rows: a list of names with a few words each.
        also: what was typed can be read as these, too; `kind word` each.
    """

    kind: str
    name: str
    means: str
    todo: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    rows: tuple[tuple[str, str], ...] = ()
    also: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """All of it as a JSON object; what is empty is left out."""
        made = {"kind": self.kind, "name": self.name, "means": self.means, "do": self.todo}
        rows = [{"name": name, "means": text} for name, text in self.rows]
        kept = {**made, **self.data, "list": rows, "also": list(self.also)}
        return {key: value for key, value in kept.items() if value not in ("", [])}
