"""`scurry info`: what recordings hold, in figures; never a connection."""

from __future__ import annotations

from typing import Annotated

import typer


def info(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Recordings; - is stdin.")],
    json: Annotated[
        bool, typer.Option("--json", help="One JSON object for each file, a line each.")
    ] = False,
) -> None:
    """Tell what recordings hold: events, latency, what was lost, why connections closed.

    Examples: scurry info session.jsonl

    scurry info *.jsonl.zst --json | jq .sequence.verdict
    """
    from scurrycli.cli.informing import inform

    raise SystemExit(inform(files, json=json))
