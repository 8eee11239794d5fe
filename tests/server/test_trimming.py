"""What of an event is left for whoever lacks an intent; never whether it is sent."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from scurrycli.server import Action, Step
from scurrycli.server.delivery import Cue
from scurrycli.server.subscription import Subscription
from scurrycli.server.trimming import MOST_MEMBERS, without_content
from scurrycli.wire.intents import ALL, Intent

ME = "99"
GUILD = str(5 << 22)
WITH = {"content": "hi", "embeds": [{}], "attachments": [{}], "components": [{}], "poll": {}}
WITHOUT = {"content": "", "embeds": [], "attachments": [], "components": []}
CONTENTLESS = Subscription(int(ALL & ~Intent.MESSAGE_CONTENT))
NO_PRESENCES = Subscription(int(ALL & ~Intent.GUILD_PRESENCES))


def cue(t: str, **d: Any) -> Cue:
    return Cue(Step(0, Action.DISPATCH, t, orjson.dumps(d)), ME)


def member(number: int, **more: Any) -> dict[str, Any]:
    return {"user": {"id": str(number)}, "roles": [], "nick": None, **more}


def presence(number: int, status: str = "online") -> dict[str, Any]:
    return {"user": {"id": str(number)}, "status": status}


def listed(left: bytes) -> tuple[list[int], list[int]]:
    """The ids of members and presences in a GUILD_CREATE."""
    d = orjson.loads(left)
    members, presences = (
        [int(each["user"]["id"]) for each in d[key]] for key in ("members", "presences")
    )
    return members, presences


def guild(count: int) -> Cue:
    """Members 1 to 5 and the bot: 1 speaks, 2 is online, 3 has a role, 4 a nick, 5 nothing."""
    return cue(
        "GUILD_CREATE",
        id=GUILD,
        large=False,
        member_count=count,
        members=[
            *(member(1), member(2), member(3, roles=["7"]), member(4, nick="four"), member(5)),
            member(int(ME)),
        ],
        presences=[*(presence(1), presence(2), presence(5, "offline")), presence(int(ME))],
        voice_states=[{"user_id": "1"}],
    )


def test_content_is_emptied_without_its_intent() -> None:
    made = cue("MESSAGE_CREATE", guild_id=GUILD, id="1", **WITH)
    assert made.d(Subscription()) == made.step.d
    bare = orjson.loads(made.d(CONTENTLESS))
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
    assert made.d(Subscription(0)) == made.step.d


def test_a_message_that_is_answered_is_emptied_likewise() -> None:
    mine = {"author": {"id": ME}, **WITH}
    others = {"author": {"id": "1"}, **WITH}
    answer = {**others, "referenced_message": others, "message_snapshots": [1]}
    emptied = without_content(answer, ME)
    assert emptied["referenced_message"] == {"author": {"id": "1"}, **WITHOUT}
    assert emptied["message_snapshots"] == []
    assert without_content({**others, "referenced_message": mine}, ME)["referenced_message"] == mine
    assert without_content({"id": "1"}, ME) == {"id": "1"}


def test_what_auto_moderation_matched_is_content() -> None:
    made = cue("AUTO_MODERATION_ACTION_EXECUTION", content="a b", matched_content="b", x=1)
    assert made.d(Subscription()) == made.step.d
    assert orjson.loads(made.d(CONTENTLESS)) == {"content": "", "matched_content": "", "x": 1}


def test_without_guild_presences_only_the_bot_and_who_is_in_voice_are_listed() -> None:
    assert listed(guild(6).d(NO_PRESENCES)) == ([1, 99], [1, 99])


def test_a_guild_within_the_threshold_comes_whole() -> None:
    made = guild(50)
    assert made.d(Subscription()) == made.step.d


def test_a_large_guild_lists_who_is_online_or_stands_out() -> None:
    made = guild(51)
    assert listed(made.d(Subscription())) == ([1, 2, 3, 4, 99], [1, 2, 99])
    assert orjson.loads(made.d(Subscription()))["large"] is True
    assert listed(made.d(Subscription(large_threshold=51))) == ([1, 2, 3, 4, 5, 99], [1, 2, 5, 99])


def test_a_guild_that_is_huge_lists_no_more_than_without_the_intent() -> None:
    assert listed(guild(MOST_MEMBERS + 1).d(Subscription())) == ([1, 99], [1, 99])
    assert listed(guild(MOST_MEMBERS).d(Subscription())) == ([1, 2, 3, 4, 99], [1, 2, 99])


@pytest.mark.parametrize(
    "made",
    [
        cue("GUILD_CREATE", id=GUILD, unavailable=True),
        cue("GUILD_CREATE", id=GUILD, members=[], presences=[]),
        Cue(Step(0, Action.DISPATCH, "GUILD_CREATE", b"null"), ME),
    ],
)
def test_where_nobody_is_listed_nothing_is_changed(made: Cue) -> None:
    assert made.d(NO_PRESENCES) == made.step.d


def test_what_is_odd_is_left_out_of_a_list() -> None:
    made = cue("GUILD_CREATE", id=GUILD, members=[5, {}, {"user": 1}, member(99)], presences=None)
    assert orjson.loads(made.d(NO_PRESENCES))["members"] == [member(99)]
