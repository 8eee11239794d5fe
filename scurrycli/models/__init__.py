"""Discord's objects as dataclasses, fields named as Discord names them; never a request for one."""

from scurrycli.models.application import Application
from scurrycli.models.base import DataModel, Event
from scurrycli.models.gateway import GatewayEvent, SessionStartLimit

__all__ = ["Application", "DataModel", "Event", "GatewayEvent", "SessionStartLimit"]
