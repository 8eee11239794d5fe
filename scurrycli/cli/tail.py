"""`scurry tail`: matching dispatches as lines, live or from a file; never a screen of its own."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from scurrycli.cli.completing import complete_recording
from scurrycli.cli.parameters import FilterOptions, SourceOptions


class Form(StrEnum):
    """What a line holds."""

    TEXT = "text"
    JSON = "json"
    RECORD = "record"
    PRETTY = "pretty"


def tail(
    source: SourceOptions,
    shown: FilterOptions,
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE",
            autocompletion=complete_recording,
            help="A recording instead of the network; - is stdin.",
        ),
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Wait for more at the end of FILE.")
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="The payloads as they were on the wire; --format json.")
    ] = False,
    form: Annotated[
        Form | None,
        typer.Option(
            "--format", help="What a line holds; text unless --json.", case_sensitive=False
        ),
    ] = None,
) -> None:
    """Print matching dispatches, one line each, as they come.

    Examples: scurry tail --demo --event 'MESSAGE_*'

    scurry tail session.jsonl --event MESSAGE_CREATE --json | jq .d.content
    """
    import asyncio

    from scurrycli.cli.showing import compile_options, leave, quick_look, tell_of_names
    from scurrycli.errors import UsageError
    from scurrycli.sinks.lines import Format

    if json and form not in (None, Form.JSON):
        raise UsageError("--json and --format say different things; give one of them.")
    passes = compile_options(
        shown, strict=file is None and source.intents is None, redact=source.redact
    )
    out = Format.JSON if json else Format((form or Form.TEXT).value)
    if follow and file is None:
        raise UsageError("--follow needs a FILE; a live connection is followed anyway.")
    if file is not None:
        from scurrycli.cli.reading import print_file

        look = quick_look(shown, out, source.redact)
        stopper = asyncio.run(print_file(file, source, passes, out, follow=follow, look=look))
    else:
        from scurrycli.cli.tailing import choose_intents, print_live

        intents = choose_intents(source, shown)
        stopper = asyncio.run(print_live(source, shown, intents, passes, out))
    tell_of_names(shown, stopper)
    leave(stopper, source)
