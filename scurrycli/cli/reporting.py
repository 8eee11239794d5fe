"""What clients did wrong, as text or JSON; never the judging of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import orjson

from scurrycli.server.rules import Finding
from scurrycli.sinks.text import plain

_SHOWN = 5
"""Findings of one rule that are shown."""


@dataclass(frozen=True, slots=True)
class Report:
    """What can be said at the end.

    Attributes:
        clients: how many identified.
        findings: those that were kept.
        left_out: how many were not.
    """

    clients: int
    findings: Sequence[Finding]
    left_out: int = 0

    @property
    def violations(self) -> int:
        """Findings that make a client wrong, and not just impolite."""
        return sum(finding.breach.rule.is_violation for finding in self.findings)

    @property
    def is_passed(self) -> bool:
        """Whether somebody came, and nobody violated a rule; what was not kept may be anything."""
        return self.clients > 0 and not self.violations and not self.left_out

    def text(self) -> str:
        """For people: rule by rule, violations first."""
        parts = [f"Report: {self._summary()}"]
        ordered = sorted(self.findings, key=_order)
        for (_, name), group in groupby(ordered, key=_order):
            parts.append(_rule_text(name, list(group)))
        if self.left_out:
            parts.append(f"{self.left_out} more were counted, but not kept.")
        return "\n\n".join(parts)

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
        lines = [*(_finding_row(finding) for finding in self.findings), total]
        return b"".join(orjson.dumps(each) + b"\n" for each in lines)


def _order(finding: Finding) -> tuple[bool, str]:
    return not finding.breach.rule.is_violation, finding.breach.rule.name


def _rule_text(name: str, findings: Sequence[Finding]) -> str:
    rule = findings[0].breach.rule
    sort = "violation" if rule.is_violation else "advice"
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


def _finding_row(finding: Finding) -> dict[str, object]:
    rule = finding.breach.rule
    return {
        "rule": rule.name,
        "violation": rule.is_violation,
        "code": rule.code,
        "at": round(finding.at, 6),
        "client": finding.client,
        "conn": finding.conn or None,
        "evidence": finding.breach.evidence,
        "page": rule.page,
    }
