"""What a client asks for within its session, and what it is answered; never whether it may at all.

Source: Discord's documentation, "Gateway Events", Request Guild Members, Request Soundboard Sounds,
Rate Limited; and its change log, Rate Limit When Requesting All Guild Members.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from scurrycli.server import rules
from scurrycli.server.delivery import snowflake
from scurrycli.server.player import Script
from scurrycli.server.roster import Roster
from scurrycli.server.rules import Breach
from scurrycli.server.subscription import Subscription
from scurrycli.wire.intents import Intent
from scurrycli.wire.opcodes import Opcode, opcode_name
from scurrycli.wire.payload import Payload

CHUNK = 1000
"""Members in one GUILD_MEMBERS_CHUNK."""
MOST_FOUND = 100
"""Members that a prefix or a list of users finds."""
LIST_EVERY = 30.0
"""Seconds between two requests for all members of one guild."""
MOST_NONCE = 32  # bytes
_Dispatch = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Reply:
    """The dispatches that answer, what is told of it in words, and the rule that was broken."""

    said: str
    dispatches: tuple[_Dispatch, ...] = ()
    breach: Breach | None = None


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, when, and what of.

    Attributes:
        asked: the session's subscription.
        script: what the session plays.
        listed: when all members of a guild were last asked for; it is kept up here.
        now: seconds, by the clock of `listed`.
    """

    asked: Subscription
    script: Script
    listed: dict[int, float]
    now: float

    def roster(self, guild: int) -> Roster | None:
        """A guild that the recording has on this shard."""
        return self.script.rosters.get(guild) if self.asked.covers(guild) else None


@dataclass(frozen=True, slots=True)
class _Members:
    """Field `d` of REQUEST_GUILD_MEMBERS. `users` is None where a query is meant."""

    guild: int
    query: str
    limit: int
    users: list[str] | None
    presences: bool
    nonce: str | None

    @property
    def wants_all(self) -> bool:
        return self.users is None and not self.query

    @property
    def meta(self) -> dict[str, Any]:
        """What an answer says of what it answers."""
        return {"guild_id": str(self.guild), **({"nonce": self.nonce} if self.nonce else {})}


def reply_to(payload: Payload, asker: Asker) -> Reply:
    """The answer to an opcode that a client may send within a session."""
    answer = _REPLIES.get(payload.op or 0)
    return answer(payload.d, asker) if answer else Reply(f"sent {opcode_name(payload.op)}")


def _wrong(op: Opcode, why: str) -> Reply:
    breach = Breach(rules.INVALID_REQUEST, f"{why} in {op.name}")
    return Reply(f"sent {op.name}", breach=breach)


def _members(d: Any, asker: Asker) -> Reply:
    request = _read(d)
    if isinstance(request, str):
        return _wrong(Opcode.REQUEST_GUILD_MEMBERS, request)
    roster = asker.roster(request.guild)
    what = f"asked for members of {request.guild}"
    if roster is None:
        return Reply(f"{what}: not a guild of this recording and shard, so no answer")
    if request.wants_all and not asker.asked.has(Intent.GUILD_MEMBERS):
        evidence = "query is empty, and the intents lack GUILD_MEMBERS"
        return Reply(f"{what}: no answer", breach=Breach(rules.LIST_INTENT, evidence))
    if request.wants_all and not request.limit and (wait := _wait(request.guild, asker)):
        limited = {"opcode": 8, "retry_after": round(wait, 3), "meta": request.meta}
        breach = Breach(rules.LIST_TOO_SOON, f"{LIST_EVERY - wait:.1f} s after the one before")
        return Reply(f"{what}: rate limited", (_dispatch("RATE_LIMITED", limited),), breach)
    chunks = _chunks(request, roster, asker.asked)
    found = sum(len(chunk["members"]) for chunk in chunks)
    dispatches = tuple(_dispatch("GUILD_MEMBERS_CHUNK", chunk) for chunk in chunks)
    return Reply(f"{what}: {found} in {len(chunks)} chunk{'s' * (len(chunks) > 1)}", dispatches)


