"""`scurry preflight`: would it connect, and what with; never an IDENTIFY spent on it."""

from __future__ import annotations

from typing import Annotated

import typer

from scurrycli.cli.completing import complete_event
from scurrycli.cli.parameters import AccessOptions


def preflight(
    access: AccessOptions,
    event: Annotated[
        list[str] | None,
        typer.Option(
            "--event",
            "-e",
            metavar="NAMES",
            autocompletion=complete_event,
            help="Check the least intents that bring these events, instead of --intents.",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
) -> None:
    """Check token, budget, shards and intents before connecting. It spends no IDENTIFY.

    One line for each check: ok, warning or fault. The status is 5 where there is a fault.

    Examples: scurry preflight --intents GUILDS,GUILD_MESSAGES,MESSAGE_CONTENT

    scurry preflight --event 'MESSAGE_*' --json
    """
    import asyncio

    from scurrycli.cli.preflighting import chosen_intents, look_ahead, put
    from scurrycli.errors import ExitStatus

    checks = asyncio.run(look_ahead(access, chosen_intents(access, event or [])))
    raise SystemExit(ExitStatus.OK if put(checks, json=json) else ExitStatus.REFUSED)
