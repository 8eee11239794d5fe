"""All bytes of one connection, made before anybody connects; never a socket."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from backports import zstd

from benchmarks import mix

MODES = ("none", "payload", "zlib-stream", "zstd-stream")
SPARE_ACKS = 64
GOODBYE = 4013
"""A close code that tells every client to stay away."""
_ACK = b'{"t":null,"s":null,"op":11,"d":null}'

Pack = Callable[[bytes], bytes]
"""A payload as the frame that carries it."""


@dataclass(frozen=True, slots=True)
class Service:
    """What a server does.

    Attributes:
        frames: dispatches that follow READY.
        compress: one of `MODES`.
        rate: dispatches a second; 0 is as many as are taken.
        hold: seconds between the last of them and the close.
        interval: seconds between heartbeats.
        ack_delay: seconds that an ACK is kept.
        block: dispatches that are written at once.
        small: whether small frames are sent, made on the way, instead of the mix.
    """

    frames: int
    compress: str = "none"
    rate: float = 0.0
    hold: float = 0.0
    interval: float = 41.25
    ack_delay: float = 0.0
    block: int = 32
    small: bool = False


class Script:
    """The frames of a connection, in the order of their making.

    A stream has one context, so its ACKs stand after its last dispatch and wait for their turn; in
    the other modes an ACK can go out at any time.

    Attributes:
        hello, ready: one frame each.
        close: the last frame.
    """

    def __init__(self, service: Service, url: str) -> None:
        pack = _PACKS[service.compress]()
        hello = b'{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":%d}}'
        greet = _PACKS["none"]() if service.compress == "payload" else pack
        self.hello = greet(hello % round(service.interval * 1000))
        self.ready = pack(mix.ready(url))
        self._blocks: Iterable[bytes] = ()
        self._service, self._pack = service, pack
        if not service.small:
            self._blocks = list(self._make(mix.dispatches(service.frames)))
        self.acks_wait = service.compress.endswith("-stream")
        self._acks = [pack(_ACK) for _ in range(SPARE_ACKS)] if self.acks_wait else [pack(_ACK)]
        self.close = _frame(0x8, GOODBYE.to_bytes(2, "big"))

    def blocks(self) -> Iterable[bytes]:
        """The dispatches, many frames in one piece."""
        if self._service.small:
            return self._make(mix.small(self._service.frames))
        return self._blocks

    def ack(self, number: int) -> bytes:
        """The ACK number `number` of the connection, from 0."""
        return self._acks[number if self.acks_wait else 0]

    def _make(self, payloads: Iterator[bytes]) -> Iterator[bytes]:
        while block := b"".join(map(self._pack, islice(payloads, self._service.block))):
            yield block


def _frame(opcode: int, data: bytes) -> bytes:
    """A whole message from a server (RFC 6455, 5.2)."""
    size = len(data)
    if size < 126:
        return bytes((0x80 | opcode, size)) + data
    if size < 1 << 16:
        return bytes((0x80 | opcode, 126)) + size.to_bytes(2, "big") + data
    return bytes((0x80 | opcode, 127)) + size.to_bytes(8, "big") + data


def _plain() -> Pack:
    return lambda payload: _frame(0x1, payload)


def _payload() -> Pack:
    return lambda payload: _frame(0x2, zlib.compress(payload))


def _zlib_stream() -> Pack:
    context = zlib.compressobj()
    return lambda payload: _frame(0x2, context.compress(payload) + context.flush(zlib.Z_SYNC_FLUSH))


def _zstd_stream() -> Pack:
    context = zstd.ZstdCompressor()
    return lambda payload: _frame(0x2, context.compress(payload, context.FLUSH_BLOCK))


_PACKS: dict[str, Callable[[], Pack]] = dict(
    zip(MODES, (_plain, _payload, _zlib_stream, _zstd_stream), strict=True)
)
