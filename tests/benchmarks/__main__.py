"""Runs the benchmarks that are named, or all: `cd tests && python -m benchmarks [NAME ...]`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from typing import cast

from benchmarks.options import Options

NAMES = ("startup", "ingest", "redaction", "reading", "memory", "honesty", "idle")


def main() -> None:
    """Read the command line, and measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--quick", action="store_true", help="less of everything; rough figures")
    parser.add_argument("--repeats", type=int, help="turns; 5, or 2 with --quick")
    parser.add_argument("--gigabytes", type=float, help="of reading; 1, or 0.05 with --quick")
    parser.add_argument("--no-rivals", action="store_true", help="scurry and the floors alone")
    given = parser.parse_args()
    if unknown := set(given.names) - set(NAMES):
        parser.error(f"there is no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}")
    options = Options(
        quick=given.quick,
        repeats=given.repeats or (2 if given.quick else 5),
        gigabytes=given.gigabytes or (0.05 if given.quick else 1.0),
        rivals=not given.no_rivals,
    )
    for name in given.names or NAMES:
        measure = cast(Callable[[Options], None], import_module(f"benchmarks.{name}").main)
        measure(options)


if __name__ == "__main__":
    main()
