"""The short summary that stays on the screen after the live view; never a screen of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text

from scurrycli.records import State
from scurrycli.sinks import theme
from scurrycli.sinks.flow import TypeCount
from scurrycli.sinks.header import NOT_STARTED, ratio
from scurrycli.sinks.metrics import Metrics
from scurrycli.sinks.panels import line
from scurrycli.sinks.text import UNKNOWN, count, duration, fold, milliseconds, plain, rate, size

_TOP = 5


def summary(
    metrics: Metrics,
    now: float,
    version: str,
    recording: str | None,
    width: int,
    *,
    cut_off: bool = False,
) -> Text:
    """How long and how it ended, events, their types, latency, sequence, recording.

    Six lines; what does not fit one goes on under it, so that nothing is cut. `cut_off` says that a
    recording breaks off, so nobody knows how the session ended.
    """
    said: tuple[tuple[str, Iterable[str], str], ...] = (
        ("events", _events(metrics, now).split(" "), ""),
        ("by type", _types(metrics), ""),
        ("latency", _latency(metrics).split(" "), ""),
        ("sequence", _sequence(metrics).split(" "), theme.alarm(metrics.ledger.missing)),
        ("recording", plain(recording or "none").split(" "), ""),
    )
    lines = list(_ending(metrics, now, version, width, cut_off=cut_off))
    for label, words, style in said:
        lines += _under(f"{label:<11}", words, width, style)
    return Text("\n").join(lines)


def _under(label: str, words: Iterable[str], width: int, style: str = "") -> Iterator[Text]:
    """The words beside their label, in as many lines as they need."""
    head = f" {label} "
    for number, words_in_line in enumerate(fold(words, width - len(head))):
        text = line(" " * len(head) if number else head, theme.LABEL)
        yield text.append(words_in_line, style)


def _ending(
    metrics: Metrics, now: float, version: str, width: int, *, cut_off: bool
) -> Iterator[Text]:
    state = NOT_STARTED if metrics.last is None else plain(metrics.state)
    why = plain(metrics.why) if metrics.state != State.READY else ""
    told = f"{duration(metrics.seconds(now))}, {state}{f': {why}' if why else ''}"
    told += "; then the recording is cut off" if cut_off else ""
    for text in _under(f"scurry {version} ", told.split(" "), width):
        text.highlight_words([state], f"bold {theme.state_style(metrics.state)}")
        yield text


def _events(metrics: Metrics, now: float) -> str:
    flow, seconds = metrics.flow, max(1.0, metrics.seconds(now))
    largest = f", largest {flow.largest.name} {size(flow.largest.largest)}" if flow.largest else ""
    return plain(
        f"{count(flow.events)}, {rate(flow.events / seconds)}/s on average, "
        f"{size(flow.bytes)}B received{largest}"
    )


def _types(metrics: Metrics) -> list[str]:
    """The most frequent ones, each with its count, and how much smaller it was on the wire, as one
    word of the line."""
    kinds = metrics.flow.by_count()
    top = [f"{plain(kind.name)} {count(kind.count)}{_smaller(kind)}" for kind in kinds[:_TOP]]
    more = len(kinds) - _TOP
    said = [*top, f"{more} more types"] if more > 0 else top or ["none"]
    return [f"{each}," for each in said[:-1]] + said[-1:]


def _smaller(kind: TypeCount) -> str:
    times = ratio(kind.bytes, kind.wire)
    return "" if times == UNKNOWN else f" ({times})"


def _latency(metrics: Metrics) -> str:
    beats = metrics.beats
    if beats.last is None:
        return f"unknown: no heartbeat was answered, {beats.missed} missed"
    return (
        f"last {milliseconds(beats.last)}, average {milliseconds(beats.average)}, "
        f"p95 {milliseconds(beats.p95)}, worst {milliseconds(beats.worst)}, {beats.missed} missed"
    )


def _sequence(metrics: Metrics) -> str:
    if metrics.ledger.last is None and not metrics.flow.events:
        return "no events"
    again = f", {metrics.ledger.replayed} replayed" if metrics.ledger.replayed else ""
    return (
        f"{metrics.ledger.verdict}{again}; sessions {metrics.sessions}, resumed {metrics.resumes}, "
        f"connections {metrics.connections}"
    )
