"""A gateway on loopback that plays a session to any client; never reached from another machine."""

from scurrycli.server.faults import Fault, FaultKind, parse_fault
from scurrycli.server.gateway import EmbeddedGateway
from scurrycli.server.rules import Finding
from scurrycli.server.timeline import Action, Step, Timeline, timeline_of

__all__ = [
    "Action",
    "EmbeddedGateway",
    "Fault",
    "FaultKind",
    "Finding",
    "Step",
    "Timeline",
    "parse_fault",
    "timeline_of",
]
