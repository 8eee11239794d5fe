"""What a session teaches about names, and how much of it is kept."""

from __future__ import annotations

from typing import Any

import pytest

from making_records import ADA, GENERAL, GUILD, LIN, Story, guild
from scurrycli.sinks.names import Known, Names


def told() -> Names:
    names = Names()
    for record in Story().ready().records:
        names.add(record)
    return names


@pytest.mark.parametrize(
    ("event", "d", "where", "who"),
    [
        (
            "MESSAGE_CREATE",
            {"guild_id": GUILD, "channel_id": GENERAL, "author": ADA},
            "#general",
            "ada",
        ),
        (
            "TYPING_START",
            {"guild_id": GUILD, "channel_id": GENERAL, "user_id": LIN["id"]},
            "#general",
            "lin",
        ),
        (
            "MESSAGE_CREATE",
            {"channel_id": "99", "author": {"id": "12345", "username": "new"}},
            "DM",
            "new",
        ),
        ("MESSAGE_DELETE", {"guild_id": "5", "channel_id": "1234567"}, "…4567", ""),
        ("GUILD_ROLE_CREATE", {"guild_id": GUILD}, "Scurry Lab", ""),
        ("GUILD_DELETE", {"id": GUILD}, "Scurry Lab", ""),
        ("CHANNEL_UPDATE", {"id": GENERAL, "guild_id": GUILD}, "#general", ""),
        ("PRESENCE_UPDATE", {"guild_id": "77777", "user": {"id": "55555"}}, "…7777", "…5555"),
        ("VOICE_STATE_UPDATE", {"member": {"user": ADA}, "channel_id": None}, "", "ada"),
        ("GUILD_CREATE", {"id": GUILD, "owner_id": "1"}, "Scurry Lab", ""),
        ("X", {"guild_id": 7, "channel_id": [], "user": [], "user_id": {}}, "…7", ""),
        ("X", {"user": {"id": ["odd"]}}, "", ""),
    ],
)
def test_where_and_who(event: str, d: dict[str, Any], where: str, who: str) -> None:
    names = told()
    record = Story().event(event, d)
    assert names.where(record) == where
    assert names.who(record) == who


def test_where_in_full() -> None:
    record = Story().event("TYPING_START", {"guild_id": GUILD, "channel_id": GENERAL})
    assert told().where(record, full=True) == "Scurry Lab #general"


def test_only_events_that_teach_are_decoded() -> None:
    names, story = Names(), Story()
    record = story.event("MESSAGE_CREATE", {"author": ADA})
    names.add(record)
    names.add(story.payload("sent", 0, guild(), t="GUILD_CREATE"))
    assert "payload" not in record.__dict__
    assert len(names.users) == len(names.guilds) == 0


def test_names_change_and_dms_are_told_by_type() -> None:
    names, story = told(), Story()
    names.add(story.event("CHANNEL_UPDATE", {"id": GENERAL, "name": "lobby", "type": 0}))
    names.add(story.event("CHANNEL_CREATE", {"id": "8", "type": 3}))
    names.add(
        story.event("GUILD_CREATE", {"id": 3, "channels": [1], "members": ["x"], "name": "n"})
    )
    assert names.channel(GENERAL) == "#lobby"
    assert names.channel("8") == "group DM"
    assert names.channel("123456") == "…3456"


def test_memory_stays_flat() -> None:
    known = Known(3)
    for key in range(10):
        known.learn(str(key), f"name {key}")
    known.learn("7", "again")
    known.learn("9" * 100, "too long an id")
    assert len(known) == 3
    assert [known.get("7"), known.get("6"), known.get(7)] == ["again", None, None]
    known.learn("10", "ten")
    assert known.get("8") is None
    assert known.get("7") == "again"
