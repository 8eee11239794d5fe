"""`scurry redact`: a copy of a recording that says less; never a change of the recording itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scurrycli.cli.values import output_file


def redact(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The recording; - is stdin.")],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            parser=output_file,
            help="Where the copy goes: .jsonl, .jsonl.gz or .jsonl.zst.",
        ),
    ],
    profile: Annotated[
        str,
        typer.Option(
            "--redact",
            metavar="PROFILE",
            help="What is taken out: pii (names, ids, images, activities), content (also what "
            "people wrote), or secrets alone.",
        ),
    ] = "pii",
    force: Annotated[bool, typer.Option("--force", help="Replace OUT if it exists.")] = False,
) -> None:
    """Make a copy of a recording without what is personal.

    The same name or id has the same pseudonym all over the copy, and another one in each copy.

    Examples: scurry redact session.jsonl -o for-the-bug-report.jsonl

    scurry redact session.jsonl.zst -o shared.jsonl.gz --redact content
    """
    from scurrycli.cli.redacting import redact_file

    redact_file(file, output, profile, force=force)
