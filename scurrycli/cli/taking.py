"""How typed words become the values of options, where they are at hand; never what they mean.

Typer would load pydantic for each of them, and that takes longer than all else that a command does
before it begins.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args, get_origin

import typer


def take_lightly(command: Any) -> None:
    """Let a command of Typer's, and those below it, convert only what has to be: typed numbers,
    paths and choices. A text is one already, as are defaults; parsers of ours are called here.

    What the command calls must have its annotations resolved, see `expand`.
    """
    hints = getattr(command.callback, "__annotations__", {})
    for param in command.params:
        param.process_value = _lightly(param, _reader(hints.get(param.name)))
    command.get_help_option = _help_option(command.get_help_option)
    for below in getattr(command, "commands", {}).values():
        take_lightly(below)


Reader = Callable[[Any], Any]


def _help_option(get: Callable[[typer.Context], Any]) -> Callable[[typer.Context], Any]:
    """`--help` is made on demand, and is no parameter until then."""

    def get_help_option(ctx: typer.Context) -> Any:
        option = get(ctx)
        if option is not None:
            option.process_value = _lightly(option, None)
        return option

    return get_help_option


def _lightly(param: Any, read: Reader | None) -> Callable[[typer.Context, Any], Any]:
    convert = param.process_value

    def process_value(ctx: typer.Context, value: Any) -> Any:
        if param.required and not value:
            return convert(ctx, value)  # which says that it is missing
        if value is not None and value is not param.default:
            if read is None:
                return convert(ctx, value)
            value = read(value)
        return value if param.callback is None else param.callback(ctx, param, value)

    return process_value


def _reader(hint: Any) -> Reader | None:
    """What makes a value of one or several texts; None where that is for Typer to do."""
    kind, info, *_ = (*get_args(hint), None, None)
    parser = getattr(info, "parser", None)
    kinds = [one for one in (get_args(kind) or (kind,)) if one is not type(None)]
    if parser is None and kinds not in ([str], [list[str]]):
        return None
    read = parser or _as_it_is
    several = [one for one in kinds if get_origin(one) is list]
    return (lambda texts: [read(text) for text in texts]) if several else read


def _as_it_is(text: Any) -> Any:
    return text
