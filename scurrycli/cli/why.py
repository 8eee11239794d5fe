"""`scurry why`: why an event does not come, from a recording or live; never more than one event."""

from __future__ import annotations

from typing import Annotated

import typer

from scurrycli.cli.completing import complete_event, complete_recording
from scurrycli.cli.parameters import FilterOptions, SourceOptions


def why(
    missed: Annotated[
        str,
        typer.Argument(
            metavar="EVENT", autocompletion=complete_event, help="The event that is missed."
        ),
    ],
    source: SourceOptions,
    shown: FilterOptions,
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE",
            autocompletion=complete_recording,
            help="A recording to look for the cause in; else it connects for --duration, 15 s.",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
) -> None:
    """Say why an event does not come: intents, portal, shard, guild, filter, content.

    Give --guild for one guild's events, and the filter that you used, to see whether it is that.

    Examples: scurry why MESSAGE_CREATE session.jsonl --guild 290926798626357250

    scurry why GUILD_MEMBER_ADD --intents default
    """
    import asyncio

    from scurrycli.cli.asking import ask_file, ask_live, put, the_event, the_guild
    from scurrycli.cli.showing import compile_options

    name, guild = the_event(missed), the_guild(shown)
    passes = compile_options(shown, strict=False)
    if file is not None:
        put(name, *ask_file(file, source, name, guild, passes), json=json)
    else:
        put(name, *asyncio.run(ask_live(source, name, guild, passes)), json=json)
