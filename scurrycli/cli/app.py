"""The Typer application: which commands there are; never what they do."""

from __future__ import annotations

from typing import Annotated

import typer

from scurrycli import __version__
from scurrycli.cli.connect import connect
from scurrycli.cli.parameters import SourceCommand, expand
from scurrycli.cli.replay import replay
from scurrycli.cli.tail import tail

app = typer.Typer(
    name="scurry",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="See one Discord Gateway connection live, record it, and play recordings back.",
    epilog="Try it without a token: scurry connect --demo",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"scurry {__version__}")
        raise typer.Exit


@app.callback()
def scurry(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Declare the options of `scurry` itself."""


app.command(cls=SourceCommand)(expand(connect))
app.command(cls=SourceCommand)(expand(tail))
app.command()(expand(replay))
