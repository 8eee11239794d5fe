"""What `scurry why` does: it gathers evidence from a file or a connection; never judges it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orjson
import typer

from scurrycli.cli.live import LiveSession, open_session, parse_shard
from scurrycli.cli.parameters import FilterOptions, SourceOptions
from scurrycli.cli.preflighting import PATIENCE, put_lines
from scurrycli.cli.progress import watched
from scurrycli.cli.reading import check_for_file
from scurrycli.cli.showing import say
from scurrycli.cli.stopping import Stopper
from scurrycli.errors import Refused, ScurryError, UsageError
from scurrycli.explain.checks import Check
from scurrycli.explain.event_texts import NOT_FOR_BOTS
from scurrycli.explain.evidence import Evidence
from scurrycli.explain.why import explain_absence
from scurrycli.filters import Filter
from scurrycli.gateway.discovery import DiscoveryFailed, fetch_application
from scurrycli.models import Application
from scurrycli.recording.reader import Recording
from scurrycli.records import Record
from scurrycli.wire.choice import unknown_event
from scurrycli.wire.events import DISPATCH_EVENTS
from scurrycli.wire.intents import parse_intents

LOOKING = 15.0
"""Seconds of a live connection, unless --duration is given."""


def the_event(typed: str) -> str:
    """The name of one event.

    Raises:
        UsageError: it is none.
    """
    name = typed.strip().upper()
    if name not in DISPATCH_EVENTS and name not in NOT_FOR_BOTS:
        raise UsageError(unknown_event([name]) or "why takes one event; a glob names several.")
    return name


def the_guild(shown: FilterOptions) -> int | None:
    """The guild whose events are missed.

    Raises:
        UsageError: more than one, or no id.
    """
    if not shown.guild:
        return None
    if len(shown.guild) > 1:
        raise UsageError("why looks at one guild; give --guild once.")
    digits = shown.guild[0].strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 20):  # noqa: PLR2004
        raise UsageError(f"--guild takes an ID, which is all digits; {digits!r} is none.")
    return int(digits)


def ask_file(
    file: str, source: SourceOptions, event: str, guild: int | None, passes: Filter
) -> tuple[Evidence, list[Check]]:
    """The evidence in a recording, and what follows from it.

    Raises:
        RecordingError: it cannot be read at all; of what is damaged, a line says so.
    """
    check_for_file(source, file, follow=False)
    name = "Standard input" if file == "-" else file
    with (
        watched(file, f"Reading {Path(file).name}") as opened,
        Recording(opened, name) as recording,
    ):
        evidence = Evidence(event, guild, recording.header.intents, recording.header.shard)
        for record in recording:
            evidence.add(record, shown=passes(record))
    if recording.damage:
        say(recording.damage)
    return evidence, explain_absence(evidence)


async def ask_live(
    source: SourceOptions, event: str, guild: int | None, passes: Filter
) -> tuple[Evidence, list[Check]]:
    """The evidence of a connection that is opened for it, and what follows.

    Raises:
        ScurryError: as `tail` does; but that the Gateway closes for good is evidence.
    """
    if source.duration is None:
        source = replace(source, duration=LOOKING)
    intents = int(parse_intents(source.intents or ("all" if source.demo else "default")))
    evidence = Evidence(event, guild, intents, parse_shard(source.shard))
    stopper = Stopper()

    def take(record: Record, is_shown: bool) -> None:
        evidence.add(record, shown=is_shown)

    async with open_session(source, intents, passes, stopper) as session:
        stopper.on_signals()
        application = await _application(session)
        say(f"looking for {source.duration:g} s at most; Ctrl-C ends it earlier")
        try:
            await session.run(take)
        except Refused:
            raise
        except ScurryError as ended:  # evidence, too
            say(str(ended))
    return evidence, explain_absence(evidence, application)


async def _application(session: LiveSession) -> Application | None:
    """What the REST API tells of the application; None where it does not: then less is known."""
    place = session.place
    if place.api_url is None:
        return None
    try:
        return await fetch_application(place.api_url, place.token, PATIENCE)
    except DiscoveryFailed as error:
        say(f"whether intents are enabled is not known: {error}")
        return None


def put(event: str, evidence: Evidence, checks: list[Check], *, json: bool) -> None:
    """Write the checks to stdout."""
    if json:
        found = [check.to_dict() for check in checks]
        made = {"event": event, "came": evidence.of_guild, "checks": found}
        typer.echo(orjson.dumps(made).decode())
    else:
        put_lines(checks)
