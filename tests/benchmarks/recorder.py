"""Records one connection, with secrets replaced or left as they are; never for real use."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path

from scurrycli.errors import GatewayClosed
from scurrycli.gateway import GatewayClient
from scurrycli.recording import Header, RecordingWriter, Redactor
from scurrycli.sinks.recorder import Recorder
from scurrycli.wire.compression import Compress


class Untouched(Redactor):
    """Changes no payload."""

    def frame(self, text: bytes, op: int | None = None, t: str | None = None) -> bytes:
        """The payload."""
        return text


REDACTORS = {"secrets": Redactor, "untouched": Untouched}


async def main(url: str, compress: str, profile: str, path: str) -> None:
    """Stay until the server sends it away."""
    header = Header(started=0.0, client="benchmarks", url=url)
    recorder = Recorder(RecordingWriter(Path(path), header, force=True), filtered=False)
    client = GatewayClient(
        sink=lambda record: recorder.add(record, shown=True),
        base_url=url,
        compress=Compress(compress),
        queue_bytes=0,
        redactor=REDACTORS[profile],
    )
    with contextlib.suppress(GatewayClosed):
        await client.start(os.environ["DISCORD_TOKEN"], 0)
    recorder.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
