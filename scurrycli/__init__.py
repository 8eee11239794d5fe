"""scurry, an inspector for the Discord Gateway; this package exports the client and its models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scurrycli.exports import exported

__version__ = "0.1.0"

if TYPE_CHECKING:
    from scurrycli.gateway import GatewayClient as GatewayClient
    from scurrycli.models import GatewayEvent as GatewayEvent
    from scurrycli.models import SessionStartLimit as SessionStartLimit

_EXPORTS = {
    "GatewayClient": "gateway",
    "GatewayEvent": "models",
    "SessionStartLimit": "models",
}
__all__ = ["GatewayClient", "GatewayEvent", "SessionStartLimit", "__version__"]

__getattr__ = exported(__name__, _EXPORTS)
"""So that `scurry --help` loads none of them."""
