"""The figures that a bot reads off its client; never how they are shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class GatewayMetrics:
    """The heartbeat of the client.

    Attributes:
        last_heartbeat_sent: when, in seconds by `time.monotonic()`; 0.0 before the first.
        heartbeat_rrt: the last round trip in seconds; 0.0 before the first. See `latency`.
        answered: round trips measured so far.
    """

    last_heartbeat_sent: float
    heartbeat_rrt: float
    answered: int = 0

    @property
    def latency(self) -> float | None:
        """The last round trip in seconds; None until one was measured."""
        return self.heartbeat_rrt if self.answered else None
