"""What one line says for each kind of dispatch; never raises, whatever types a payload holds.

Source of the fields: Discord's documentation, "Gateway Events" and the pages of its objects.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scurrycli.sinks.audit_actions import ACTIONS
from scurrycli.sinks.names import Names
from scurrycli.sinks.text import plain

Fields = dict[str, Any]
Summary = Callable[[Fields, Names], str]

_WIDEST = 4000  # cells: a whole message, for lines without a limit


def text(d: Fields, key: str) -> str:
    """A field as a clean line; empty where it is missing or null."""
    value = d.get(key)
    return "" if value is None else plain(value, _WIDEST)


def obj(d: Fields, key: str) -> Fields:
    """A field that is an object; else an empty one."""
    value = d.get(key)
    return value if isinstance(value, dict) else {}


def items(d: Fields, key: str) -> list[Any]:
    """A field that is a list; else an empty one."""
    value = d.get(key)
    return value if isinstance(value, list) else []


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"


def _size(d: Fields, key: str, word: str) -> str:
    found = len(items(d, key))
    return _many(found, word) if found else ""


def join(*parts: str) -> str:
    """The parts that are not empty, with room between them."""
    return "  ".join(part for part in parts if part)


def _quoted(value: str) -> str:
    return f"“{value}”" if value else ""


def _choice(d: Fields, key: str, words: dict[int, str]) -> str:
    value = d.get(key)
    known = words.get(value) if isinstance(value, int) else None
    return known or (f"{key} {text(d, key)}" if key in d else "")


_CHANNEL_TYPES = {
    0: "text", 1: "DM", 2: "voice", 3: "group DM", 4: "category", 5: "announcements",
    10: "announcement thread", 11: "thread", 12: "private thread", 13: "stage", 14: "directory",
    15: "forum", 16: "media",
}  # fmt: skip
_MESSAGE_TYPES = {
    1: "recipient added", 2: "recipient removed", 3: "call", 4: "channel renamed",
    5: "channel icon changed", 6: "pinned a message", 7: "joined the guild", 8: "boosted",
    9: "boosted to level 1", 10: "boosted to level 2", 11: "boosted to level 3",
    18: "thread started", 21: "thread starter message", 24: "auto moderation", 46: "poll result",
}  # fmt: skip
_INTERACTIONS = {1: "ping", 2: "command", 3: "component", 4: "autocomplete", 5: "modal"}


def message(d: Fields, names: Names) -> str:
    content = text(d, "content")
    kind = d.get("type")
    system = _MESSAGE_TYPES.get(kind, "") if isinstance(kind, int) else ""
    extras = join(
        _size(d, "embeds", "embed"),
        _size(d, "attachments", "attachment"),
        _size(d, "sticker_items", "sticker"),
        _size(d, "components", "component"),
        "poll" if obj(d, "poll") else "",
        "edited" if d.get("edited_timestamp") else "",
        "bot" if obj(d, "author").get("bot") is True else "",
    )
    nothing = "" if extras or system else "(empty content)"
    return join(system, content or nothing, f"[{extras}]" if extras else "")


def message_gone(d: Fields, names: Names) -> str:
    return f"message {_id(d, 'id')} deleted"


def reaction(verb: str) -> Summary:
    def summary(d: Fields, names: Names) -> str:
        emoji = text(obj(d, "emoji"), "name") or _id(obj(d, "emoji"), "id")
        return " ".join((verb, emoji, f"on {_id(d, 'message_id')}"))

    return summary


def _id(d: Fields, key: str) -> str:
    value = text(d, key)
    return f"…{value[-4:]}" if value else "?"


def presence(d: Fields, names: Names) -> str:
    playing = [text(item, "name") for item in items(d, "activities") if isinstance(item, dict)]
    where = ", ".join(plain(key, 16) for key in obj(d, "client_status"))
    return join(text(d, "status"), f"on {where}" if where else "", ", ".join(playing[:3]))


def voice_state(d: Fields, names: Names) -> str:
    if d.get("channel_id") is None:
        return "left voice"
    flags = ("self_mute", "self_deaf", "mute", "deaf", "self_stream", "self_video", "suppress")
    on = [flag.replace("self_", "self-") for flag in flags if d.get(flag) is True]
    return join(f"in {names.channel(d['channel_id'])}", ", ".join(on))


def ready(d: Fields, names: Names) -> str:
    shard = "/".join(plain(part, 8) for part in items(d, "shard"))
    return join(
        f"as {text(obj(d, 'user'), 'username') or '?'}",
        _many(len(items(d, "guilds")), "guild"),
        f"shard {shard}" if shard else "",
        f"session {text(d, 'session_id')}" if d.get("session_id") else "",
        f"API v{text(d, 'v')}" if "v" in d else "",
    )


def guild(d: Fields, names: Names) -> str:
    if d.get("unavailable") is True:
        return "unavailable (an outage at Discord)"
    members = text(d, "member_count")
    return join(
        text(d, "name"),
        f"{members} members" if members else "",
        _size(d, "channels", "channel"),
        _size(d, "roles", "role"),
        _size(d, "threads", "thread"),
    )


def guild_gone(d: Fields, names: Names) -> str:
    if d.get("unavailable") is True:
        return "unavailable (an outage at Discord)"
    return f"the bot was removed from {names.guilds.get(d.get('id')) or _id(d, 'id')}"


def channel(d: Fields, names: Names) -> str:
    return join(
        _choice(d, "type", _CHANNEL_TYPES),
        text(d, "name"),
        _quoted(text(d, "topic")),
        "archived" if obj(d, "thread_metadata").get("archived") is True else "",
    )


def role(d: Fields, names: Names) -> str:
    role = obj(d, "role")
    permissions = text(role, "permissions")
    return join(
        f"role {text(role, 'name') or _id(d, 'role_id')}",
        f"permissions {permissions}" if permissions else "",
    )


def member(d: Fields, names: Names) -> str:
    nick, timeout = text(d, "nick"), text(d, "communication_disabled_until")
    return join(
        f"nick {nick}" if nick else "",
        _size(d, "roles", "role"),
        "pending" if d.get("pending") is True else "",
        f"timed out until {timeout}" if timeout else "",
        f"joined {text(d, 'joined_at')[:10]}" if text(d, "joined_at") else "",
    )


def interaction(d: Fields, names: Names) -> str:
    data = obj(d, "data")
    kind = _choice(d, "type", _INTERACTIONS)
    name = text(data, "name") or text(data, "custom_id")
    slash = "/" if kind in ("command", "autocomplete") and d.get("type") in (2, 4) else ""
    options = [text(item, "name") for item in items(data, "options") if isinstance(item, dict)]
    return join(kind, slash + name if name else "", " ".join(options))


def scheduled(d: Fields, names: Names) -> str:
    status = {1: "scheduled", 2: "active", 3: "completed", 4: "canceled"}
    start = text(d, "scheduled_start_time")[:16]
    return join(text(d, "name"), _choice(d, "status", status), f"starts {start}" if start else "")


def rule(d: Fields, names: Names) -> str:
    enabled = {True: "enabled", False: "disabled"}.get(d.get("enabled") is True)
    return join(text(d, "name"), str(enabled), _size(d, "actions", "action"))


def rule_ran(d: Fields, names: Names) -> str:
    action = {1: "blocked a message", 2: "sent an alert", 3: "timed out", 4: "blocked a profile"}
    keyword = text(d, "matched_keyword")
    return join(
        _choice(obj(d, "action"), "type", action) or "action",
        f"matched {keyword}" if keyword else "",
        _quoted(text(d, "content")),
    )


def audit(d: Fields, names: Names) -> str:
    reason, action = text(d, "reason"), d.get("action_type")
    known = ACTIONS.get(action) if isinstance(action, int) else None
    return join(
        known or f"action {text(d, 'action_type') or '?'}",
        f"target {_id(d, 'target_id')}" if d.get("target_id") else "",
        _size(d, "changes", "change"),
        f"reason: {reason}" if reason else "",
    )


def invite(d: Fields, names: Names) -> str:
    uses = text(d, "max_uses")
    return join(
        f"code {text(d, 'code')}",
        f"{uses} uses at most" if uses not in ("", "0") else "",
        f"for {text(d, 'max_age')} s" if text(d, "max_age") not in ("", "0") else "",
    )


def integration(d: Fields, names: Names) -> str:
    return join(text(d, "type"), text(d, "name") or _id(d, "id"))


def sku(d: Fields, names: Names) -> str:
    return join(
        f"SKU {_id(d, 'sku_id')}" if d.get("sku_id") else _size(d, "sku_ids", "SKU"),
        f"status {text(d, 'status')}" if "status" in d else "",
        f"ends {text(d, 'ends_at')[:10]}" if d.get("ends_at") else "",
    )


def poll(verb: str) -> Summary:
    def summary(d: Fields, names: Names) -> str:
        return f"{verb} answer {text(d, 'answer_id')} on {_id(d, 'message_id')}"

    return summary


def counted(key: str, word: str) -> Summary:
    def summary(d: Fields, names: Names) -> str:
        return _many(len(items(d, key)), word)

    return summary


def fixed(words: str) -> Summary:
    def summary(d: Fields, names: Names) -> str:
        return words

    return summary


def shown(words: str, *keys: str) -> Summary:
    """The words, then those fields that are there, each with its name unless it is the only one."""

    def summary(d: Fields, names: Names) -> str:
        found = [key for key in keys if d.get(key) is not None]
        values = [text(d, key) if len(keys) == 1 else f"{key}={text(d, key)}" for key in found]
        return join(words, *values)

    return summary


def members_chunk(d: Fields, names: Names) -> str:
    index, total = d.get("chunk_index"), text(d, "chunk_count")
    number = index + 1 if isinstance(index, int) else "?"
    return join(f"chunk {number}/{total}", _size(d, "members", "member"))


def thread_members(d: Fields, names: Names) -> str:
    added, gone = len(items(d, "added_members")), len(items(d, "removed_member_ids"))
    return f"{added} added, {gone} removed, {text(d, 'member_count') or '?'} now"


def user(d: Fields, names: Names) -> str:
    return f"this bot's user is now {text(d, 'username')}"
