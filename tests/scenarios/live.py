"""Presences, voice states, stages and scheduled events as they are sent; never an event."""

from __future__ import annotations

from datetime import datetime, timedelta

from scenarios.cast import MOSS, PEOPLE
from scenarios.ids import Json, hexes, image, iso, old_id
from scenarios.objects import CHANNEL_IDS, GUILD_IDS, USER_IDS, user


def scheduled_event(start: datetime) -> Json:
    """The town hall on the stage."""
    return {
        "id": old_id("2026-11-02", "town hall event"),
        "guild_id": GUILD_IDS[MOSS],
        "channel_id": CHANNEL_IDS["Town Hall"],
        "creator_id": USER_IDS["juno"],
        "name": "Town Hall: what goes into 2.5?",
        "description": "Sleep modes, the new enclosure, and your questions. 質問も歓迎です。",
        "scheduled_start_time": iso(start),
        "scheduled_end_time": None,
        "privacy_level": 2,
        "status": 1,
        "entity_type": 1,
        "entity_id": None,
        "entity_metadata": None,
        "user_count": 7,
        "image": image("event", "town hall"),
        "recurrence_rule": None,
        "creator": user("juno"),
    }


def presence(who: str, status: str, activities: list[Json]) -> Json:
    """A presence without its guild."""
    device = {PEOPLE[who].device: status} if status != "offline" else {}
    return {
        "user": {"id": USER_IDS[who]},
        "status": status,
        "client_status": device,
        "activities": activities,
    }


def voice_state(who: str, channel_name: str | None, **changed: object) -> Json:
    """A voice state without its guild and member."""
    state: Json = {
        "user_id": USER_IDS[who],
        "suppress": False,
        "session_id": hexes("voice session", who),
        "self_video": False,
        "self_mute": False,
        "self_deaf": False,
        "request_to_speak_timestamp": None,
        "mute": False,
        "deaf": False,
        "channel_id": channel_name and CHANNEL_IDS[channel_name],
    }
    return state | changed


def starts_in(epoch: datetime, minutes: int) -> datetime:
    """The next full minute after `epoch`, and `minutes` more."""
    return epoch.replace(second=0, microsecond=0) + timedelta(minutes=minutes + 1)


def stage_instance(instance_id: str, topic: str, event_id: str | None) -> Json:
    """The stage going live."""
    return {
        "topic": topic,
        "privacy_level": 2,
        "id": instance_id,
        "guild_scheduled_event_id": event_id,
        "guild_id": GUILD_IDS[MOSS],
        "discoverable_disabled": True,
        "channel_id": CHANNEL_IDS["Town Hall"],
    }
