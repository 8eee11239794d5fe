"""The embedded gateway: WebSocket and `GET /gateway/bot` on one port of loopback; never beyond it.

Use it as an async context manager: inside, `url` and `api_url` tell where it listens.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from http import HTTPStatus
from itertools import cycle
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import orjson
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from scurrycli.server.connection import ClientLine
from scurrycli.server.player import PlayedSession
from scurrycli.server.timeline import Timeline
from scurrycli.wire.intents import ALL

HOST = "127.0.0.1"
MOST_SESSIONS = 100
IDENTIFYS = 1000
RESET_AFTER = 86_400_000


class EmbeddedGateway:
    """A gateway that plays one timeline to each client that identifies.

    Args:
        timeline: what to play.
        token: the only one that it lets in; None takes any.
        loop: begin again after the last step.
        speed: how many times faster than the timeline's own pace.
        port: 0 takes a free one.

    Attributes:
        identified: how many IDENTIFYs it has taken.
    """

    def __init__(
        self,
        timeline: Timeline,
        *,
        token: str | None = None,
        loop: bool = False,
        speed: float = 1.0,
        port: int = 0,
    ) -> None:
        self.timeline = timeline
        self.identified = 0
        self._token = token
        self._loop = loop
        self._speed = speed
        self._port = port
        self._server: Server | None = None
        self._latencies: Iterator[float] = cycle(timeline.latencies)
        self._sessions: dict[str, PlayedSession] = {}
        self.lines: set[ClientLine] = set()

    # -- where it is

    @property
    def url(self) -> str:
        """The Gateway's URL, as `GET /gateway/bot` names it."""
        return f"ws://{HOST}:{self._port}"

    @property
    def api_url(self) -> str:
        """The base of the REST API."""
        return f"http://{HOST}:{self._port}/api/v10"

    async def __aenter__(self) -> Self:
        self._server = await serve(
            self._serve,
            HOST,
            self._port,
            process_request=self._answer,
            compression=None,
            ping_interval=None,
            close_timeout=1,
            server_header=None,
        )
        self._port = next(iter(self._server.sockets)).getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        sessions = list(self._sessions.values())
        for session in sessions:
            self._forget(session)
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
        players = (session.playing for session in sessions if session.playing)
        await asyncio.gather(*players, return_exceptions=True)

    # -- what a connection asks

    def identify(self, d: dict[str, Any]) -> PlayedSession | int:
        """A new session, or the code to close with."""
        self.identified += 1
        refusal = self._refusal(d)
        if refusal:
            return refusal
        session = PlayedSession(
            self.timeline,
            d["intents"],
            loop=self._loop,
            speed=self._speed,
            first=not self._sessions,
        )
        session.begin(d.get("shard"), f"{self.url}/resume")
        self._make_room()
        self._sessions[session.id] = session
        session.playing = asyncio.ensure_future(session.play())
        return session

    def resume(self, d: dict[str, Any]) -> PlayedSession | None:
        """The session to go on with; None where it cannot."""
        if not self._knows(d.get("token")):
            return None
        return self._sessions.get(str(d.get("session_id")))

    def next_latency(self) -> float:
        """Seconds that the next ACK takes."""
        return next(self._latencies)

    def _refusal(self, d: dict[str, Any]) -> int | None:
        intents = d.get("intents")
        if not self._knows(d.get("token")):
            return 4004
        if type(intents) is not int or intents & ~int(ALL):
            return 4013
        return self.timeline.close_after

    def _knows(self, token: object) -> bool:
        if not isinstance(token, str) or not token:
            return False
        return self._token is None or token.removeprefix("Bot ") == self._token

    def _make_room(self) -> None:
        """Forget the sessions that were left longest ago, so that nothing grows for ever."""
        left = [s for s in self._sessions.values() if s.left is not None]
        left.sort(key=lambda session: session.left or 0.0)
        for session in left[: max(0, len(self._sessions) - MOST_SESSIONS + 1)]:
            self._forget(session)

    def _forget(self, session: PlayedSession) -> None:
        del self._sessions[session.id]
        if session.playing is not None:
            session.playing.cancel()

    # -- the server

    async def _serve(self, ws: ServerConnection) -> None:
        line = ClientLine(ws, self)
        self.lines.add(line)
        try:
            await line.serve()
        finally:
            self.lines.discard(line)

    def _answer(self, ws: ServerConnection, request: Request) -> Response | None:
        """REST where the path is one of the API's; None goes on to the WebSocket."""
        path = urlsplit(request.path).path
        if not path.startswith("/api/"):
            return None
        if path.rpartition("/api/v10")[2] == "/gateway":
            return _json(HTTPStatus.OK, {"url": self.url})
        if path.rpartition("/api/v10")[2] not in ("/gateway/bot", "/applications/@me"):
            return _json(HTTPStatus.NOT_FOUND, {"message": "404: Not Found", "code": 0})
        if not self._knows(request.headers.get("Authorization")):
            return _json(HTTPStatus.UNAUTHORIZED, {"message": "401: Unauthorized", "code": 0})
        if path.endswith("/applications/@me"):
            name = self.timeline.ready.get("user", {}).get("username")
            return _json(
                HTTPStatus.OK, {"name": name, **self.timeline.ready.get("application", {})}
            )
        limit = {
            "total": IDENTIFYS,
            "remaining": max(0, IDENTIFYS - self.identified),
            "reset_after": RESET_AFTER,
            "max_concurrency": 1,
        }
        return _json(HTTPStatus.OK, {"url": self.url, "shards": 1, "session_start_limit": limit})


def _json(status: HTTPStatus, body: object) -> Response:
    text = orjson.dumps(body)
    headers = Headers(
        {
            "Content-Type": "application/json",
            "Content-Length": str(len(text)),
            "Connection": "close",
        }
    )
    return Response(status.value, status.phrase, headers, text)
