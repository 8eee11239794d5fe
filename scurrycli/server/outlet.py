"""Payloads to messages and back, as one client asked for them; never a socket.

Source: Discord's documentation, "Gateway", Encoding and Compression.
"""

from __future__ import annotations

from dataclasses import dataclass

from scurrycli.errors import EtfError
from scurrycli.wire import etf
from scurrycli.wire.compression import Compress, deflater
from scurrycli.wire.payload import Payload

_BROKEN = b"\xff"
"""No block of zlib or Zstandard begins with it."""


@dataclass(frozen=True, slots=True)
class Out:
    """A WebSocket message: its bytes, and whether it is a text frame."""

    data: bytes
    is_text: bool


class Outlet:
    """The state of one connection's encoding.

    Attributes:
        compress: what is in use now; `payload` begins with an IDENTIFY that asks for it.
    """

    def __init__(self, encoding: str, compress: Compress) -> None:
        self.compress = compress
        self._is_etf = encoding == "etf"
        self._deflater = deflater(compress)
        self._corrupt = False

    def compress_payloads(self) -> None:
        """Payload compression from now on, unless the transport is compressed already."""
        if self.compress is Compress.NONE:
            self.compress = Compress.PAYLOAD
            self._deflater = deflater(self.compress)

    def corrupt_next(self) -> bool:
        """Make the next message one that cannot be inflated; False where nothing is deflated."""
        self._corrupt = self.compress is not Compress.NONE
        return self._corrupt

    def put(self, text: bytes) -> Out:
        """The message for a payload's JSON text (or for what is none, as it is)."""
        if self._is_etf:
            try:
                text = etf.from_json(text)
            except EtfError:  # garbage is to reach the client as such
                text = b"\x83" + text
        if self.compress is Compress.NONE:
            return Out(text, not self._is_etf)
        data = self._deflater.feed(text)
        if self._corrupt:
            self._corrupt = False
            data = _BROKEN * max(1, len(data) - 4) + data[-4:]
        return Out(data, is_text=False)

    def take(self, message: str | bytes) -> Payload:
        """What a client sent: JSON as text or binary, or a term."""
        data = message.encode(errors="surrogatepass") if isinstance(message, str) else message
        if not self._is_etf:
            return Payload(data)
        try:
            return Payload(etf.to_json(data))
        except EtfError as error:
            return Payload(str(error).encode())  # a sentence is no object
