"""The short summary that stays on the screen after the live view; never a screen of its own."""

from __future__ import annotations

from rich.text import Text

from scurrycli.records import State
from scurrycli.sinks import theme
from scurrycli.sinks.metrics import Metrics
from scurrycli.sinks.panels import labelled, line
from scurrycli.sinks.text import count, duration, milliseconds, plain, rate, size

_TOP = 5


def summary(metrics: Metrics, now: float, version: str, recording: str | None, width: int) -> Text:
    """Six lines: how long and how it ended, events, their types, latency, sequence, recording."""
    return Text("\n").join(
        [
            _ending(metrics, now, version, width),
            labelled("events", _events(metrics, now), width),
            labelled("by type", _types(metrics), width),
            labelled("latency", _latency(metrics), width),
            labelled("sequence", _sequence(metrics), width, theme.alarm(metrics.ledger.missing)),
            labelled("recording", plain(recording or "none"), width),
        ]
    )


def _ending(metrics: Metrics, now: float, version: str, width: int) -> Text:
    text = line(f" scurry {version}  ", theme.LABEL)
    text.append(f"{duration(metrics.seconds(now))}, ", theme.VALUE)
    text.append(plain(metrics.state), f"bold {theme.state_style(metrics.state)}")
    why = metrics.why if metrics.state != State.READY else ""
    text.append(f": {why}" if why else "")
    text.truncate(width, overflow="ellipsis")
    return text


def _events(metrics: Metrics, now: float) -> str:
    flow, seconds = metrics.flow, max(1.0, metrics.seconds(now))
    largest = f", largest {flow.largest.name} {size(flow.largest.largest)}" if flow.largest else ""
    return plain(
        f"{count(flow.events)}, {rate(flow.events / seconds)}/s on average, "
        f"{size(flow.bytes)}B received{largest}"
    )


def _types(metrics: Metrics) -> str:
    kinds = metrics.flow.by_count()
    top = ", ".join(f"{plain(kind.name)} {count(kind.count)}" for kind in kinds[:_TOP])
    more = len(kinds) - _TOP
    return f"{top}, {more} more types" if more > 0 else top or "none"


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
