"""How punctual heartbeats are in a flood with the view drawn, as a part of 250 ms; never a test.

Run: cd tests && python -m benchmarks.punctuality
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import pty
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import orjson
from websockets.asyncio.server import ServerConnection, serve

from benchmarks.options import Options
from benchmarks.table import machine, put
from scurrycli.recording import open_recording

ALLOWED = 0.250
SECONDS = 10
INTERVAL = 0.1
RATES = (0, 1000, 10_000)
FILLER = "x" * 1000


def main() -> None:
    """Flood at each rate, and write the table."""
    lines = [
        f"{SECONDS} s each, on {machine()}.",
        "",
        "| dispatches a second, as reached | beats | median | p99 | most |",
        "|---|---|---|---|---|",
    ]
    for rate in RATES:
        lateness, reached = measure(rate)
        parts = [lateness[len(lateness) // 2], lateness[int(len(lateness) * 0.99)], lateness[-1]]
        cells = " | ".join(f"{part / ALLOWED:.3f}" for part in parts)
        lines.append(f"| {reached:,.0f} | {len(lateness)} | {cells} |")
    put(Options(), "punctuality", lines)


def measure(rate: int) -> tuple[list[float], float]:
    """Sorted seconds of lateness, and the dispatches a second that came in."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=flood, args=(rate, theirs), daemon=True)
    server.start()
    port = ours.recv()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "flood.jsonl"
        watch(port, path)
        server.terminate()
        server.join()
        return read(path)


def watch(port: int, path: Path) -> None:
    """Run `scurry connect --record` in a terminal of 80x24 that somebody reads."""
    master, slave = pty.openpty()
    os.set_blocking(master, True)
    threading.Thread(target=drain, args=(master,), daemon=True).start()
    command = [sys.executable, "-m", "scurrycli", "connect", "--url", f"ws://127.0.0.1:{port}"]
    command += ["--record", str(path), "--duration", str(SECONDS)]
    environment = {**os.environ, "DISCORD_TOKEN": "t", "TERM": "xterm-256color"}
    environment |= {"COLUMNS": "80", "LINES": "24"}
    subprocess.run(command, stdin=slave, stdout=slave, stderr=slave, env=environment, check=True)
    os.close(slave)


def drain(master: int) -> None:
    """Be the terminal."""
    try:
        while os.read(master, 1 << 16):
            pass
    except OSError:
        return


def read(path: Path) -> tuple[list[float], float]:
    """What the recording says of the beats: each is due an interval after the one before."""
    due: float | None = None
    lateness, events = [], 0
    with open_recording(path) as recording:
        for record in recording:
            events += record.is_dispatch
            if "first_beat" in record.detail:
                due = record.at + record.detail["first_beat"]
            if record.kind == "sent" and record.op == 1 and due is not None:
                lateness.append(max(0.0, record.at - due))
                due += INTERVAL
    return sorted(lateness), events / SECONDS


def flood(rate: int, pipe: Any) -> None:
    """A gateway that sends `rate` dispatches a second."""
    asyncio.run(_flood(rate, pipe))


async def _flood(rate: int, pipe: Any) -> None:
    async def serve_one(ws: ServerConnection) -> None:
        hello = {"op": 10, "d": {"heartbeat_interval": INTERVAL * 1000}}
        await ws.send(orjson.dumps(hello), text=True)
        sending: asyncio.Task[None] | None = None
        async for message in ws:
            op = orjson.loads(message)["op"]
            if op == 1:
                await ws.send(b'{"op":11}', text=True)
            elif op == 2:
                sending = asyncio.ensure_future(send(ws))
        if sending is not None:
            sending.cancel()

    async def send(ws: ServerConnection) -> None:
        ready = {"session_id": "s", "resume_gateway_url": "ws://127.0.0.1:1"}
        await ws.send(orjson.dumps({"op": 0, "s": 1, "t": "READY", "d": ready}), text=True)
        clock = asyncio.get_running_loop().time
        started, sent = clock(), 0
        while True:
            for _ in range(int((clock() - started) * rate) - sent):
                sent += 1
                d = {"id": str(sent), "content": FILLER, "author": {"id": "1", "username": "ada"}}
                payload = {"op": 0, "s": sent + 1, "t": "MESSAGE_CREATE", "d": d}
                await ws.send(orjson.dumps(payload), text=True)
            await asyncio.sleep(0.005)

    async with serve(serve_one, "127.0.0.1", 0, compression=None, ping_interval=None) as server:
        pipe.send(next(iter(server.sockets)).getsockname()[1])
        await server.serve_forever()


if __name__ == "__main__":
    main()
