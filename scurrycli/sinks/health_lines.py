"""A connection's health in sentences, of what is out of the ordinary alone; never its figures."""

from __future__ import annotations

from collections.abc import Iterator

from scurrycli.sinks.beats import LATE_ACK, LATE_BEAT
from scurrycli.sinks.decisions import Decision
from scurrycli.sinks.flow import Flow
from scurrycli.sinks.health import delivery
from scurrycli.sinks.metrics import Metrics
from scurrycli.sinks.text import age, milliseconds, plain, size
from scurrycli.wire.close_codes import close_code

_SKEWED = 2.0  # seconds of a clock that are worth a word
_LAGGING = 2.0  # seconds of delivery that are
_MOST = 5  # lines of one kind
OURS = "this machine was too busy"
THEIRS = "the network or Discord was slow"


def health_lines(metrics: Metrics, now: float) -> list[str]:
    """Sentences on late heartbeats, slow delivery, silent types, and what was decided."""
    said = [*_beats(metrics), *_delivery(metrics), *_silence(metrics, now), *_decisions(metrics)]
    return [plain(line) for line in said]


def trouble(metrics: Metrics, now: float) -> str | None:
    """One sentence on what is wrong with a connection that is ready at `now`; None if nothing."""
    beats, late = metrics.beats, delivery(metrics)
    waited = beats.unanswered(now) or 0.0
    if beats.next_due is not None and now - beats.next_due > LATE_BEAT:
        return f"A heartbeat is {milliseconds(now - beats.next_due)} late: this machine is busy."
    if waited > LATE_ACK:
        return f"No ACK for {age(waited)}: the network or Discord is slow; without one we resume."
    if (beats.late or 0.0) > LATE_BEAT:
        return f"The last heartbeat went out {milliseconds(beats.late)} late: {OURS}."
    if (beats.last or 0.0) > LATE_ACK:
        return f"The last ACK took {milliseconds(beats.last)}: {THEIRS}."
    if late is not None and late.last > _LAGGING:
        return f"Events take {milliseconds(late.last)} from Discord to here: {THEIRS}."
    return next(_silence(metrics, now), None)


def _beats(metrics: Metrics) -> list[str]:
    beats = metrics.beats
    return late_lines(beats.late_beats, beats.worst_beat, beats.late_acks, beats.worst)


def late_lines(beats: int, worst_beat: float, acks: int, worst_ack: float | None) -> list[str]:
    """How many heartbeats and ACKs were late, by how many seconds at most, and who is to blame."""
    said = []
    if beats:
        said.append(
            f"{_times(beats, 'heartbeat')} went out over {milliseconds(LATE_BEAT)} late, "
            f"{milliseconds(worst_beat)} at most: {OURS}."
        )
    if acks:
        said.append(
            f"{_times(acks, 'ACK')} took over {milliseconds(LATE_ACK)}, "
            f"{milliseconds(worst_ack)} at most: {THEIRS}."
        )
    return said


def _delivery(metrics: Metrics) -> Iterator[str]:
    late = delivery(metrics)
    if late is None:
        return
    if late.worst > _LAGGING:
        yield (
            f"Events took {milliseconds(late.typical)} from Discord to here, "
            f"{milliseconds(late.worst)} at most."
        )
    if abs(late.skew) > _SKEWED:
        yield (
            f"This machine's clock is {skewed(late.skew)} the ids of the events: set it right, "
            "unless they are of a recording that is served."
        )


def skewed(skew: float) -> str:
    """`1.5s ahead of`, `40ms behind`."""
    return f"{milliseconds(abs(skew))} {'behind' if skew < 0 else 'ahead of'}"


def _silence(metrics: Metrics, now: float) -> Iterator[str]:
    silent = sorted(metrics.flow.silent(now).items(), key=lambda item: -item[1])
    for name, seconds in silent[:_MOST]:
        yield f"{plain(name)} has been silent for {age(seconds)}, far longer than ever before."


def _decisions(metrics: Metrics) -> Iterator[str]:
    told = [one for one in metrics.decisions.newest if not one.is_leaving]
    earlier = metrics.decisions.all - len(metrics.decisions.newest) + max(0, len(told) - _MOST)
    if earlier:
        yield f"{earlier} earlier closes are left out here."
    yield from map(decided, told[-_MOST:])


def decided(decision: Decision) -> str:
    """What followed one close, and by which rule."""
    row = close_code(decision.code)
    code = "without a code" if row.code is None else f"with {row.code} {row.name}"
    said = f"At {decision.at:.1f} s closed by {decision.by or 'unknown'} {code}"
    if decision.state:
        rule = f" by the rule {decision.rule!r}" if decision.rule else ""
        why = decision.why.removeprefix(f"closed with {row.code} ({row.name}): ").rstrip(".")
        said += f"; then {decision.state}{rule}: {why}"
    cure = "" if decision.by == "client" or row.cure.rstrip(".") in said else f" {row.cure}"
    return f"{said}.{cure}"


def type_lines(flow: Flow) -> list[str]:
    """For the most frequent event types: how often, bytes inflated and on the wire, their ratio."""
    return [
        f"{plain(kind.name)} {kind.count}, {size(kind.bytes)} from {size(kind.wire)} on the wire"
        f" ({kind.bytes / kind.wire if kind.wire else 1:.1f}x), largest {size(kind.largest)}"
        for kind in flow.by_count()[:_MOST]
    ]


def _times(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"
