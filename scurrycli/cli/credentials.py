"""Where the token comes from; never where it goes."""

from __future__ import annotations

import contextlib
import getpass
import os
import signal
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scurrycli.cli.parameters import AccessOptions, SourceOptions
from scurrycli.cli.showing import leave, say
from scurrycli.cli.stopping import Ending, Stopper
from scurrycli.errors import Refused, ScurryError, UsageError
from scurrycli.wire.tokens import clean_token

_SEEN = (
    "a token on the command line can be seen by other users of this machine and stays in "
    "the shell's history. Set SCURRY_TOKEN instead, or give --token without a value."
)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_VARIABLES = ("SCURRY_TOKEN", "DISCORD_TOKEN")


def find_token(options: AccessOptions) -> str:
    """The token, clean: from `--token`, `--token-file`, the environment, or asked for.

    Raises:
        Refused: there is none, it cannot be one, or its file can be read by others.
        UsageError: two ways are given at once.
        ScurryError: its file cannot be read.
        SystemExit: Ctrl-C where it is asked for.
    """
    if options.token is not None and options.token_file is not None:
        raise UsageError("--token and --token-file both tell the token; leave one of them out.")
    strict = options.url is None and options.rest_url is None
    try:
        token = _raw_token(options)
    except KeyboardInterrupt:
        if not isinstance(options, SourceOptions):  # a command that would have ended by itself
            raise
        stopper = Stopper()
        stopper.stop(Ending.INTERRUPTED)
        leave(stopper, options)
    return clean_token(token, strict=strict)


def _raw_token(options: AccessOptions) -> str:
    if options.token is not None:
        return _from_option(options.token)
    if options.token_file is not None:
        return _from_file(options.token_file)
    for name in _VARIABLES:
        if os.environ.get(name):
            return os.environ[name]
    if sys.stdin.isatty():
        return _ask()
    raise Refused(
        "There is no token. Set SCURRY_TOKEN or DISCORD_TOKEN, give --token or --token-file, "
        "or try --demo, which needs none."
    )


def _from_option(value: str) -> str:
    if value == "":
        return _ask()
    if value == "-":
        return _read_line()
    say(_SEEN)
    return value


def _read_line() -> str:
    try:
        with _interruptible():
            return sys.stdin.readline()
    except UnicodeDecodeError:
        raise Refused("What stdin holds is no token: it is not text.") from None


def _ask() -> str:
    if not sys.stdin.isatty():
        raise Refused("--token without a value asks for it, but stdin is no terminal.")
    try:
        with _interruptible():
            return getpass.getpass("Bot token (it is not shown): ")
    except EOFError:
        _end_line()
        raise Refused("No token was given.") from None
    except KeyboardInterrupt:
        _end_line()
        raise


def _end_line() -> None:
    """The question's line ends when a token was typed, but not where somebody would not."""
    with contextlib.suppress(OSError):
        print(file=sys.stderr, flush=True)  # noqa: T201


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C end what blocks the loop: its own handler would wait for the loop's next turn."""
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _from_file(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & _OTHERS:
                raise Refused(f"Others can read {path}. Run: chmod 600 {path}")
            return file.read(4096)
    except UnicodeDecodeError:
        raise Refused(f"{path} holds no token: it is not text.") from None
    except OSError as error:
        raise ScurryError(f"The token file {path} cannot be read: {error.strerror}.") from None
