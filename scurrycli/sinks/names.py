"""Names of guilds, channels and users, as far as the session told them; never without a bound.

Discord sends a name once (READY, GUILD_CREATE, CHANNEL_CREATE, …) and an id from then on.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any, TypedDict

import msgspec

from scurrycli.records import Record
from scurrycli.sinks.text import plain

_LONGEST = 64  # cells of a name, characters of an id
_MEMBERS = 1000  # read from one payload
_DM_TYPES = {1: "DM", 3: "group DM"}
_GUILD_EVENTS = frozenset({"GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE"})
_CHANNEL_EVENTS = frozenset(
    f"{kind}_{verb}" for kind in ("CHANNEL", "THREAD") for verb in ("CREATE", "UPDATE", "DELETE")
)


class _Named(TypedDict, total=False):
    id: Any
    name: Any
    type: Any
    username: Any


class _Member(TypedDict, total=False):
    user: _Named


class _Lesson(_Named, total=False):
    user: _Named
    channels: list[_Named]
    threads: list[_Named]
    members: list[_Member]


class _Event(TypedDict):
    d: _Lesson


_decode = msgspec.json.Decoder(_Event).decode


class Known:
    """Ids and their names: the most recently learned, up to `limit`."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._names: dict[str, str] = {}

    def learn(self, key: object, name: object, before: str = "") -> None:
        """Keep a name, if both are text."""
        if not (isinstance(key, str) and isinstance(name, str) and name) or len(key) > _LONGEST:
            return
        names = self._names
        names.pop(key, None)
        names[key] = before + name[:_LONGEST]
        if len(names) > self._limit:
            del names[next(iter(names))]

    def get(self, key: object) -> str | None:
        """The name of an id, if it was told."""
        name = self._names.get(key) if isinstance(key, str) else None
        return name and plain(name, _LONGEST)

    def find(self, wanted: Callable[[str], bool], most: int) -> list[str]:
        """Ids whose names are wanted, at most so many of them."""
        return list(islice((key for key, name in self._names.items() if wanted(name)), most))

    def __len__(self) -> int:
        return len(self._names)


class Names:
    """Learns from records and says where something happened and who did it."""

    def __init__(self, limit: int = 10_000) -> None:
        self.guilds = Known(limit)
        self.channels = Known(limit)
        self.users = Known(limit)
        self._lessons: dict[str, Callable[[dict[str, Any]], None]] = {
            "READY": self._ready,
            "GUILD_CREATE": self._guild,
            "GUILD_UPDATE": self._guild,
            "CHANNEL_CREATE": self._channel,
            "CHANNEL_UPDATE": self._channel,
            "THREAD_CREATE": self._channel,
            "THREAD_UPDATE": self._channel,
            "THREAD_LIST_SYNC": self._guild,
        }

    @property
    def all(self) -> tuple[Known, Known, Known]:
        """Everything that has a name."""
        return self.guilds, self.channels, self.users

    def named(self, key: object) -> str | None:
        """The name of an id, whatever it is of."""
        return next((name for known in self.all if (name := known.get(key))), None)

    def add(self, record: Record) -> None:
        """Take a record of the stream. Only those few that teach names of others are decoded."""
        if record.t in self._lessons and record.is_dispatch:
            self._lessons[record.t](_told(record))

    def where(self, record: Record, *, full: bool = False) -> str:
        """The channel, else the guild, by name or by the end of its id; `full`: the guild too."""
        d = record.d
        guild_id, channel_id = d.get("guild_id"), d.get("channel_id")
        if record.t in _GUILD_EVENTS:
            guild_id, channel_id = d.get("id"), None
        elif record.t in _CHANNEL_EVENTS:
            channel_id = d.get("id")
        guild = self.guilds.get(guild_id) or _tail(guild_id)
        if not isinstance(channel_id, str) or not channel_id:
            return guild
        channel = self.channels.get(channel_id)
        if channel is None:
            channel = _tail(channel_id) if guild_id else "DM"
        return f"{guild} {channel}" if full and guild else channel

    def who(self, record: Record) -> str:
        """The user who did it or whom it is about; empty where the payload names none."""
        d = record.d
        for user in (
            d.get("author"),
            d.get("user"),
            _get(d.get("member"), "user"),
            d.get("inviter"),
        ):
            if isinstance(user, dict) and user.get("id"):
                self._user(user)
                return self.user(user["id"])
        for key in ("user_id", "creator_id", "owner_id"):
            if isinstance(d.get(key), str) and record.t not in _GUILD_EVENTS:
                return self.user(d[key])
        return ""

    def user(self, key: object) -> str:
        """A user by name, else by the end of the id."""
        return self.users.get(key) or _tail(key)

    def channel(self, key: object) -> str:
        """A channel by name, else by the end of the id."""
        return self.channels.get(key) or _tail(key)

    def _ready(self, d: dict[str, Any]) -> None:
        self._user(d.get("user"))

    def _guild(self, d: dict[str, Any]) -> None:
        self.guilds.learn(d.get("id"), d.get("name"))
        for key in ("channels", "threads"):
            for channel in _items(d, key):
                self._channel(channel)
        for member in _items(d, "members")[:_MEMBERS]:
            self._user(_get(member, "user"))

    def _channel(self, channel: object) -> None:
        if not isinstance(channel, dict):
            return
        kind = channel.get("type")
        told = _DM_TYPES.get(kind) if isinstance(kind, int) else None
        if told:
            self.channels.learn(channel.get("id"), told)
        else:
            self.channels.learn(channel.get("id"), channel.get("name"), "#")

    def _user(self, user: object) -> None:
        if isinstance(user, dict):
            self.users.learn(user.get("id"), user.get("username"))


def _told(record: Record) -> Any:
    """Of `d`, what can teach a name: a third of the work of decoding a guild, a tenth of keeping
    it."""
    try:
        return _decode(record.frame or b"")["d"]
    except msgspec.MsgspecError:  # not as documented
        return record.d


def _get(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None


def _items(d: dict[str, Any], key: str) -> list[Any]:
    value = d.get(key)
    return value if isinstance(value, list) else []


def _tail(key: object) -> str:
    """The end of an id, which is where two of them differ."""
    if not isinstance(key, (str, int)) or key == "":
        return ""
    return f"…{plain(str(key)[-4:], 8)}"
