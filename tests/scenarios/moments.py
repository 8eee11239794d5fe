"""When things happen besides talk, as tables of seconds after READY; never how they are told."""

from __future__ import annotations

from typing import Any

PRESENCES: tuple[tuple[float, str, str, str | None], ...] = (
    (1.0, "noor", "online", None),
    (3.4, "wick", "online", "game"),
    (5.0, "kaito", "online", "spotify2"),
    (7.7, "oskar", "online", "game"),
    (9.4, "dusty", "online", None),
    (11.0, "benji", "idle", None),
    (13.3, "priya", "dnd", "editor"),
    (18.9, "hana", "online", "tea"),
    (21.1, "elif", "online", "studio"),
    (23.2, "benji", "online", None),
    (26.4, "sol", "online", "spotify"),
    (33.2, "lise", "dnd", None),
    (36.0, "rafa", "idle", None),
    (40.9, "kaito", "online", "editor"),
    (41.9, "pixelfinch", "online", None),
    (44.1, "oskar", "online", None),
    (49.2, "rafa", "online", "custom"),
    (57.4, "wick", "online", None),
    (64.9, "hana", "online", "spotify2"),
    (68.4, "pixelfinch", "online", "custom"),
    (70.3, "marlow", "idle", None),
    (72.1, "kaito", "idle", None),
    (79.1, "benji", "offline", None),
    (84.4, "lise", "online", "spotify"),
    (88.4, "wick", "idle", "game"),
)
"""Second, who, status, activity."""

VOICES: tuple[tuple[float, str, str | None, dict[str, bool]], ...] = (
    (2.6, "rafa", "Workbench", {}),
    (8.4, "tamsin", "Workbench", {"self_mute": True}),
    (14.0, "tamsin", "Workbench", {}),
    (19.7, "wick", "Porch", {}),
    (20.6, "wick", "Porch", {"self_stream": True}),
    (25.3, "rafa", "Workbench", {"self_mute": True, "self_deaf": True}),
    (31.6, "sol", "Porch", {"self_mute": True}),
    (47.9, "rafa", None, {}),
    (61.9, "sol", None, {}),
    (66.2, "wick", None, {}),
    (78.5, "juno", "Town Hall", {}),
    (80.3, "marlow", "Town Hall", {"suppress": True}),
    (83.3, "marlow", "Town Hall", {}),
    (85.6, "hana", "Town Hall", {"suppress": True, "self_mute": True}),
    (87.3, "lise", None, {}),
)
"""Second, who, channel (None: leaves), what differs from a plain state."""

VOTES: tuple[tuple[float, str, int], ...] = (
    (74.2, "lise", 1),
    (74.5, "oskar", 1),
    (75.2, "wick", 2),
    (76.3, "rafa", 3),
    (77.6, "pixelfinch", 3),
    (79.9, "noor", 4),
    (82.9, "hana", 4),
)
"""Second, who, answer."""

OTHERS: tuple[tuple[float, str, dict[str, Any]], ...] = (
    (6.7, "invite", {"who": "juno", "channel": "welcome", "code": "k3ttLeFog"}),
    (23.4, "pin", {"who": "juno", "key": "fridge"}),
    (10.5, "voice_status", {"channel": "Workbench", "status": "rev C party 🔥", "who": "oskar"}),
    (15.5, "channel_topic", {"who": "juno", "channel": "off-topic",
                            "topic": "Bread, cats, bicycles 🚲 and, since today, fridges"}),
    (19.8, "voice_start", {"channel": "Porch"}),
    (22.1, "nick", {"who": "rafa", "nick": "Rafa (fridge 4 °C)"}),
    (25.1, "command", {"who": "wick"}),
    (28.3, "slow", {"who": "juno", "channel": "general", "seconds": 5}),
    (32.8, "thread", {"who": "oskar", "key": "eol", "name": "Humidity sensor: end of life",
                      "known_as": "sensor-thread"}),
    (36.4, "post", {"who": "benji", "name": "Rev B4: radio never answers",
                    "known_as": "help-thread", "tags": ("question", "radio")}),
    (35.6, "thread_join", {"channel": "sensor-thread", "who": ("lise", "tamsin")}),
    (40.2, "thread_join", {"channel": "help-thread", "who": ("tamsin",)}),
    (41.4, "arrival", {"who": "pixelfinch"}),
    (42.8, "event_interest", {"who": "tamsin"}),
    (45.2, "slow", {"who": "juno", "channel": "general", "seconds": 0}),
    (48.4, "accepted", {"who": "pixelfinch", "by": "fern", "role": "Hardware"}),
    (51.6, "event_interest", {"who": "rafa"}),
    (54.6, "solved", {"channel": "help-thread", "tags": ("solved", "radio"), "who": "tamsin"}),
    (59.4, "event_interest", {"who": "pixelfinch"}),
    (62.2, "role_colour", {"who": "juno", "role": "Night Owl", "colour": 0x7289DA}),
    (63.9, "blocked", {"who": "dusty", "channel": "general"}),
    (66.7, "removed", {"who": "dusty", "by": "juno"}),
    (69.4, "voice_status", {"channel": "Workbench", "status": None, "who": "oskar"}),
    (71.6, "pin", {"who": "noor", "key": "translation"}),
    (78.3, "stage", {"who": "juno"}),
    (86.4, "event_interest", {"who": "elif"}),
)  # fmt: skip
"""Second, what (a key of `happenings.HAPPENINGS`), with what."""
