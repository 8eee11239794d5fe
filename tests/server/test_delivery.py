"""Which events a session is sent; never when."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.server import Action, Step
from scurrycli.server.delivery import Cue, guilds_on_shard
from scurrycli.server.subscription import Subscription
from scurrycli.wire.events import DISPATCH_EVENTS
from scurrycli.wire.intents import ALL, Intent

ME = "99"
GUILD = str(5 << 22)
MINE = {"guild_id": GUILD, "user": {"id": ME}}


def cue(t: str, **d: Any) -> Cue:
    return Cue(Step(0, Action.DISPATCH, t, orjson.dumps(d)), ME)


@pytest.mark.parametrize(
    ("made", "intents", "sent"),
    [
        (cue("MESSAGE_CREATE", guild_id=GUILD), Intent.GUILD_MESSAGES, True),
        (cue("MESSAGE_CREATE", guild_id=GUILD), Intent.DIRECT_MESSAGES, False),
        (cue("MESSAGE_CREATE"), Intent.DIRECT_MESSAGES, True),
        (cue("MESSAGE_CREATE"), Intent.GUILD_MESSAGES, False),
        (cue("CHANNEL_PINS_UPDATE", guild_id=GUILD), Intent.GUILDS, True),
        (cue("CHANNEL_PINS_UPDATE", guild_id=GUILD), Intent.DIRECT_MESSAGES, False),
        (cue("THREAD_MEMBERS_UPDATE", guild_id=GUILD), Intent.GUILD_MEMBERS, True),
        (cue("THREAD_MEMBERS_UPDATE", guild_id=GUILD), Intent.GUILDS, False),
        (cue("THREAD_MEMBERS_UPDATE", removed_member_ids=[ME]), Intent.GUILDS, True),
        (cue("THREAD_MEMBERS_UPDATE", added_members=[{"user_id": ME}]), Intent.GUILDS, True),
        (cue("THREAD_MEMBERS_UPDATE", added_members=[{"user_id": "1"}]), Intent.GUILDS, False),
        (cue("GUILD_MEMBER_UPDATE", **MINE), Intent(0), True),
        (cue("GUILD_MEMBER_UPDATE", user={"id": "1"}), ALL & ~Intent.GUILD_MEMBERS, False),
        (cue("GUILD_CREATE", id=GUILD), Intent.GUILDS, True),
        (cue("GUILD_CREATE", id=GUILD), ALL & ~Intent.GUILDS, False),
        (cue("INTERACTION_CREATE"), Intent(0), True),
        (cue("NEVER_HEARD_OF"), Intent(0), True),
        (Cue(Step(0, Action.DISPATCH, "USER_UPDATE", b"[]"), ME), Intent(0), True),
    ],
)
def test_intents(made: Cue, intents: Intent, sent: bool) -> None:
    assert made.is_for(Subscription(int(intents))) is sent


@given(st.sampled_from(sorted(DISPATCH_EVENTS)), st.integers(0, int(ALL)))
def test_more_intents_never_bring_less(name: str, intents: int) -> None:
    made = cue(name, guild_id=GUILD, id=GUILD)
    assert made.is_for(Subscription())
    if made.is_for(Subscription(intents)):
        assert all(made.is_for(Subscription(intents | bit)) for bit in Intent)


@given(st.integers(0, (1 << 64) - 1), st.integers(1, 50))
def test_each_guild_is_on_one_shard(guild: int, count: int) -> None:
    shards = [n for n in range(count) if Subscription(shard=(n, count)).covers(guild)]
    assert shards == [(guild >> 22) % count]
    made = cue("TYPING_START", guild_id=str(guild))
    assert [n for n in range(count) if made.is_for(Subscription(shard=(n, count)))] == shards


def test_what_has_no_guild_is_for_shard_0() -> None:
    made = cue("MESSAGE_CREATE")
    assert [made.is_for(Subscription(shard=(n, 3))) for n in range(3)] == [True, False, False]


def test_the_guilds_of_ready() -> None:
    guilds = [{"id": str(n << 22)} for n in range(4)]
    assert guilds_on_shard(guilds, Subscription(shard=(1, 2))) == [guilds[1], guilds[3]]
    odd = [5, {"id": "x"}, {}]
    assert guilds_on_shard(odd, Subscription(shard=(0, 2))) == [{"id": "x"}, {}]
    assert guilds_on_shard(None, Subscription()) == []


@pytest.mark.parametrize(
    ("d", "meant"),
    [
        ({"intents": 513}, Subscription(513)),
        ({"intents": 1 << 60}, Subscription(0)),
        ({"intents": "513"}, Subscription()),
        ({"shard": [1, 2]}, Subscription(shard=(1, 2))),
        ({"shard": [2, 2]}, Subscription()),
        ({"large_threshold": 250}, Subscription(large_threshold=250)),
        ({"large_threshold": 49}, Subscription()),
        ({"large_threshold": True}, Subscription()),
        ({}, Subscription(int(ALL), (0, 1), 50)),
    ],
)
def test_what_identify_asks_for(d: dict[str, Any], meant: Subscription) -> None:
    assert Subscription.of(d) == meant
