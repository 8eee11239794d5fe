"""`scurry cut`: a part of a recording as a recording of its own; never changed in place."""

from __future__ import annotations

from typing import Annotated

import typer

from scurrycli.cli.parameters import FilterOptions, OutputOptions


def cut(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The recording; - is stdin.")],
    into: OutputOptions,
    shown: FilterOptions,
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="T", help="Seconds, seq:N, n:N or event:NAME."),
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="T", help="Where to end; as for --from.")
    ] = None,
) -> None:
    """Write a part of a recording, by time or by event, guild and so on.

    It plays by itself: what a replay needs of what comes before (how the session began, and its
    guilds) is kept. Times count from where the cut begins. Without options it is a copy, compressed
    as OUT says.

    Examples: scurry cut session.jsonl -o part.jsonl --from 1:30 --to 2:00

    scurry cut session.jsonl.zst -o messages.jsonl --event 'MESSAGE_*' --guild 290926798626357250
    """
    from scurrycli.cli.cutting import cut_file

    cut_file(file, into, shown, start, end)
