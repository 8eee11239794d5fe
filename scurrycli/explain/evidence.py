"""What a stream of records tells about one event that is missed; never what follows from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from scurrycli.records import Kind, Record, State
from scurrycli.wire.ledger import Ledger
from scurrycli.wire.opcodes import Opcode

_MOST_GUILDS = 100_000
_MESSAGES = frozenset({"MESSAGE_CREATE", "MESSAGE_UPDATE"})
_OTHER_CONTENT = (
    "embeds",
    "attachments",
    "components",
    "sticker_items",
    "poll",
    "message_snapshots",
)
_DISPATCHES = {"READY", "GUILD_CREATE", "GUILD_DELETE"}


@dataclass
class Contents:
    """How many messages came, and what was in them.

    Attributes:
        messages: of people in guilds, and of the exceptions.
        empty: with nothing in them that MESSAGE_CONTENT guards.
        wordless: with an empty text, but something else in them.
        exceptions: why a content is there whatever was asked for, and how often.
    """

    messages: int = 0
    empty: int = 0
    wordless: int = 0
    exceptions: Counter[str] = field(default_factory=Counter)


class Evidence:
    """Takes the records of a session, and keeps what bears on one event.

    Args:
        event: its name.
        guild: a snowflake, where only that guild's are missed.
        intents, shard: where they are known beforehand; IDENTIFY counts more.

    Attributes:
        intents, shard: of the last IDENTIFY; None where nothing told.
        came: events of this name; of_guild: those of the guild; shown: those that a filter lets by.
        last: the newest of them.
        guilds: id to `available`, `unavailable` or `removed`, as far as it is known.
        codes: close codes of the server; state, why: where the session stood at the end.
        ready_at: seconds of the first READY or RESUMED; None without a session.
        watched: seconds from then to the last record.
        contents: of messages, if the event is one.
        ledger: of the sequence numbers.
    """

    def __init__(
        self,
        event: str,
        guild: int | None = None,
        intents: int | None = None,
        shard: tuple[int, int] | None = None,
    ) -> None:
        self.event, self.guild = event, guild
        self.intents, self.shard = intents, shard
        self.came = self.of_guild = self.shown = 0
        self.last: Record | None = None
        self.guilds: dict[str, str] = {}
        self.codes: list[int] = []
        self.state = self.why = ""
        self.ready_at: float | None = None
        self.watched = 0.0
        self.contents = Contents()
        self.ledger = Ledger()
        self._bot = ""

    def add(self, record: Record, *, shown: bool) -> None:
        """Take the next record; `shown` is whether the filter lets it by."""
        if self.ready_at is not None:
            self.watched = max(self.watched, record.at - self.ready_at)
        if record.is_dispatch:
            self._dispatched(record, shown)
        elif record.kind == Kind.SENT and record.op == Opcode.IDENTIFY:
            self._identified(record.d)
        elif record.kind == Kind.SENT and record.op == Opcode.RESUME:
            self.ledger.resuming = True
        elif record.kind == Kind.CLOSE:
            self._closed(record.detail)
        elif record.kind == Kind.STATE and record.detail.get("state") != State.STOPPED:
            self.state = str(record.detail.get("state", ""))
            self.why = str(record.detail.get("why", ""))

    def _closed(self, detail: dict[str, Any]) -> None:
        code = detail.get("code")
        if type(code) is int and detail.get("by") == "server":
            self.codes.append(code)

    def _identified(self, d: dict[str, Any]) -> None:
        intents, shard = d.get("intents"), d.get("shard")
        if type(intents) is int and intents >= 0:
            self.intents = intents
        if isinstance(shard, list) and [type(part) for part in shard] == [int, int]:
            self.shard = (shard[0], shard[1])
        self.ledger.new_session()

    def _dispatched(self, record: Record, shown: bool) -> None:
        if record.s is not None:
            self.ledger.add(record.s)
        if record.t in ("READY", "RESUMED"):
            self.ledger.resuming = False
            self.ready_at = record.at if self.ready_at is None else self.ready_at
        if record.t in _DISPATCHES:
            self._guilds_of(record.t, record.d)
        if record.t == self.event:
            self._came(record, shown)

    def _guilds_of(self, t: str, d: dict[str, Any]) -> None:
        if t == "READY":
            self._bot = _id(d.get("user"))
            guilds = d.get("guilds")
            for guild in guilds if isinstance(guilds, list) else ():
                self._keep(_id(guild), "unavailable")
        elif t == "GUILD_CREATE":
            self._keep(_id(d), "unavailable" if d.get("unavailable") is True else "available")
        else:
            self._keep(_id(d), "unavailable" if d.get("unavailable") is True else "removed")

    def _keep(self, guild: str, state: str) -> None:
        if guild and (guild in self.guilds or len(self.guilds) < _MOST_GUILDS):
            self.guilds[guild] = state

    def _came(self, record: Record, shown: bool) -> None:
        self.came += 1
        own = record.d.get("id") if self.event.startswith("GUILD_") else None
        if self.guild is not None and str(self.guild) not in (record.d.get("guild_id"), own):
            return
        self.of_guild += 1
        self.shown += shown
        self.last = record
        if self.event in _MESSAGES:
            self._read(record.d)

    def _read(self, d: dict[str, Any]) -> None:
        contents = self.contents
        contents.messages += 1
        exception = self._exception(d)
        contents.exceptions[exception] += 1 if exception else 0
        if not d.get("content"):
            others = any(d.get(name) for name in _OTHER_CONTENT)
            contents.wordless += others
            contents.empty += not others

    def _exception(self, d: dict[str, Any]) -> str:
        """Why the content of a message is there without MESSAGE_CONTENT; empty where it is not."""
        if self._bot and _id(d.get("author")) == self._bot:
            return "sent by the bot itself"
        if "guild_id" not in d:
            return "direct messages"
        mentions = d.get("mentions")
        mentioned = [_id(one) for one in mentions] if isinstance(mentions, list) else []
        return "mentioning the bot" if self._bot and self._bot in mentioned else ""


def _id(thing: Any) -> str:
    value = thing.get("id") if isinstance(thing, dict) else None
    return value if isinstance(value, str) else ""
