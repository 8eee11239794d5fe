"""`scurry recover`: a valid recording of what is left in a damaged one; never changed in place."""

from __future__ import annotations

from typing import Annotated

import typer

from scurrycli.cli.parameters import OutputOptions


def recover(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The damaged recording; - is stdin.")],
    into: OutputOptions,
) -> None:
    """Save all that can be read of a damaged recording.

    It may be torn, have holes or garbage in it, or broken gzip or Zstandard frames. A mark stands
    where something is missing. Exits with 3 if anything is lost.

    Examples: scurry recover torn.jsonl.gz -o whole.jsonl.gz
    """
    from scurrycli.cli.recovering import recover_file

    recover_file(file, into)
