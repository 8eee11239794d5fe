"""What goes out on one connection, in which order and how fast; never what is judged of it."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from websockets.exceptions import ConnectionClosed

from scurrycli.server.faults import Fault, FaultKind
from scurrycli.server.misdeeds import act_of, do

if TYPE_CHECKING:
    from scurrycli.server.connection import ClientLine

BATCH = 64
"""Messages that are sent before others get their turn."""
_ABORT_AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: a reset instead of an orderly end


class Sender:
    """Sends what is due: first what is no dispatch, then the session's dispatches.

    Attributes:
        stalled: whether nothing is sent or read any more.
        hushed: whether no dispatch is sent any more.
        skip_next: leave the next dispatch out.
    """

    def __init__(self, line: ClientLine) -> None:
        self.stalled = False
        self.hushed = False
        self.skip_next = False
        self._line = line
        self._sent = 0
        self._soon: deque[bytes] = deque()
        self._held: bytes | None = None
        self._close: tuple[int, str] | None = None
        self._news = asyncio.Event()

    def wake(self) -> None:
        """There may be something to send."""
        self._news.set()

    def soon(self, text: bytes) -> None:
        """Send a payload that is no dispatch."""
        self._soon.append(text)
        self._news.set()

    def begin(self, after: int) -> None:
        """Send the dispatches of the line's session from `after + 1` on."""
        self._sent = after
        self._news.set()

    def close_with(self, code: int, reason: str) -> None:
        """Close after what is to be sent before."""
        self._close = (code, reason)
        self._news.set()

    def stall(self) -> None:
        """Neither send nor read any more; the connection stays up."""
        self.stalled = True
        self._line.ws.transport.pause_reading()

    def reset(self) -> None:
        """Reset the TCP connection."""
        transport = self._line.ws.transport
        self.stalled = True
        sock = transport.get_extra_info("socket")
        if sock is not None and not transport.is_closing():
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT_AT_ONCE)
        transport.abort()

    async def run(self) -> None:
        """Send until the connection ends."""
        with suppress(ConnectionClosed):
            while True:
                await self._news.wait()
                self._news.clear()
                await self._send_all()

    async def _send_all(self) -> None:
        count = 0
        while not self.stalled:
            if self._soon:
                await self._put(self._soon.popleft())
            elif self._close is not None:
                await self._line.ws.close(*self._close)
                return
            elif not await self._send_dispatch():
                return
            count += 1
            if count % BATCH == 0:
                await asyncio.sleep(0)

    async def _send_dispatch(self) -> bool:
        """The next one, and the faults that are due with it; False where there is none."""
        line = self._line
        session, client = line.session, line.client
        if session is None or client is None or session.line is not line:
            return False
        act = session.act_after(self._sent)
        if act is not None:
            do(line, act_of(act))
            return True
        text = None if self.hushed else session.after(self._sent)
        if text is None:
            return False
        self._sent += 1
        due = client.plan.take(self._sent) if session.is_first_time(self._sent) else ()
        if due or self._held is not None or self.skip_next:
            await self._send_oddly(text, due)
        else:
            await self._put(text)
        client.sent += 1
        for fault in due:
            do(line, fault)
        return True

    async def _send_oddly(self, text: bytes, due: Sequence[Fault]) -> None:
        kinds = {fault.kind for fault in due}
        held, self._held = self._held, None
        if self.skip_next:
            self.skip_next = False
        elif FaultKind.REORDER in kinds:
            self._held = text
        else:
            for _ in range(1 + (FaultKind.DUP in kinds)):
                await self._put(text)
        if held is not None:
            await self._put(held)

    async def _put(self, text: bytes) -> None:
        line = self._line
        weather = line.host.weather
        if weather.jitter:
            await asyncio.sleep(weather.jitter * line.host.next_chance())
        message = line.outlet.put(text)
        await line.ws.send(message.data, text=message.is_text)
        line.host.sent(line, text, message)
        if weather.bytes_per_second is not None:
            await asyncio.sleep(len(message.data) / weather.bytes_per_second)
