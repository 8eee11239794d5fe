"""What `scurry serve` does: a gateway, its view or its lines, its report; never a client."""

from __future__ import annotations

import asyncio
import math
import secrets
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from rich.text import Text

from scurrycli import __version__
from scurrycli.cli.output import Output
from scurrycli.cli.pointing import MADE_UP, lines_for
from scurrycli.cli.reporting import Report, parse_rule
from scurrycli.cli.screen import Screen, console
from scurrycli.cli.showing import say
from scurrycli.cli.stopping import Ending, Stopper, until_either
from scurrycli.cli.taping import Tape
from scurrycli.errors import ExitStatus, UsageError
from scurrycli.recording import open_recording
from scurrycli.server.clients import Client, News
from scurrycli.server.demo import SAMPLE
from scurrycli.server.faults import SHAPES, FaultKind, dispatch_faults, parse_fault
from scurrycli.server.gateway import EmbeddedGateway
from scurrycli.server.rules import Finding
from scurrycli.server.timeline import Timeline, timeline_of
from scurrycli.sinks.serving import ClientRow, NewsRow, Served, ServingView, WrongRow, news_line
from scurrycli.sinks.text import plain
from scurrycli.wire.addresses import is_loopback

_UNCUT = 5000
_MOST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options of `scurry serve`, as they were typed."""

    file: str | None
    demo: bool
    host: str
    port: int
    token: str | None = field(repr=False)
    speed: float
    loop: bool
    heartbeat_interval: int | None
    as_recorded: bool
    faults: tuple[str, ...]
    chaos: bool
    seed: int | None
    strict: bool
    disallowed: int
    report: bool
    allowed: tuple[str, ...]
    record: Path | None
    force: bool
    duration: float | None
    json: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A gateway that was not entered yet, with what is said of it."""

    gateway: EmbeddedGateway
    facts: tuple[str, ...]
    allowed: frozenset[str]

    def report(self) -> Report:
        """What was found until now."""
        register = self.gateway.register
        clients = len(register.clients)
        return Report(clients, register.findings, register.left_out, self.allowed)


def list_faults() -> None:
    """The faults with their usage, to stdout."""
    for kind, shape in SHAPES.items():
        sys.stdout.write(f"{shape.usage(kind):<28} {shape.says}\n")
    sys.stdout.write(
        "\nN counts the dispatches of a session, READY being 1: the fault comes after the N-th.\n"
    )


def gateway_for(wishes: Wishes) -> Prepared:
    """The gateway that the options ask for. To be used outside of a loop.

    Raises:
        UsageError: something does not fit.
        RecordingError: the file cannot be read.
    """
    if wishes.demo == (wishes.file is not None):
        raise UsageError("Give a recording, or --demo for the sample session; one of the two.")
    if not 0 <= wishes.port <= _MOST_PORT:
        raise UsageError(f"--port takes a number from 0 to {_MOST_PORT}; {wishes.port} is not one.")
    faults = [parse_fault(text) for text in wishes.faults]
    allowed = frozenset(map(parse_rule, wishes.allowed))
    file = str(SAMPLE) if wishes.demo else str(wishes.file)
    timeline = _timeline(file, as_recorded=wishes.as_recorded)
    name = "the sample session" if wishes.demo else _named(file)
    seed = secrets.randbelow(1_000_000) if wishes.seed is None else wishes.seed
    if not is_loopback(wishes.host):
        say(f"whoever reaches {wishes.host} can connect; 127.0.0.1 is for this machine only.")
    gateway = EmbeddedGateway(
        timeline,
        token=wishes.token,
        loop=wishes.loop,
        speed=wishes.speed,
        host=wishes.host,
        port=wishes.port,
        heartbeat_interval=wishes.heartbeat_interval,
        strict=wishes.strict,
        disallowed=wishes.disallowed,
        faults=faults,
        chaos=wishes.chaos,
        seed=seed,
    )
    if wishes.seed is not None and not _uses_chance(wishes):
        say("--seed does nothing here: only --chaos and --fault jitter=MS use chance.")
    return Prepared(gateway, _facts(wishes, name, seed), allowed)


