"""What a client could know after each dispatch, to hold the next against; never how one is made."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.ids import Json


def objects(data: object, field: str) -> Iterator[Json]:
    """Every object that stands under `field`, at any depth."""
    if isinstance(data, list):
        for part in data:
            yield from objects(part, field)
    elif isinstance(data, dict):
        for key, part in data.items():
            if key == field and isinstance(part, dict):
                yield part
            yield from objects(part, field)


class Seen:
    """Users, channels, messages, members and reactions that dispatches have told of."""

    def __init__(self, guilds: set[str]) -> None:
        """`guilds` are those of READY."""
        self.guilds = guilds
        self.users: set[str] = set()
        self.members: set[tuple[str, str]] = set()
        self.channels: set[str] = set()
        self.messages: dict[str, str] = {}
        self.reactions: set[tuple[str, str, str]] = set()

    def learn(self, t: str, d: Json) -> None:
        """Take in what a dispatch tells."""
        learn = {
            "GUILD_CREATE": self._guild,
            "THREAD_CREATE": self._thread,
            "GUILD_MEMBER_ADD": self._arrival,
            "GUILD_MEMBER_REMOVE": self._departure,
            "MESSAGE_CREATE": self._message,
            "MESSAGE_REACTION_ADD": self._reaction,
        }.get(t)
        if learn:
            learn(d)

    def _guild(self, d: Json) -> None:
        self.channels |= {channel["id"] for channel in d["channels"] + d["threads"]}
        for member in d["members"]:
            self._arrival({"guild_id": d["id"], "user": member["user"]})

    def _thread(self, d: Json) -> None:
        self.channels.add(d["id"])

    def _arrival(self, d: Json) -> None:
        self.users.add(d["user"]["id"])
        self.members.add((d["guild_id"], d["user"]["id"]))

    def _departure(self, d: Json) -> None:
        self.members.remove((d["guild_id"], d["user"]["id"]))

    def _message(self, d: Json) -> None:
        assert d["id"] not in self.messages
        self.messages[d["id"]] = d["channel_id"]
        if "guild_id" not in d:
            self.channels.add(d["channel_id"])
        if "webhook_id" in d:
            self.users.add(d["author"]["id"])

    def _reaction(self, d: Json) -> None:
        reaction = (d["message_id"], d["user_id"], d["emoji"]["name"])
        assert reaction not in self.reactions
        assert (d["guild_id"], d["user_id"]) in self.members
        self.reactions.add(reaction)

    def check(self, t: str, d: Json) -> None:
        """Hold a dispatch against what is known; it must have been learnt before."""
        assert d.get("guild_id") in self.guilds | {None}
        if d.get("channel_id") and ("guild_id" in d or t != "TYPING_START"):
            assert d["channel_id"] in self.channels
        assert d.get("user_id") in self.users | {None}
        for field in ("user", "author"):
            assert {user["id"] for user in objects(d, field) if "id" in user} <= self.users
        self._check_messages(t, d)

    def _check_messages(self, t: str, d: Json) -> None:
        if t == "MESSAGE_CREATE" and "member" in d:
            assert (d["guild_id"], d["author"]["id"]) in self.members
        if "message_id" in d:
            assert self.messages[d["message_id"]] == d["channel_id"]
        for quoted in objects(d, "referenced_message"):
            assert self.messages[quoted["id"]] == quoted["channel_id"]
        if t in ("MESSAGE_UPDATE", "MESSAGE_DELETE"):
            assert self.messages[d["id"]] == d["channel_id"]
        if t == "MESSAGE_DELETE":
            del self.messages[d["id"]]
        if t == "MESSAGE_REACTION_REMOVE":
            self.reactions.remove((d["message_id"], d["user_id"], d["emoji"]["name"]))
