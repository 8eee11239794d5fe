"""The parts of the live view below its header, as lines of text; never what is chosen for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from scurrycli.records import State
from scurrycli.sinks import theme
from scurrycli.sinks.flow import TypeCount
from scurrycli.sinks.header import ratio
from scurrycli.sinks.health import delivery
from scurrycli.sinks.health_lines import decided, skewed, trouble
from scurrycli.sinks.metrics import Metrics
from scurrycli.sinks.rows import columns
from scurrycli.sinks.summaries import final
from scurrycli.sinks.text import (
    UNKNOWN,
    age,
    count,
    cut,
    fold,
    middle,
    milliseconds,
    pad,
    plain,
    rate,
    size,
)
from scurrycli.wire.close_codes import close_code
from scurrycli.wire.intents import PRIVILEGED, intent_names

_FIGURES = 22  # cells of one type in the counts below the list, without its name
_WITH_WIRE = 66  # cells of the side pane from which it has the ratio on the wire


def line(text: str = "", style: str = "") -> Text:
    """One line of clean text; what is appended to it has a style of its own."""
    return Text(no_wrap=True, overflow="ellipsis", end="").append(text, style)


def labelled(label: str, value: str, width: int, style: str = "") -> Text:
    """A dim label of fixed width, then a value."""
    text = line(f" {label:<11} ", theme.LABEL)
    text.append(cut(value, max(0, width - 13)), style)
    return text


def why(metrics: Metrics, now: float, width: int) -> Text:
    """The reason of the state; while it is ready, what is wrong all the same."""
    if metrics.state == State.READY:
        return line(f" {cut(trouble(metrics, now) or '', width - 2)}", theme.WARN)
    if metrics.state == State.STOPPED or not metrics.why:
        return line()
    return line(f" {cut(metrics.why, width - 2)}", theme.state_style(metrics.state))


def counts_below(
    kinds: Sequence[TypeCount], metrics: Metrics, now: float, width: int, rows: int
) -> list[Text]:
    """Counts by type under the list: a heading and `rows` lines, in as many columns as fit."""
    name = min(columns(width).event, max(1, width - 1 - _FIGURES))
    across = max(1, (width + 2) // (name + _FIGURES + 3))
    rates = metrics.flow.rates(now)
    heading = f"{'EVENT':<{name}} {'COUNT':>7} {'RATE':>7} {'LAST':>5}"
    lines = [line(" " + "   ".join([heading] * across), theme.LABEL)]
    for row in range(rows):
        text = line(" ")
        for place in range(row, min(len(kinds), rows * across), rows):
            kind = kinds[place]
            text.append("   " if place >= rows else "")
            text.append(pad(middle(plain(kind.name), name), name))
            text.append(f" {_short(kind.count):>7}", theme.VALUE)
            text.append(f" {rate(rates.get(kind.name, 0.0)) + '/s':>7}")
            text.append(f" {age(now - kind.last_at):>5}", theme.LABEL)
        lines.append(text)
    return lines


def _short(number: int) -> str:
    return count(number) if number < 1_000_000 else size(number)  # noqa: PLR2004


def counts_beside(
    kinds: Sequence[TypeCount], metrics: Metrics, now: float, width: int, rows: int, event: int
) -> list[Text]:
    """Counts by type beside the list: a heading, then a line each, the rest as one.

    A name that has no room is cut to `event` cells, as it is in the list.
    """
    wire = width >= _WITH_WIRE
    name = width - (38 if wire else 32)
    rates = metrics.flow.rates(now)
    heading = f"{'EVENT':<{name}} {'COUNT':>7} {'RATE':>7} {'BYTES':>5}"
    heading += f"{'  WIRE' if wire else ''} {'MAX':>4} {'LAST':>4}"
    lines = [line(heading, theme.LABEL)]
    shown = kinds if len(kinds) < rows else kinds[: max(0, rows - 2)]
    for kind in shown:
        said = plain(kind.name)
        text = line(pad(said if cell_len(said) <= name else middle(said, event), name))
        text.append(f" {_short(kind.count):>7}", theme.VALUE)
        text.append(f" {rate(rates.get(kind.name, 0.0)) + '/s':>7} {size(kind.bytes):>5}")
        text.append(f" {ratio(kind.bytes, kind.wire):>5}" if wire else "")
        text.append(f" {size(kind.largest):>4}")
        text.append(f" {age(now - kind.last_at):>4}", theme.LABEL)
        lines.append(text)
    if len(shown) < len(kinds):
        lines.append(line(f"and {len(kinds) - len(shown)} more types", theme.LABEL))
    return lines[:rows]


def session_beside(metrics: Metrics, now: float, width: int, recording: str | None) -> list[Text]:
    """What a large screen has room for: the session's story in figures, health, intents."""
    closes = ", ".join(
        f"{'no code' if code is None else code} x{times} {close_code(code).name}"
        for code, times in metrics.close_codes.most_common(3)
    )
    figures = f"{metrics.connections}, sessions {metrics.sessions}, resumed {metrics.resumes}"
    lines = [
        line(),
        line("SESSION", theme.LABEL),
        labelled("connections", f"{figures}, errors {metrics.errors}", width),
        labelled("sequence", metrics.ledger.verdict, width),
        labelled("closes", closes or "none", width),
        labelled("recording", plain(recording or "none"), width),
        line(),
    ]
    return [*lines, *_health(metrics, now, width), line(), *_intents(metrics.intents, width)]


