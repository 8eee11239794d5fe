"""What clients did wrong, as text or JSON; never the judging of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import groupby

import orjson

from scurrycli.errors import UsageError
from scurrycli.server import rules
from scurrycli.server.rules import Finding, Rule
from scurrycli.sinks.text import plain

_SORTS = ("violation", "advice", "allowed")
_SHOWN = 5
"""Findings of one rule that are shown."""


@dataclass(frozen=True, slots=True)
class Report:
    """What can be said at the end.

    Attributes:
        clients: how many identified.
        findings: those that were kept.
        left_out: how many were not.
        allowed: names of rules that may be broken.
    """

    clients: int
    findings: Sequence[Finding]
    left_out: int = 0
    allowed: frozenset[str] = frozenset()

    @property
    def violations(self) -> int:
        """Findings that make a client wrong: of no mere advice, and of no rule that is allowed."""
        return sum(self._sort(finding.breach.rule) == "violation" for finding in self.findings)

    @property
    def is_passed(self) -> bool:
        """Whether somebody came, and nobody violated a rule; what was not kept may be anything."""
        return self.clients > 0 and not self.violations and not self.left_out

    def text(self) -> str:
        """For people: rule by rule, violations first."""
        parts = [f"Report: {self._summary()}"]
        ordered = sorted(self.findings, key=self._order)
        for (place, name), group in groupby(ordered, key=self._order):
            parts.append(_rule_text(_SORTS[place], name, list(group)))
        if self.left_out:
            parts.append(f"{self.left_out} more were counted, but not kept.")
        parts += self._advice()
        return "\n\n".join(parts)

    def _sort(self, rule: Rule) -> str:
        if rule.name in self.allowed:
            return "allowed"
        return "violation" if rule.is_violation else "advice"

    def _order(self, finding: Finding) -> tuple[int, str]:
        rule = finding.breach.rule
        return _SORTS.index(self._sort(rule)), rule.name

    def _advice(self) -> list[str]:
        broken = [finding.breach.rule for finding in self.findings]
        names = sorted({rule.name for rule in broken if self._sort(rule) == "violation"})
        if not names:
            return []
        them = "this one" if len(names) == 1 else "these"
        verb = "it is" if len(names) == 1 else "they are"
        return [f"{' '.join(f'--allow {name}' for name in names)} takes {them} as {verb}."]

    def _summary(self) -> str:
        nobody = "" if self.clients else "No client connected."
        if not self.findings:
            return nobody or "nothing to object to."
        number = len(self.findings) + self.left_out
        said = f"{number} finding{'s' * (number != 1)}, {self.violations} of them violations."
        return f"{nobody} {said}".strip()

    def json(self) -> bytes:
        """One JSON object a line: each finding, then the sum of it all."""
        total = {
            "report": "passed" if self.is_passed else "failed",
            "clients": self.clients,
            "findings": len(self.findings) + self.left_out,
            "violations": self.violations,
        }
        lines = [*map(self._row, self.findings), total]
        return b"".join(orjson.dumps(each) + b"\n" for each in lines)

    def _row(self, finding: Finding) -> dict[str, object]:
        rule = finding.breach.rule
        return {
            "rule": rule.name,
            "violation": rule.is_violation,
            "allowed": rule.name in self.allowed,
            "code": rule.code,
            "at": round(finding.at, 6),
            "client": finding.client,
            "conn": finding.conn or None,
            "evidence": finding.breach.evidence,
            "page": rule.page,
        }


def rule_names() -> list[str]:
    """Of all rules, in the order of their table."""
    return [each.name for each in vars(rules).values() if isinstance(each, Rule)]


def parse_rule(text: str) -> str:
    """The name of a rule.

    Raises:
        UsageError: there is none of that name, with the nearest.
    """
    names, name = rule_names(), text.strip().lower()
    if name in names:
        return name
    near = get_close_matches(name, names, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(names)}."
    raise UsageError(f"--allow takes the name of a rule; {text!r} is none. {hint}")


def _rule_text(sort: str, name: str, findings: Sequence[Finding]) -> str:
    rule = findings[0].breach.rule
    code = f" ({rule.code})" if rule.code is not None else ""
    lines = [f"{sort}: {name}{code}, {_times(len(findings))}. {rule.says}", f"  {rule.page}"]
    for finding in findings[:_SHOWN]:
        who = "before IDENTIFY" if finding.client is None else f"client {finding.client}"
        where = f", connection {finding.conn}" if finding.conn else ""
        said = plain(finding.breach.evidence)
        lines.append(f"  {finding.at:8.3f} s  {who}{where}: {said}")
    if len(findings) > _SHOWN:
        lines.append(f"  and {len(findings) - _SHOWN} more")
    return "\n".join(lines)


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
