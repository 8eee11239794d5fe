"""Compression and ETF over a real socket: the same records in every mode, a fresh start each."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from making_gateways import Peer, Tape, client_of, running, scripted
from scurrycli.records import Kind, Record, State
from scurrycli.wire.compression import Compress
from scurrycli.wire.encoding import Encoding

ALL = [(encoding, compress) for encoding in Encoding for compress in Compress]
D: dict[str, Any] = {"id": "1300000000000000001", "content": "h\u00e9 there" * 50, "tts": False}


async def talks(peer: Peer) -> None:
    """READY, two events, an opcode 7."""
    await peer.identified()
    await peer.event(2, "MESSAGE_CREATE", **D)
    await peer.event(3, "TYPING_START", user_id="1300000000000000002")
    await peer.send(7)


async def goes_on(peer: Peer) -> None:
    """A resume, and one event more."""
    await peer.resumed(4)
    await peer.event(5, "MESSAGE_CREATE", **D)


async def record(encoding: Encoding, compress: Compress) -> tuple[Tape, list[str]]:
    tape = Tape()
    async with scripted(talks, goes_on) as gateway:
        client = client_of(gateway, tape, encoding=encoding, compress=compress)
        async with running(client):
            await tape.event("MESSAGE_CREATE", 5)
    return tape, gateway.paths


def told(records: list[Record]) -> list[tuple[Any, ...]]:
    """What must be equal in every mode: all but times, sizes, addresses and the mode itself."""
    heartbeats = (1, 11)
    frames = [one for one in records if one.frame is not None and one.op not in heartbeats]
    return [(one.kind, one.op, one.s, one.t, _without_mode(one)) for one in frames]


def _without_mode(one: Record) -> Any:
    payload = orjson.loads(one.frame or b"")
    if one.op == 2:
        payload["d"].pop("compress", None)
    if one.t == "READY":
        del payload["d"]["resume_gateway_url"]
    if one.op == 6 or one.t == "READY":
        del payload["d"]["session_id"]
    return payload


@pytest.mark.parametrize(("encoding", "compress"), ALL)
async def test_all_modes_give_equal_records(encoding: Encoding, compress: Compress) -> None:
    plain, _ = await record(Encoding.JSON, Compress.NONE)
    tape, paths = await record(encoding, compress)
    assert told(tape.records) == told(plain.records)
    assert not [one for one in tape.records if "error" in one.detail]
    for path in paths:
        assert ("compress=" in path) == (compress in (Compress.ZLIB_STREAM, Compress.ZSTD_STREAM))
        assert f"encoding={encoding}" in path
    identify = tape.of(Kind.SENT, 2)[0].payload["d"]
    assert identify.get("compress") is (True if compress is Compress.PAYLOAD else None)


@pytest.mark.parametrize("compress", [Compress.ZLIB_STREAM, Compress.ZSTD_STREAM])
async def test_both_sizes_are_accounted(compress: Compress) -> None:
    tape, _ = await record(Encoding.JSON, compress)
    large = await tape.event("MESSAGE_CREATE", 2)
    assert large.size == len(large.frame or b"")
    assert large.wire is not None
    assert large.wire < large.size / 2


@pytest.mark.parametrize("compress", [Compress.ZLIB_STREAM, Compress.ZSTD_STREAM])
async def test_broken_compression_ends_the_connection_which_resumes(compress: Compress) -> None:
    async def breaks(peer: Peer) -> None:
        await peer.identified()
        await peer.ws.send(b"this is no stream\x00\x00\xff\xff")
        assert await peer.gone() not in (1000, 1001)

    tape = Tape()
    async with scripted(breaks, goes_on) as gateway:
        client = client_of(gateway, tape, compress=compress)
        async with running(client):
            await tape.event("MESSAGE_CREATE", 5)
    assert [one.detail["rule"] for one in tape.of(Kind.STATE) if "rule" in one.detail] == ["fault"]
    assert len(tape.errors()) == 1
    assert len(tape.of(Kind.SENT, 6)) == 1


async def test_a_bot_that_names_a_stream_in_its_parameters_gets_it() -> None:
    tape = Tape()
    async with scripted(talks, goes_on) as gateway:
        client = client_of(gateway, tape)
        client.url_params = "?v=10&encoding=json&compress=zlib-stream"
        async with running(client):
            await tape.event("MESSAGE_CREATE", 5)
    assert all("compress=zlib-stream" in path for path in gateway.paths)


async def test_taken_one_by_one_no_payload_of_a_message_is_passed_over() -> None:
    async def together(peer: Peer) -> None:
        first = b'{"op":10,"d":{"heartbeat_interval":41250}}'
        await peer.payload(first + b'{"op":0,"t":"A","s":1,"d":{}}{"op":0,"t":"B","s":2,"d":{}}')

    async with scripted(together) as gateway:
        client = client_of(gateway, Tape(), compress=Compress.ZLIB_STREAM)
        await client.connect_ws()
        assert [(await client.receive())["t"] for _ in range(2)] == ["A", "B"]
        await client.close_ws()


async def test_the_state_is_ready_in_a_mode_that_the_gateway_does_not_speak() -> None:
    async def plain(peer: Peer) -> None:
        peer._deflate_with(Compress.NONE)
        await peer.identified()

    tape = Tape()
    async with scripted(plain) as gateway:
        client = client_of(gateway, tape, compress=Compress.ZSTD_STREAM)
        async with running(client):
            await tape.state(State.READY)
    assert not tape.errors()
