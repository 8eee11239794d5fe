"""Which summary each dispatch event has, as a table; never how one is made."""

from __future__ import annotations

from scurrycli.sinks import event_summaries as one
from scurrycli.sinks.event_summaries import Fields, Summary, join
from scurrycli.sinks.names import Names
from scurrycli.sinks.text import plain
from scurrycli.wire.events import DISPATCH_EVENTS

TABLE: dict[str, Summary] = {
    "READY": one.ready,
    "RESUMED": one.fixed("the session goes on"),
    "RATE_LIMITED": one.shown("a request was rate limited", "opcode", "retry_after"),
    "APPLICATION_COMMAND_PERMISSIONS_UPDATE": one.counted("permissions", "permission"),
    "AUTO_MODERATION_RULE_CREATE": one.rule,
    "AUTO_MODERATION_RULE_UPDATE": one.rule,
    "AUTO_MODERATION_RULE_DELETE": one.rule,
    "AUTO_MODERATION_ACTION_EXECUTION": one.rule_ran,
    "CHANNEL_CREATE": one.channel,
    "CHANNEL_UPDATE": one.channel,
    "CHANNEL_DELETE": one.channel,
    "CHANNEL_INFO": one.counted("channels", "channel"),
    "CHANNEL_PINS_UPDATE": one.shown("last pin", "last_pin_timestamp"),
    "THREAD_CREATE": one.channel,
    "THREAD_UPDATE": one.channel,
    "THREAD_DELETE": one.channel,
    "THREAD_LIST_SYNC": one.counted("threads", "thread"),
    "THREAD_MEMBER_UPDATE": one.shown("this bot's membership of", "id"),
    "THREAD_MEMBERS_UPDATE": one.thread_members,
    "ENTITLEMENT_CREATE": one.sku,
    "ENTITLEMENT_UPDATE": one.sku,
    "ENTITLEMENT_DELETE": one.sku,
    "GUILD_CREATE": one.guild,
    "GUILD_UPDATE": one.guild,
    "GUILD_DELETE": one.guild_gone,
    "GUILD_AUDIT_LOG_ENTRY_CREATE": one.audit,
    "GUILD_BAN_ADD": one.fixed("banned"),
    "GUILD_BAN_REMOVE": one.fixed("ban lifted"),
    "GUILD_EMOJIS_UPDATE": one.counted("emojis", "emoji"),
    "GUILD_STICKERS_UPDATE": one.counted("stickers", "sticker"),
    "GUILD_INTEGRATIONS_UPDATE": one.fixed("integrations changed"),
    "GUILD_MEMBER_ADD": one.member,
    "GUILD_MEMBER_REMOVE": one.fixed("left, was kicked or was banned"),
    "GUILD_MEMBER_UPDATE": one.member,
    "GUILD_MEMBERS_CHUNK": one.members_chunk,
    "GUILD_ROLE_CREATE": one.role,
    "GUILD_ROLE_UPDATE": one.role,
    "GUILD_ROLE_DELETE": one.role,
    "GUILD_SCHEDULED_EVENT_CREATE": one.scheduled,
    "GUILD_SCHEDULED_EVENT_UPDATE": one.scheduled,
    "GUILD_SCHEDULED_EVENT_DELETE": one.scheduled,
    "GUILD_SCHEDULED_EVENT_USER_ADD": one.shown("interested in event", "guild_scheduled_event_id"),
    "GUILD_SCHEDULED_EVENT_USER_REMOVE": one.shown(
        "no longer for event", "guild_scheduled_event_id"
    ),
    "GUILD_SOUNDBOARD_SOUND_CREATE": one.shown("sound", "name"),
    "GUILD_SOUNDBOARD_SOUND_UPDATE": one.shown("sound", "name"),
    "GUILD_SOUNDBOARD_SOUND_DELETE": one.shown("sound", "sound_id"),
    "GUILD_SOUNDBOARD_SOUNDS_UPDATE": one.counted("soundboard_sounds", "sound"),
    "SOUNDBOARD_SOUNDS": one.counted("soundboard_sounds", "sound"),
    "INTEGRATION_CREATE": one.integration,
    "INTEGRATION_UPDATE": one.integration,
    "INTEGRATION_DELETE": one.integration,
    "INTERACTION_CREATE": one.interaction,
    "INVITE_CREATE": one.invite,
    "INVITE_DELETE": one.invite,
    "MESSAGE_CREATE": one.message,
    "MESSAGE_UPDATE": one.message,
    "MESSAGE_DELETE": one.message_gone,
    "MESSAGE_DELETE_BULK": one.counted("ids", "message"),
    "MESSAGE_REACTION_ADD": one.reaction("added"),
    "MESSAGE_REACTION_REMOVE": one.reaction("removed"),
    "MESSAGE_REACTION_REMOVE_ALL": one.shown("all reactions gone from", "message_id"),
    "MESSAGE_REACTION_REMOVE_EMOJI": one.reaction("all gone:"),
    "PRESENCE_UPDATE": one.presence,
    "STAGE_INSTANCE_CREATE": one.shown("stage", "topic"),
    "STAGE_INSTANCE_UPDATE": one.shown("stage", "topic"),
    "STAGE_INSTANCE_DELETE": one.shown("stage", "topic"),
    "SUBSCRIPTION_CREATE": one.sku,
    "SUBSCRIPTION_UPDATE": one.sku,
    "SUBSCRIPTION_DELETE": one.sku,
    "TYPING_START": one.fixed("is typing"),
    "USER_UPDATE": one.user,
    "VOICE_CHANNEL_EFFECT_SEND": one.shown("effect", "sound_id", "animation_type"),
    "VOICE_CHANNEL_START_TIME_UPDATE": one.shown("voice since", "voice_start_time"),
    "VOICE_CHANNEL_STATUS_UPDATE": one.shown("status", "status"),
    "VOICE_STATE_UPDATE": one.voice_state,
    "VOICE_SERVER_UPDATE": one.shown("voice server", "endpoint"),
    "WEBHOOKS_UPDATE": one.fixed("webhooks changed"),
    "MESSAGE_POLL_VOTE_ADD": one.poll("voted for"),
    "MESSAGE_POLL_VOTE_REMOVE": one.poll("took back"),
}


def summarize_dispatch(name: str | None, d: Fields, names: Names) -> str:
    """One line for a dispatch; an event that is not documented says so and shows its fields."""
    summary = TABLE.get(name or "")
    if summary is not None:
        return summary(d, names) or _fields(d)
    said = "" if name in DISPATCH_EVENTS else "unknown event"
    return join(said, _fields(d))


def _fields(d: Fields) -> str:
    """Its first scalar fields, ids first, then the names of the others."""
    scalars = {key: value for key, value in d.items() if isinstance(value, (str, int, float))}
    order = sorted(scalars, key=lambda key: (key != "id", not key.endswith("_id")))
    shown = [f"{plain(key, 32)}={plain(scalars[key], 40)}" for key in order[:6]]
    others = [plain(key, 32) for key in d if key not in scalars]
    return " ".join(shown + others[:6]) or "(no fields)"
