"""Secrets that come in pieces, split over compressed messages, are in no record; never in a log."""

from __future__ import annotations

import logging

import pytest

from making_gateways import Peer, Tape, client_of, running, scripted
from planting_secrets import holds_secret, payloads, planted, spelled
from scurrycli.recording import encode_record
from scurrycli.records import Kind
from scurrycli.wire.compression import Compress

PIECE = 97
"""Bytes of a message: many cuts through each secret's compressed bytes."""


@pytest.mark.parametrize("compress", [Compress.ZLIB_STREAM, Compress.ZSTD_STREAM])
async def test_secrets_split_over_compressed_messages(
    compress: Compress, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    dispatches = [one for one in payloads().values() if one["op"] == 0 and one["t"] != "READY"]
    texts = [
        text.encode()
        for number, payload in enumerate(dispatches)
        for text in spelled(list(planted({**payload, "s": 2}))[number % 12])
    ]

    async def speaks(peer: Peer) -> None:
        await peer.identified()
        for text in texts:
            message = peer.deflater.feed(text)
            for at in range(0, len(message), PIECE):
                await peer.ws.send(message[at : at + PIECE])
        await peer.event(3, "LAST")

    tape = Tape()
    async with scripted(speaks) as gateway:
        client = client_of(gateway, tape, compress=compress)
        async with running(client):
            await tape.event("LAST")
    frames = [one for one in tape.of(Kind.RECV) if one.s == 2]
    assert len(frames) == len(texts)
    assert [one for one in tape.records if holds_secret(encode_record(one))] == []
    assert not holds_secret(caplog.text.encode())
