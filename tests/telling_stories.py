"""Small sessions as a person meets them: the command, its screen, its last words; never a clock.

A story runs the real command in this process against a scripted gateway. The screen is the live
view's, drawn from what the command recorded; times, ports and chance are replaced by fixed words.
"""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec import structs

from making_gateways import Answer, Peer, Script, scripted
from making_processes import Called, serving
from making_records import EPOCH
from making_screens import printed
from scurrycli.recording import open_recording
from scurrycli.records import Kind, Record
from scurrycli.sinks.metrics import Metrics
from scurrycli.sinks.names import Names
from scurrycli.sinks.view import LiveView

SHOWN = Path(__file__).parent / "stories" / "shown"
HOUR = 3_600_000
"""Milliseconds between heartbeats: none goes out by chance while a story is told."""
FILE = "session.jsonl"
_LINES = 24
_FIXED = (
    (r"\b\d\d:\d\d:\d\d\.\d{3}\b", "HH:MM:SS.mmm"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:PORT"),
    (r"session-[0-9a-f]{12}", "session-PSEUDONYM"),
    (r"(waiting|identifying) \d\S*s\b", r"\1 Ns"),
    (r"IDENTIFY in \d\S* s\b", "IDENTIFY in N s"),
    (r"At \d+\.\d s\b", "At T s"),
    (r"\d[\d.]*(ms|s) at most", "N at most"),
    (r"No ACK for \d+s", "No ACK for Ns"),
    (r"(_ms|_per_s)=\d[\d.]*", r"\1=N"),
    (r"from \S+ on the wire \(\d+\.\dx\)", "from N on the wire (N.Nx)"),
)
_FIXED_IN_FIGURES = (
    (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", "DATE UTC"),
    (r" +\d[\d.,]*/s", " N/s"),
    (r"on the wire \S+ \(\d+\.\dx\)", "on the wire N (N.Nx)"),  # a port compresses as it likes
    (r" +\S+ +\d+\.\dx", " N N.Nx"),
)

Moment = Callable[[Record], bool]


def decided(record: Record) -> bool:
    """Whether the engine says what follows something that went wrong."""
    state = record.detail.get("state")
    return record.kind == Kind.STATE and ("rule" in record.detail or state == "stopped")


@dataclass(frozen=True)
class Told:
    """What a person saw.

    Attributes:
        screen: 24 lines of 80 cells, at the story's moment; empty where there is none.
        out, err: what the command wrote.
        status: how it ended.
    """

    args: Sequence[str]
    screen: str
    out: str
    err: str
    status: int

    def page(self, title: str) -> str:
        """All of it, for people, with fixed words for what differs from run to run."""
        parts = [f"# {title}", f"$ scurry {' '.join(self.args)}"]
        parts += ["", f"--- the screen {'-' * 65}", self.screen] if self.screen else []
        parts += ["", f"--- stdout {'-' * 69}", self.out] if self.out else []
        parts += ["", f"--- stderr {'-' * 69}", self.err] if self.err else []
        return "\n".join([*(part.rstrip("\n") for part in parts), "", f"exit status {self.status}"])


def words(text: str) -> str:
    """The text with one blank wherever there are any: a screen breaks lines."""
    return " ".join(text.split())


def fixed(text: str) -> str:
    """With fixed words for times and ports."""
    for pattern, word in _FIXED:
        text = re.sub(pattern, word, text)
    return text


def tell(
    called: Called,
    command: str,
    *scripts: Script,
    answers: Sequence[Answer] = (),
    options: Sequence[str] = (),
    moment: Moment | None = decided,
) -> Told:
    """Run a command that connects, with a recording where a screen is wanted.

    Args:
        command: `connect`, `tail` or `preflight`.
        scripts: what the gateway does on each connection.
        answers: what the REST API answers; without any the gateway is named by `--url`.
        options: besides these.
        moment: the record after which the screen is drawn, the first such; None for no screen.
    """
    with serving(lambda: scripted(*scripts, answers=answers)) as gateway:
        place = ("--api-url", gateway.api_url) if answers else ("--url", f"{gateway.url}/")
        kept = ("--record", FILE, "--force") if moment else ()
        args = (command, *place, *options, *kept)
        status, out, err = called(*args)
    screen = drawn(Path(FILE), moment) if moment else ""
    shown_args = [fixed(word) for word in args]
    return Told(shown_args, fixed(screen), fixed(out), fixed(err), status)


def read(called: Called, *args: str) -> Told:
    """Run a command that reads a file."""
    status, out, err = called(*args)
    for pattern, word in _FIXED_IN_FIGURES:
        out = re.sub(pattern, word, out)
    return Told(args, "", fixed(out), fixed(err), status)


def drawn(path: Path, moment: Moment) -> str:
    """The screen at that moment of a recording, a tenth of a second after each record."""
    with open_recording(path) as recording:
        header, records = recording.header, [_timed(record) for record in recording]
    metrics = Metrics(url=header.url, shard=header.shard, intents=header.intents)
    names = Names()
    view = LiveView(metrics, names, version="X", recording=FILE)
    for record in records:
        for taker in (metrics, names, view):
            taker.add(record)
        if moment(record):
            return printed(view.render(record.at + 0.1, 80, _LINES), 80, _LINES)
    raise AssertionError([record.detail for record in records if record.kind == Kind.STATE])


def _timed(record: Record) -> Record:
    """The record a tenth of a second after the one before, without chance in its waits."""
    at = round(record.n / 10, 1)
    chance = {"wait": 5.0, "first_beat": 20.0}
    detail = {key: chance.get(key, value) for key, value in record.detail.items()}
    return structs.replace(record, at=at, ts=EPOCH + at, detail=detail)


# What a gateway does


async def begins(peer: Peer, *, session_id: str = "session-1") -> None:
    """From HELLO to READY, and a message."""
    await peer.identified(HOUR, session_id=session_id)
    author = {"id": "80351110224678912", "username": "ada"}
    await peer.event(2, "MESSAGE_CREATE", author=author, content="has anyone seen the gateway?")


async def goes_on(peer: Peer) -> None:
    """From HELLO to RESUMED, with nothing in between."""
    await peer.hello(HOUR)
    await peer.expect(6)
    await peer.send(0, {}, 3, "RESUMED")


async def is_left(peer: Peer) -> None:
    """HELLO; once it is taken, which an answer to opcode 1 proves, somebody presses Ctrl-C."""
    await peer.hello(HOUR)
    await peer.send(1)
    while not peer.beats:
        await peer.take_any()
    os.kill(os.getpid(), signal.SIGINT)


def closes(code: int) -> Script:
    """A session that the server closes with this code."""

    async def script(peer: Peer) -> None:
        await begins(peer)
        await peer.close(code)

    return script
