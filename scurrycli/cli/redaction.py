"""The redaction that a command asked for; never what it replaces."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_bytes

from scurrycli.errors import UsageError
from scurrycli.recording import PROFILES, Redactor

_KEY = token_bytes(32)
"""One for the process: an id that was typed has the pseudonym that it has in payloads."""


def make_redactor(profile: str) -> Callable[[str | None], Redactor]:
    """What makes the redactor of this profile for a token.

    Raises:
        UsageError: there is no such profile.
    """
    kind = PROFILES.get(profile)
    if kind is None:
        raise UsageError(f"--redact takes {', '.join(PROFILES)}; {profile!r} is none of these.")
    return lambda token: kind(token, key=_KEY)
