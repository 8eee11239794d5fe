"""Who is served: each client with its figures, and the news of them all; never a decision."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from scurrycli.server.admission import is_shard
from scurrycli.server.faults import Plan
from scurrycli.server.player import PlayedSession
from scurrycli.server.rules import Breach, Finding

MOST_FINDINGS = 1000
"""Findings that are kept; what comes then is only counted."""
MOST_NEWS = 500
MOST_CLIENTS = 1000
"""Clients that are kept; then the oldest that has no session goes."""


class NewsKind(StrEnum):
    """What news is about."""

    CLIENT = "client"
    FAULT = "fault"
    BREACH = "breach"
    ADVICE = "advice"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened: seconds since the gateway began, client (if known), kind, words."""

    at: float
    client: int | None
    kind: NewsKind
    text: str


@dataclass
class Client:
    """One bot (or one shard of it) over all its connections and sessions.

    Attributes:
        number: from 1, in the order in which they came.
        token: what it identified with; never shown.
        shard: id and count.
        plan: its faults.
        library: what it calls itself in IDENTIFY.
        session: the one it has; None once it is over.
        state: in a word.
        encoding, compress: of its newest connection.
        sent, heartbeats, identifies, resumes, faults, breaches: how many.
        beat_at: when its last heartbeat came, by the loop's clock.
        closed_with: the code with which it left last; None if it did not close.
        has_quit: whether it left last as a program does that ends: with 1000, 1001, or no word.
        listed: when it asked for all members of a guild, by the guild's id and the loop's clock.
    """

    number: int
    token: str = field(repr=False)
    shard: tuple[int, int]
    plan: Plan
    library: str = ""
    session: PlayedSession | None = None
    state: str = "connected"
    encoding: str = "json"
    compress: str = "none"
    sent: int = 0
    heartbeats: int = 0
    identifies: int = 0
    resumes: int = 0
    faults: int = 0
    breaches: int = 0
    beat_at: float | None = None
    closed_with: int | None = None
    has_quit: bool = False
    listed: dict[int, float] = field(default_factory=dict)


class Register:
    """All clients, news and findings of one gateway.

    Args:
        plan: makes the plan of a new client, given its number.
        clock: seconds since the gateway began.

    Attributes:
        clients: in the order in which they came.
        findings: in the order in which they were found, no more than are kept.
        left_out: findings that were not kept.
        news: the newest.
        on_news: called with each.
    """

    def __init__(self, plan: Callable[[int], Plan], clock: Callable[[], float]) -> None:
        self.clients: list[Client] = []
        self.findings: list[Finding] = []
        self.left_out = 0
        self.news: deque[News] = deque(maxlen=MOST_NEWS)
        self.on_news: Callable[[News], None] = lambda news: None
        self._arrived = 0
        self._plan = plan
        self._clock = clock

    def identified(self, d: Mapping[str, Any]) -> Client:
        """Whose IDENTIFY this is, by its field `d`: of one that went away, or of a new one."""
        shard = d.get("shard")
        place = (shard[0], shard[1]) if is_shard(shard) else (0, 1)
        client = self._arrived_with(str(d.get("token")), place)
        properties = d.get("properties")
        named = properties if isinstance(properties, dict) else {}
        client.library = str(named.get("browser") or named.get("$browser") or "a client")[:60]
        return client

    def _arrived_with(self, token: str, shard: tuple[int, int]) -> Client:
        for client in self.clients:
            away = client.session is None or client.session.line is None
            if away and client.token == token and client.shard == shard:
                return client
        self._make_room()
        self._arrived += 1
        number = self._arrived
        client = Client(number, token, shard, self._plan(number))
        self.clients.append(client)
        return client

    def _make_room(self) -> None:
        if len(self.clients) >= MOST_CLIENTS:
            idle = next((client for client in self.clients if client.session is None), None)
            if idle is not None:
                self.clients.remove(idle)

    def claimed(self, client: Client, conn: int) -> None:
        """It has turned out whose a connection is: what was found on it is his."""
        for place, finding in enumerate(self.findings):
            if finding.conn == conn and finding.client is None:
                self.findings[place] = replace(finding, client=client.number)
                client.breaches += finding.breach.rule.is_violation

    def of_token(self, token: str) -> Client | None:
        """The client that identified with this token; None where none did, or several."""
        known = [client for client in self.clients if client.token == token]
        return known[0] if len(known) == 1 else None

    def tell(self, client: Client | None, kind: NewsKind, text: str, whence: str = "") -> None:
        """Add news; a text of others is made clean where it is shown.

        Args:
            client, kind, text: as in `News`.
            whence: what tells who it is where the client is not known.
        """
        number = client.number if client else None
        if client is None and whence:
            text = f"{text} ({whence})"
        news = News(self._clock(), number, kind, text)
        self.news.append(news)
        self.on_news(news)

    def found(self, client: Client | None, conn: int, breach: Breach, whence: str = "") -> None:
        """Add a finding, and tell (as `tell`); a courtesy forgotten is no breach."""
        is_violation = breach.rule.is_violation
        if client is not None:
            client.breaches += is_violation
        if len(self.findings) < MOST_FINDINGS:
            number = client.number if client else None
            self.findings.append(Finding(self._clock(), number, conn, breach))
        else:
            self.left_out += 1
        kind = NewsKind.BREACH if is_violation else NewsKind.ADVICE
        self.tell(client, kind, f"{breach.rule.name}: {breach.evidence}", whence)
