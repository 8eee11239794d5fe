"""Makes records of made-up sessions for tests, step by step; never touches a file or a clock."""

from __future__ import annotations

from typing import Any

import orjson

from scurrycli.recording.packing import new_packer
from scurrycli.records import Record

EPOCH = 1_795_478_400.0  # 2026-11-23T23:20:00Z
URL = "wss://gateway.discord.gg/?v=10&encoding=json"
INTENTS = 33281  # GUILDS, GUILD_MESSAGES, MESSAGE_CONTENT
GUILD, GENERAL, MEMES = "290926798626357250", "290926798626350001", "290926798626350002"
ADA = {"id": "80351110224678912", "username": "ada"}
LIN = {"id": "80351110224678913", "username": "lin"}

HOSTILE = "\x1b[31m\x1b]8;;http://x\x07\x1b]52;c;QQ==\x07\u202e\u2066\x9b\r\n[red]\ud83d"
FIELD_NAMES = (
    "id guild_id channel_id user_id message_id author user member content embeds "
    "attachments name topic type emoji status activities client_status shard guilds "
    "session_id v unavailable member_count channels roles role role_id permissions nick "
    "joined_at pending data options custom_id scheduled_start_time enabled actions "
    "action matched_keyword action_type target_id changes reason code max_uses max_age "
    "sku_id sku_ids ends_at answer_id chunk_index chunk_count members added_members "
    "removed_member_ids username thread_metadata archived endpoint ids "
    "soundboard_sounds last_pin_timestamp opcode retry_after edited_timestamp poll bot "
    "self_mute communication_disabled_until inviter creator_id owner_id "
    "sticker_items components"
)
FIELDS = sorted(FIELD_NAMES.split(" "))


class Story:
    """A stream of records; `at` is where its clock stands, in seconds."""

    def __init__(self) -> None:
        self.at = 0.0
        self.conn: int | None = None
        self.s = 0
        self.records: list[Record] = []

    def wait(self, seconds: float) -> Story:
        """Let time pass."""
        self.at = round(self.at + seconds, 6)
        return self

    def add(self, kind: str, **fields: Any) -> Record:
        """Any record, now."""
        n = len(self.records) + 1
        record = Record(n, self.at, EPOCH + self.at, kind, conn=self.conn, **fields)
        self.records.append(record)
        return record

    def payload(self, kind: str, op: int, d: Any = None, **fields: Any) -> Record:
        """A payload, received or sent."""
        body = {"t": fields.get("t"), "s": fields.get("s"), "op": op, "d": d}
        frame = orjson.dumps(body)
        fields.setdefault("size", len(frame))
        return self.add(kind, op=op, frame=frame, **fields)

    def event(self, name: str, d: Any = None, **fields: Any) -> Record:
        """A dispatch with the next sequence number."""
        self.s = fields.pop("s", self.s + 1)
        return self.payload("recv", 0, {} if d is None else d, t=name, s=self.s, **fields)

    def state(self, state: str, why: str = "", **detail: Any) -> Record:
        """A change of state."""
        return self.add("state", detail={"state": state, "why": why, **detail})

    def open(self, url: str = URL) -> Story:
        """A new connection."""
        self.conn = (self.conn or 0) + 1
        self.add("open", detail={"url": url})
        return self

    def hello(self, first_beat: float = 20.0, state: str = "identifying") -> Story:
        """HELLO and what the client makes of it."""
        self.payload("recv", 10, {"heartbeat_interval": 41250})
        why = "HELLO came, the first heartbeat is planned"
        self.state(state, why, heartbeat_interval=41.25, first_beat=first_beat)
        return self

    def identify(self) -> Story:
        """IDENTIFY for the only shard."""
        self.s = 0
        d = {"token": "[redacted]", "intents": INTENTS, "shard": [0, 1]}
        self.payload("sent", 2, d)
        return self

    def beat(self, latency: float | None = 0.041) -> Story:
        """A heartbeat, and its ACK unless `latency` is None."""
        self.payload("sent", 1, self.s or None)
        if latency is not None:
            self.wait(latency).payload("recv", 11)
        return self

    def close(self, code: int | None, by: str = "server", reason: str = "") -> Story:
        """The end of the connection."""
        self.add("close", detail={"by": by, "code": code, "reason": reason})
        return self

    def connecting(self) -> Story:
        """The first step of a session."""
        limit = {"total": 1000, "remaining": 999, "reset_after": 1, "max_concurrency": 1}
        self.state("connecting", "start", session_start_limit=limit)
        return self

    def ready(self) -> Story:
        """From the start to READY and two guilds' names."""
        self.connecting().wait(0.2).open().wait(0.1).hello().identify().wait(0.1)
        self.event(
            "READY",
            {
                "v": 10,
                "user": {"id": "1", "username": "scurrybot"},
                "guilds": [{"id": GUILD, "unavailable": True}],
                "session_id": "s-1",
                "shard": [0, 1],
            },
        )
        self.state("ready", "READY came")
        self.event("GUILD_CREATE", guild(), size=148_213)
        return self

    def chat(self, rounds: int = 1) -> Story:
        """Messages, typing, reactions: a second each round."""
        for number in range(rounds):
            self.wait(0.4).event("TYPING_START", self._in(GENERAL, user_id=ADA["id"]))
            content = f"has anyone seen the gateway today, number {number}?"
            d = self._in(GENERAL, author=ADA, content=content, id=f"10000{number:04d}")
            self.wait(0.4).event("MESSAGE_CREATE", d)
            emoji = {"id": None, "name": "👍"}
            d = self._in(MEMES, member={"user": LIN}, emoji=emoji, message_id="1234567894821")
            self.wait(0.2).event("MESSAGE_REACTION_ADD", d)
        return self

    @staticmethod
    def _in(channel: str, **fields: Any) -> dict[str, Any]:
        return {"guild_id": GUILD, "channel_id": channel, **fields}


def guild() -> dict[str, Any]:
    """A small GUILD_CREATE."""
    return {
        "id": GUILD,
        "name": "Scurry Lab",
        "member_count": 42,
        "channels": [
            {"id": GENERAL, "name": "general", "type": 0},
            {"id": MEMES, "name": "memes", "type": 0},
        ],
        "threads": [],
        "roles": [{"id": "1", "name": "everyone"}],
        "members": [{"user": ADA}, {"user": LIN}],
    }


def hostile(depth: int = 2) -> dict[str, Any]:
    """Every field as hostile text, or as lists and objects full of it."""
    inner: Any = hostile(depth - 1) if depth else HOSTILE
    lists = {"embeds", "activities", "guilds", "shard", "options", "roles", "channels", "ids"}
    objects = {"author", "user", "member", "emoji", "role", "data", "action", "thread_metadata"}
    return {
        key: [inner] if key in lists else inner if key in objects else HOSTILE for key in FIELDS
    }


def packed(text: bytes, suffix: str) -> bytes:
    """The text as one compressed frame of what the suffix names."""
    packer = new_packer(suffix)
    return packer.add(text) + packer.ending
