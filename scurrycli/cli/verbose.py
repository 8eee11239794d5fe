"""What `--verbose` adds: our own log on stderr; never the token, never another library's frames."""

from __future__ import annotations

import logging
import logging.handlers
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_KEPT_LINES = 10_000


class _Clean(logging.Formatter):
    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__("scurry: %(message)s")
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        from scurrycli.sinks.text import plain

        return plain(self._redact(super().format(record)))


@contextmanager
def logging_to_stderr(redact: Callable[[str], str], *, wanted: bool, hold: bool) -> Iterator[None]:
    """Log while the body runs; with `hold` say it only afterwards, when the screen is free."""
    logger = logging.getLogger("scurrycli")
    shown: logging.Handler = logging.StreamHandler(sys.stderr)
    shown.setFormatter(_Clean(redact))
    if hold:
        shown = logging.handlers.MemoryHandler(_KEPT_LINES, logging.CRITICAL + 1, shown)
    if not wanted:
        shown = logging.NullHandler()
    before = logger.level, logger.propagate
    logger.addHandler(shown)
    logger.propagate = False
    logger.setLevel(logging.DEBUG if wanted else logging.CRITICAL)
    try:
        yield
    finally:
        logger.removeHandler(shown)
        logger.level, logger.propagate = before
        shown.close()
