"""What `scurry serve` does: a gateway, its view or its lines, its report; never a client."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import orjson
from rich.text import Text

from scurrycli import __version__
from scurrycli.cli.output import Output
from scurrycli.cli.pointing import MADE_UP, lines_for
from scurrycli.cli.preparing import Prepared
from scurrycli.cli.screen import Screen, console
from scurrycli.cli.showing import say
from scurrycli.cli.stopping import Ending, Stopper, until_either
from scurrycli.cli.taping import Tape
from scurrycli.errors import ExitStatus
from scurrycli.server.clients import Client, News
from scurrycli.server.faults import dispatch_faults
from scurrycli.server.rules import Finding
from scurrycli.sinks.serving import ClientRow, NewsRow, Served, ServingView, WrongRow, news_line
from scurrycli.sinks.text import plain

_UNCUT = 5000


@asynccontextmanager
async def _running(prepared: Prepared, stopper: Stopper) -> AsyncIterator[None]:
    """The gateway is up and recorded, and the stopper knows when to stop.

    Raises:
        ScurryError: it cannot listen there, or OUT cannot be written (to its end).
    """
    wishes, gateway = prepared.wishes, prepared.gateway
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


async def quietly(prepared: Prepared) -> int:
    """Without a screen: where it is, then a line for all that happens; with `--json` one line.

    Returns:
        the exit status.

    Raises:
        ScurryError: it cannot listen there.
    """
    stopper = Stopper()
    wishes, gateway = prepared.wishes, prepared.gateway
    async with _running(prepared, stopper):
        with Output(lambda: stopper.stop(Ending.CLOSED)) as output:
            output.write(_where(prepared))
            if not wishes.json:
                gateway.register.on_news = lambda news: output.write(_line(news))
            await stopper.wait()
            gateway.register.on_news = lambda news: None
            if wishes.report:
                report = prepared.report()
                output.write(report.json() if wishes.json else _encoded(report.text()))
            await output.finish(stopper.is_interrupted)
            for each in _farewell(prepared).splitlines():
                say(each)
    return _status(prepared, stopper)


async def on_screen(prepared: Prepared) -> int:
    """The live view until it is left; then what stays: how to find it, and the report.

    Returns:
        the exit status.

    Raises:
        ScurryError: it cannot listen there.
    """
    stopper = Stopper()
    gateway, terminal = prepared.gateway, console()
    async with _running(prepared, stopper):
        # Where it scrolls they can be selected and pasted; the view may be too narrow for them.
        sys.stdout.write(_where(prepared).decode())
        sys.stdout.flush()
        view = ServingView(__version__, _pointing(prepared))
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
            screen.print(Text(_ending(prepared)))
    return _status(prepared, stopper)


def _status(prepared: Prepared, stopper: Stopper) -> int:
    wishes = prepared.wishes
    if wishes.report and not prepared.report().is_passed:
        return ExitStatus.FAILED
    return stopper.status(has_end=wishes.duration is not None)


def _pointing(prepared: Prepared) -> dict[str, str]:
    gateway = prepared.gateway
    token = MADE_UP if prepared.wishes.token is None else "the token of --token"
    return lines_for(gateway.url, gateway.api_url, token)


def _where(prepared: Prepared) -> bytes:
    gateway, facts = prepared.gateway, prepared.facts
    if prepared.wishes.json:
        addresses = {"gateway": gateway.url + "/", "api": gateway.api_url}
        return orjson.dumps(addresses) + b"\n"
    lines = [f"gateway {gateway.url}/", f"api     {gateway.api_url}", "serves  " + ", ".join(facts)]
    for library, words in _pointing(prepared).items():
        lines += ["", f"{library}:", *(f"    {each}" for each in words.splitlines())]
    return "\n".join([*lines, "", ""]).encode(errors="replace")


def _line(news: News) -> bytes:
    row = NewsRow(time.time(), news.client, news.kind.value, news.text)
    return news_line(row, _UNCUT).plain.strip().encode(errors="replace") + b"\n"


def _encoded(text: str) -> bytes:
    return text.encode(errors="replace") + b"\n"


def _farewell(prepared: Prepared) -> str:
    register = prepared.gateway.register
    sent = sum(client.sent for client in register.clients)
    clients = len(register.clients)
    said = f"Served {clients} client{'s' * (clients != 1)}, {sent} dispatch{'es' * (sent != 1)}."
    return "\n".join([said, *_missed(prepared)])


def _missed(prepared: Prepared) -> list[str]:
    """Faults whose place no session reached."""
    longest = max((each.sent for each in prepared.gateway.register.clients), default=0)
    faults = dispatch_faults(prepared.faults)
    late = [fault for fault in faults if fault.at is not None and fault.at > longest > 0]
    dispatches = f"{longest} dispatch{'es' * (longest != 1)}"
    return [f"{fault} did not come: the session had {dispatches}." for fault in late]


def _ending(prepared: Prepared) -> str:
    register = prepared.gateway.register
    said = _farewell(prepared)
    if not prepared.wishes.report:
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
