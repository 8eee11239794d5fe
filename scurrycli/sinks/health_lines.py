"""A connection's health in sentences, of what is out of the ordinary alone; never its figures."""

from __future__ import annotations

from collections.abc import Iterator

from scurrycli.records import State
from scurrycli.sinks.flow import Flow
from scurrycli.sinks.health import LATE_ACK, LATE_BEAT, Decision, Health
from scurrycli.sinks.text import age, milliseconds, plain, size
from scurrycli.wire.close_codes import close_code

_SKEWED = 2.0  # seconds of a clock that are worth a word
_LAGGING = 2.0  # seconds of delivery that are
_MOST = 5  # lines of one kind


def health_lines(health: Health, now: float) -> list[str]:
    """Sentences on late heartbeats, slow delivery, silent types, and what was decided."""
    said = [*_beats(health), *_delivery(health), *_silence(health, now), *_decisions(health)]
    return [plain(line) for line in said]


def _beats(health: Health) -> Iterator[str]:
    if health.late_beats:
        yield (
            f"{_times(health.late_beats, 'heartbeat')} went out over {milliseconds(LATE_BEAT)} "
            f"late, {milliseconds(health.worst_beat)} at most: this machine was too busy."
        )
    if health.late_acks:
        yield (
            f"{_times(health.late_acks, 'ACK')} took over {milliseconds(LATE_ACK)}, "
            f"{milliseconds(health.worst_ack)} at most: the network or Discord was slow."
        )


def _delivery(health: Health) -> Iterator[str]:
    delivery = health.delivery
    if delivery is None:
        return
    if delivery.worst > _LAGGING:
        yield (
            f"Events took {milliseconds(delivery.typical)} from Discord to here, "
            f"{milliseconds(delivery.worst)} at most."
        )
    if abs(delivery.skew) > _SKEWED:
        way = "ahead of" if delivery.skew > 0 else "behind"
        yield f"This machine's clock is {abs(delivery.skew):.1f} s {way} the ids of the events."


def _silence(health: Health, now: float) -> Iterator[str]:
    silent = sorted(health.silent(now).items(), key=lambda item: -item[1])
    for name, seconds in silent[:_MOST]:
        yield f"{name} has been silent for {age(seconds)}, far longer than ever before."


def _decisions(health: Health) -> Iterator[str]:
    decisions = [one for one in health.decisions if not _is_leaving(one)]
    if len(decisions) > _MOST:
        yield f"{len(decisions) - _MOST} earlier closes are left out here."
    for decision in decisions[-_MOST:]:
        yield _decided(decision)


def _is_leaving(decision: Decision) -> bool:
    """Whether we closed for good; the summary tells that."""
    return decision.by == "client" and decision.state in ("", State.STOPPED)


def _decided(decision: Decision) -> str:
    row = close_code(decision.code)
    code = "without a code" if row.code is None else f"with {row.code} {row.name}"
    closed = f"At {decision.at:.1f} s closed by {decision.by} {code}"
    if not decision.state:
        return f"{closed}."
    rule = f" by the rule {decision.rule!r}" if decision.rule else ""
    return f"{closed}; then {decision.state}{rule}: {decision.why.rstrip('.')}."


def type_lines(flow: Flow) -> list[str]:
    """For each event type: how often, bytes inflated and on the wire, and their ratio."""
    return [
        f"{plain(kind.name)} {kind.count}, {size(kind.bytes)} from {size(kind.wire)} on the wire"
        f" ({kind.bytes / kind.wire if kind.wire else 1:.1f}x), largest {size(kind.largest)}"
        for kind in flow.by_count()
    ]


def _times(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"
