"""The queue between a client and its bot; never larger than its limit, however slow the bot."""

from __future__ import annotations

import asyncio
import logging
from collections import deque

from scurrycli.gateway.protocols import JSON
from scurrycli.wire.payload import Payload

logger = logging.getLogger(__name__)

MAX_BYTES = 64 << 20


class EventQueue(asyncio.Queue[tuple[str, JSON]]):
    """An `asyncio.Queue` of dispatches that decodes each one when it is taken.

    Where nobody takes them, the oldest leave once their texts are over the limit.

    Args:
        max_bytes: the limit for the payloads' texts; 0 keeps nothing at all.

    Attributes:
        dropped: dispatches that left untaken.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        super().__init__()
        self.max_bytes = max_bytes
        self.dropped = 0
        self._bytes = 0

    def offer(self, payload: Payload) -> None:
        """Add a dispatch that was received."""
        if not self.max_bytes:
            return
        self._bytes += len(payload.text)
        self.put_nowait(payload)  # type: ignore[arg-type]
        while self._bytes > self.max_bytes and self.qsize() > 1:
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        item = self._items.popleft()
        self._bytes -= len(item.text) if isinstance(item, Payload) else 0
        self.task_done()
        if not self.dropped:
            logger.warning("nobody takes the events fast enough: the oldest are dropped")
        self.dropped += 1

    # asyncio.Queue names these three for its subclasses to override

    def _init(self, maxsize: int) -> None:
        self._items: deque[Payload | tuple[str, JSON]] = deque()
        self._queue = self._items

    def _put(self, item: Payload | tuple[str, JSON]) -> None:
        self._items.append(item)

    def _get(self) -> tuple[str, JSON]:
        item = self._items.popleft()
        if isinstance(item, Payload):
            self._bytes -= len(item.text)
            return (item.t or "", item.d)
        return item
