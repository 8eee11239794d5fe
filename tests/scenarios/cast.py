"""The people and roles of two invented communities, as tables; never a payload.

Nobody here is real, and neither are the guilds.
"""

from __future__ import annotations

from typing import NamedTuple

MOSS, BAKE = "moss", "bake"
"""The two guilds: Mossbeacon (a weather station to build yourself) and a small hackspace."""

BOT = "fern"


class Person(NamedTuple):
    """A user. `born` and `joined` are ISO dates; `roles` are names of roles."""

    username: str
    name: str | None
    born: str
    joined: str
    roles: tuple[str, ...] = ()
    nick: str | None = None
    status: str = "online"
    device: str = "desktop"
    public_flags: int = 0
    flags: int = 0
    boosting: str | None = None
    tagged: bool = False
    decorated: bool = False


PEOPLE: dict[str, Person] = {
    "fern": Person("fern", None, "2022-05-02", "2022-05-03", ("Fern",), device="web"),
    "marlow": Person("marlow.heath", "Marlow", "2017-02-11", "2021-03-06", ("Keeper", "Firmware")),
    "juno": Person(
        "juno_k",
        "Juno",
        "2018-08-19",
        "2021-03-07",
        ("Moderator", "Docs"),
        "Juno (mod)",
        "dnd",
        public_flags=256,
        tagged=True,
    ),
    "priya": Person(
        "priyalx",
        "Priya",
        "2019-01-23",
        "2021-04-12",
        ("Firmware", "Supporter"),
        boosting="2025-06-01",
        tagged=True,
    ),
    "kaito": Person("kaito.h", "海斗", "2020-04-04", "2022-09-15", ("Firmware", "Night Owl")),
    "lise": Person("lisemoe", "Lise Mø", "2018-11-30", "2021-08-20", ("Hardware",), flags=2),
    "oskar": Person(
        "oskar.gruen",
        "Oskar Grün",
        "2017-06-09",
        "2021-03-09",
        ("Hardware",),
        "Oskar 🔧",
        public_flags=64,
        decorated=True,
    ),
    "tamsin": Person("tamsin", "Tamsin", "2021-02-02", "2022-02-14", ("Hardware",), flags=2),
    "benji": Person("benji_42", "Benji", "2023-10-12", "2026-10-30", (), device="mobile", flags=10),
    "noor": Person("noor.writes", "Noor", "2019-09-09", "2021-11-02", ("Docs",), status="idle"),
    "elif": Person(
        "elif.s",
        "Elif",
        "2020-12-24",
        "2023-01-17",
        ("Docs", "Supporter"),
        boosting="2026-02-14",
        decorated=True,
    ),
    "rafa": Person("rafa.ml", "Rafa", "2018-03-03", "2023-05-28", ("Night Owl",), device="mobile"),
    "wick": Person("wickwick", "wick", "2021-07-17", "2024-04-01", ("Night Owl",), status="idle"),
    "sol": Person("sol_e", "Soledad", "2019-05-15", "2022-06-21", (), "Sol", flags=2),
    "hana": Person("hana_mori", "花", "2022-01-08", "2025-03-19", (), device="mobile", flags=2),
    "dusty": Person("dusty9917", None, "2026-11-01", "2026-11-08", (), status="offline"),
    "pixelfinch": Person("pixelfinch", "Pixel Finch", "2024-06-30", "2026-11-09", ()),
}

NEWCOMER = "pixelfinch"

PRESENT: dict[str, tuple[str, ...]] = {
    MOSS: tuple(name for name in PEOPLE if name != NEWCOMER),
    BAKE: ("fern", "oskar", "tamsin", "sol", "elif"),
}


class Role(NamedTuple):
    """A role. `colors` are up to two 24-bit colours; `allows` are bits of permissions."""

    name: str
    day: str
    colors: tuple[int, ...] = (0,)
    allows: int = 0
    hoist: bool = False
    mentionable: bool = False
    emoji: str | None = None
    tags: dict[str, str | None] | None = None


EVERYONE = 0x0006_74D9_8635_CE41
"""What anybody may: read, write, react, speak, start threads, use commands and polls."""
STAFF = EVERYONE | 0x0019_0906_79C2_20B6
"""What a moderator may besides: kick, ban, mute, pin, read the audit log and so on."""

_OF_BOT: dict[str, str | None] = {"bot_id": BOT, "integration_id": "integration"}

ROLES: dict[str, tuple[Role, ...]] = {
    MOSS: (
        Role("@everyone", "2021-03-06", allows=EVERYONE),
        Role("Supporter", "2021-06-10", (0xF47FFF,), tags={"premium_subscriber": None}),
        Role("Night Owl", "2022-10-01", (0x5865A8,), EVERYONE, mentionable=True, emoji="🦉"),
        Role("Docs", "2021-11-01", (0x3BA55D,), EVERYONE, hoist=True, mentionable=True),
        Role("Hardware", "2021-04-02", (0xE67E22,), EVERYONE, hoist=True, mentionable=True),
        Role(
            "Firmware", "2021-04-02", (0x1ABC9C, 0x11806A), EVERYONE, hoist=True, mentionable=True
        ),
        Role(
            "Fern",
            "2022-05-03",
            allows=STAFF,
            tags=_OF_BOT,
        ),
        Role("Moderator", "2021-03-07", (0x3498DB,), STAFF, hoist=True, mentionable=True),
        Role("Keeper", "2021-03-06", (0xF1C40F,), 8, hoist=True),
    ),
    BAKE: (
        Role("@everyone", "2023-09-02", allows=EVERYONE),
        Role(
            "Fern",
            "2022-05-03",
            allows=STAFF,
            tags=_OF_BOT,
        ),
        Role("Key holder", "2023-09-03", (0xC27C0E,), STAFF, hoist=True),
    ),
}

BAKE_ROLES: dict[str, tuple[str, ...]] = {
    "fern": ("Fern",), "oskar": ("Key holder",), "tamsin": ("Key holder",), "sol": (), "elif": (),
}  # fmt: skip
