"""A live connection as a source of records; never a screen or a file."""

from scurrycli.gateway.client import GatewayClient, logger
from scurrycli.gateway.metrics import GatewayMetrics
from scurrycli.gateway.protocols import EventQueueProtocol, GatewayClientProtocol
from scurrycli.session import MIN_BACKOFF

__all__ = [
    "MIN_BACKOFF",
    "EventQueueProtocol",
    "GatewayClient",
    "GatewayClientProtocol",
    "GatewayMetrics",
    "logger",
]
