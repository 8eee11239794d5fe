"""What a session is sent of a timeline; never when."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.server import Action, Step
from scurrycli.server.delivery import Cue, guilds_on_shard, is_on_shard, without_content
from scurrycli.wire.events import DISPATCH_EVENTS
from scurrycli.wire.intents import ALL, Intent

ME = "99"
GUILD = str(5 << 22)
WITH = {"content": "hi", "embeds": [{}], "attachments": [{}], "components": [{}], "poll": {}}
WITHOUT = {"content": "", "embeds": [], "attachments": [], "components": []}


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
        (cue("GUILD_CREATE", id=GUILD), Intent.GUILDS, True),
        (cue("GUILD_CREATE", id=GUILD), ALL & ~Intent.GUILDS, False),
        (cue("INTERACTION_CREATE"), Intent(0), True),
        (cue("NEVER_HEARD_OF"), Intent(0), True),
        (Cue(Step(0, Action.DISPATCH, "USER_UPDATE", b"[]"), ME), Intent(0), True),
    ],
)
def test_intents(made: Cue, intents: Intent, sent: bool) -> None:
    assert made.is_for(int(intents), (0, 1)) is sent


@given(st.sampled_from(sorted(DISPATCH_EVENTS)), st.integers(0, int(ALL)))
def test_more_intents_never_bring_less(name: str, intents: int) -> None:
    made = cue(name, guild_id=GUILD, id=GUILD)
    assert made.is_for(int(ALL), (0, 1))
    if made.is_for(intents, (0, 1)):
        assert all(made.is_for(intents | bit, (0, 1)) for bit in Intent)


@given(st.integers(0, (1 << 64) - 1), st.integers(1, 50))
def test_each_guild_is_on_one_shard(guild: int, count: int) -> None:
    shards = [number for number in range(count) if is_on_shard(guild, (number, count))]
    assert shards == [(guild >> 22) % count]
    made = cue("TYPING_START", guild_id=str(guild))
    assert [n for n in range(count) if made.is_for(int(ALL), (n, count))] == shards


def test_what_has_no_guild_is_for_shard_0() -> None:
    made = cue("MESSAGE_CREATE")
    assert [made.is_for(int(ALL), (n, 3)) for n in range(3)] == [True, False, False]


def test_the_guilds_of_ready() -> None:
    guilds = [{"id": str(n << 22)} for n in range(4)]
    assert guilds_on_shard(guilds, (1, 2)) == [guilds[1], guilds[3]]
    assert guilds_on_shard([5, {"id": "x"}, {}], (0, 2)) == [{"id": "x"}, {}]
    assert guilds_on_shard(None, (0, 1)) == []


def test_content_is_emptied_without_its_intent() -> None:
    made = cue("MESSAGE_CREATE", guild_id=GUILD, id="1", **WITH)
    assert orjson.loads(made.d(int(ALL))) == {"guild_id": GUILD, "id": "1", **WITH}
    bare = orjson.loads(made.d(int(ALL & ~Intent.MESSAGE_CONTENT)))
    assert bare == {"guild_id": GUILD, "id": "1", **WITHOUT}


@pytest.mark.parametrize(
    "made",
    [
        cue("MESSAGE_CREATE", **WITH),
        cue("MESSAGE_CREATE", guild_id=GUILD, author={"id": ME}, **WITH),
        cue("MESSAGE_UPDATE", guild_id=GUILD, mentions=[{"id": "1"}, {"id": ME}], **WITH),
        cue("INTERACTION_CREATE", guild_id=GUILD, **WITH),
    ],
)
def test_content_that_comes_without_its_intent(made: Cue) -> None:
    assert made.d(0) == made.step.d


def test_a_message_that_is_answered_is_emptied_likewise() -> None:
    mine = {"author": {"id": ME}, **WITH}
    others = {"author": {"id": "1"}, **WITH}
    answer = {**others, "referenced_message": others, "message_snapshots": [1]}
    emptied = without_content(answer, ME)
    assert emptied["referenced_message"] == {"author": {"id": "1"}, **WITHOUT}
    assert emptied["message_snapshots"] == []
    assert without_content({**others, "referenced_message": mine}, ME)["referenced_message"] == mine
    assert without_content({"id": "1"}, ME) == {"id": "1"}
