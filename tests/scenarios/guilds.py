"""GUILD_CREATE for both invented guilds; never what happens in them afterwards."""

from __future__ import annotations

from datetime import datetime

from scenarios.activities import activities
from scenarios.cast import BAKE, BOT, MOSS, PEOPLE, PRESENT, ROLES
from scenarios.ids import Json, image, iso, old_id, on_day
from scenarios.live import presence, scheduled_event, starts_in, voice_state
from scenarios.objects import (
    CHANNEL_IDS,
    GUILD_IDS,
    OWNERS,
    SOUND_ROWS,
    STICKER_ROWS,
    TAG_IDS,
    USER_IDS,
    channel,
    emoji,
    member,
    role,
    thread,
    user,
)
from scenarios.places import EMOJIS, OLD_THREADS, PLACES

NAMES = {MOSS: "Mossbeacon", BAKE: "Sourdough & Solder"}
_FEATURES = [
    "ANIMATED_ICON",
    "AUTO_MODERATION",
    "COMMUNITY",
    "GUILD_TAGS",
    "INVITE_SPLASH",
    "NEWS",
    "PREVIEW_ENABLED",
    "ROLE_ICONS",
    "SOUNDBOARD",
    "WELCOME_SCREEN_ENABLED",
]
_OFF: Json = {
    "splash": None,
    "discovery_splash": None,
    "banner": None,
    "vanity_url_code": None,
    "application_id": None,
    "max_presences": None,
    "incidents_data": None,
}
_DESCRIPTION = "An open weather station that you can build, mend and understand."
_SETTINGS: dict[str, Json] = {
    MOSS: {
        "description": _DESCRIPTION,
        "features": _FEATURES,
        "verification_level": 2,
        "explicit_content_filter": 2,
        "mfa_level": 1,
        "premium_tier": 1,
        "premium_subscription_count": 3,
        "premium_progress_bar_enabled": True,
        "system_channel_id": CHANNEL_IDS["welcome"],
        "rules_channel_id": CHANNEL_IDS["rules"],
        "public_updates_channel_id": CHANNEL_IDS["mod-log"],
        "safety_alerts_channel_id": CHANNEL_IDS["mod-log"],
        "afk_channel_id": CHANNEL_IDS["Porch"],
    },
    BAKE: {
        "description": None,
        "features": [],
        "verification_level": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "system_channel_id": CHANNEL_IDS["bench"],
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "safety_alerts_channel_id": None,
        "afk_channel_id": None,
    },
}
_DOING = {
    "juno": "custom",
    "priya": "editor",
    "kaito": "spotify",
    "wick": "game",
    "elif": "studio",
    "fern": "watching",
}
_TALKING = {"lise": {}, "oskar": {"self_video": True}, "rafa": {"self_mute": True}}


def guild_create(guild: str, epoch: datetime) -> Json:
    """The full object, with the extra fields of the event."""
    return {
        "id": GUILD_IDS[guild],
        "name": NAMES[guild],
        "icon": image("icon", guild),
        "owner_id": USER_IDS[OWNERS[guild]],
        "region": "deprecated",
        "afk_timeout": 900,
        "widget_enabled": False,
        "widget_channel_id": None,
        "default_message_notifications": 1,
        "system_channel_flags": 6,
        "max_members": 25_000_000,
        "preferred_locale": "en-US" if guild == MOSS else "de",
        "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50,
        "nsfw_level": 0,
        **_OFF,
        **_SETTINGS[guild],
        **_contents(guild),
        **_of_now(guild, epoch),
    }


def _contents(guild: str) -> Json:
    return {
        "roles": [role(guild, row, position) for position, row in enumerate(ROLES[guild])],
        "emojis": [emoji(name, animated) for name, _, animated in EMOJIS[guild]],
        "stickers": STICKER_ROWS if guild == MOSS else [],
        "soundboard_sounds": SOUND_ROWS if guild == MOSS else [],
        "channels": [channel(guild, row, position) for position, row in enumerate(PLACES[guild])],
        "threads": old_threads() if guild == MOSS else [],
    }


def _of_now(guild: str, epoch: datetime) -> Json:
    main = guild == MOSS
    joined = PEOPLE[BOT].joined if main else "2023-09-18"
    present = PRESENT[guild]
    return {
        "joined_at": iso(on_day(joined, f"{guild} {BOT}")),
        "large": False,
        "unavailable": False,
        "member_count": len(present),
        "members": [{"user": {"bot": False} | user(who), **member(guild, who)} for who in present],
        "presences": [_presence(who, epoch) for who in present if PEOPLE[who].status != "offline"],
        "voice_states": [voice_state(who, "Workbench", **kw) for who, kw in _TALKING.items()]
        if main
        else [],
        "stage_instances": [],
        "guild_scheduled_events": [scheduled_event(starts_in(epoch, 0))] if main else [],
    }


def _presence(who: str, epoch: datetime) -> Json:
    return presence(who, PEOPLE[who].status, activities(_DOING.get(who), who, epoch))


def old_threads() -> list[Json]:
    """The threads that were there before."""
    return [_old_thread(row) for row in OLD_THREADS]


def _old_thread(row: tuple[str, str, str, str, int, int]) -> Json:
    name, parent, owner, day, messages, members = row
    made = thread(parent, owner, name, old_id(day, name), on_day(day, name))
    made |= {
        "message_count": messages,
        "total_message_sent": messages,
        "member_count": members,
        "last_message_id": old_id("2026-11-10", f"last {name}"),
    }
    if parent == "help-desk":
        made["applied_tags"] = [TAG_IDS["display"]]
    return made
