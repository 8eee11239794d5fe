"""`scurry redact`: a copy of a recording that says less; never a change of the recording itself."""

from __future__ import annotations

from typing import Annotated

import typer

from scurrycli.cli.parameters import OutputOptions


def redact(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The recording; - is stdin.")],
    into: OutputOptions,
    profile: Annotated[
        str,
        typer.Option(
            "--redact",
            metavar="PROFILE",
            help="What is taken out: pii (names, ids, images, activities), content (also what "
            "people wrote), or secrets alone.",
        ),
    ] = "pii",
) -> None:
    """Make a copy of a recording without what is personal.

    The same name or id has the same pseudonym all over the copy, and another one in each copy.

    Examples: scurry redact session.jsonl -o for-the-bug-report.jsonl

    scurry redact session.jsonl.zst -o shared.jsonl.gz --redact content
    """
    from scurrycli.cli.redacting import redact_file

    redact_file(file, into, profile)
