"""The command line: wiring only; nothing else imports it, and it holds no rule of the protocol."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import NoReturn

from scurrycli.errors import ExitStatus, ScurryError

_AROUND = 60
"""Characters on both sides of a place that is pointed at."""


def main() -> None:
    """Run `scurry` and leave with its exit status."""
    _open_streams()
    try:
        from scurrycli.cli.app import app
        from scurrycli.cli.usage import run

        status = run(app)
        sys.stdout.flush()
    except ScurryError as error:
        fail(error)
    except OSError as error:
        _fail_to_write(error)
    except KeyboardInterrupt:
        sys.exit(ExitStatus.INTERRUPTED)
    except SystemExit as leaving:
        if not isinstance(leaving.__context__, BrokenPipeError):
            raise
        _nobody_reads()
    sys.exit(status)


def fail(error: ScurryError) -> NoReturn:
    """Say why on stderr, and leave with the error's own status."""
    from scurrycli.sinks.text import plain

    with contextlib.suppress(OSError):
        print(f"scurry: {plain(str(error))}", file=sys.stderr)  # noqa: T201
        if error.place is not None:
            print(*_pointing(*error.place), sep="\n", file=sys.stderr)  # noqa: T201
    sys.exit(error.status)


def _pointing(typed: str, at: int) -> tuple[str, str]:
    """The part of a text around a character, and below it a sign that points there."""
    from rich.cells import cell_len

    from scurrycli.sinks.text import plain

    start = max(0, at - _AROUND)
    shown = plain(typed[start : at + _AROUND])
    return f"  {shown}", f"  {' ' * cell_len(plain(typed[start:at]))}^"


def _fail_to_write(error: OSError) -> NoReturn:
    """A help text or a version that did not reach stdout; what else fails, the commands say."""
    if isinstance(error, BrokenPipeError):
        _nobody_reads()
    _forget_stdout()
    what = "The output cannot be written" if error.filename is None else f"{error.filename} failed"
    fail(ScurryError(f"{what}: {error.strerror}."))


def _nobody_reads() -> NoReturn:
    _forget_stdout()
    sys.exit(ExitStatus.OK)


def _forget_stdout() -> None:
    from scurrycli.cli.output import forget_stdout

    forget_stdout()


def _open_streams() -> None:
    """Stand in for standard streams that were closed, before a socket takes their place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            fd = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(fd, mode, encoding="utf-8", closefd=False))
