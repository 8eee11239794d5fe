"""scurry, an inspector for the Discord Gateway; this package exports the client and its models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from scurrycli.gateway import GatewayClient as GatewayClient
    from scurrycli.models import GatewayEvent as GatewayEvent
    from scurrycli.models import SessionStartLimit as SessionStartLimit

_EXPORTS = {
    "GatewayClient": "scurrycli.gateway",
    "GatewayEvent": "scurrycli.models",
    "SessionStartLimit": "scurrycli.models",
}
__all__ = ["GatewayClient", "GatewayEvent", "SessionStartLimit", "__version__"]


def __getattr__(name: str) -> Any:
    """Import an export when it is first used, so that `scurry --help` loads none of them."""
    if name not in _EXPORTS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_EXPORTS[name]), name)
