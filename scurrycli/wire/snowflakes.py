"""When an ID was made; never what it names.

Source: Discord's documentation, "Reference", Snowflakes.
"""

from __future__ import annotations

EPOCH = 1_420_070_400.0
"""Seconds since the Unix epoch at which IDs begin to count: 2015-01-01T00:00:00Z."""

_DIGITS = 20
_TIME_SHIFT = 22  # bits below the time


def made_at(snowflake: str) -> float | None:
    """Seconds since the Unix epoch, to the millisecond; None where this is no ID."""
    if not (snowflake.isascii() and snowflake.isdigit() and len(snowflake) <= _DIGITS):
        return None
    return EPOCH + (int(snowflake) >> _TIME_SHIFT) / 1000
