"""Channels, emojis, stickers and sounds of the invented communities, as tables; never a payload."""

from __future__ import annotations

from typing import NamedTuple

from scenarios.cast import BAKE, MOSS

TEXT, DM, VOICE, CATEGORY, NEWS, THREAD, STAGE, FORUM = 0, 1, 2, 4, 5, 11, 13, 15


class Place(NamedTuple):
    """A channel. `denied` and `allowed` are (role, bits) for its permission overwrites."""

    name: str
    kind: int
    day: str
    parent: str | None = None
    topic: str | None = None
    slow: int = 0
    denied: tuple[tuple[str, int], ...] = ()
    allowed: tuple[tuple[str, int], ...] = ()


_READ_ONLY = (("@everyone", 1 << 11 | 1 << 38 | 1 << 35 | 1 << 36),)
_HIDDEN = (("@everyone", 1 << 10),)
_STAFF = (("Moderator", 1 << 10 | 1 << 11), ("Fern", 1 << 10 | 1 << 11 | 1 << 14))

PLACES: dict[str, tuple[Place, ...]] = {
    MOSS: (
        Place("Noticeboard", CATEGORY, "2021-03-06"),
        Place("rules", TEXT, "2021-03-06", "Noticeboard", "Be kind, cite your sensors.", 0,
              _READ_ONLY, (("Moderator", 1 << 11),)),
        Place("announcements", NEWS, "2021-03-06", "Noticeboard", "Releases and dates. Follow this "
              "channel to get them in your own server.", 0, _READ_ONLY, (("Keeper", 1 << 11),)),
        Place("welcome", TEXT, "2021-03-07", "Noticeboard", "Say hello and tell us what your sky "
              "looks "
              "like right now.", 5),
        Place("Chatter", CATEGORY, "2021-03-06"),
        Place("general", TEXT, "2021-03-06", "Chatter", "Anything Mossbeacon. Questions that need "
              "an "
              "answer tomorrow go to the help desk."),
        Place("off-topic", TEXT, "2021-03-07", "Chatter", "Bread, cats, bicycles 🚲"),
        Place("photos", TEXT, "2021-05-01", "Chatter", "Your station, your sky, your solder "
              "joints.", 10),
        Place("music", TEXT, "2022-01-14", "Chatter"),
        Place("Workshop", CATEGORY, "2021-03-06"),
        Place("firmware", TEXT, "2021-03-06", "Workshop", "mossfw: builds, bugs, power budgets. "
              "Code in "
              "code blocks, please."),
        Place("hardware", TEXT, "2021-03-06", "Workshop", "Boards, cases, sensors. Rev C files: "
              "https://hardware.example.com/rev-c"),
        Place("docs", TEXT, "2021-11-02", "Workshop", "The handbook and its translations."),
        Place("builds", TEXT, "2022-02-20", "Workshop", "What the build machine "
              "says.", 0, _READ_ONLY),
        Place("bot-commands", TEXT, "2022-05-03", "Workshop", "Ask Fern here.", 2),
        Place("help-desk", FORUM, "2022-10-05", "Workshop", "One question, one post. Tell us your "
              "board "
              "revision, your firmware version and what the serial console says.", 0),
        Place("Air", CATEGORY, "2021-03-06"),
        Place("Workbench", VOICE, "2021-03-06", "Air"),
        Place("Porch", VOICE, "2021-12-31", "Air"),
        Place("Town Hall", STAGE, "2022-03-06", "Air", "The first Friday of every month.", 0, (),
              (("Moderator", 1 << 22 | 1 << 24 | 1 << 32),)),
        Place("mod-log", TEXT, "2021-03-08", None, "Staff only.", 0, _HIDDEN, _STAFF),
    ),
    BAKE: (
        Place("Kitchen", CATEGORY, "2023-09-02"),
        Place("bench", TEXT, "2023-09-02", "Kitchen", "What is on the bench?"),
        Place("oven", TEXT, "2023-09-02", "Kitchen", "What is in the oven?"),
        Place("meetups", TEXT, "2023-09-04", "Kitchen", "Thursdays, 19:00, bring a mug."),
        Place("Table", VOICE, "2023-09-02", "Kitchen"),
    ),
}  # fmt: skip

FORUM_TAGS = (
    ("question", "❓"),
    ("solved", "✅"),
    ("power", "🔋"),
    ("display", "🖥️"),
    ("radio", "📡"),
)

EMOJIS: dict[str, tuple[tuple[str, str, bool], ...]] = {
    MOSS: (
        ("mossbeacon", "2021-03-09", False),
        ("ship_it", "2021-09-30", False),
        ("solder_smoke", "2022-04-11", True),
        ("rainy", "2022-11-05", False),
        ("teapot_ok", "2023-06-18", False),
        ("blinkenled", "2024-02-29", True),
    ),
    BAKE: (("crumb", "2023-10-10", False),),
}
"""Name, day, animated."""

STICKERS = (
    ("Foggy Friday", "A small beacon in thick fog", "fog", "2023-01-20"),
    ("Cold Joint", "A sad solder joint with a scarf", "cold_face", "2023-11-11"),
)
SOUNDS = (("relay click", 0.6, "🔌"), ("kettle", 0.45, "🫖"), ("gull", 0.8, None))

OLD_THREADS = (
    ("RFC: sleep modes for 2.5", "firmware", "priya", "2026-11-03", 41, 9),
    ("Display stays grey after update", "help-desk", "sol", "2026-11-06", 12, 4),
)
"""Name, parent, owner, day, messages, members."""
