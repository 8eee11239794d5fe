"""Which profiles of redaction there are, from the least to the most; never what they do."""

from __future__ import annotations

from scurrycli.recording.personal import ContentRedactor, PersonalRedactor
from scurrycli.recording.redaction import Redactor

PROFILES: dict[str, type[Redactor]] = {
    "secrets": Redactor,
    "pii": PersonalRedactor,
    "content": ContentRedactor,
}


def stricter(one: str, other: str) -> str:
    """The profile that a recording has after both; one that is not known here is the strictest."""
    order = list(PROFILES)
    return max(one, other, key=lambda name: order.index(name) if name in order else len(order))
