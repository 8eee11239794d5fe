"""Our client through a gateway's faults, and the recording that came of it; never a verdict."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from making_bots import READY, typing
from making_gateways import PATIENCE, TOKEN, Tape
from scurrycli.checks.examination import Examination
from scurrycli.errors import GatewayClosed
from scurrycli.gateway import GatewayClient
from scurrycli.recording import Header, RecordingWriter, open_recording
from scurrycli.records import Kind, Record
from scurrycli.server import Action, EmbeddedGateway, Step, Timeline
from scurrycli.server.clients import NewsKind
from scurrycli.server.faults import parse_fault
from scurrycli.wire.compression import Compress
from scurrycli.wire.encoding import Encoding
from scurrycli.wire.intents import ALL

EVENTS = 40
GUILD = Step(0, Action.DISPATCH, "GUILD_CREATE", orjson.dumps({"id": "5", "name": "g"}))
LAST = Step(0, Action.DISPATCH, "USER_UPDATE", b"{}")
TIMELINE = Timeline(READY, (GUILD, *typing(*[0.0] * EVENTS), LAST))
BEAT = 150
"""Milliseconds between heartbeats."""


@dataclass
class Ordeal:
    """What our client's recording says, and what the gateway saw.

    Attributes:
        records: as they were read back from the file.
        flaws: the rules that `scurry check` finds broken in the file.
        news: what the gateway says of its faults.
        wrong: the rules that it found broken.
        identified: IDENTIFYs that it took.
        error: what the client ended with.
    """

    records: list[Record] = field(default_factory=list)
    flaws: list[str] = field(default_factory=list)
    news: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    identified: int = 0
    error: Exception | None = None

    def of(self, kind: Kind) -> list[Record]:
        return [record for record in self.records if record.kind == kind]

    @property
    def dispatches(self) -> list[Record]:
        return [record for record in self.records if record.is_dispatch]

    @property
    def numbers(self) -> list[int | None]:
        return [record.s for record in self.dispatches]

    @property
    def typed(self) -> list[int]:
        return [record.d["n"] for record in self.dispatches if record.t == "TYPING_START"]

    @property
    def reasons(self) -> list[tuple[Any, str]]:
        """By which rule a connection was left, and why in words, each time."""
        details = [record.detail for record in self.of(Kind.STATE)]
        return [(detail["rule"], detail["why"]) for detail in details if "rule" in detail]

    @property
    def rules(self) -> list[Any]:
        return [rule for rule, _ in self.reasons]

    @property
    def whole(self) -> bool:
        """Whether every event came once and in order."""
        return self.typed == list(range(EVENTS)) and self.numbers == list(
            range(1, len(self.numbers) + 1)
        )


async def endure(
    *faults: str,
    sessions: int = 1,
    beat: int = BEAT,
    beats: int = 0,
    compress: Compress = Compress.NONE,
    encoding: Encoding = Encoding.JSON,
    **options: Any,
) -> Ordeal:
    """Until the last event of the last session, and so many ACKs, were recorded.

    Args:
        faults: as they are typed.
        sessions: how many are played to their end.
        beat: milliseconds between heartbeats.
        beats: ACKs that are waited for.
        compress, encoding: what the client asks for.
        options: more of `EmbeddedGateway`.
    """
    made, tape = Ordeal(), Tape()
    parsed = [parse_fault(fault) for fault in faults]
    options |= {"token": TOKEN, "faults": parsed, "heartbeat_interval": beat}
    async with EmbeddedGateway(TIMELINE, speed=float("inf"), **options) as gateway:
        client = GatewayClient(
            sink=tape,
            api_url=gateway.api_url,
            chance=lambda: 0.5,
            compress=compress,
            encoding=encoding,
        )

        def is_over(_record: Record) -> bool:
            ended = sum(record.t == "USER_UPDATE" for record in tape.records)
            return ended >= sessions and len(tape.of(Kind.RECV, 11)) >= beats

        made.error = await _until(client, _patiently(tape, is_over))
        made.news = [news.text for news in gateway.register.news if news.kind is NewsKind.FAULT]
        names = [finding.breach.rule.name for finding in gateway.register.findings]
        made.wrong = [name for name in names if name != "user-agent"]
        made.identified = gateway.identified
    with TemporaryDirectory() as folder:
        _read_back(made, _written(tape, Path(folder) / "session.jsonl"))
    return made


async def _until(client: GatewayClient, over: Any) -> GatewayClosed | None:
    task, end = asyncio.ensure_future(client.start(TOKEN, int(ALL))), asyncio.ensure_future(over)
    await asyncio.wait({task, end}, return_when=asyncio.FIRST_COMPLETED)
    await client.close_ws()
    end.cancel()
    try:
        await asyncio.wait_for(task, PATIENCE)
    except GatewayClosed as error:
        return error
    return None


async def _patiently(tape: Tape, is_over: Callable[[Record], bool]) -> None:
    """Twice as long as a test's patience: that of a client for HELLO is as long."""
    try:
        await tape.until(is_over)
    except TimeoutError:
        await tape.until(is_over)


def _written(tape: Tape, path: Path) -> Path:
    header = Header(
        started=tape.records[0].ts,
        client="a test",
        url="ws://127.0.0.1/",
        api_version=10,
        encoding="json",
        compress="none",
        intents=int(ALL),
        shard=(0, 1),
        redact="secrets",
    )
    writer = RecordingWriter(path, header)
    for record in tape.records:
        writer.write(record)
    writer.close()
    return path


def _read_back(made: Ordeal, path: Path) -> None:
    with open_recording(str(path)) as recording:
        made.records = list(recording)
    with path.open("rb") as file:
        made.flaws = [flaw.rule for flaw in Examination(file, path.name)]
