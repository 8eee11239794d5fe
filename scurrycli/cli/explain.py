"""`scurry explain`: what a code, a name or a number means and what to do; never a connection."""

from __future__ import annotations

from typing import Annotated

import typer

from scurrycli.cli.completing import complete_topic
from scurrycli.cli.values import count


def explain(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WHAT]...",
            autocompletion=complete_topic,
            help="A close code, opcode, event, intent, intents number or expression, HTTP status, "
            "snowflake or topic. A kind before it says how it is meant: intents 513.",
        ),
    ] = None,
    shards: Annotated[
        int | None,
        typer.Option(
            metavar="N", parser=count("--shards"), help="Tell a guild id's shard of so many."
        ),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="A JSON object a line instead of text.")
    ] = False,
) -> None:
    """Say what something of the Gateway means, and what to do. Without WHAT, list the topics.

    Examples: scurry explain 4014

    scurry explain GUILDS+MESSAGE_CONTENT

    scurry explain where
    """
    from scurrycli.cli.explaining import put
    from scurrycli.explain import contents
    from scurrycli.explain import explain as articles_on

    put(articles_on(what, shards) if what else [contents()], json=json)
