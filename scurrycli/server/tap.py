"""Where what goes over the wire can be looked at, as for a recording; never a change of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scurrycli.server.faults import Fault
from scurrycli.server.outlet import Out
from scurrycli.wire.payload import Payload

if TYPE_CHECKING:
    from scurrycli.server.connection import ClientLine


class Tap:
    """Takes what goes over each connection, as for a recording; this one lets it go by."""

    def opened(self, line: ClientLine) -> None:
        """A WebSocket is open."""

    def sent(self, line: ClientLine, text: bytes, message: Out) -> None:
        """The gateway sent a payload."""

    def received(self, line: ClientLine, payload: Payload) -> None:
        """A client sent one."""

    def did(self, line: ClientLine, fault: Fault) -> None:
        """A fault has come."""

    def closed(self, line: ClientLine, by: str, code: int | None, reason: str) -> None:
        """A WebSocket has ended; `by` is `server`, `client` or `network`."""
