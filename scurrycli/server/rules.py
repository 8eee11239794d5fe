"""What a client must do, as a table of rules, and what was found; never the finding.

Source: Discord's documentation; each rule names its page.
"""

from __future__ import annotations

from dataclasses import dataclass

_GATEWAY = "https://discord.com/developers/docs/events/gateway"
_EVENTS = "https://discord.com/developers/docs/events/gateway-events"
_CODES = "https://discord.com/developers/docs/topics/opcodes-and-status-codes"
_REST = "https://discord.com/developers/docs/reference"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row.

    Attributes:
        name: how a report calls it.
        says: what a client must do, as a sentence.
        page: where the documentation says it.
        code: what a strict gateway closes with; None where it is only reported.
        is_violation: whether breaking it makes a client wrong, not just impolite.
    """

    name: str
    says: str
    page: str
    code: int | None = None
    is_violation: bool = True


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that was broken, and what shows it, in words without anybody's secrets."""

    rule: Rule
    evidence: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A breach with its place: seconds since the gateway began, client and connection.

    `client` is None where the connection had not said yet whose it is.
    """

    at: float
    client: int | None
    conn: int
    breach: Breach


def _closed(name: str, code: int, says: str, page: str) -> Rule:
    return Rule(name, says, page, code)


UNKNOWN_OPCODE = _closed(
    "unknown-opcode", 4001, "Send only the opcodes that a client may send.", f"{_CODES}#gateway"
)
INVALID_REQUEST = _closed(
    "invalid-request", 4001, "Give an opcode the fields that it must have.", f"{_CODES}#gateway"
)
UNDECODABLE = _closed(
    "undecodable", 4002, "Send one JSON object (or ETF map) in each message.", f"{_CODES}#gateway"
)
TOO_LARGE = _closed(
    "too-large", 4002, "Keep a payload within 4096 bytes.", f"{_GATEWAY}#sending-events"
)
BAD_ENCODING = _closed(
    "bad-encoding",
    4002,
    "Ask for encoding json or etf, and for compress zlib-stream, zstd-stream or none.",
    f"{_GATEWAY}#connecting-gateway-url-query-string-params",
)
NOT_AUTHENTICATED = _closed(
    "not-authenticated", 4003, "Send IDENTIFY or RESUME first.", f"{_GATEWAY}#identifying"
)
BAD_TOKEN = _closed("bad-token", 4004, "Identify with the bot's token.", f"{_GATEWAY}#identifying")
ALREADY_AUTHENTICATED = _closed(
    "already-authenticated",
    4005,
    "Identify or resume once in a connection.",
    f"{_GATEWAY}#identifying",
)
INVALID_SEQ = _closed(
    "invalid-seq", 4007, "Resume after the last number that came in.", f"{_GATEWAY}#resuming"
)
TOO_FAST = _closed(
    "too-fast", 4008, "Send at most 120 payloads in 60 s.", f"{_GATEWAY}#rate-limiting"
)
NO_HEARTBEAT = _closed(
    "no-heartbeat", 4009, "Send a heartbeat every interval.", f"{_GATEWAY}#sending-heartbeats"
)
INVALID_SHARD = _closed(
    "invalid-shard", 4010, "Give shard as [id, count] with id below count.", f"{_GATEWAY}#sharding"
)
INVALID_VERSION = _closed(
    "invalid-version",
    4012,
    "Ask for a version that exists, as v=10.",
    f"{_GATEWAY}#connecting-gateway-url-query-string-params",
)
INVALID_INTENTS = _closed(
    "invalid-intents",
    4013,
    "Give intents as a number of known bits.",
    f"{_GATEWAY}#list-of-intents",
)
DISALLOWED_INTENTS = _closed(
    "disallowed-intents",
    4014,
    "Ask only for privileged intents that are enabled.",
    f"{_GATEWAY}#privileged-intents",
)

NO_JITTER = Rule(
    "no-jitter",
    "Wait a random part of the interval before the first heartbeat.",
    f"{_GATEWAY}#heartbeat-interval",
)
LATE_HEARTBEAT = Rule(
    "late-heartbeat", "Send heartbeats on time.", f"{_GATEWAY}#sending-heartbeats"
)
HEARTBEAT_SEQ = Rule(
    "heartbeat-seq",
    "Put the last number that came in into a heartbeat, or null.",
    f"{_GATEWAY}#sending-heartbeats",
)
UNANSWERED_BEAT = Rule(
    "unanswered-beat",
    "Answer opcode 1 with a heartbeat at once.",
    f"{_GATEWAY}#heartbeat-requests",
)
KEPT_ZOMBIE = Rule(
    "kept-zombie",
    "Close and resume when a heartbeat is due and the last one was not acknowledged.",
    f"{_GATEWAY}#sending-heartbeats",
)
STAYED = Rule("stayed-after-op7", "Reconnect when opcode 7 asks for it.", f"{_EVENTS}#reconnect")
IDENTIFY_TOO_SOON = Rule(
    "identify-too-soon",
    "Keep 5 s between the IDENTIFYs of one bucket of max_concurrency.",
    f"{_GATEWAY}#sharding-max-concurrency",
)
RESTARTED_TOO_SOON = Rule(
    "restarted-too-soon",
    "Keep 5 s between the IDENTIFYs of one bucket of max_concurrency, over a restart, too.",
    f"{_GATEWAY}#sharding-max-concurrency",
    is_violation=False,
)
SHARDS_FIELD = Rule(
    "shards-field", "The field of IDENTIFY is shard, not shards.", f"{_EVENTS}#identify"
)
NO_PROPERTIES = Rule(
    "no-properties", "Give os, browser and device in properties.", f"{_EVENTS}#identify"
)
RESUME_URL = Rule("resume-url", "Resume at resume_gateway_url.", f"{_GATEWAY}#resuming")
RESUME_QUERY = Rule(
    "resume-query", "Resume with the query parameters of before.", f"{_GATEWAY}#resuming"
)
CLOSED_1000 = Rule(
    "closed-1000",
    "Close with another code than 1000 and 1001 where a resume is to follow.",
    f"{_GATEWAY}#initiating-a-disconnect",
)
GIVEN_UP_SESSION = Rule(
    "given-up-session",
    "Resume a session that can be resumed, instead of identifying anew.",
    f"{_GATEWAY}#resuming",
    is_violation=False,
)
LIST_INTENT = Rule(
    "list-intent",
    "Ask for the GUILD_MEMBERS intent to request all members of a guild.",
    f"{_EVENTS}#request-guild-members",
)
LIST_TOO_SOON = Rule(
    "list-too-soon",
    "Request all members of a guild once in 30 s.",
    f"{_EVENTS}#request-guild-members",
    is_violation=False,
)
INVALIDATED = Rule(
    "resumed-invalidated",
    "Identify anew after opcode 9 with d false, or a code that ends the session.",
    f"{_GATEWAY}#resuming",
)
NO_VERSION = Rule(
    "no-version",
    "Name the version in the URL, as v=10.",
    f"{_GATEWAY}#connecting-gateway-url-query-string-params",
    is_violation=False,
)
TWO_COMPRESSIONS = Rule(
    "two-compressions",
    "Choose payload compression or a transport compression, not both.",
    f"{_GATEWAY}#encoding-and-compression",
    is_violation=False,
)
USER_AGENT = Rule(
    "user-agent",
    "Begin the User-Agent of REST requests with DiscordBot (url, version).",
    f"{_REST}#user-agent",
    is_violation=False,
)