def _timeline(file: str, *, as_recorded: bool) -> Timeline:
    with open_recording(file) as recording:
        timeline = timeline_of(recording)
        if recording.damage:
            say(f"{recording.damage} What is before is served.")
    if not timeline.ready and not (as_recorded and timeline.close_after):
        hint = " With --as-recorded its refusal is served." if timeline.close_after else ""
        raise UsageError(f"There is no READY in {file}, so there is no session to serve.{hint}")
    return timeline if as_recorded else timeline.without_faults()


def _named(file: str) -> str:
    return "standard input" if file == "-" else Path(file).name


def _uses_chance(wishes: Wishes) -> bool:
    kinds = {parse_fault(text).kind for text in wishes.faults}
    return wishes.chaos or FaultKind.JITTER in kinds


def _facts(wishes: Wishes, name: str, seed: int) -> tuple[str, ...]:
    speed = "at once" if math.isinf(wishes.speed) else f"{wishes.speed:g}x"
    facts = [name, speed, "strict" if wishes.strict else "lenient"]
    facts += ["as recorded"] * wishes.as_recorded
    facts += [str(parse_fault(text)) for text in wishes.faults]
    if _uses_chance(wishes):
        facts.append(f"{'chaos, ' if wishes.chaos else ''}seed {seed}")
    return tuple(facts)


@asynccontextmanager
async def _running(
    wishes: Wishes, gateway: EmbeddedGateway, stopper: Stopper
) -> AsyncIterator[None]:
    """The gateway is up and recorded, and the stopper knows when to stop.

    Raises:
        ScurryError: it cannot listen there, or OUT cannot be written (to its end).
    """
    stopper.on_signals()
    if wishes.duration is not None:
        loop = asyncio.get_running_loop()
        loop.call_later(wishes.duration, stopper.stop, Ending.FINISHED)
    tape = None
    try:
        async with gateway:
            if wishes.record is not None:
                tape = Tape(wishes.record, gateway.url + "/", wishes.token, force=wishes.force)
                gateway.tap = tape
            yield
    finally:
        if tape is not None:
            tape.end(stopper.ending.value if stopper.ending else "it failed")


async def quietly(wishes: Wishes, prepared: Prepared) -> int:
    """Without a screen: where it is, then a line for all that happens; with `--json` one line.

    Returns:
        the exit status.

    Raises:
        ScurryError: it cannot listen there.
    """
    stopper = Stopper()
    gateway = prepared.gateway
    async with _running(wishes, gateway, stopper):
        with Output(lambda: stopper.stop(Ending.CLOSED)) as output:
            output.write(_where(wishes, prepared))
            if not wishes.json:
                gateway.register.on_news = lambda news: output.write(_line(news))
            await stopper.wait()
            gateway.register.on_news = lambda news: None
            if wishes.report:
                report = prepared.report()
                output.write(report.json() if wishes.json else _encoded(report.text()))
            await output.finish(stopper.is_interrupted)
            for each in _farewell(wishes, prepared).splitlines():
                say(each)
    return _status(wishes, prepared, stopper)


async def on_screen(wishes: Wishes, prepared: Prepared) -> int:
    """The live view until it is left; then what stays: how to find it, and the report.

    Returns:
        the exit status.

    Raises:
        ScurryError: it cannot listen there.
    """
    stopper = Stopper()
    gateway, terminal = prepared.gateway, console()
    async with _running(wishes, gateway, stopper):
        # Where it scrolls they can be selected and pasted; the view may be too narrow for them.
        sys.stdout.write(_where(wishes, prepared).decode())
        sys.stdout.flush()
        view = ServingView(__version__, _pointing(wishes, gateway))
        screen = Screen(
            terminal,
            lambda width, height: view.render(_served(prepared), width, height),
            {
                "q": lambda: stopper.stop(Ending.LEFT),
                "p": view.toggle_pointing,
                "w": view.toggle_wrong,
            },
            on_gone=lambda: stopper.stop(Ending.CLOSED),
        )
        gateway.register.on_news = lambda news: screen.news()
        stopper.before_death = screen.leave
        drawing = asyncio.ensure_future(screen.run())
        try:
            await until_either(stopper.wait(), drawing)
        finally:
            drawing.cancel()
            await asyncio.wait({drawing})
            screen.print(Text(_ending(wishes, prepared)))
    return _status(wishes, prepared, stopper)


