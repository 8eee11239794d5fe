"""What `scurry tail` does with a connection: its records become lines; never a screen."""

from __future__ import annotations

from scurrycli.cli.live import open_session
from scurrycli.cli.output import Output
from scurrycli.cli.parameters import FilterOptions, SourceOptions
from scurrycli.cli.showing import Printer, say, tells_of_state
from scurrycli.cli.stopping import Ending, Stopper
from scurrycli.filters import Filter
from scurrycli.records import FRAMES, Kind, Record, State
from scurrycli.sinks.lines import Format, state_line
from scurrycli.wire.choice import least_intents, split_names
from scurrycli.wire.intents import PRIVILEGED, intent_names, parse_intents

_TOLD = frozenset({State.WAITING, State.RESUMING})


def choose_intents(source: SourceOptions, shown: FilterOptions) -> int:
    """As given, or the least that bring the events asked for, said on stderr.

    Raises:
        UsageError: an intent that scurry does not know.
    """
    names = split_names(shown.event or ())
    if not names and shown.where and shown.where.events:
        names = sorted(shown.where.events)
    if source.intents is not None:
        return int(parse_intents(source.intents))
    intents = int(least_intents(names))
    privileged = intent_names(intents & PRIVILEGED)
    asked = ", ".join(intent_names(intents)) or "none"
    which = "the least intents that bring these events" if names else "all unprivileged intents"
    say(f"asking for {which}: {asked} ({intents})")
    if privileged:
        say(f"{', '.join(privileged)} must be enabled in the Developer Portal (page Bot)")
    return intents


async def print_live(source: SourceOptions, intents: int, passes: Filter, form: Format) -> Stopper:
    """Lines from a connection, until it is stopped; its troubles on stderr."""
    stopper = Stopper()
    async with open_session(source, intents, passes, stopper) as session:
        stopper.on_signals()
        with Output(lambda: stopper.stop(Ending.CLOSED)) as output:
            printer = Printer(output, form)

            def take(record: Record, is_shown: bool) -> None:
                printer.add(record, is_shown)
                if record.kind not in FRAMES and _is_trouble(record):
                    say(state_line(record))

            await session.run(take)
            await output.finish(stopper.is_interrupted)
    return stopper


def _is_trouble(record: Record) -> bool:
    if record.kind == Kind.STATE:
        return record.detail.get("state") in _TOLD
    return record.kind in (Kind.ERROR, Kind.MARK) and tells_of_state(record)
