"""`scurry connect`: one connection, seen live; never more than one."""

from __future__ import annotations

from typing import Annotated

import typer

from scurrycli.cli.parameters import FilterOptions, SourceOptions
from scurrycli.cli.values import seconds


def connect(
    source: SourceOptions,
    shown: FilterOptions,
    interval: Annotated[
        float,
        typer.Option(
            metavar="SECONDS",
            parser=seconds("--interval", 0.1),
            help="Between lines where there is no terminal.",
        ),
    ] = 10.0,
) -> None:
    """Open one Gateway connection and see live what happens on it.

    Keys: q quits, space holds the list still, Enter reads events, ? shows help.

    Examples: scurry connect --demo

    scurry connect --token --record session.jsonl
    """
    import asyncio

    from scurrycli.cli.connection import in_lines, on_screen
    from scurrycli.cli.screen import has_screen
    from scurrycli.cli.showing import compile_options, leave, tell_of_names
    from scurrycli.wire.intents import parse_intents

    intents = int(parse_intents(source.intents or ("all" if source.demo else "default")))
    passes = compile_options(shown, strict=source.intents is None, redact=source.redact)
    if has_screen():
        stopper = asyncio.run(on_screen(source, intents, passes))
    else:
        stopper = asyncio.run(in_lines(source, intents, passes, interval))
    tell_of_names(shown, stopper)
    leave(stopper, source)
