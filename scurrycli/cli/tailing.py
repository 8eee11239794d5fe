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
from scurrycli.wire.choice import event_pattern, least_intents, split_names
from scurrycli.wire.intents import PRIVILEGED, Intent, intent_names, parse_intents

_TOLD = frozenset({State.WAITING, State.RESUMING})
_MESSAGES = Intent.GUILD_MESSAGES | Intent.DIRECT_MESSAGES
_WITH_CONTENT = ("MESSAGE_CREATE", "MESSAGE_UPDATE")


def choose_intents(source: SourceOptions, shown: FilterOptions) -> int:
    """As given, or the least that bring the events asked for.

    Raises:
        UsageError: an intent that scurry does not know.
    """
    if source.intents is not None:
        return int(parse_intents(source.intents))
    return int(least_intents(_asked_for(shown)))


def _asked_for(shown: FilterOptions) -> list[str]:
    """The events that the options name, in `--event` or else in `--where`."""
    names = split_names(shown.event or ())
    return names or sorted((shown.where and shown.where.events) or ())


def tell_of_intents(source: SourceOptions, shown: FilterOptions, intents: int) -> None:
    """Say on stderr which were chosen, and what will be missing with them."""
    names = _asked_for(shown)
    if source.intents is None:
        privileged = intent_names(intents & PRIVILEGED)
        asked = ", ".join(intent_names(intents)) or "none"
        which = "the least intents that bring these events" if names else "all unprivileged intents"
        say(f"asking for {which}: {asked} ({intents})")
        if privileged:
            say(f"{', '.join(privileged)} must be enabled in the Developer Portal (page Bot)")
    lacks_content = intents & _MESSAGES and not intents & Intent.MESSAGE_CONTENT
    if lacks_content and not source.demo and (shown.grep or _bring_content(names)):
        say(
            "without MESSAGE_CONTENT most messages come without their content, and --grep finds "
            "nothing in it. Enable it in the Developer Portal (page Bot) and give "
            f"--intents {int(intents | Intent.MESSAGE_CONTENT)}"
        )


def _bring_content(names: list[str]) -> bool:
    pattern = event_pattern(names)
    return bool(names) and any(pattern.match(event) for event in _WITH_CONTENT)


async def print_live(
    source: SourceOptions, shown: FilterOptions, intents: int, passes: Filter, form: Format
) -> Stopper:
    """Lines from a connection, until it is stopped; its troubles on stderr."""
    stopper = Stopper()
    async with open_session(source, intents, passes, stopper) as session:
        tell_of_intents(source, shown, intents)
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
