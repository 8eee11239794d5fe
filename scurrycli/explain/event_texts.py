"""What each dispatch event tells, a sentence a row; never which intents bring it."""

from __future__ import annotations

EVENT_TEXTS: dict[str, str] = {
    "READY": "The session has begun: who you are, its id, and your guilds, all unavailable at "
    "first.",
    "RESUMED": "A resume is complete: everything that was missed has been sent again before it.",
    "RATE_LIMITED": "A request over the Gateway came too soon and was dropped; it names how long "
    "to wait.",
    "APPLICATION_COMMAND_PERMISSIONS_UPDATE": "Who may use a command of yours was changed in a "
    "guild.",
    "AUTO_MODERATION_RULE_CREATE": "An AutoMod rule was made.",
    "AUTO_MODERATION_RULE_UPDATE": "An AutoMod rule was changed.",
    "AUTO_MODERATION_RULE_DELETE": "An AutoMod rule was deleted.",
    "AUTO_MODERATION_ACTION_EXECUTION": "An AutoMod rule was met, and did something about it.",
    "CHANNEL_CREATE": "A channel was made, or came into your sight.",
    "CHANNEL_UPDATE": "A channel's settings were changed; a new message in it does not count.",
    "CHANNEL_DELETE": "A channel was deleted, or went out of your sight.",
    "CHANNEL_INFO": "The answer to a request for fields of a guild's channels that change often.",
    "CHANNEL_PINS_UPDATE": "A message was pinned in a channel, or no longer is; a deleted one does "
    "not count.",
    "THREAD_CREATE": "A thread was made, or you were added to a private one.",
    "THREAD_UPDATE": "A thread's settings were changed, archiving included; a new message does not "
    "count.",
    "THREAD_DELETE": "A thread was deleted; only its ids are told.",
    "THREAD_LIST_SYNC": "You can see a channel now: these are its active threads.",
    "THREAD_MEMBER_UPDATE": "Your own membership of a thread was changed.",
    "THREAD_MEMBERS_UPDATE": "Somebody joined or left a thread; without GUILD_MEMBERS, only you "
    "yourself.",
    "ENTITLEMENT_CREATE": "Somebody has bought or was given something of your application.",
    "ENTITLEMENT_UPDATE": "An entitlement was renewed, or its end was set.",
    "ENTITLEMENT_DELETE": "An entitlement was taken back, as after a refund; one that ends is not "
    "deleted.",
    "GUILD_CREATE": "A guild is there in full: at the start, after an outage, or because you "
    "joined it.",
    "GUILD_UPDATE": "A guild's settings were changed.",
    "GUILD_DELETE": "A guild is gone: an outage if it says unavailable, else you were removed from "
    "it.",
    "GUILD_AUDIT_LOG_ENTRY_CREATE": "An entry was added to the audit log; you need VIEW_AUDIT_LOG "
    "there.",
    "GUILD_BAN_ADD": "Somebody was banned.",
    "GUILD_BAN_REMOVE": "Somebody is no longer banned.",
    "GUILD_EMOJIS_UPDATE": "The emoji of a guild were changed; all of them are listed.",
    "GUILD_STICKERS_UPDATE": "The stickers of a guild were changed; all of them are listed.",
    "GUILD_INTEGRATIONS_UPDATE": "An integration of a guild was changed; which one is not told.",
    "GUILD_MEMBER_ADD": "Somebody joined a guild.",
    "GUILD_MEMBER_REMOVE": "Somebody left a guild, was kicked or banned.",
    "GUILD_MEMBER_UPDATE": "A member's roles, nickname, avatar or timeout were changed.",
    "GUILD_MEMBERS_CHUNK": "Part of the answer to a request for guild members (opcode 8).",
    "GUILD_ROLE_CREATE": "A role was made.",
    "GUILD_ROLE_UPDATE": "A role was changed.",
    "GUILD_ROLE_DELETE": "A role was deleted.",
    "GUILD_SCHEDULED_EVENT_CREATE": "An event was put on a guild's calendar.",
    "GUILD_SCHEDULED_EVENT_UPDATE": "A guild's scheduled event was changed, begun or ended.",
    "GUILD_SCHEDULED_EVENT_DELETE": "A guild's scheduled event was deleted.",
    "GUILD_SCHEDULED_EVENT_USER_ADD": "Somebody is interested in a scheduled event.",
    "GUILD_SCHEDULED_EVENT_USER_REMOVE": "Somebody is no longer interested in a scheduled event.",
    "GUILD_SOUNDBOARD_SOUND_CREATE": "A sound was added to a guild's soundboard.",
    "GUILD_SOUNDBOARD_SOUND_UPDATE": "A sound of a guild's soundboard was changed.",
    "GUILD_SOUNDBOARD_SOUND_DELETE": "A sound of a guild's soundboard was deleted.",
    "GUILD_SOUNDBOARD_SOUNDS_UPDATE": "Several sounds of a guild's soundboard were changed at "
    "once.",
    "SOUNDBOARD_SOUNDS": "The answer to a request for soundboard sounds (opcode 31).",
    "INTEGRATION_CREATE": "An integration was added to a guild.",
    "INTEGRATION_UPDATE": "An integration of a guild was changed.",
    "INTEGRATION_DELETE": "An integration was removed from a guild.",
    "INTERACTION_CREATE": "Somebody used a command, a component or a form of yours. It is not sent "
    "where an "
    "interactions endpoint URL is set, as it goes there instead.",
    "INVITE_CREATE": "An invite was made; you need MANAGE_CHANNELS there.",
    "INVITE_DELETE": "An invite was deleted; you need MANAGE_CHANNELS there.",
    "MESSAGE_CREATE": "A message was sent. In a guild GUILD_MESSAGES brings it, in a direct "
    "message "
    "DIRECT_MESSAGES; its content is empty without MESSAGE_CONTENT.",
    "MESSAGE_UPDATE": "A message was changed, by its author or as a link's preview was added.",
    "MESSAGE_DELETE": "A message was deleted; only its ids are told.",
    "MESSAGE_DELETE_BULK": "Several messages were deleted at once; no MESSAGE_DELETE comes for "
    "them.",
    "MESSAGE_REACTION_ADD": "Somebody reacted to a message.",
    "MESSAGE_REACTION_REMOVE": "Somebody took a reaction back.",
    "MESSAGE_REACTION_REMOVE_ALL": "All reactions to a message were removed.",
    "MESSAGE_REACTION_REMOVE_EMOJI": "All reactions with one emoji were removed from a message.",
    "PRESENCE_UPDATE": "Somebody's status or activities were changed; in large guilds, many a "
    "second.",
    "STAGE_INSTANCE_CREATE": "A stage is live.",
    "STAGE_INSTANCE_UPDATE": "A live stage was changed.",
    "STAGE_INSTANCE_DELETE": "A stage is closed.",
    "SUBSCRIPTION_CREATE": "Somebody subscribed to something of your application; not yet paid "
    "for.",
    "SUBSCRIPTION_UPDATE": "A subscription was changed, renewed or ended.",
    "SUBSCRIPTION_DELETE": "A subscription was deleted.",
    "TYPING_START": "Somebody began to type in a channel.",
    "USER_UPDATE": "Your bot's own user was changed.",
    "VOICE_CHANNEL_EFFECT_SEND": "Somebody sent an effect in a voice channel that you are in.",
    "VOICE_CHANNEL_START_TIME_UPDATE": "The time since when a voice channel is in use was changed.",
    "VOICE_CHANNEL_STATUS_UPDATE": "The status text of a voice channel was changed.",
    "VOICE_STATE_UPDATE": "Somebody joined, left or moved between voice channels, or was muted.",
    "VOICE_SERVER_UPDATE": "The voice server of a guild is known or has changed: connect to it "
    "anew.",
    "WEBHOOKS_UPDATE": "A webhook of a channel was made, changed or deleted; which one is not "
    "told.",
    "MESSAGE_POLL_VOTE_ADD": "Somebody voted in a poll.",
    "MESSAGE_POLL_VOTE_REMOVE": "Somebody took a vote in a poll back.",
}

NOT_FOR_BOTS = frozenset(
    {
        "CALL_CREATE",
        "CALL_DELETE",
        "CALL_UPDATE",
        "CHANNEL_RECIPIENT_ADD",
        "CHANNEL_RECIPIENT_REMOVE",
        "FRIEND_SUGGESTION_CREATE",
        "FRIEND_SUGGESTION_DELETE",
        "GUILD_MEMBER_LIST_UPDATE",
        "MESSAGE_ACK",
        "PASSIVE_UPDATE_V1",
        "PASSIVE_UPDATE_V2",
        "PRESENCES_REPLACE",
        "READY_SUPPLEMENTAL",
        "RELATIONSHIP_ADD",
        "RELATIONSHIP_REMOVE",
        "RELATIONSHIP_UPDATE",
        "SESSIONS_REPLACE",
        "USER_CONNECTIONS_UPDATE",
        "USER_GUILD_SETTINGS_UPDATE",
        "USER_NOTE_UPDATE",
        "USER_SETTINGS_PROTO_UPDATE",
        "USER_SETTINGS_UPDATE",
    }
)
"""Events of Discord's own client, seen by its users only: no intent brings them to a bot."""
