"""What clients did wrong, as text or JSON; never the judging of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import orjson

from scurrycli.server.rules import Finding
from scurrycli.sinks.text import plain

_SHOWN = 5
"""Findings of one rule that are shown."""


def has_violations(findings: Iterable[Finding]) -> bool:
    """Whether a rule was violated, and not just a courtesy forgotten."""
    return any(finding.breach.rule.is_violation for finding in findings)


def report_text(findings: Sequence[Finding], left_out: int) -> str:
    """The report for people: rule by rule, violations first."""
    violations = sum(finding.breach.rule.is_violation for finding in findings)
    if not findings:
        return "Report: nothing to object to."
    parts = [f"Report: {len(findings) + left_out} findings, {violations} of them violations."]
    ordered = sorted(findings, key=_order)
    for (_, name), group in groupby(ordered, key=_order):
        parts.append(_rule_text(name, list(group)))
    if left_out:
        parts.append(f"{left_out} more were counted, but not kept.")
    return "\n\n".join(parts)


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


def report_json(findings: Iterable[Finding]) -> bytes:
    """One JSON object a line."""
    return b"".join(
        orjson.dumps(
            {
                "rule": finding.breach.rule.name,
                "violation": finding.breach.rule.is_violation,
                "code": finding.breach.rule.code,
                "at": round(finding.at, 6),
                "client": finding.client,
                "conn": finding.conn or None,
                "evidence": finding.breach.evidence,
                "page": finding.breach.rule.page,
            }
        )
        + b"\n"
        for finding in findings
    )
