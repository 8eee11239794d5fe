"""The options that commands share, each declared once; never what is done with them."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache, wraps
from itertools import zip_longest
from pathlib import Path
from typing import Annotated, Any, ClassVar, get_type_hints

import typer

from scurrycli.cli.completing import complete_condition, complete_event, complete_intents
from scurrycli.cli.usage import Command
from scurrycli.cli.values import (
    condition,
    count,
    expression,
    output_file,
    recording_file,
    seconds,
)
from scurrycli.wire.compression import Compress
from scurrycli.wire.encoding import Encoding

_CONNECTION = "Connection"
_FILTER = "What is shown"
_RECORDING = "Recording"
_END = "When it ends"


@dataclass(frozen=True, slots=True)
class AccessOptions:
    """Which gateway to ask, and as whom."""

    token: Annotated[
        str | None,
        typer.Option(
            "--token",
            metavar="[TOKEN]",
            show_default=False,
            rich_help_panel=_CONNECTION,
            help="The bot's token. Without a value it is asked for; - reads it from stdin. "
            "Else SCURRY_TOKEN, then DISCORD_TOKEN.",
        ),
    ] = None
    token_file: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH", rich_help_panel=_CONNECTION, help="A file with the token; yours alone."
        ),
    ] = None
    demo: Annotated[
        bool,
        typer.Option(
            "--demo",
            rich_help_panel=_CONNECTION,
            help="No token, no network: a gateway on this machine plays a sample session.",
        ),
    ] = False
    url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            rich_help_panel=_CONNECTION,
            help="Connect to this gateway, without asking the REST API first.",
        ),
    ] = None
    api_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            rich_help_panel=_CONNECTION,
            help="Base of the REST API; else SCURRY_API_URL, then Discord's.",
        ),
    ] = None
    intents: Annotated[
        str | None,
        typer.Option(
            metavar="SPEC",
            autocompletion=complete_intents,
            rich_help_panel=_CONNECTION,
            help="A number, or names joined with commas, or default, all, none. Else connect takes "
            "default (with --demo all), tail the least that bring the events asked for.",
        ),
    ] = None
    shard: Annotated[
        str, typer.Option(metavar="I/N", rich_help_panel=_CONNECTION, help="This shard of N.")
    ] = "0/1"

    @property
    def rest_url(self) -> str | None:
        """Base of the REST API where it is not Discord's, by option or by environment."""
        return self.api_url or os.environ.get("SCURRY_API_URL") or None


@dataclass(frozen=True, slots=True)
class SourceOptions(AccessOptions):
    """Where live events come from, where they are recorded, and when they end."""

    compress: Annotated[
        Compress,
        typer.Option(
            rich_help_panel=_CONNECTION,
            case_sensitive=False,
            help="Compression to ask for. A gateway that has none works all the same.",
        ),
    ] = Compress.ZSTD_STREAM
    encoding: Annotated[
        Encoding,
        typer.Option(
            rich_help_panel=_CONNECTION, case_sensitive=False, help="What payloads are written in."
        ),
    ] = Encoding.JSON
    duration: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            parser=seconds("--duration"),
            rich_help_panel=_END,
            help="Stop after this time, status 0.",
        ),
    ] = None
    max_events: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            parser=count("--max-events"),
            rich_help_panel=_END,
            help="Stop after N events were shown.",
        ),
    ] = None
    exit_on: Annotated[
        list[Any] | None,  # of Conditions, whose module is loaded when there is one
        typer.Option(
            metavar="CONDITION",
            autocompletion=complete_condition,
            parser=condition,
            rich_help_panel=_END,
            help="Stop with status 1 on close, gap, zombie, 'latency>500ms' or silent=60s; "
            "repeatable.",
        ),
    ] = None
    record: Annotated[
        Path | None,
        typer.Option(
            "--record",
            "-w",
            metavar="FILE",
            parser=recording_file,
            rich_help_panel=_RECORDING,
            help="Record the session: .jsonl, .jsonl.gz or .jsonl.zst.",
        ),
    ] = None
    record_filtered: Annotated[
        bool,
        typer.Option(
            "--record-filtered",
            rich_help_panel=_RECORDING,
            help="Record only the events that are shown (and all that is no event).",
        ),
    ] = False
    redact: Annotated[
        str,
        typer.Option(
            metavar="PROFILE",
            rich_help_panel=_RECORDING,
            help="What is taken out before anything is shown or recorded: secrets, which always "
            "are; pii, also names, ids, images and activities; content, also what people write.",
        ),
    ] = "secrets"
    rotate: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE|TIME",
            rich_help_panel=_RECORDING,
            help="Begin another file after so much, such as 100MB or 1h: session.jsonl, "
            "session.001.jsonl and so on.",
        ),
    ] = None
    flight_recorder: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            rich_help_panel=_RECORDING,
            help="Keep only the newest part, such as 5m, and save it when the connection is lost, "
            "the session is declared invalid, or s is pressed.",
        ),
    ] = None
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            rich_help_panel=_RECORDING,
            help="Replace the file of --record if it exists; and IDENTIFY even when few IDENTIFYs "
            "are left for today, which is refused otherwise.",
        ),
    ] = False
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Say more on stderr; never the token.")
    ] = False

    @property
    def params(self) -> dict[str, str]:
        """The query of the Gateway's address."""
        from scurrycli.wire.addresses import API_VERSION
        from scurrycli.wire.encoding import query

        return query(API_VERSION, self.encoding, self.compress)


