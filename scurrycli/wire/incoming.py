"""How payloads are written on the wire, in both directions; never what one says, never a socket.

Source: Discord's documentation, "Gateway", Encoding and Compression.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import orjson

from scurrycli.errors import EtfError
from scurrycli.wire.compression import MAX_INFLATED, Compress, inflater
from scurrycli.wire.encoding import Encoding
from scurrycli.wire.outgoing import check_size
from scurrycli.wire.payload import Payload


class Incoming:
    """Makes payloads of the messages of one connection, in their order.

    Args:
        encoding, compress: what was asked for. Text messages are plain JSON all the same.
        limit: bytes that a payload may inflate to.
    """

    def __init__(self, encoding: Encoding, compress: Compress, limit: int = MAX_INFLATED) -> None:
        self._is_plain = encoding is Encoding.JSON and compress is Compress.NONE
        self._inflater = inflater(compress, limit, _is_term if encoding is Encoding.ETF else None)
        self._make = _from_term if encoding is Encoding.ETF else Payload
        self._wire = 0

    def feed(self, data: bytes, is_text: bool) -> Sequence[Payload]:
        """The payloads that are complete with this message: mostly one.

        Raises:
            CompressionBroken, InflatedTooLarge: the connection is of no more use.
        """
        if self._is_plain:
            payload = Payload(data)
            if not is_text and payload.flaw is None:
                payload.flaw = "a binary message where text was due"
            return (payload,)
        self._wire += len(data)
        texts = self._inflater.feed(data, is_text)
        if not texts:
            return ()
        wire, self._wire = self._wire, 0
        make = Payload if is_text else self._make
        if len(texts) == 1:
            payload = make(texts[0])
            payload.wire = wire
            return (payload,)
        return list(_several(texts, wire, make))


def _several(
    texts: Sequence[bytes], wire: int, make: Callable[[bytes], Payload]
) -> Iterator[Payload]:
    """Each has its part of the bytes on the wire."""
    left = sum(map(len, texts))
    for text in texts:
        payload = make(text)
        payload.wire = wire * len(text) // max(1, left)
        wire, left = wire - payload.wire, left - len(text)
        yield payload


def _from_term(data: bytes) -> Payload:
    from scurrycli.wire import etf

    try:
        payload = Payload(etf.to_json(data))
    except EtfError as error:
        payload = Payload.refused(data, f"no term: {error}")
    payload.size = payload.wire = len(data)
    return payload


def _is_term(data: bytes) -> bool:
    from scurrycli.wire import etf

    try:
        etf.decode(data)
    except EtfError:
        return False
    return True


def outgoing(encoding: Encoding, text: bytes) -> bytes:
    """A payload's JSON as it is sent.

    Raises:
        PayloadTooLarge: it is over 4096 bytes so.
    """
    if encoding is Encoding.JSON:
        return text
    from scurrycli.wire import etf

    return check_size(etf.encode(orjson.loads(text)))
