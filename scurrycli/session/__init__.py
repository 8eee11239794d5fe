"""What a client of the Gateway must do, as a state machine; never I/O, time or chance."""

from scurrycli.session.commands import (
    Close,
    Command,
    Connect,
    Discover,
    Enter,
    Report,
    Send,
    Stop,
)
from scurrycli.session.machine import Session
from scurrycli.session.plan import MIN_BACKOFF, Plan

__all__ = [
    "MIN_BACKOFF",
    "Close",
    "Command",
    "Connect",
    "Discover",
    "Enter",
    "Plan",
    "Report",
    "Send",
    "Session",
    "Stop",
]
