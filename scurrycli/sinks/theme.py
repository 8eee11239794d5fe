"""Colours, as names of Rich styles; never the only sign of anything, the words say it too."""

from __future__ import annotations

from scurrycli.records import State

LABEL = "dim"
VALUE = "bold"
GOOD, WARN, BAD = "green", "yellow", "red"

STATES: dict[str, str] = {
    State.CONNECTING: "cyan",
    State.IDENTIFYING: "blue",
    State.READY: "green",
    State.RESUMING: "magenta",
    State.WAITING: "yellow",
    State.STOPPED: "red",
}
STORIES: dict[str, str] = {"close": "yellow", "error": "red", "op 7": "yellow", "op 9": "yellow"}

_SLOW, _VERY_SLOW = 0.25, 1.0


def state_style(state: str) -> str:
    """The colour of a state's word."""
    return STATES.get(state, VALUE)


def latency_style(seconds: float | None) -> str:
    """Calm below 250 ms, alarming over a second."""
    if seconds is None:
        return LABEL
    return GOOD if seconds < _SLOW else WARN if seconds < _VERY_SLOW else BAD


def alarm(bad: object) -> str:
    """The colour of a figure that should be zero."""
    return WARN if bad else VALUE
