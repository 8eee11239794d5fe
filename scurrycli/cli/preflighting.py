"""What `scurry preflight` does: it asks the REST API twice, and judges; never a connection."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import orjson
import typer

from scurrycli.cli.explaining import folded, text_width
from scurrycli.cli.live import find_place, parse_shard
from scurrycli.cli.parameters import AccessOptions
from scurrycli.errors import Refused, UsageError
from scurrycli.explain.checks import Check, Verdict, judge, refused
from scurrycli.gateway.discovery import DiscoveryFailed, fetch_application, fetch_gateway
from scurrycli.models import Application
from scurrycli.recording import Redactor
from scurrycli.wire.choice import least_intents, split_names, unknown_event
from scurrycli.wire.intents import parse_intents

PATIENCE = 15.0
"""Seconds for each answer."""
_DEMO_INTENTS = "all"


def chosen_intents(access: AccessOptions, events: Sequence[str]) -> int:
    """The bits to check: as given, or the least that bring the events, or what `connect` takes.

    Raises:
        UsageError: both are given; a name that is not known.
    """
    names = split_names(events)
    if not names:
        return int(parse_intents(access.intents or (_DEMO_INTENTS if access.demo else "default")))
    if access.intents is not None:
        raise UsageError("--event and --intents both say which intents to check; give one of them.")
    unknown = unknown_event(names)
    if unknown:
        raise UsageError(unknown)
    return int(least_intents(names))


async def look_ahead(access: AccessOptions, intents: int) -> list[Check]:
    """Ask the REST API, and judge.

    Raises:
        Refused: there is no token, or none that could be one.
        UsageError: `--url`, which asks no API; a shard that is none.
    """
    if access.url is not None:
        raise UsageError("--url asks no REST API, and preflight does nothing else; use --api-url.")
    shard = parse_shard(access.shard)
    async with find_place(access) as place:
        api_url = place.api_url or ""
        try:
            gateway = await fetch_gateway(api_url, place.token, PATIENCE)
            application = await _application(api_url, place.token)
        except DiscoveryFailed as error:
            return [refused(error.http_status, Redactor(place.token).text(str(error)))]
        except Refused as error:
            return [refused(None, str(error).removesuffix("."))]
        redact = Redactor(place.token).text
        found = judge(intents, shard, gateway, application, time.time())
        return [replace(check, says=redact(check.says)) for check in found]


async def _application(api_url: str, token: str) -> Application | None:
    """What is told of it; None where the API has no such question, as a proxy of the Gateway."""
    try:
        return await fetch_application(api_url, token, PATIENCE)
    except DiscoveryFailed as error:
        if error.http_status == 404:  # noqa: PLR2004
            return None
        raise


def put(checks: Sequence[Check], *, json: bool) -> bool:
    """Write them to stdout, and tell whether none is a fault."""
    good = all(check.verdict is not Verdict.FAULT for check in checks)
    if json:
        made = {"ok": good, "checks": [check.to_dict() for check in checks]}
        typer.echo(orjson.dumps(made).decode())
    else:
        put_lines(checks)
    return good


def put_lines(checks: Sequence[Check]) -> None:
    """Write a line for each to stdout: verdict, what was looked at, what was found, what to do."""
    width = text_width()
    column = max(len(check.name) for check in checks)
    for check in checks:
        head = f"{check.verdict:<8} {check.name:<{column}}  "
        said = folded(f"{head}{check.says} {check.todo}".rstrip(), width, " " * len(head))
        typer.echo("\n".join(said))
