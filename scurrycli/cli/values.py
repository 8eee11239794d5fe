"""What the value of an option must be, one parser for each kind; never what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite, nan
from pathlib import Path
from typing import TYPE_CHECKING

from scurrycli.errors import UsageError

if TYPE_CHECKING:
    from scurrycli.sinks.alarms import Condition
    from scurrycli.where import Where

_NOT_WRITTEN = frozenset(
    {".xz", ".bz2", ".lz4", ".br", ".zip", ".7z", ".z", ".lzma", ".gzip", ".zstd"}
)


def seconds(option: str, least: float | None = None) -> Callable[[str], float]:
    """A parser for seconds: above 0, or from `least` on; it raises UsageError for all else."""
    which = "above 0" if least is None else f"from {least:g} on"

    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = nan
        if isfinite(value) and (value > 0 if least is None else value >= least):
            return value
        raise UsageError(f"{option} takes a number of seconds {which}; {text!r} is not that.")

    return parse


def count(option: str) -> Callable[[str], int]:
    """A parser for a whole number above 0; it raises UsageError for all else."""

    def parse(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = 0
        if value > 0:
            return value
        raise UsageError(f"{option} takes a whole number above 0; {text!r} is not that.")

    return parse


def recording_file(text: str) -> Path:
    """The name of a file to record to.

    Raises:
        UsageError: it is stdout, or its ending promises what scurry does not write.
    """
    return _file(text, "--record")


def output_file(text: str) -> Path:
    """The name of a recording that is made of others; as for `recording_file`."""
    return _file(text, "--output")


def _file(text: str, option: str) -> Path:
    if text == "-":
        raise UsageError(f"{option} needs the name of a file; a recording does not go to stdout.")
    path = Path(text)
    if path.suffix.lower() in _NOT_WRITTEN:
        raise UsageError(
            f"{option} writes .jsonl, .jsonl.gz and .jsonl.zst; {path.suffix} is none of these."
        )
    return path


def condition(text: str) -> Condition:
    """One condition of `--exit-on`.

    Raises:
        UsageError: it is none.
    """
    from scurrycli.sinks.alarms import parse_condition

    return parse_condition(text)


def expression(text: str) -> Where:
    """The test that `--where` describes.

    Raises:
        UsageError: it cannot be read; with the place.
    """
    from scurrycli.where import compile_where

    return compile_where(text)
