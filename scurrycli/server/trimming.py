"""What is left of an event's field `d` for whoever lacks an intent; never whether it is sent.

Source: Discord's documentation, "Gateway", Message Content Intent, and "Gateway Events", Guild
Create, Request Guild Members, Auto Moderation Action Execution.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from scurrycli.server.subscription import Subscription
from scurrycli.wire.intents import Intent

MOST_MEMBERS = 75_000
"""Members above which GUILD_CREATE lists only the bot and whoever is in voice."""
_EMPTY: dict[str, Any] = {"content": "", "embeds": [], "attachments": [], "components": []}
_Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trim:
    """How one event is trimmed.

    Attributes:
        by: what of a subscription it depends on.
        left: `d` for a subscription, given the bot's id; `d` itself where all of it is left.
    """

    by: Callable[[Subscription], Hashable]
    left: Callable[[_Data, str, Subscription], _Data]


def _message(d: _Data, me: str, asked: Subscription) -> _Data:
    if asked.has(Intent.MESSAGE_CONTENT) or d.get("guild_id") is None:
        return d
    return without_content(d, me)


def without_content(message: _Data, me: str) -> _Data:
    """A message without what MESSAGE_CONTENT brings, unless the bot wrote it or is mentioned.

    Keys that are not there stay away. A message that it refers to is treated likewise.
    """
    if _is_mine(message, me):
        return message
    emptied = {key: _EMPTY.get(key, value) for key, value in message.items() if key != "poll"}
    referenced = message.get("referenced_message")
    if isinstance(referenced, dict):
        emptied["referenced_message"] = without_content(referenced, me)
    if "message_snapshots" in emptied:
        emptied["message_snapshots"] = []
    return emptied


def _is_mine(message: _Data, me: str) -> bool:
    author, mentions = message.get("author"), message.get("mentions")
    people = [author, *(mentions if isinstance(mentions, list) else ())]
    return any(isinstance(person, dict) and person.get("id") == me for person in people)


def _moderation(d: _Data, _me: str, asked: Subscription) -> _Data:
    if asked.has(Intent.MESSAGE_CONTENT):
        return d
    return {**d, **{key: "" for key in ("content", "matched_content") if d.get(key)}}


def _guild(d: _Data, me: str, asked: Subscription) -> _Data:
    members, presences = objects(d.get("members")), objects(d.get("presences"))
    count = d.get("member_count")
    size = count if type(count) is int else len(members)
    is_large = size > asked.large_threshold
    left = dict(d)
    if "large" in d:
        left["large"] = is_large
    near = {me, *(str(state.get("user_id")) for state in objects(d.get("voice_states")))}
    if not asked.has(Intent.GUILD_PRESENCES) or size > MOST_MEMBERS:
        members = [member for member in members if user_of(member) in near]
        presences = [presence for presence in presences if user_of(presence) in near]
    elif is_large:
        presences = [presence for presence in presences if presence.get("status") != "offline"]
        near |= {user_of(presence) for presence in presences}
        members = [each for each in members if user_of(each) in near or _stands_out(each)]
    listed = {"members": members, "presences": presences}
    left |= {key: value for key, value in listed.items() if key in d}
    return d if left == d else left


def _stands_out(member: _Data) -> bool:
    return bool(member.get("roles") or member.get("nick"))


def objects(value: object) -> list[dict[str, Any]]:
    """The objects of a list; none where it is no list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def user_of(thing: _Data) -> str:
    """The id of the user of a member or a presence; empty where it names none."""
    user = thing.get("user")
    return str(user.get("id") or "") if isinstance(user, dict) else ""


def _content(asked: Subscription) -> bool:
    return asked.has(Intent.MESSAGE_CONTENT)


def _listing(asked: Subscription) -> tuple[bool, int]:
    return asked.has(Intent.GUILD_PRESENCES), asked.large_threshold


TRIMS: dict[str, Trim] = {
    "MESSAGE_CREATE": Trim(_content, _message),
    "MESSAGE_UPDATE": Trim(_content, _message),
    "AUTO_MODERATION_ACTION_EXECUTION": Trim(_content, _moderation),
    "GUILD_CREATE": Trim(_listing, _guild),
}
