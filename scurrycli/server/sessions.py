"""The sessions that one gateway plays, each with its owner; never who may have one."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

from scurrycli.server.admission import Address
from scurrycli.server.clients import Client
from scurrycli.server.player import PlayedSession, Script
from scurrycli.server.subscription import Subscription

MOST_SESSIONS = 100
_MOST_ENDED = 1000


class Sessions:
    """Begins, keeps, finds and ends them.

    Args:
        script: what each plays.
        loop, speed: as for `PlayedSession`.
        on_end: called when a client has got all there is.
    """

    def __init__(
        self, script: Script, *, loop: bool, speed: float, on_end: Callable[[Client], None]
    ) -> None:
        self._script = script
        self._loop, self._speed, self._on_end = loop, speed, on_end
        self._open: dict[str, tuple[PlayedSession, Client]] = {}
        self._ended: deque[str] = deque(maxlen=_MOST_ENDED)

    def begin(
        self, client: Client, address: Address, d: dict[str, Any], resume_url: str
    ) -> PlayedSession:
        """A new one for an IDENTIFY with this field `d`."""
        session = PlayedSession(
            self._script,
            Subscription.of(d),
            address,
            loop=self._loop,
            speed=self._speed,
            faulty=not client.identifies,
        )
        session.on_end = partial(self._on_end, client)
        session.begin(d.get("shard"), resume_url)
        self._make_room()
        self._open[session.id] = (session, client)
        client.session = session
        session.playing = asyncio.ensure_future(session.play())
        return session

    def find(self, session_id: str) -> tuple[PlayedSession, Client] | None:
        """A session that can be resumed, and whose it is."""
        return self._open.get(session_id)

    def has_ended(self, session_id: str) -> bool:
        """Whether there was such a session, which the gateway has ended."""
        return session_id in self._ended

    def end(self, client: Client) -> None:
        """The session that this client has is over."""
        if client.session is not None:
            self._ended.append(client.session.id)
            self._forget(client.session)

    async def close(self) -> None:
        """End all, and wait until nothing is played any more."""
        sessions = [session for session, _ in self._open.values()]
        for session in sessions:
            self._forget(session)
        players = (session.playing for session in sessions if session.playing)
        await asyncio.gather(*players, return_exceptions=True)

    def _make_room(self) -> None:
        """Forget the sessions that were left longest ago, so that nothing grows for ever."""
        left = [session for session, _ in self._open.values() if session.left is not None]
        left.sort(key=lambda session: session.left or 0.0)
        for session in left[: max(0, len(self._open) - MOST_SESSIONS + 1)]:
            self._forget(session)

    def _forget(self, session: PlayedSession) -> None:
        known = self._open.pop(session.id, None)
        if known is not None and known[1].session is session:
            known[1].session = None
        if session.playing is not None:
            session.playing.cancel()
