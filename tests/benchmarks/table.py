"""Writes figures as ratios into this folder's README, between markers; never measures."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.options import Options

README = Path(__file__).with_name("README.md")
Row = tuple[str, Sequence[float], Sequence[float]]
"""A name, its measurements, and those of its floor, pair by pair from the same turn."""


def machine() -> str:
    """What it was measured on."""
    import os

    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    return f"{cpu}, {os.cpu_count()} cores, Python {platform.python_version()}"


def write_table(options: Options, name: str, said: str, rows: Sequence[Row]) -> None:
    """Write what was measured as ratios.

    Args:
        options: how it was measured.
        name: of the place in the README.
        said: what is to be known before one reads on.
        rows: of the table.
    """
    lines = [said, "", "| what | median | least | most |", "|---|---|---|---|"]
    for what, taken, floor in rows:
        ratios = [one / base for one, base in zip(taken, floor, strict=True)]
        lines.append(f"| {what} | {spread(ratios)} |")
    put(options, name, lines)


def spread(figures: Sequence[float]) -> str:
    """Median, least and most, as cells of a table."""
    return f"{median(figures):.2f} | {min(figures):.2f} | {max(figures):.2f}"


def turns(options: Options, times: int = 1) -> str:
    """How often and on what, for the line above a table."""
    return f"{options.repeats * times} runs each, in turns, on {machine()}."


def put(options: Options, name: str, lines: Sequence[str]) -> None:
    """Print lines, and put them between `<!-- NAME -->` and `<!-- /NAME -->` if they are good."""
    print(f"\n## {name}\n", *lines, sep="\n", flush=True)
    if options.quick:
        print("\nRough, so the README keeps what it has.")
        return
    text = README.read_text(encoding="utf-8")
    before, marker, rest = text.partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition(f"<!-- /{name} -->\n")
    if not marker or not end:
        raise SystemExit(f"README.md has no place for {name}")
    body = "\n".join(lines)
    README.write_text(f"{before}{marker}{body}\n{end}{after}", encoding="utf-8")
