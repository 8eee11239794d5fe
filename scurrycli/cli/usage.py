"""What was typed wrongly, in a sentence instead of the parser's box; never a command's own work."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from copy import copy
from typing import Any, ClassVar, cast

import typer
from typer.core import TyperCommand
from typer.main import get_command
from typer.models import CommandInfo

from scurrycli.cli.taking import take_lightly
from scurrycli.errors import ScurryError, UsageError

# Of the parser that it carries, Typer exports this one error; all that is wrong usage is a child of
# its parent, in each version of Typer that we allow.
_WRONG = cast("type[typer.BadParameter]", typer.BadParameter.__base__)


class Command(TyperCommand):
    """A command that takes no empty value: behind one is a mistake, such as an unset variable."""

    may_be_empty: ClassVar[frozenset[str]] = frozenset()

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Part of the parser's interface.

        Raises:
            UsageError: a value is empty.
        """
        typed = list(args)
        try:
            rest: list[str] = super().parse_args(ctx, args)
        except _WRONG as error:
            error.ctx = error.ctx or ctx  # some come without, and would not know their command
            raise
        if not ctx.resilient_parsing:
            self._refuse_empty(ctx, typed)
        return rest

    def _refuse_empty(self, ctx: Any, args: list[str]) -> None:
        given, _, _ = self.make_parser(ctx).parse_args(args=args)
        for param in self.get_params(ctx):
            values = given.get(param.name)
            values = values if isinstance(values, list) else [values]
            if "" in values and param.name not in self.may_be_empty:
                name = param.opts[0] if param.opts[0].startswith("-") else param.opts[0].upper()
                raise UsageError(f"{name} is empty. Give it a value, or leave it out.")


def run(app: typer.Typer) -> int:
    """Run the application; its exit status, where it does not raise one.

    Raises:
        UsageError: the parser cannot take what was typed.
        ScurryError: as the commands do.
    """
    try:
        command = get_command(_as_asked_for(app, sys.argv[1:]))
        take_lightly(command)
        status = command(prog_name="scurry", standalone_mode=False)
    except _WRONG as error:
        raise UsageError(_sentence(error)) from None
    except typer.Abort:
        raise ScurryError("Aborted.") from None
    return status if isinstance(status, int) else 0


def _as_asked_for(app: typer.Typer, args: Sequence[str]) -> typer.Typer:
    """The application with no more commands than these arguments need.

    The parser builds all options of all commands first, which takes longer than to read a recording
    of some size. Where none is named, a list of them is all that can be asked for.
    """
    named = next((arg for arg in args if not arg.startswith("-")), None)
    chosen = [info for info in app.registered_commands if _name(info) == named]
    if named is None:
        chosen = [_described(info) for info in app.registered_commands]
    if not chosen or "_SCURRY_COMPLETE" in os.environ:
        return app
    smaller = copy(app)
    smaller.registered_commands = chosen
    return smaller


def _name(info: CommandInfo) -> str | None:
    return info.name or getattr(info.callback, "__name__", None)


def _described(info: CommandInfo) -> CommandInfo:
    """A command that has its help and no options."""

    def nothing() -> None:
        """Stand in."""

    smaller = copy(info)
    nothing.__doc__ = info.callback.__doc__ if info.callback else None
    smaller.name, smaller.callback = _name(info), nothing
    return smaller


def _sentence(error: typer.BadParameter) -> str:
    said = error.format_message().replace("Value error, ", "")
    said = re.sub(r" \(Possible options?: (.+)\)$", r". Did you mean \1?", said)
    end = "" if said.endswith((".", "?")) else "."
    return f"{said}{end} See {error.ctx.command_path if error.ctx else 'scurry'} --help."
