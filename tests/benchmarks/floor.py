"""The floor of ingest: a bare `websockets` loop that inflates and drops; never more than that."""

from __future__ import annotations

import asyncio
import sys
import zlib
from collections.abc import Callable
from typing import Any

from backports import zstd
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

IDENTIFY = '{"op":2,"d":{"token":"t","properties":{},"intents":0,"compress":%s}}'
_INFLATE: dict[str, Callable[[], Callable[[bytes], Any]]] = {
    "none": lambda: len,
    "payload": lambda: zlib.decompress,
    "zlib-stream": lambda: zlib.decompressobj().decompress,
    "zstd-stream": lambda: zstd.ZstdDecompressor().decompress,
}


async def main(url: str, compress: str) -> None:
    """Receive until the server closes."""
    inflate = _INFLATE[compress]()
    query = f"/?v=10&encoding=json&compress={compress}" if "stream" in compress else "/"
    async with connect(url + query, compression=None, max_size=None, ping_interval=None) as ws:
        hello = await ws.recv(decode=False)
        if compress != "payload":
            inflate(hello)
        await ws.send(IDENTIFY % ("true" if compress == "payload" else "false"))
        try:
            while True:
                inflate(await ws.recv(decode=False))
        except ConnectionClosed:
            return


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[3]))
