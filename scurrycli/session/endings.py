"""Why a session ends for good, in words for people; never the decision that it does."""

from __future__ import annotations

from scurrycli.errors import GatewayClosed, Refused
from scurrycli.models import SessionStartLimit
from scurrycli.wire.close_codes import CloseCode


def bad_token() -> GatewayClosed:
    """The REST API answered 401."""
    return GatewayClosed(
        "Discord does not accept the token (401 Unauthorized). "
        "Reset it in the Developer Portal (page Bot) and use the new one."
    )


def too_expensive(limit: SessionStartLimit) -> Refused:
    """The budget of IDENTIFYs is at the floor."""
    hours = limit.reset_after / 3_600_000
    return Refused(
        f"Only {limit.remaining} of {limit.total} IDENTIFYs are left until the budget resets in "
        f"{hours:.1f} h, and Discord resets the token of a bot that spends them all. "
        "Give --force to spend one all the same."
    )


def closed_for_good(row: CloseCode) -> GatewayClosed:
    """A close code after which Discord wants no reconnect."""
    what = f"The Gateway closed with {row.code} {row.name}: {row.meaning}."
    return GatewayClosed(f"{what} {row.cure}")