@dataclass(frozen=True, slots=True)
class FilterOptions:
    """Which dispatches are shown."""

    event: Annotated[
        list[str] | None,
        typer.Option(
            "--event",
            "-e",
            metavar="NAMES",
            autocompletion=complete_event,
            rich_help_panel=_FILTER,
            help="Only these events: names joined with commas, * as a glob; repeatable.",
        ),
    ] = None
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAMES",
            autocompletion=complete_event,
            rich_help_panel=_FILTER,
            help="Not these events.",
        ),
    ] = None
    guild: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", rich_help_panel=_FILTER, help="Only of this guild; repeatable."),
    ] = None
    channel: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", rich_help_panel=_FILTER, help="Only of this channel."),
    ] = None
    user: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", rich_help_panel=_FILTER, help="Only of this user."),
    ] = None
    grep: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TEXT", rich_help_panel=_FILTER, help="Only payloads that contain this text."
        ),
    ] = None
    where: Annotated[
        Any,  # a Where, whose module is loaded when there is one
        typer.Option(
            metavar="EXPR",
            parser=expression,
            rich_help_panel=_FILTER,
            help="Only what meets an expression, such as 'd.author.bot != true and size > 2000'; "
            "see scurry explain where.",
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """Where a new recording goes."""

    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            parser=output_file,
            help="The new recording: .jsonl, .jsonl.gz or .jsonl.zst.",
        ),
    ]
    force: Annotated[bool, typer.Option("--force", help="Replace OUT if it exists.")] = False


def expand(command: Callable[..., None]) -> Callable[..., None]:
    """Make each field of a parameter that is a dataclass of options an option of its own."""
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {name: kind for name, kind in hints.items() if is_dataclass(kind)}
    parameters: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(command).parameters.items():
        if name in groups:
            parameters += _parameters_of(groups[name])
        else:
            parameters.append(parameter.replace(annotation=hints[name]))

    @wraps(command)
    def call(**given: Any) -> None:
        for name, group in groups.items():
            taken = {field.name: given.pop(field.name) for field in fields(group)}
            given[name] = group(**taken)
        command(**given)

    signature = inspect.Signature(
        [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in parameters]
    )
    call.__signature__ = signature  # type: ignore[attr-defined]
    call.__annotations__ = {one.name: one.annotation for one in parameters}
    return call


@cache
def _parameters_of(group: Any) -> list[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)

    def parameter(field: Field[Any]) -> inspect.Parameter:
        default = inspect.Parameter.empty if field.default is MISSING else field.default
        return inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=default,
            annotation=hints[field.name],
        )

    return [parameter(field) for field in fields(group)]


class SourceCommand(Command):
    """A command whose `--token` may stand without a value: then it is asked for."""

    may_be_empty: ClassVar[frozenset[str]] = frozenset({"token"})

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Part of the parser's interface."""
        given: list[str] = []
        for following, arg in zip_longest(args[1:], args):
            given.append(arg)
            if arg == "--":
                return super().parse_args(ctx, [*given, *args[len(given) :]])
            if arg == "--token" and (following is None or _is_option(following)):
                given[-1] = "--token="
        return super().parse_args(ctx, given)


def _is_option(arg: str) -> bool:
    return arg.startswith("-") and arg != "-"