def _read(d: Any) -> _Members | str:
    """What is asked for, or what is wrong with it."""
    if not isinstance(d, dict):
        return "d is no object"
    guild, users, query, limit = (d.get(k) for k in ("guild_id", "user_ids", "query", "limit"))
    number = snowflake(guild)
    if number is None:
        return "guild_id is no snowflake"
    if users is None and not isinstance(query, str):
        return "neither query nor user_ids is there"
    if users is None and (type(limit) is not int or limit < 0):
        return "limit is no number"
    ids = users if isinstance(users, list) or users is None else [users]
    nonce = d.get("nonce")
    fits = isinstance(nonce, str) and len(nonce.encode(errors="replace")) <= MOST_NONCE
    return _Members(
        guild=number,
        query=query if isinstance(query, str) else "",
        limit=limit if type(limit) is int else 0,
        users=None if ids is None else [str(one) for one in ids[:MOST_FOUND]],
        presences=d.get("presences") is True,
        nonce=nonce if fits else None,
    )


def _wait(guild: int, asker: Asker) -> float:
    """Seconds until all members of a guild may be asked for again; 0 begins a new wait."""
    before = asker.listed.get(guild)
    wait = 0.0 if before is None else max(0.0, before + LIST_EVERY - asker.now)
    if not wait:
        asker.listed[guild] = asker.now
    return wait


def _chunks(request: _Members, roster: Roster, asked: Subscription) -> list[dict[str, Any]]:
    known = roster.members
    if request.users is not None:
        found = [known[one] for one in dict.fromkeys(request.users) if one in known]
    else:
        found = _starting_with(request, roster)
    parts = [found[at : at + CHUNK] for at in range(0, len(found), CHUNK)] or [[]]
    chunks = []
    for index, part in enumerate(parts):
        chunk = {**request.meta, "members": part, "chunk_index": index, "chunk_count": len(parts)}
        if request.users is not None:
            chunk["not_found"] = [one for one in request.users if one not in known]
        if request.presences and asked.has(Intent.GUILD_PRESENCES):
            ids = [str(member["user"]["id"]) for member in part]
            chunk["presences"] = [roster.presences[one] for one in ids if one in roster.presences]
        chunks.append(chunk)
    return chunks


def _starting_with(request: _Members, roster: Roster) -> list[Any]:
    members, prefix = list(roster.members.values()), request.query.casefold()
    if not prefix:
        return members[: request.limit or None]
    most = min(request.limit or MOST_FOUND, MOST_FOUND)
    return [each for each in members if _name(each).casefold().startswith(prefix)][:most]


def _name(member: Mapping[str, Any]) -> str:
    return str(member["user"].get("username") or "")


def _sounds(d: Any, asker: Asker) -> Reply:
    ids = d.get("guild_ids") if isinstance(d, dict) else None
    if not isinstance(ids, list) or any(snowflake(one) is None for one in ids):
        return _wrong(Opcode.REQUEST_SOUNDBOARD_SOUNDS, "guild_ids is no list of snowflakes")
    guilds = dict.fromkeys(number for one in ids if (number := snowflake(one)) is not None)
    known = {guild: roster for guild in guilds if (roster := asker.roster(guild))}
    dispatches = (
        _dispatch("SOUNDBOARD_SOUNDS", {"soundboard_sounds": r.sounds, "guild_id": str(guild)})
        for guild, r in known.items()
    )
    said = f"asked for soundboard sounds: {len(known)} of {len(guilds)} guilds known"
    return Reply(said, tuple(dispatches))


def _dispatch(t: str, d: Mapping[str, Any]) -> _Dispatch:
    return t, orjson.dumps(d)


_REPLIES: dict[int, Callable[[Any, Asker], Reply]] = {
    Opcode.REQUEST_GUILD_MEMBERS: _members,
    Opcode.REQUEST_SOUNDBOARD_SOUNDS: _sounds,
}
