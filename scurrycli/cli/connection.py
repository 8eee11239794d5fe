"""What `scurry connect` shows, on a screen or in lines; never where it comes from."""

from __future__ import annotations

import asyncio

from rich.text import Text

from scurrycli import __version__
from scurrycli.cli.live import LiveSession, open_session
from scurrycli.cli.output import Output
from scurrycli.cli.parameters import SourceOptions
from scurrycli.cli.screen import Screen, console
from scurrycli.cli.showing import tells_of_state
from scurrycli.cli.stopping import Ending, Stopper, until_either
from scurrycli.filters import Filter
from scurrycli.reader.desk import Desk
from scurrycli.records import Record
from scurrycli.sinks.health_lines import health_lines, type_lines
from scurrycli.sinks.lines import interval_line, state_line
from scurrycli.sinks.metrics import Metrics
from scurrycli.sinks.names import Names
from scurrycli.sinks.view import LiveView
from scurrycli.wire.addresses import host_of, is_loopback


async def on_screen(source: SourceOptions, intents: int, passes: Filter) -> Stopper:
    """The live view until it is left; then the summary, which stays."""
    stopper = Stopper()
    terminal = console()
    async with open_session(source, intents, passes, stopper, hold_log=True) as session:
        stopper.on_signals()
        shown = _Shown(session, _metrics(session, source))
        screen = Screen(
            terminal,
            lambda width, height: shown.view.render(session.now(), width, height),
            {
                "q": lambda: stopper.stop(Ending.LEFT),
                "space": shown.view.toggle_freeze,
                "?": shown.view.toggle_help,
                "esc": shown.view.leave_help,
                "s": session.recording.save,
            },
            on_gone=lambda: stopper.stop(Ending.CLOSED),
            desk=Desk(
                lambda: shown.view,
                session.now,
                mark=session.mark,
                keys={"s": session.recording.save},
            ),
        )
        stopper.before_death = screen.leave

        def take(record: Record, is_shown: bool) -> None:
            shown.take(record, is_shown)
            screen.news()

        drawing = asyncio.ensure_future(screen.run())
        try:
            await until_either(session.run(take), drawing)
        finally:
            drawing.cancel()
            await asyncio.wait({drawing})
            screen.print(shown.view.summary(session.now(), terminal.width))
            for line in health_lines(shown.metrics, session.now()):
                screen.print(Text(f" {line}"))
    return stopper


def _metrics(session: LiveSession, source: SourceOptions) -> Metrics:
    """Before the first record. A gateway on this machine plays old IDs, and pseudonyms tell no
    time."""
    return Metrics(
        url=session.url,
        shard=session.shard,
        intents=session.intents,
        tells_time=source.redact == "secrets" and not is_loopback(host_of(session.url)),
    )


class _Shown:
    """The view and what feeds it."""

    def __init__(self, session: LiveSession, metrics: Metrics) -> None:
        self.metrics = metrics
        self.names = Names()
        self.view = LiveView(
            self.metrics,
            self.names,
            version=__version__,
            recording=session.recording.name,
            saves=session.recording.can_save,
        )

    def take(self, record: Record, is_shown: bool) -> None:
        self.metrics.add(record)
        self.names.add(record)
        if is_shown or not record.is_dispatch:
            self.view.add(record)


async def in_lines(source: SourceOptions, intents: int, passes: Filter, interval: float) -> Stopper:
    """State changes as they come, and the figures every `interval` seconds."""
    stopper = Stopper()
    async with open_session(source, intents, passes, stopper) as session:
        stopper.on_signals()
        metrics = _metrics(session, source)
        with Output(lambda: stopper.stop(Ending.CLOSED)) as output:

            def put(line: str) -> None:
                output.write(line.encode(errors="replace") + b"\n")

            def take(record: Record, _is_shown: bool) -> None:
                metrics.add(record)
                if tells_of_state(record):
                    put(state_line(record))

            async def figures() -> None:
                while True:
                    await asyncio.sleep(interval)
                    put(interval_line(metrics, session.now()))

            ticking = asyncio.ensure_future(figures())
            try:
                await until_either(session.run(take), ticking)
            finally:
                ticking.cancel()
                for line in (*type_lines(metrics.flow), *health_lines(metrics, session.now())):
                    put(line)
                put(interval_line(metrics, session.now()))
            await output.finish(stopper.is_interrupted)
    return stopper
