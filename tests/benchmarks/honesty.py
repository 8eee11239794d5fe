"""How true the reported latency is and how punctual heartbeats are; never on an unread screen."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.options import Options
from benchmarks.running import SCURRY, run
from benchmarks.server import Server, Visit, serving
from benchmarks.table import put, turns
from benchmarks.wire import Service
from scurrycli.recording import open_recording
from scurrycli.records import Record

RATES = (0, 10_000)
ACK_DELAY = 0.120
INTERVAL = 0.500
_TICK = 0.005


@dataclass(slots=True)
class Findings:
    """Of all turns at one rate; seconds.

    Attributes:
        errors: the latency that the recording shows, less the time that the server kept the ACK.
        lateness: how long after it was due a heartbeat went out.
        reached: dispatches a second.
    """

    errors: list[float] = field(default_factory=list)
    lateness: list[float] = field(default_factory=list)
    reached: float = 0.0


def main(options: Options) -> None:
    """Watch at each rate in turns, and write the table."""
    seconds = options.choose(10, 4)
    found = {rate: Findings() for rate in RATES}
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        servers = {rate: stack.enter_context(serving(_service(rate, seconds))) for rate in RATES}
        for _ in range(options.repeats):
            for rate, server in servers.items():
                _watch(server, Path(folder) / "session.jsonl", found[rate])
    lines = [
        f"{seconds} s each, {turns(options)} Milliseconds.",
        "",
        "| dispatches a second, as reached | beats "
        "| latency, reported less true: median | least | most | lateness: median | most |",
        "|---|---|---|---|---|---|---|",
    ]
    for each in found.values():
        late = sorted(each.lateness)
        figures = [median(each.errors), min(each.errors), max(each.errors)]
        figures += [median(late), late[-1]]
        cells = " | ".join(f"{figure * 1000:.1f}" for figure in figures)
        lines.append(f"| {each.reached:,.0f} | {len(late)} | {cells} |")
    put(options, "honesty", lines)


def _service(rate: int, seconds: int) -> Service:
    return Service(
        frames=rate * seconds,
        rate=rate,
        hold=0.0 if rate else seconds,
        interval=INTERVAL,
        ack_delay=ACK_DELAY,
        block=max(1, round(rate * _TICK)),
    )


def _watch(server: Server, path: Path, found: Findings) -> None:
    """Run `scurry connect --record` once, in a terminal, and read its recording."""
    command = (*SCURRY, "connect", "--url", server.url, "--record", str(path))
    run(command, screen=True, statuses=(4,))
    visit = server.visit()
    with open_recording(path) as recording:
        heart = [record for record in recording if record.op in (1, 11) or record.detail]
    path.unlink()
    found.errors += _errors(heart, visit)
    found.lateness += _lateness(heart)
    found.reached = server.service.frames / visit.sent


def _errors(heart: Sequence[Record], visit: Visit) -> Iterator[float]:
    sent = [record.at for record in heart if record.kind == "sent" and record.op == 1]
    answered = [record.at for record in heart if record.kind == "recv" and record.op == 11]
    for beat, ack, kept in zip(sent, answered, visit.beats, strict=False):
        yield (ack - beat) - (kept[1] - kept[0])


def _lateness(heart: Sequence[Record]) -> Iterator[float]:
    """Each beat is due an interval after the one before."""
    due = 0.0
    for record in heart:
        if "first_beat" in record.detail:
            due = record.at + record.detail["first_beat"]
        elif record.kind == "sent" and record.op == 1:
            yield max(0.0, record.at - due)
            due += INTERVAL