def _status(wishes: Wishes, prepared: Prepared, stopper: Stopper) -> int:
    if wishes.report and not prepared.report().is_passed:
        return ExitStatus.FAILED
    return stopper.status(has_end=wishes.duration is not None)


def _pointing(wishes: Wishes, gateway: EmbeddedGateway) -> dict[str, str]:
    token = MADE_UP if wishes.token is None else "the token of --token"
    return lines_for(gateway.url, gateway.api_url, token)


def _where(wishes: Wishes, prepared: Prepared) -> bytes:
    gateway, facts = prepared.gateway, prepared.facts
    if wishes.json:
        addresses = {"gateway": gateway.url + "/", "api": gateway.api_url}
        return orjson.dumps(addresses) + b"\n"
    lines = [f"gateway {gateway.url}/", f"api     {gateway.api_url}", "serves  " + ", ".join(facts)]
    for library, words in _pointing(wishes, gateway).items():
        lines += ["", f"{library}:", *(f"    {each}" for each in words.splitlines())]
    return "\n".join([*lines, "", ""]).encode(errors="replace")


def _line(news: News) -> bytes:
    row = NewsRow(time.time(), news.client, news.kind.value, news.text)
    return news_line(row, _UNCUT).plain.strip().encode(errors="replace") + b"\n"


def _encoded(text: str) -> bytes:
    return text.encode(errors="replace") + b"\n"


def _farewell(wishes: Wishes, prepared: Prepared) -> str:
    register = prepared.gateway.register
    sent = sum(client.sent for client in register.clients)
    clients = len(register.clients)
    said = f"Served {clients} client{'s' * (clients != 1)}, {sent} dispatch{'es' * (sent != 1)}."
    return "\n".join([said, *_missed(wishes, prepared)])


def _missed(wishes: Wishes, prepared: Prepared) -> list[str]:
    """Faults whose place no session reached."""
    longest = max((each.sent for each in prepared.gateway.register.clients), default=0)
    faults = dispatch_faults(parse_fault(text) for text in wishes.faults)
    late = [fault for fault in faults if fault.at is not None and fault.at > longest > 0]
    dispatches = f"{longest} dispatch{'es' * (longest != 1)}"
    return [f"{fault} did not come: the session had {dispatches}." for fault in late]


def _ending(wishes: Wishes, prepared: Prepared) -> str:
    register = prepared.gateway.register
    said = _farewell(wishes, prepared)
    if not wishes.report:
        wrong = len(register.findings) + register.left_out
        if not wrong:
            return said
        rows = [
            f"  {row.rule}, {row.times}x: {plain(row.evidence)}"
            for row in _wrong(register.findings)
        ]
        return "\n".join([f"{said} {wrong} findings; --report says more:", *rows])
    return f"{said}\n\n{prepared.report().text()}"


def _served(prepared: Prepared) -> Served:
    gateway = prepared.gateway
    register = gateway.register
    began = time.time() - gateway.now()
    now = asyncio.get_running_loop().time()
    return Served(
        gateway.url + "/",
        gateway.api_url,
        prepared.facts,
        [_client_row(client, now) for client in register.clients],
        [NewsRow(began + n.at, n.client, n.kind.value, n.text) for n in register.news],
        _wrong(register.findings),
    )


def _wrong(findings: Sequence[Finding]) -> list[WrongRow]:
    times = Counter(finding.breach.rule.name for finding in findings)
    first = {finding.breach.rule.name: finding.breach for finding in reversed(findings)}
    return [WrongRow(n, times[n], first[n].evidence, first[n].rule.page) for n in times]


def _client_row(client: Client, now: float) -> ClientRow:
    etf = "etf " if client.encoding == "etf" else ""
    return ClientRow(
        client.number,
        client.library,
        client.state,
        client.shard,
        etf + client.compress,
        client.sent,
        client.heartbeats,
        None if client.beat_at is None else now - client.beat_at,
        client.resumes,
        client.faults,
        client.breaches,
    )