def _health(metrics: Metrics, now: float, width: int) -> Iterator[Text]:
    """Our lateness against theirs, what the clock has to do with it, silence, the last decision."""
    beats, late, silent = metrics.beats, delivery(metrics), metrics.flow.silent(now)
    newest = metrics.decisions.newest
    last_late = UNKNOWN if beats.late is None else f"last {milliseconds(beats.late)} late"
    yield line("HEALTH", theme.LABEL)
    yield labelled(
        "our beats",
        f"{last_late}, worst {milliseconds(beats.worst_beat)}, too late {count(beats.late_beats)}",
        width,
        theme.alarm(beats.late_beats),
    )
    yield labelled(
        "their ACKs",
        f"last {milliseconds(beats.last)}, worst {milliseconds(beats.worst)}, "
        f"too late {count(beats.late_acks)}",
        width,
        theme.alarm(beats.late_acks),
    )
    lag = UNKNOWN
    if late is not None:
        lag = f"{milliseconds(late.last)}, typical {milliseconds(late.typical)}, "
        lag += f"worst {milliseconds(late.worst)}"
    yield labelled("lag", lag, width)
    clock = UNKNOWN if late is None else f"{skewed(late.skew)} Discord's"
    yield labelled("clock", clock, width)
    quiet = ", ".join(f"{plain(name, 30)} {age(silent[name])}" for name in silent)
    yield labelled("silent", quiet or "none", width, theme.alarm(len(silent)))
    largest = ", ".join(
        f"{size(kind.largest)} {plain(kind.name, 30)} n {kind.largest_n}"
        for kind in metrics.flow.largest_types(2)
    )
    yield labelled("largest", largest or UNKNOWN, width)
    said = plain(decided(newest[-1])) if newest else "nothing yet"
    for number, words in enumerate(fold(said.split(" "), max(20, width - 14), 3)):
        yield labelled("" if number else "decided", words, width)


def _intents(intents: int | None, width: int) -> Iterator[Text]:
    if intents is None:
        yield line(f"INTENTS {UNKNOWN}", theme.LABEL)
        return
    named = intent_names(min(intents, (1 << 63) - 1))
    yield line(f"INTENTS {len(named)} in {cut(str(intents), 20)}, * privileged", theme.LABEL)
    privileged = set(intent_names(PRIVILEGED))
    marked = " ".join(f"{name}*" if name in privileged else name for name in named)
    for row in fold((marked or "none").split(" "), max(20, width - 2)):
        yield line(f" {row}")


def stopped(metrics: Metrics, width: int) -> list[Text]:
    """Why the session stopped and what to do, for the top of the list."""
    said = plain(metrics.why or "no reason was given")
    code = metrics.last_close[0] if metrics.last_close else None
    row = final(code)
    parts = [(f"stopped: {said}", f"bold {theme.BAD}")]
    if row is not None:
        meaning = f"{row.code} {row.name}: {row.meaning}."
        parts += [(meaning, "")] if row.meaning not in said else []
        parts += [(row.cure, "bold")] if row.cure not in said else []
    lines = [
        line(f"  {part}", style)
        for words, style in parts
        for part in fold(words.split(" "), max(20, width - 4))
    ]
    return [*lines, line()]
