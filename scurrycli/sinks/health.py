"""What a session's figures tell of its health, worked out when asked; never a record or a clock."""

from __future__ import annotations

from dataclasses import dataclass

from scurrycli.sinks.metrics import Metrics

_BELIEVED = 86_400.0
"""Seconds; IDs that are further from this machine's clock are of an old session, played again."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How long events take from Discord to here.

    Attributes:
        skew: seconds by which this machine's clock is ahead of Discord's, as far as half of a
            heartbeat's round trip tells; what is called lag is without it.
        typical, worst, last: seconds of lag: the median, the longest and the newest.
    """

    skew: float
    typical: float
    worst: float
    last: float


def delivery(metrics: Metrics) -> Delivery | None:
    """How long events take; None before one came whose time is known, and a round trip."""
    lags = sorted(metrics.flow.pulse.lags)
    offset = skew(lags[0] if lags else None, min(metrics.beats.latencies, default=None))
    if offset is None:
        return None
    newest = metrics.flow.pulse.lags[-1]
    return Delivery(offset, lags[len(lags) // 2] - offset, lags[-1] - offset, newest - offset)


def skew(least_lag: float | None, least_trip: float | None) -> float | None:
    """Seconds by which this machine's clock is ahead: the fastest event took half a round trip.

    None where one of the two is not known, or the events are not of now.
    """
    if least_lag is None or least_trip is None:
        return None
    ahead = least_lag - least_trip / 2
    return ahead if abs(ahead) < _BELIEVED else None
