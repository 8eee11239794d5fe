"""Kills `scurry connect --record` in the midst of thousands of events a second; reads what is left.

As a script, from tests/: `python killing_recorders.py 50` does so 50 times for each kind of file,
at random moments, recovers and checks what is left, and says what was missing.
"""

from __future__ import annotations

import asyncio
import random
import re
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from websockets.asyncio.server import ServerConnection

from making_processes import PATIENCE, TOKEN, event, gateway, greet, process, run
from scurrycli.recording import open_recording
from scurrycli.records import Record
from scurrycli.wire.zstandard import zstd

NAMES = ("a.jsonl", "a.jsonl.gz", "a.jsonl.zst")
RATE = 5000
TORN = re.compile(r".* is damaged: its last (line is torn|(gzip|zstd) frame is cut off)[^;]*\.")
_INFLATERS = {
    ".jsonl": None,
    ".gz": lambda: zlib.decompressobj(wbits=31),
    ".zst": zstd.ZstdDecompressor,
}
_TURN = 0.002  # seconds between the moments at which the gateway sends what is due


def message(s: int) -> str:
    """What the gateway sends as number `s`: of 200 to 1,400 bytes, and always the same."""
    text = f"{s * 7919**4:x} " * (s % 40)
    return event("MESSAGE_CREATE", s, f'{{"id":"{s}","content":"{text}"}}')


@dataclass
class Gateway:
    """Sends messages for ever, and remembers when: number 2 first, as READY is number 1."""

    url: str = ""
    sent: list[float] = field(default_factory=list)
    began: threading.Event = field(default_factory=threading.Event)

    async def handle(self, ws: ServerConnection) -> None:
        """A connection; there is one."""
        await greet(ws)
        await ws.send(event("READY", 1, '{"session_id":"s","user":{"id":"1","username":"b"}}'))
        began = time.monotonic()
        while True:
            while len(self.sent) < (time.monotonic() - began) * RATE:
                await ws.send(message(len(self.sent) + 2))
                self.sent.append(time.monotonic())
            self.began.set()
            await asyncio.sleep(_TURN)


@contextmanager
def flood() -> Iterator[Gateway]:
    """A gateway that sends as fast as it is said here."""
    made = Gateway()
    with gateway(made.handle) as made.url:
        yield made


@dataclass(frozen=True)
class Left:
    """What a kill left.

    Attributes:
        events: how many messages are in the file.
        sent: how many the gateway had sent.
        missing: seconds between the first message that is missing and the kill.
        damage: what the reader says.
        flaw: how the file is not what it must be; None where it is.
    """

    events: int
    sent: int
    missing: float
    damage: str | None
    flaw: str | None


def kill_after(path: Path, seconds: float) -> Left:
    """Record, kill so many seconds after the first message, and read. All clocks are the same."""
    with flood() as source:
        args = ("connect", "--url", source.url, "--record", str(path))
        with process(*args, DISCORD_TOKEN=TOKEN) as recording:
            assert source.began.wait(PATIENCE)
            time.sleep(seconds)
            recording.popen.kill()
            killed, sent = time.monotonic(), list(source.sent)
            recording.popen.communicate(timeout=PATIENCE)
    with open_recording(path) as read:
        records = list(read)
    events = [record for record in records if record.t == "MESSAGE_CREATE"]
    missing = killed - sent[len(events)] if len(events) < len(sent) else 0.0
    flaw = _flaw(path, records, events, read.damage)
    return Left(len(events), len(sent), missing, read.damage, flaw)


def _flaw(
    path: Path, records: list[Record], events: list[Record], damage: str | None
) -> str | None:
    if damage is not None and not TORN.fullmatch(damage):
        return damage
    lines = _text(path).count(b"\n") - 1  # the header is one
    if not lines <= len(records) <= lines + 1:  # the last may be whole but for its end
        return f"{len(records)} records were read of {lines} whole lines"
    if [record.n for record in records] != list(range(1, len(records) + 1)):
        return "records are missing in the middle"
    if any(one.frame != message(s).encode() for s, one in enumerate(events, 2)):
        return "messages are missing in the middle, or are not as they were sent"
    return None


def _text(path: Path) -> bytes:
    """All that can be inflated, by other code than that which is tested."""
    data, text = path.read_bytes(), b""
    new = _INFLATERS[path.suffix]
    if new is None:
        return data
    while data:
        inflater = new()
        text += inflater.decompress(data)
        data = inflater.unused_data
    return text


def main(times: int) -> None:
    """Say for each kind of file how it went."""
    chance = random.Random()
    for name in NAMES:
        left, recovered, passed = [], 0, 0
        for _ in range(times):
            with tempfile.TemporaryDirectory() as directory:
                path, whole = Path(directory) / name, Path(directory) / f"whole-{name}"
                left.append(kill_after(path, chance.uniform(0.0, 4.0)))
                torn = left[-1].damage is not None
                recovered += run("recover", str(path), "-o", str(whole)).status == 3 * torn
                passed += run("check", str(whole)).status == 0
        flaws = {one.flaw for one in left if one.flaw}
        print(
            f"{name}: {times} kills, {times - sum(one.flaw is not None for one in left)} whole, "
            f"{sum(one.damage is not None for one in left)} with a torn end; "
            f"{recovered} recovered, {passed} of these pass check; "
            f"{sum(one.events for one in left):,} of {sum(one.sent for one in left):,} messages "
            f"read, at most {max(one.missing for one in left):.3f} s missing; "
            f"{'; '.join(flaws) or 'no flaws'}",
            flush=True,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
