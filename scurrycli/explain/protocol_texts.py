"""What intents, opcodes and HTTP statuses mean to a bot; never their facts."""

from __future__ import annotations

from scurrycli.wire.intents import Intent
from scurrycli.wire.opcodes import Opcode

INTENT_TEXTS: dict[Intent, str] = {
    Intent.GUILDS: "Guilds, their channels, roles, threads and stages; what nearly every bot "
    "needs.",
    Intent.GUILD_MEMBERS: "Who joins, leaves or is changed. It is needed to ask for all members, "
    "too.",
    Intent.GUILD_MODERATION: "Bans, and the audit log as it is written.",
    Intent.GUILD_EXPRESSIONS: "Emoji, stickers and soundboard sounds.",
    Intent.GUILD_INTEGRATIONS: "Integrations of guilds.",
    Intent.GUILD_WEBHOOKS: "Webhooks of channels.",
    Intent.GUILD_INVITES: "Invites.",
    Intent.GUILD_VOICE_STATES: "Who is in which voice channel.",
    Intent.GUILD_PRESENCES: "Status and activities of members; the most traffic of all.",
    Intent.GUILD_MESSAGES: "Messages in guilds. Their content comes with MESSAGE_CONTENT only.",
    Intent.GUILD_MESSAGE_REACTIONS: "Reactions in guilds.",
    Intent.GUILD_MESSAGE_TYPING: "Who is typing in guilds.",
    Intent.DIRECT_MESSAGES: "Messages to the bot itself, with their content.",
    Intent.DIRECT_MESSAGE_REACTIONS: "Reactions in direct messages.",
    Intent.DIRECT_MESSAGE_TYPING: "Who is typing in direct messages.",
    Intent.MESSAGE_CONTENT: "It brings no event: it fills content, embeds, attachments, components "
    "and "
    "polls of the messages that other intents bring.",
    Intent.GUILD_SCHEDULED_EVENTS: "A guild's calendar, and who is interested.",
    Intent.AUTO_MODERATION_CONFIGURATION: "Changes of AutoMod's rules; you need MANAGE_GUILD "
    "there.",
    Intent.AUTO_MODERATION_EXECUTION: "What AutoMod does; you need MANAGE_GUILD there.",
    Intent.GUILD_MESSAGE_POLLS: "Votes in guilds.",
    Intent.DIRECT_MESSAGE_POLLS: "Votes in direct messages.",
}

ENABLE = (
    "What is privileged has to be switched on in the Developer Portal (your application, page Bot, "
    "Privileged Gateway Intents), and a verified bot has to apply for it; else asking for it is "
    "answered with close code 4014."
)

OPCODE_TEXTS: dict[Opcode, tuple[str, str]] = {
    Opcode.DISPATCH: (
        "An event, named by t and numbered by s.",
        "Keep the last s: heartbeats and a resume need it.",
    ),
    Opcode.HEARTBEAT: (
        "A sign of life, with the last s or null.",
        "Send one each heartbeat_interval, the first after a random part of it; "
        "when the server sends one, answer at once.",
    ),
    Opcode.IDENTIFY: (
        "It begins a session: token, intents, shard. Only so many are allowed in 24 hours.",
        "Send it once for each connection, after HELLO, and RESUME instead where you can.",
    ),
    Opcode.PRESENCE_UPDATE: (
        "It sets the status and the activity that people see of the bot.",
        "Send it rarely: it counts towards the 120 payloads a minute.",
    ),
    Opcode.VOICE_STATE_UPDATE: (
        "It joins a voice channel, moves or leaves it.",
        "Wait for VOICE_STATE_UPDATE and VOICE_SERVER_UPDATE, then open the voice connection.",
    ),
    Opcode.RESUME: (
        "It goes on with a session after a lost connection; what was missed is sent again.",
        "Connect to READY's resume_gateway_url, and send token, session_id and the last s.",
    ),
    Opcode.RECONNECT: (
        "The server wants you to connect anew, as it is about to restart.",
        "Close with a code other than 1000 and 1001, connect and resume, without a pause.",
    ),
    Opcode.REQUEST_GUILD_MEMBERS: (
        "It asks for members of a guild; GUILD_MEMBERS_CHUNK answers.",
        "For all members GUILD_MEMBERS is needed; RATE_LIMITED tells when it was too soon.",
    ),
    Opcode.INVALID_SESSION: (
        "The session cannot be used; d tells whether it can be resumed.",
        "With d true, resume; with false, wait 1 to 5 s at random and IDENTIFY.",
    ),
    Opcode.HELLO: (
        "The first payload of a connection, with heartbeat_interval in milliseconds.",
        "Begin to beat, then IDENTIFY or RESUME.",
    ),
    Opcode.HEARTBEAT_ACK: (
        "The server has received a heartbeat; the time between the two is the latency.",
        "Where none comes, the connection is a zombie: close it with a code other than 1000, and "
        "resume.",
    ),
    Opcode.REQUEST_SOUNDBOARD_SOUNDS: (
        "It asks for the soundboard sounds of guilds; SOUNDBOARD_SOUNDS answers.",
        "Name the guilds' ids.",
    ),
    Opcode.REQUEST_CHANNEL_INFO: (
        "It asks for fields of a guild's channels that change often; CHANNEL_INFO answers.",
        "Name the guild's id and the fields.",
    ),
}
"""What it is, and what a client does about it."""

HTTP_TEXTS: dict[int, tuple[str, str]] = {
    200: ("It worked.", "Nothing to do."),
    400: ("The request is not as it must be.", "Look at the message in the answer."),
    401: (
        "The token is not accepted.",
        "Reset it in the Developer Portal (page Bot), use the new one.",
    ),
    403: (
        "The token is good, but this is not allowed; or Cloudflare blocks this address.",
        "Look at the bot's permissions; behind a shared address, try from another.",
    ),
    404: ("There is nothing there.", "Look at the URL, --api-url included, and at the id."),
    405: ("The URL is right, the method is not.", "Look at the documentation of the route."),
    429: (
        "Too many requests.",
        "Wait for the seconds in Retry-After; 10,000 bad requests in 10 minutes block the address.",
    ),
    500: ("Discord failed.", "Try again later, with growing pauses; see discordstatus.com."),
    502: ("Discord's servers did not answer each other.", "Try again, with growing pauses."),
    503: ("Discord is overloaded or being repaired.", "Try again, with growing pauses."),
    504: ("Discord's servers were too slow for each other.", "Try again, with growing pauses."),
}
"""What it means, and what to do."""
