"""The four fixed lines of the live view: state, heart, sequence, flow; never a jumping figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from rich.cells import cell_len
from rich.text import Text

from scurrycli.records import State
from scurrycli.sinks import theme
from scurrycli.sinks.beats import LATE_BEAT
from scurrycli.sinks.health import delivery
from scurrycli.sinks.metrics import SEND_LIMIT, Metrics
from scurrycli.sinks.text import (
    UNKNOWN,
    age,
    count,
    duration,
    milliseconds,
    pad,
    plain,
    rate,
    size,
)

NOT_STARTED = "not started"
_BARS = "▁▂▃▄▅▆▇█"
_WIDEST_GAP = 3
_LATE_ACK = 2.0  # seconds without an ACK before it is said
_NEARLY_OUT = 50  # IDENTIFYs
_AT_REST = frozenset({State.WAITING.value, State.STOPPED.value})
_FULL_URL = 120  # cells of the screen from which the whole URL is shown


@dataclass(frozen=True, slots=True)
class Field:
    """A label and a value in so many cells. The highest `rank` goes first where room is short."""

    label: str
    value: str
    width: int
    style: str = theme.VALUE
    rank: int = 0
    right: bool = True
    grows: bool = False

    @property
    def cells(self) -> int:
        """Cells of label and value."""
        return cell_len(self.label) + bool(self.label) + self.width


def fit(fields: Iterable[Field], width: int) -> Text:
    """One line of those fields that have room; where each stands depends on the width only."""
    kept = list(fields)
    while len(kept) > 1 and _least(kept) > width:
        kept.remove(max(kept, key=lambda field: field.rank))
    spare = max(0, width - _least(kept))
    gap = 1 + min(_WIDEST_GAP - 1, spare // max(1, len(kept) - 1))
    spare -= (gap - 1) * (len(kept) - 1)
    line = Text(" ", no_wrap=True, overflow="ellipsis", end="")
    for number, field in enumerate(kept):
        wide = replace(field, width=field.width + spare) if field.grows else field
        line.append(" " * gap if number else "")
        line.append(f"{wide.label} " if wide.label else "", theme.LABEL)
        line.append(pad(wide.value, wide.width, right=wide.right), wide.style)
    line.truncate(width, overflow="ellipsis")
    return line


def _least(fields: list[Field]) -> int:
    return sum(field.cells + 1 for field in fields)


def sparkline(values: list[float], width: int) -> str:
    """The newest values as bars between nothing and the largest, the newest at the right."""
    newest = values[-width:]
    top = max(newest, default=0.0)
    if top <= 0:
        return " " * (width - len(newest)) + _BARS[0] * len(newest)
    bars = (_BARS[min(7, int(value / top * 8))] for value in newest)
    return "".join(bars).rjust(width)


def state_text(metrics: Metrics, now: float) -> str:
    """`ready 4m12s`, or `waiting 4s left`; before the first record `not started`."""
    if metrics.last is None:
        return NOT_STARTED
    if metrics.state == State.WAITING and metrics.wait_until is not None:
        return f"waiting {duration(metrics.wait_until - now + 0.999)} left"
    return f"{plain(metrics.state, 12)} {duration(now - metrics.state_at)}"


def state_line(metrics: Metrics, now: float, width: int, source: str) -> Text:
    """State, shard, intents, where to, and `source`: whether this is recorded or replayed."""
    shard = UNKNOWN if metrics.shard is None else f"{metrics.shard[0]}/{metrics.shard[1]}"
    intents = UNKNOWN if metrics.intents is None else str(metrics.intents)
    style = f"bold {theme.state_style(metrics.state)}"
    wide = width >= _FULL_URL
    url = plain((metrics.url if wide else _host(metrics.url)) or UNKNOWN, width)
    fields = [
        Field("", state_text(metrics, now), 19, style, right=False),
        Field("shard", shard, max(3, len(shard)), rank=3),
        Field("intents", intents, max(8, len(intents)), rank=4),
        Field("", url, 18, "", rank=2, right=False, grows=True),
        Field(
            "",
            source,
            min(36, cell_len(source)) if wide else 8,
            theme.BAD if source[0] == "●" else "dim",
            rank=1,
        ),
    ]
    return fit(fields, width)


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").netloc or url
    except ValueError:
        return url


def beat_line(metrics: Metrics, now: float, width: int) -> Text:
    """Latencies, sparkline, age of the last ACK, the next beat, missed ACKs."""
    beats = metrics.beats
    spark = 24 if width >= _FULL_URL else 6
    fields = [Field("beat", milliseconds(beats.last), 5, theme.latency_style(beats.last))]
    for rank, (label, value) in enumerate(
        (("avg", beats.average), ("p95", beats.p95), ("max", beats.worst)), start=2
    ):
        fields.append(Field(label, milliseconds(value), 5, theme.latency_style(value), rank=rank))
    if beats.last is None:
        fields.append(Field("", _until_known(metrics, now), spark + 21, "", rank=1, right=False))
    else:
        bars = sparkline(list(beats.latencies)[-spark:], spark)
        fields.append(Field("", bars, spark, "cyan", rank=6))
        fields += [_ack(metrics, now), _next(metrics, now)]
    fields.append(Field("missed", size(beats.missed), 2, theme.alarm(beats.missed), rank=5))
    lag = delivery(metrics)
    fields.append(Field("lag", milliseconds(lag.last if lag else None), 5, rank=8))
    every = UNKNOWN if beats.interval is None else f"{beats.interval:.1f}s"
    fields.append(Field("every", every, 6, rank=9))
    return fit(fields, width)


def _until_known(metrics: Metrics, now: float) -> str:
    """Why there is no latency yet, and when there will be one."""
    beats = metrics.beats
    waited = beats.unanswered(now)
    if waited is not None:
        return f"first ACK awaited {age(waited)}"
    if beats.next_due is not None:
        return f"first beat in {age(beats.next_due - now + 0.999)}"
    return "not connected" if metrics.state in _AT_REST else "known after HELLO"


def _ack(metrics: Metrics, now: float) -> Field:
    waited, last = metrics.beats.unanswered(now), metrics.beats.last_ack
    if waited is not None and waited >= _LATE_ACK:
        return Field("ACK", f"due {age(waited)}", 7, theme.WARN, rank=1)
    return Field("ACK", UNKNOWN if last is None else f"{age(now - last)} ago", 7, rank=1)


def _next(metrics: Metrics, now: float) -> Field:
    due = metrics.beats.next_due
    if due is None:
        return Field("next", UNKNOWN, 4, rank=7)
    if now - due > LATE_BEAT:
        return Field("next", "late", 4, theme.BAD, rank=7)
    return Field("next", age(max(0.0, due - now) + 0.999), 4, rank=7)


def sequence_line(metrics: Metrics, now: float, width: int) -> Text:
    """The last sequence number, what is lost or repeated, resumes, and both budgets."""
    ledger, budget = metrics.ledger, metrics.budget
    left = UNKNOWN if budget is None else f"{budget.remaining}/{budget.total}"
    low = budget is not None and budget.remaining <= _NEARLY_OUT
    sent = metrics.sends(now)
    return fit(
        [
            Field("seq", UNKNOWN if ledger.last is None else str(ledger.last), 8),
            Field("gaps", size(ledger.gaps), 4, theme.alarm(ledger.gaps), rank=1),
            Field("missing", size(ledger.missing), 4, theme.alarm(ledger.missing), rank=6),
            Field("repeats", size(ledger.repeats), 4, theme.alarm(ledger.repeats), rank=3),
            Field("replayed", size(ledger.replayed), 4, rank=7),
            Field("resumed", size(metrics.resumes), 3, rank=5),
            Field("identify", left, 9, theme.BAD if low else theme.VALUE, rank=2),
            Field("send", f"{sent}/{SEND_LIMIT}", 7, theme.alarm(sent > SEND_LIMIT - 20), rank=4),
            Field("conn", size(metrics.conn), 3, rank=8),
        ],
        width,
    )


def flow_line(metrics: Metrics, now: float, width: int) -> Text:
    """Events and bytes: a second, in all, the largest."""
    flow = metrics.flow
    largest = UNKNOWN
    if flow.largest is not None:
        largest = f"{size(flow.largest.largest)} {plain(flow.largest.name, 40)}"
    return fit(
        [
            Field("flow", f"{rate(flow.events_per_second(now))}/s", 7),
            Field("", f"{size(round(flow.bytes_per_second(now)))}B/s", 7, rank=1),
            Field("events", count(flow.events), 9, rank=2),
            Field("bytes", size(flow.bytes), 4, rank=3),
            Field("largest", largest, 20, rank=4, right=False, grows=True),
            Field("flaws", size(metrics.flaws), 4, theme.alarm(metrics.flaws), rank=5),
            Field("compress", metrics.compress or "none", 12, rank=6, right=False),
            Field("wire", ratio(flow.bytes, flow.wire), 5, rank=7),
        ],
        width,
    )


def ratio(inflated: int, wire: int) -> str:
    """How many times smaller it was on the wire: `4.7x`; unknown where nothing was compressed."""
    return f"{min(999.0, inflated / wire):.1f}x" if wire and wire != inflated else UNKNOWN


def header(metrics: Metrics, now: float, width: int, source: str) -> list[Text]:
    """The four lines."""
    return [
        state_line(metrics, now, width, source),
        beat_line(metrics, now, width),
        sequence_line(metrics, now, width),
        flow_line(metrics, now, width),
    ]
