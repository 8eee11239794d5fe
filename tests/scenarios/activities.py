"""What people are playing, hearing or saying about themselves, as presences tell it; never who."""

from __future__ import annotations

from datetime import datetime, timedelta

from scenarios.ids import Json, hexes, milliseconds, old_id
from scenarios.objects import EMOJI_IDS, USER_IDS

_ROWS: dict[str, Json] = {
    "custom": {
        "name": "Custom Status",
        "type": 4,
        "state": "waiting for the rain to stop",
        "emoji": {"name": "rainy", "id": EMOJI_IDS["rainy"], "animated": False},
    },
    "tea": {
        "name": "Custom Status",
        "type": 4,
        "state": "お茶の時間",
        "emoji": {"name": "🍵"},
    },
    "game": {
        "name": "Tidepool Tycoon",
        "type": 0,
        "application_id": old_id("2021-01-05", "Tidepool Tycoon"),
        "details": "Sandbox: Limpet Bay",
        "state": "Co-op",
        "party": {"id": hexes("party", length=36), "size": [2, 4]},
        "assets": {
            "large_image": old_id("2021-01-06", "limpet bay"),
            "large_text": "Limpet Bay, low tide",
            "small_image": old_id("2021-01-06", "hermit"),
            "small_text": "Level 34 hermit",
        },
    },
    "editor": {
        "name": "Plainpad",
        "type": 0,
        "application_id": old_id("2020-08-08", "Plainpad"),
        "details": "Editing sleep.cpp",
        "state": "Workspace: mossfw",
        "assets": {"large_image": old_id("2020-08-09", "cpp"), "large_text": "C++ source"},
        "buttons": ["View repository"],
    },
    "studio": {
        "name": "Inkleaf Studio",
        "type": 0,
        "application_id": old_id("2022-03-03", "Inkleaf Studio"),
        "details": "rainy-night-poster.ink",
        "status_display_type": 2,
    },
    "spotify": {
        "name": "Spotify",
        "type": 2,
        "details": "Low Cloud, Long Wave",
        "state": "The Barometers; Ina Fjord",
        "party": {"id": "spotify"},
        "assets": {
            "large_image": "spotify:" + hexes("album one", length=40),
            "large_text": "Isobars",
        },
        "flags": 48,
    },
    "spotify2": {
        "name": "Spotify",
        "type": 2,
        "details": "Nieselregen",
        "state": "Kapelle Tiefdruck",
        "party": {"id": "spotify"},
        "assets": {
            "large_image": "spotify:" + hexes("album two", length=40),
            "large_text": "Wetterküche",
        },
        "flags": 48,
    },
    "watching": {"name": "the barometer", "type": 3},
}
_SONG = timedelta(seconds=214)


def activities(name: str | None, who: str, now: datetime) -> list[Json]:
    """The activities of somebody who started `name` a little before `now`; none for None."""
    if name is None:
        return []
    since = now - timedelta(milliseconds=int(hexes(name, who, length=4), 16))
    activity = {**_ROWS[name], "created_at": milliseconds(since)}
    if activity["type"] == 2:
        activity["timestamps"] = {
            "start": milliseconds(since),
            "end": milliseconds(since + _SONG),
        }
        activity["party"] = {"id": f"spotify:{USER_IDS[who]}"}
    elif activity["type"] == 0:
        activity["timestamps"] = {"start": milliseconds(since)}
    return [activity]
