"""Close codes with what they mean and what to do after each; never the doing.

Source: Discord's documentation, "Opcodes and Status Codes", Gateway Close Event Codes.
Where it only says "reconnect", the choice between RESUME and IDENTIFY is the one that keeps a
session where it can live on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class After(Enum):
    """What a client does after a close."""

    RESUME = "resume if there is a session"
    IDENTIFY = "start a new session"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class CloseCode:
    """One row: the code (None: closed without one), its name, what follows, meaning and cure."""

    code: int | None
    name: str
    after: After
    meaning: str
    cure: str = ""
    known: bool = True


RECONNECTING = 4900
"""Our own code for "I come back": any but 1000 and 1001, which would end the session."""

_BROKEN = "A few a day are normal; of more, look at the network, a proxy, a machine that sleeps."
_ROWS = (
    CloseCode(
        None, "No close code", After.RESUME, "the connection ended without a close frame", _BROKEN
    ),
    CloseCode(
        1000,
        "Normal closure",
        After.RESUME,
        "the server ended the connection normally",
        "Nothing to mend. A client that sends it ends its session: use another code to resume.",
    ),
    CloseCode(
        1001,
        "Going away",
        After.RESUME,
        "the server is going away",
        "Nothing to mend: Discord restarts servers many times a day. A client that sends it ends "
        "its session.",
    ),
    CloseCode(1006, "Abnormal closure", After.RESUME, "the connection broke", _BROKEN),
    CloseCode(
        4000,
        "Unknown error",
        After.RESUME,
        "Discord does not know what went wrong",
        "Nothing to mend, unless it follows the same payload of yours each time.",
    ),
    CloseCode(
        4001,
        "Unknown opcode",
        After.RESUME,
        "an opcode or a payload was sent that is not valid for it",
        "Look at what was sent last; scurry explain opcode lists what may be sent.",
    ),
    CloseCode(
        4002,
        "Decode error",
        After.RESUME,
        "a payload was sent that could not be decoded",
        "Look at what was sent last: JSON (or ETF, as asked for) of 4096 bytes at most.",
    ),
    CloseCode(
        4003,
        "Not authenticated",
        After.IDENTIFY,
        "a payload was sent before IDENTIFY, or the session is no longer valid",
        "Send nothing but heartbeats before IDENTIFY or RESUME.",
    ),
    CloseCode(
        4004,
        "Authentication failed",
        After.STOP,
        "the token in IDENTIFY is not valid",
        "Reset the token in the Developer Portal (page Bot) and use the new one.",
    ),
    CloseCode(
        4005,
        "Already authenticated",
        After.RESUME,
        "IDENTIFY was sent more than once",
        "Send it once for each connection; two parts of a program may both do it.",
    ),
    CloseCode(
        4007,
        "Invalid seq",
        After.IDENTIFY,
        "RESUME named an invalid number",
        "RESUME with the last s that came in, of the same session.",
    ),
    CloseCode(
        4008,
        "Rate limited",
        After.RESUME,
        "payloads were sent too fast",
        "Send 120 payloads in 60 seconds at most, heartbeats included.",
    ),
    CloseCode(
        4009,
        "Session timed out",
        After.IDENTIFY,
        "the session is too old to resume",
        "Nothing to mend if a new session comes up: the connection was down for too long.",
    ),
    CloseCode(
        4010,
        "Invalid shard",
        After.STOP,
        "the shard in IDENTIFY is not valid",
        "Give --shard I/N with I below N.",
    ),
    CloseCode(
        4011,
        "Sharding required",
        After.STOP,
        "the bot is in too many guilds for one connection",
        "Give --shard I/N, with the N that Discord recommends for this bot.",
    ),
    CloseCode(
        4012,
        "Invalid API version",
        After.STOP,
        "the version of the Gateway that was asked for is not served",
        "Update scurry.",
    ),
    CloseCode(
        4013,
        "Invalid intent(s)",
        After.STOP,
        "the number of the intents has a bit that means nothing",
        "Give --intents as names, such as --intents GUILDS,GUILD_MESSAGES.",
    ),
    CloseCode(
        4014,
        "Disallowed intent(s)",
        After.STOP,
        "a privileged intent was asked for that is not enabled for this bot",
        "Enable it in the Developer Portal (page Bot, Privileged Gateway Intents), "
        "or leave it out of --intents.",
    ),
)
_OURS = CloseCode(RECONNECTING, "Reconnecting", After.RESUME, "we close to come back")
CLOSE_CODES: dict[int | None, CloseCode] = {row.code: row for row in _ROWS}


def close_code(code: int | None) -> CloseCode:
    """The row for a code; one that is not documented gets a row that says so (`known` false)."""
    row = _OURS if code == RECONNECTING else CLOSE_CODES.get(code)
    if row is not None:
        return row
    if code is not None and code >= 4000:  # noqa: PLR2004 - where the Gateway's own codes begin
        return CloseCode(
            code,
            "Unknown code",
            After.RESUME,
            "it is not a documented close code",
            "Look whether Discord's documentation names it by now.",
            known=False,
        )
    return CloseCode(code, "WebSocket close", After.RESUME, f"the WebSocket closed with {code}")
