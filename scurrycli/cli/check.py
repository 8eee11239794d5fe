"""`scurry check`: whether recordings keep the format and the protocol; never a repair."""

from __future__ import annotations

from typing import Annotated

import typer


def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Recordings; - is stdin.")],
    json: Annotated[
        bool,
        typer.Option("--json", help="A JSON object for each violation, and one for each file."),
    ] = False,
) -> None:
    """List every violation of the format and of the protocol.

    A line for each says the file, the line, the record, what is wrong, and the rule. Exits with 0
    if there is none, with 1 if there is one, with 3 if a file is torn.

    Examples: scurry check session.jsonl

    scurry check *.jsonl.gz --json | jq -r .rule
    """
    from scurrycli.cli.checking import check_files

    raise SystemExit(check_files(files, json=json))
