"""Many clients at once on one gateway: how late heartbeats are answered; never a test.

Run: cd tests && python -m benchmarks.serving [CLIENTS [PER_SECOND [SECONDS]]]

The gateway is `EmbeddedGateway` in this process, the clients are in another; both read and write
as fast as they can. Each client sends a heartbeat a second and measures its ACK.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import random
import sys
import time
from typing import Any

import orjson

from benchmarks.options import Options
from benchmarks.table import machine, put
from scurrycli.server import Action, EmbeddedGateway, Step, Timeline

ACK = b'{"t":null,"s":null,"op":11,"d":null}'
LONG = 126
"""The length of a frame that has two bytes more for its length."""
LIMIT = 0.250
"""Seconds: no heartbeat may be answered later."""
BODY = orjson.dumps({"channel_id": "1" * 19, "user_id": "2" * 19, "padding": "x" * 250})


def timeline(per_second: int) -> Timeline:
    """One second of events, to be played in a loop without a pause."""
    steps = tuple(
        Step(n / per_second, Action.DISPATCH, "USER_UPDATE", BODY) for n in range(per_second)
    )
    return Timeline({"v": 10, "user": {"id": "1"}}, steps, heartbeat_interval=1000)


class _Steady(Timeline):
    """Its round ends with its last second."""

    @property
    def seconds(self) -> float:
        return 1.0


class Client(asyncio.Protocol):
    """A WebSocket client that does nothing but count, so that the gateway is what is measured.

    Attributes:
        came: dispatches.
        latencies: seconds that each ACK took.
    """

    def __init__(self, number: int) -> None:
        self.came = 0
        self.latencies: list[float] = []
        self._identify = orjson.dumps({"op": 2, "d": {"token": f"t{number}", "intents": 0}})
        self._buffer = b""
        self._greeted = False
        self._sent = 0.0

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        transport.write(
            b"GET /?v=10&encoding=json HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
        )

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        data = self._buffer + data
        if not self._greeted:
            _, end, data = data.partition(b"\r\n\r\n")
            self._greeted = bool(end)
            self._send(self._identify)
        at, size = 0, len(data)
        while at + 4 <= size:
            length, begin = data[at + 1], at + 2
            if length == LONG:
                length, begin = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
            if begin + length > size:
                break
            if length == len(ACK):
                self.latencies.append(now - self._sent)
            else:
                self.came += 1
            at = begin + length
        self._buffer = data[at:]

    def beat(self) -> None:
        self._sent = time.perf_counter()
        self._send(b'{"op":1,"d":null}')

    def _send(self, text: bytes) -> None:
        assert len(text) < LONG
        self._transport.write(bytes((0x81, 0x80 | len(text), 0, 0, 0, 0)) + text)


async def client(url: str, number: int, seconds: float) -> tuple[int, list[float]]:
    """Dispatches that came, and the seconds that each ACK took."""
    host, port = url.removeprefix("ws://").split(":")
    loop = asyncio.get_running_loop()
    made = Client(number)
    transport, _ = await loop.create_connection(lambda: made, host, int(port))
    until = time.perf_counter() + seconds
    await asyncio.sleep(random.random())
    while time.perf_counter() < until:
        made.beat()
        await asyncio.sleep(1.0)
    transport.close()
    return made.came, made.latencies


def clients(url: str, count: int, seconds: float, results: Any) -> None:
    """A process of clients."""

    async def run() -> list[tuple[int, list[float]]]:
        return await asyncio.gather(*(client(url, n, seconds) for n in range(count)))

    results.put(json.dumps(asyncio.run(run())))


async def measure(count: int, per_second: int, seconds: float) -> list[str]:
    """One row of the table."""
    base = timeline(per_second)
    steady = _Steady(base.ready, base.steps, heartbeat_interval=1000)
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    async with EmbeddedGateway(steady, loop=True) as gateway:
        process = context.Process(target=clients, args=(gateway.url, count, seconds, results))
        before = time.process_time()
        process.start()
        outcome = json.loads(await asyncio.to_thread(results.get))
        used = time.process_time() - before
        process.join()
    came = sum(came for came, _ in outcome)
    latencies = sorted(latency for _, each in outcome for latency in each)
    worst = latencies[-1]
    return [
        str(count),
        f"{count * per_second:,}/s",
        f"{came / seconds:,.0f}/s",
        f"{latencies[len(latencies) // 2] * 1000:.1f} ms",
        f"{latencies[len(latencies) * 99 // 100] * 1000:.1f} ms",
        f"{worst * 1000:.0f} ms" + ("" if worst <= LIMIT else " (late)"),
        f"{used / seconds:.0%}",
    ]


async def main(count: int, per_second: int, seconds: float) -> None:
    counts = [n for n in (10, 30, count) if n <= count]
    rows = [await measure(each, per_second, seconds) for each in counts]
    heads = ["clients", "asked for", "came", "ACK median", "p99", "worst", "of a core, gateway"]
    lines = [f"{seconds:g} s each, on {machine()}.", ""]
    lines += ["| " + " | ".join(cells) + " |" for cells in (heads, ["---"] * len(heads), *rows)]
    put(Options(), "serving", lines)


if __name__ == "__main__":
    given = sys.argv[1:]
    defaults = ["100", "200", "60"]
    chosen = [*given, *defaults[len(given) :]]
    asyncio.run(main(int(chosen[0]), int(chosen[1]), float(chosen[2])))
