"""Whether a client's URL, IDENTIFY and RESUME are right; never what follows from it.

Source: Discord's documentation, "Gateway" and "Gateway Events", Identify and Resume.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeGuard
from urllib.parse import parse_qsl, urlsplit

from scurrycli.server import rules
from scurrycli.server.log import DispatchLog
from scurrycli.server.rules import Breach
from scurrycli.wire.compression import Compress
from scurrycli.wire.intents import ALL, intent_names

IDENTIFY_SPACING = 5.0
"""Seconds between two IDENTIFYs of one bucket."""
VERSIONS = frozenset({"6", "7", "8", "9", "10"})
ENCODINGS = frozenset({"json", "etf"})
TRANSPORTS = frozenset({Compress.NONE, Compress.ZLIB_STREAM, Compress.ZSTD_STREAM})
NORMAL_CLOSES = frozenset({1000, 1001})
_PROPERTIES = ("os", "browser", "device")


class Resumable(Protocol):
    """A session, as far as it matters here."""

    log: DispatchLog


@dataclass(frozen=True, slots=True)
class Address:
    """What a client asked for in its URL; `query` is as it was, in the order of its keys."""

    path: str
    query: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, target: str) -> Address:
        """Of the target of a request, such as `/?v=10&encoding=json`."""
        parts = urlsplit(target)
        return cls(parts.path, tuple(sorted(parse_qsl(parts.query, keep_blank_values=True))))

    def get(self, name: str, default: str) -> str:
        """A parameter of the query."""
        return dict(self.query).get(name, default)

    @property
    def encoding(self) -> str:
        """`json` or `etf`; `json` where it is neither."""
        asked = self.get("encoding", "json")
        return asked if asked in ENCODINGS else "json"

    @property
    def compress(self) -> Compress:
        """The transport compression; none where it is unknown."""
        asked = self.get("compress", "none")
        return Compress(asked) if asked in TRANSPORTS else Compress.NONE


def address_breaches(address: Address) -> Iterator[Breach]:
    """What is wrong with a URL."""
    version = address.get("v", "")
    if not version:
        yield Breach(rules.NO_VERSION, "the URL has no v")
    elif version not in VERSIONS:
        yield Breach(rules.INVALID_VERSION, f"the URL has v={version[:20]}")
    encoding, compress = address.get("encoding", "json"), address.get("compress", "none")
    if encoding not in ENCODINGS:
        yield Breach(rules.BAD_ENCODING, f"the URL has encoding={encoding[:20]}")
    if compress not in TRANSPORTS:
        yield Breach(rules.BAD_ENCODING, f"the URL has compress={compress[:20]}")


def identify_breaches(
    d: Mapping[str, Any], address: Address, *, is_known: bool, disallowed: int
) -> Iterator[Breach]:
    """What is wrong with an IDENTIFY; what a gateway closes for comes first.

    Args:
        d: its field `d`.
        address: of the connection.
        is_known: whether its token is the right one.
        disallowed: bits of the intents that this bot may not ask for.
    """
    if not is_known:
        yield Breach(rules.BAD_TOKEN, "the token is not the one that this gateway takes")
    intents = d.get("intents")
    if type(intents) is not int:
        yield Breach(rules.INVALID_INTENTS, f"intents is {_kind(intents)}")
    elif intents & ~int(ALL):
        unknown = intents & ~int(ALL) if intents > 0 else intents
        yield Breach(rules.INVALID_INTENTS, f"intents has bits that mean nothing: {unknown}")
    elif intents & disallowed:
        names = ", ".join(intent_names(intents & disallowed))
        yield Breach(rules.DISALLOWED_INTENTS, f"asked for {names}")
    if "shard" in d and not is_shard(d["shard"]):
        yield Breach(rules.INVALID_SHARD, f"shard is {_short(d['shard'])}")
    if "shards" in d:
        yield Breach(rules.SHARDS_FIELD, f"shards is {_short(d['shards'])}")
    yield from _soft_breaches(d, address)


def _soft_breaches(d: Mapping[str, Any], address: Address) -> Iterator[Breach]:
    properties = d.get("properties")
    missing = [
        name
        for name in _PROPERTIES
        if not isinstance(properties, dict) or not isinstance(properties.get(name), str)
    ]
    if missing:
        yield Breach(rules.NO_PROPERTIES, f"properties lacks {', '.join(missing)}")
    if d.get("compress") is True and address.compress is not Compress.NONE:
        evidence = f"compress is true and the URL has compress={address.compress}"
        yield Breach(rules.TWO_COMPRESSIONS, evidence)


def is_shard(shard: object) -> TypeGuard[list[int]]:
    """Whether it is [id, count] with id below count."""
    return (
        isinstance(shard, list)
        and [type(part) for part in shard] == [int, int]
        and 0 <= shard[0] < shard[1]
    )


def spacing_breaches(
    before: float | None, now: float, *, is_restart: bool = False
) -> Iterator[Breach]:
    """Whether an IDENTIFY came too soon after the one before it of its bucket.

    Discord counts a restart like any other, but a program that has begun anew cannot know it.
    """
    if before is not None and now - before < IDENTIFY_SPACING:
        rule = rules.RESTARTED_TOO_SOON if is_restart else rules.IDENTIFY_TOO_SOON
        yield Breach(rule, f"{now - before:.2f} s after the one before")


def giving_up_breaches(session: Resumable | None, closed_with: int | None) -> Iterator[Breach]:
    """Whether an IDENTIFY gives up a session that the client has, and did not end itself."""
    if session is not None and closed_with not in NORMAL_CLOSES:
        last = session.log.last
        evidence = f"IDENTIFY while a session could be resumed after seq {last}"
        yield Breach(rules.GIVEN_UP_SESSION, evidence)


def resume_breaches(
    address: Address, first: Address, path: str, closed_with: int | None
) -> Iterator[Breach]:
    """What is wrong with where and how a session is resumed.

    Args:
        address: of this connection.
        first: of the connection that began the session.
        path: of `resume_gateway_url`.
        closed_with: the code with which the client left before, if it did.
    """
    if address.path.rstrip("/") != path:
        yield Breach(rules.RESUME_URL, f"resumed at {address.path[:40] or '/'}, not at {path}")
    if address.query != first.query:
        was = "&".join(f"{key}={value}" for key, value in first.query)
        now = "&".join(f"{key}={value}" for key, value in address.query)
        yield Breach(rules.RESUME_QUERY, f"with {now[:100] or 'none'}; before: {was[:100]}")
    if closed_with in NORMAL_CLOSES:
        yield Breach(rules.CLOSED_1000, f"it closed with {closed_with}, then resumed")


def _kind(value: object) -> str:
    return "missing" if value is None else f"a {type(value).__name__}"


def _short(value: object) -> str:
    return repr(value)[:60]
