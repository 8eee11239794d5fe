"""What is wanted of a session and the times it keeps; never a decision.

Source of the times: Discord's documentation, "Gateway"; where it is silent, common practice.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from scurrycli.wire.addresses import GATEWAY_PARAMS

MIN_BACKOFF = 5
"""Seconds of the first pause between reconnects."""
MAX_BACKOFF = 60
OPEN_TIMEOUT = 15.0
HELLO_TIMEOUT = 15.0
READY_TIMEOUT = 60.0
DROP_MEMORY = 60.0
"""Seconds within which a second drop is no accident any more."""
IDENTIFY_SPACING = 5.1
"""Seconds between IDENTIFYs of one bucket; a tenth over Discord's five, for the way between us."""
BUDGET_FLOOR = 50
"""IDENTIFYs that are left alone unless the user insists."""
LEAVING = 1000
LONGEST_SESSION_ID = 512
"""Characters; a RESUME with a longer one might not fit into a payload."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the user wants of a session.

    Attributes:
        token: the bot's token, clean; None waits for `identify` or `resume` after HELLO.
        intents: the bits.
        shard: id and count.
        url: the Gateway's URL; None asks the REST API before each IDENTIFY.
        params: the query of every URL that is connected to.
        compress: ask in IDENTIFY that each payload be compressed by itself.
        properties: `os`, `browser`, `device` of IDENTIFY.
        large_threshold: members above which a guild's offline members are left out of GUILD_CREATE.
        force: spend IDENTIFYs below the floor, too.
        min_backoff: seconds of the first pause between reconnects.
    """

    token: str | None = field(repr=False)
    intents: int
    shard: tuple[int, int] = (0, 1)
    url: str | None = None
    params: dict[str, str] = field(default_factory=lambda: dict(GATEWAY_PARAMS))
    properties: dict[str, str] = field(default_factory=dict)
    large_threshold: int = 250
    compress: bool = False
    force: bool = False
    min_backoff: float = MIN_BACKOFF


@dataclass(frozen=True, slots=True)
class ResumePoint:
    """The three things that a resume needs."""

    session_id: str
    url: str
    seq: int
