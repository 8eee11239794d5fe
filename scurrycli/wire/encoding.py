"""Which encodings and compressions a connection can have; never how one is read or written.

Source: Discord's documentation, "Gateway", Encoding and Compression.
"""

from __future__ import annotations

from enum import StrEnum

from scurrycli.wire.compression import Compress

_STREAMS = frozenset({Compress.ZLIB_STREAM, Compress.ZSTD_STREAM})


class Encoding(StrEnum):
    """What a payload is written in."""

    JSON = "json"
    ETF = "etf"


def query(version: int, encoding: Encoding, compress: Compress) -> dict[str, str]:
    """The query of a Gateway URL. Compression of single payloads is asked for in IDENTIFY."""
    params = {"v": str(version), "encoding": encoding.value}
    return params | ({"compress": compress.value} if compress in _STREAMS else {})


def modes(params: dict[str, str]) -> tuple[Encoding, Compress]:
    """What a query asks for.

    Raises:
        ValueError: an encoding or a compression that is none of Discord's.
    """
    return Encoding(params.get("encoding", "json")), Compress(params.get("compress", "none"))
