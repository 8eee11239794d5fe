"""A gateway on loopback that plays a session to any client; never reached from another machine."""

from scurrycli.server.gateway import EmbeddedGateway
from scurrycli.server.timeline import Action, Step, Timeline, timeline_of

__all__ = ["Action", "EmbeddedGateway", "Step", "Timeline", "timeline_of"]
