"""The Typer application: which commands there are; never what they do."""

from __future__ import annotations

from typing import Annotated

import typer

from scurrycli import __version__
from scurrycli.cli.check import check
from scurrycli.cli.connect import connect
from scurrycli.cli.cut import cut
from scurrycli.cli.explain import explain
from scurrycli.cli.info import info
from scurrycli.cli.merge import merge
from scurrycli.cli.parameters import SourceCommand, expand
from scurrycli.cli.preflight import preflight
from scurrycli.cli.recover import recover
from scurrycli.cli.redact import redact
from scurrycli.cli.replay import replay
from scurrycli.cli.serve import serve
from scurrycli.cli.tail import tail
from scurrycli.cli.usage import Command
from scurrycli.cli.why import why
from scurrycli.errors import ExitStatus

app = typer.Typer(
    name="scurry",
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="See one Discord Gateway connection live, record it, and play recordings back.",
    epilog="Try it without a token: scurry connect --demo\n\n"
    "Exit statuses: 0 done, 1 failed, 2 wrong usage, 3 done with a loss, 4 the Gateway closed for "
    "good, 5 refused, 130 interrupted.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"scurry {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def scurry(
    ctx: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Declare the options of `scurry` itself; without a command, show what there is."""
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())
        raise typer.Exit(ExitStatus.USAGE)


app.command(cls=SourceCommand)(expand(connect))
app.command(cls=SourceCommand)(expand(tail))
app.command(cls=Command)(expand(replay))
app.command(cls=Command)(expand(redact))
app.command(cls=Command)(expand(info))
app.command(cls=Command)(expand(check))
app.command(cls=Command)(expand(recover))
app.command(cls=Command)(expand(cut))
app.command(cls=Command)(expand(merge))
app.command(cls=Command)(expand(explain))
app.command(cls=SourceCommand)(expand(preflight))
app.command(cls=SourceCommand)(expand(why))
app.command(cls=Command)(expand(serve))
