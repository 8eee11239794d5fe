"""Which privileged intents an application may ask for, by its flags; never whether a bot should.

Source: Discord's documentation, "Application", Application Flags.
"""

from __future__ import annotations

from enum import IntFlag

from scurrycli.wire.intents import Intent

MOST_GUILDS = 2500
"""Guilds of one shard; with more, IDENTIFY is answered with close code 4011."""
LIMITED_GUILDS = 100
"""Guilds from which on a bot has to be verified, and to apply for privileged intents."""


class Flag(IntFlag):
    """The flags on privileged intents; `LIMITED` is for bots in fewer than 100 guilds."""

    GATEWAY_PRESENCE = 1 << 12
    GATEWAY_PRESENCE_LIMITED = 1 << 13
    GATEWAY_GUILD_MEMBERS = 1 << 14
    GATEWAY_GUILD_MEMBERS_LIMITED = 1 << 15
    GATEWAY_MESSAGE_CONTENT = 1 << 18
    GATEWAY_MESSAGE_CONTENT_LIMITED = 1 << 19


_FLAGS: dict[Intent, tuple[Flag, Flag]] = {
    Intent.GUILD_PRESENCES: (Flag.GATEWAY_PRESENCE, Flag.GATEWAY_PRESENCE_LIMITED),
    Intent.GUILD_MEMBERS: (Flag.GATEWAY_GUILD_MEMBERS, Flag.GATEWAY_GUILD_MEMBERS_LIMITED),
    Intent.MESSAGE_CONTENT: (Flag.GATEWAY_MESSAGE_CONTENT, Flag.GATEWAY_MESSAGE_CONTENT_LIMITED),
}


def enabled(flags: int) -> Intent:
    """The privileged intents that are enabled, limited or not."""
    return _granted(flags, 0) | _granted(flags, 1)


def limited(flags: int) -> Intent:
    """Those of them that are enabled for fewer than 100 guilds only."""
    return _granted(flags, 1) & ~_granted(flags, 0)


def _granted(flags: int, column: int) -> Intent:
    granted = Intent(0)
    for intent, pair in _FLAGS.items():
        granted |= intent if flags & pair[column] else Intent(0)
    return granted
