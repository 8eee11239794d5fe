"""The command line: wiring only; nothing else imports it, and it holds no rule of the protocol."""

from __future__ import annotations

import contextlib
import os
import sys

from scurrycli.errors import ExitStatus, ScurryError


def main() -> None:
    """Run `scurry` and leave with its exit status."""
    _open_streams()
    try:
        from scurrycli.cli.app import app

        app(prog_name="scurry")
    except ScurryError as error:
        fail(error)
    except KeyboardInterrupt:
        sys.exit(ExitStatus.INTERRUPTED)
    except SystemExit as leaving:
        if not isinstance(leaving.__context__, BrokenPipeError):
            raise
        from scurrycli.cli.output import forget_stdout

        forget_stdout()
        sys.exit(ExitStatus.OK)


def fail(error: ScurryError) -> None:
    """Say why on stderr, and leave with the error's own status."""
    from scurrycli.sinks.text import plain

    with contextlib.suppress(OSError):
        print(f"scurry: {plain(str(error))}", file=sys.stderr)  # noqa: T201
    sys.exit(error.status)


def _open_streams() -> None:
    """Stand in for standard streams that were closed, before a socket takes their place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            fd = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(fd, mode, encoding="utf-8", closefd=False))
