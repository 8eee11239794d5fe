"""The intents: bits, names, which are privileged; never which one a command takes.

Source: Discord's documentation, "Gateway", List of Intents and Privileged Intents.
"""

from __future__ import annotations

from difflib import get_close_matches
from enum import IntFlag

from scurrycli.errors import UsageError


class Intent(IntFlag):
    """One bit each. Bits that have no name here are carried along in a number."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_MODERATION = 1 << 2
    GUILD_EXPRESSIONS = 1 << 3
    GUILD_INTEGRATIONS = 1 << 4
    GUILD_WEBHOOKS = 1 << 5
    GUILD_INVITES = 1 << 6
    GUILD_VOICE_STATES = 1 << 7
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    GUILD_MESSAGE_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    DIRECT_MESSAGE_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15
    GUILD_SCHEDULED_EVENTS = 1 << 16
    AUTO_MODERATION_CONFIGURATION = 1 << 20
    AUTO_MODERATION_EXECUTION = 1 << 21
    GUILD_MESSAGE_POLLS = 1 << 24
    DIRECT_MESSAGE_POLLS = 1 << 25


NONE = Intent(0)
ALL = ~Intent(0) & Intent(sum(Intent))
PRIVILEGED = Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT
DEFAULT = ALL & ~PRIVILEGED

_SETS = {"none": NONE, "all": ALL, "default": DEFAULT}


def parse_intents(spec: str) -> Intent:
    """Read a number, or names and the sets `default`, `all`, `none` joined with commas or `+`.

    Raises:
        UsageError: a name that is none, with the nearest one that is; a number below zero.
    """
    intents = NONE
    for term in spec.replace("+", ",").split(","):
        intents |= _parse_term(term.strip())
    return intents


def _parse_term(term: str) -> Intent:
    if term.lower() in _SETS:
        return _SETS[term.lower()]
    if term.upper() in Intent.__members__:
        return Intent[term.upper()]
    if term.isascii() and term.isdigit() and len(term) < 17 and int(term) < 1 << 53:  # noqa: PLR2004
        return Intent(int(term))
    near = get_close_matches(term.upper(), Intent.__members__, n=1)
    hint = f" Did you mean {near[0]}?" if near else " Names, a number, default, all or none."
    raise UsageError(f"{term!r} is not an intent.{hint}")


def intent_names(intents: int) -> list[str]:
    """The names of the bits that are set, lowest first; a bit without a name is `bit N`."""
    bits = [bit for bit in range(intents.bit_length()) if intents >> bit & 1]
    return [Intent(1 << bit).name or f"bit {bit}" for bit in bits]
