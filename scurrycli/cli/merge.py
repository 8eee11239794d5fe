"""`scurry merge`: several recordings as one; never changed in place."""

from __future__ import annotations

from typing import Annotated

import typer

from scurrycli.cli.parameters import OutputOptions


def merge(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Recordings of shards, or parts of one.")
    ],
    into: OutputOptions,
) -> None:
    """Join recordings in the order of time.

    They are the parts of one session that was recorded with --rotate, or of shards that were
    recorded apart.

    Examples: scurry merge session.jsonl session.*.jsonl -o whole.jsonl

    scurry merge shard0.jsonl shard1.jsonl -o bot.jsonl.zst
    """
    from scurrycli.cli.merging import merge_files

    merge_files(files, into)
