"""The command line: wiring only; nothing else imports it, and it holds no rule of the protocol."""

from __future__ import annotations

import os
import sys

from scurrycli.errors import ExitStatus, ScurryError


def main() -> None:
    """Run `scurry` and leave with its exit status."""
    from scurrycli.cli.app import app

    try:
        app()
    except ScurryError as error:
        fail(error)
    except BrokenPipeError:
        # what reads our output has gone; the interpreter must not flush into it while it exits
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitStatus.OK)
    except KeyboardInterrupt:
        sys.exit(ExitStatus.INTERRUPTED)


def fail(error: ScurryError) -> None:
    """Say why on stderr, and leave with the error's own status."""
    from scurrycli.sinks.text import plain

    print(f"scurry: {plain(str(error))}", file=sys.stderr)  # noqa: T201
    sys.exit(error.status)
