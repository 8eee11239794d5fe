"""Kills a process while it records thousands of events a second, and reads what is left.

As a script, from tests/: `python killing_recorders.py 50` does so 50 times for each kind of file,
at random moments, and says what was missing each time.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from making_processes import PATIENCE, environment
from scurrycli.recording import open_recording

NAMES = ("a.jsonl", "a.jsonl.gz", "a.jsonl.zst")
RATE = 5000
TORN = re.compile(r".* is damaged: its last (line is torn|(gzip|zstd) frame is cut off)[^;]*\.")

_PROGRAM = """
import sys, time
from pathlib import Path
from scurrycli.recording import Header, RecordingWriter
from scurrycli.records import Record
from scurrycli.sinks.recorder import Recorder

path, rate = Path(sys.argv[1]), int(sys.argv[2])
recorder = Recorder(RecordingWriter(path, Header(started=0.0, client="c", url="u")), filtered=False)
print("recording", flush=True)
began, n = time.monotonic(), 0
while n < 100 * rate:
    while n < (time.monotonic() - began) * rate:
        n += 1
        frame = b'{"t":"MESSAGE_CREATE","s":%d,"op":0,"d":{"id":"%d","content":"%b"}}'
        frame %= (n, n * 7919 ** 4, (b"%x " % n) * (n % 40))
        at = time.monotonic()
        recorder.add(Record(n, at, at, "recv", 1, len(frame), op=0, s=n, frame=frame), shown=True)
    time.sleep(0.001)
"""


@dataclass(frozen=True)
class Left:
    """What a kill left: the numbers of the records, seconds that are missing, what is said."""

    numbers: list[int]
    missing: float
    damage: str | None

    @property
    def is_whole(self) -> bool:
        """Whether no more than the end of the last line or frame is missing."""
        complete = self.numbers == list(range(1, len(self.numbers) + 1))
        return complete and (self.damage is None or TORN.fullmatch(self.damage) is not None)


def kill_after(path: Path, seconds: float, rate: int = RATE) -> Left:
    """Record, kill after so many seconds, read. The clocks of both processes are the same."""
    command = [sys.executable, "-c", _PROGRAM, str(path), str(rate)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment()) as recording:
        assert recording.stdout is not None
        assert recording.stdout.readline() == b"recording\n"
        time.sleep(seconds)
        recording.kill()
        killed = time.monotonic()
        assert recording.wait(PATIENCE) == -9
    with open_recording(path) as read:
        records = list(read)
    missing = killed - records[-1].at if records else seconds
    return Left([record.n for record in records], missing, read.damage)


def main(times: int) -> None:
    """Say for each kind of file how it went."""
    chance = random.Random()
    for name in NAMES:
        left = []
        for _ in range(times):
            with tempfile.TemporaryDirectory() as directory:
                left.append(kill_after(Path(directory) / name, chance.uniform(0.2, 4.0)))
        rates = sum(len(one.numbers) for one in left)
        print(
            f"{name}: {times} kills, {sum(one.is_whole for one in left)} whole, "
            f"{sum(one.damage is not None for one in left)} with a torn end, {rates} records read, "
            f"at most {max(one.missing for one in left):.3f} s missing"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
