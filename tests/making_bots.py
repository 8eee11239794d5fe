"""A bare bot for the embedded gateway and timelines to play to it; never our own client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from making_gateways import PATIENCE, TOKEN
from scurrycli.server import Action, EmbeddedGateway, Step, Timeline
from scurrycli.wire.intents import ALL

READY = {"v": 10, "user": {"id": "1"}, "session_id": "recorded", "resume_gateway_url": "wss://x.y"}


def typing(*times: float) -> tuple[Step, ...]:
    """TYPING_START at each of these seconds, numbered from 0 in field `n`."""
    return tuple(
        Step(at, Action.DISPATCH, "TYPING_START", orjson.dumps({"n": n}))
        for n, at in enumerate(times)
    )


def timeline(*steps: Step, **options: Any) -> Timeline:
    """The steps after a READY."""
    return Timeline(READY, steps, **options)


class Bot:
    """A client that does only what it is told."""

    def __init__(self, ws: ClientConnection) -> None:
        self.ws = ws

    async def send(self, op: int, d: Any = None) -> None:
        """One payload."""
        await self.ws.send(orjson.dumps({"op": op, "d": d}), text=True)

    async def next(self) -> dict[str, Any]:
        """The next payload of the gateway."""
        async with asyncio.timeout(PATIENCE):
            payload: dict[str, Any] = orjson.loads(await self.ws.recv())
        return payload

    async def identify(
        self, intents: int = int(ALL), token: str = TOKEN, **fields: Any
    ) -> dict[str, Any]:
        """IDENTIFY; what comes first after it."""
        await self.send(2, {"token": token, "intents": intents, "properties": {}, **fields})
        return await self.next()

    async def resume(self, session_id: str, seq: Any, token: str = TOKEN) -> None:
        """RESUME."""
        await self.send(6, {"token": token, "session_id": session_id, "seq": seq})

    async def closed(self) -> int | None:
        """The code that the gateway closes with."""
        try:
            while True:
                await self.next()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None


@asynccontextmanager
async def bot_on(gateway: EmbeddedGateway, path: str = "") -> AsyncIterator[Bot]:
    """A connection on which HELLO was said."""
    async with connect(gateway.url + path, compression=None, ping_interval=None) as ws:
        bot = Bot(ws)
        hello = await bot.next()
        assert hello["op"] == 10
        assert hello["d"]["heartbeat_interval"] == gateway.timeline.heartbeat_interval
        yield bot
