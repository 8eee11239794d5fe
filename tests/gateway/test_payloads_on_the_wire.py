"""Rules 19 to 22 over a real socket: what may be sent and what may come; never fatal."""

from __future__ import annotations

import asyncio
from base64 import b64decode

import orjson
import pytest

from making_gateways import (
    Peer,
    Tape,
    client_of,
    lives,
    running,
    scripted,
)
from scurrycli.errors import NoSession, PayloadTooLarge
from scurrycli.recording.codec import decode_record, encode_record
from scurrycli.records import Kind, State
from scurrycli.sinks.metrics import Metrics


async def test_rule_19_a_payload_waits_its_turn() -> None:
    tape = Tape()
    async with scripted(lives) as gateway:
        client = client_of(gateway, tape)
        async with running(client):
            await tape.state(State.READY)
            sending = [asyncio.ensure_future(client.send({"op": 3, "d": n})) for n in range(130)]
            await tape.until(lambda record: len(tape.of(Kind.SENT)) >= 100)
            for _ in range(200):
                await asyncio.sleep(0)
            sent = [record.payload["d"] for record in tape.of(Kind.SENT, 3)]
            assert not sending[-1].done()
            for task in sending:
                task.cancel()
            await asyncio.wait(sending)
    assert sent == list(range(len(sent)))
    assert 100 <= len(tape.of(Kind.SENT)) <= 120 - 4  # heartbeats must still fit


async def test_rule_20_a_payload_over_4096_bytes_is_not_sent() -> None:
    tape = Tape()
    async with scripted(lives) as gateway:
        client = client_of(gateway, tape)
        async with running(client):
            await tape.state(State.READY)
            with pytest.raises(PayloadTooLarge, match="4097 bytes"):
                await client.send({"op": 3, "d": "x" * (4097 - len('{"op":3,"d":""}'))})
            await client.send({"op": 3, "d": "x" * (4096 - len('{"op":3,"d":""}'))})
            with pytest.raises(TypeError):
                await client.send({"op": 3, "d": object()})
    assert [record.size for record in tape.of(Kind.SENT) if record.op == 3] == [4096]


async def test_where_nothing_is_open_nothing_is_sent() -> None:
    async def drops(peer: Peer) -> None:
        await peer.hello()
        await peer.expect(2)
        peer.abort()

    tape = Tape()
    async with scripted(drops) as gateway:
        client = client_of(gateway, tape)
        with pytest.raises(NoSession):
            await client.send({"op": 3})
        async with running(client):
            await tape.state(State.WAITING)
            with pytest.raises(NoSession):
                await client.send({"op": 3})
    assert tape.of(Kind.SENT, 3) == []


ODD = {
    "an unknown opcode": (b'{"op":99,"d":{"a":1},"s":null,"t":null}', "unknown opcode 99"),
    "a negative opcode": (b'{"op":-5,"d":null}', "unknown opcode -5"),
    "an unknown event": (b'{"op":0,"s":2,"t":"NEVER_HEARD_OF","d":{}}', None),
    "a field of tomorrow": (b'{"op":11,"d":null,"s":null,"t":null,"zz":[1]}', None),
    "a dispatch without d": (b'{"op":0,"t":"TYPING_START","s":2}', "no d"),
    "a dispatch without t": (b'{"op":0,"s":2,"d":{}}', "no t"),
    "a dispatch without s": (b'{"op":0,"t":"TYPING_START","d":{}}', "no s"),
    "a dispatch whose d is a list": (
        b'{"op":0,"t":"TYPING_START","s":2,"d":[1,2]}',
        "d is no object",
    ),
    "RESUMED without d": (b'{"op":0,"t":"RESUMED","s":2,"d":null}', "d is no object"),
    "a negative s": (b'{"op":0,"s":-2,"t":"TYPING_START","d":{}}', "wrong type of s"),
    "a lone surrogate": (b'{"op":0,"s":2,"t":"TYPING_START","d":{"x":"\\ud800"}}', "not JSON"),
    "no opcode": (b'{"d":{}}', "no opcode"),
    "a wrong type of op": (b'{"op":"zero","d":{}}', "wrong type of op"),
    "a wrong type of s": (b'{"op":0,"s":"1","t":"TYPING_START","d":{}}', "wrong type of s"),
    "a wrong type of t": (b'{"op":0,"s":null,"t":5,"d":{}}', "wrong type of t"),
    "a wrong type of HELLO": (b'{"op":10,"d":"soon"}', None),
    "no object": (b"[1,2,3]", "not an object but list"),
    "a number": (b"7", "not an object but int"),
    "broken JSON": (b'{"op":0,', "not JSON"),
    "nothing": (b"", "not JSON"),
    "text that is no UTF-8": (b'{"op":0,"t":"\xff"}', "not JSON"),
    "deep nesting": (b"[" * 5000, "not JSON"),
    "fields in another order": (b'{"d":{"x":1},"s":2,"t":"TYPING_START","op":0}', None),
}


@pytest.mark.parametrize("name", ODD)
async def test_rules_21_and_22_nothing_that_comes_is_fatal(name: str) -> None:
    text, flaw = ODD[name]

    async def sends(peer: Peer) -> None:
        await peer.identified()
        await peer.text(text)
        await peer.event(3, "MESSAGE_CREATE")

    tape = Tape()
    async with scripted(sends) as gateway, running(client_of(gateway, tape)):
        await tape.event("MESSAGE_CREATE")
        assert "waiting" not in tape.states()
    at = next(n for n, record in enumerate(tape.records) if record.t == "MESSAGE_CREATE")
    odd = [
        r for r in tape.records[:at] if (r.kind == Kind.RECV and r.op != 11) or r.size == len(text)
    ][-1]
    assert odd.size == len(text)
    if flaw is None:
        assert "error" not in odd.detail
    else:
        assert odd.detail["error"].startswith(flaw)
    raw = b64decode(odd.detail["raw"]) if odd.frame is None else odd.frame
    assert raw == text


async def test_rule_21_what_cannot_be_kept_as_json_is_no_gap() -> None:
    async def sends(peer: Peer) -> None:
        await peer.identified()
        await peer.text(b'{"t":"MESSAGE_CREATE","s":2,"op":0,"d":{"content":"\\ud83d"}}')
        await peer.event(3)

    tape = Tape()
    async with scripted(sends) as gateway, running(client_of(gateway, tape)):
        await tape.event("TYPING_START")
    odd = await tape.event("MESSAGE_CREATE")
    assert (odd.s, odd.frame, odd.d) == (2, None, {})
    assert decode_record(encode_record(odd)).s == 2
    metrics = Metrics()
    for record in tape.records:
        metrics.add(record)
    assert (metrics.ledger.verdict, metrics.flaws) == ("nothing lost", 1)


async def test_rule_21_a_binary_message_is_flagged_and_understood() -> None:
    async def sends(peer: Peer) -> None:
        await peer.identified()
        await peer.ws.send(
            orjson.dumps({"op": 0, "s": 2, "t": "TYPING_START", "d": {}}), text=False
        )
        await peer.ws.send(b"\x00\xff", text=False)
        await peer.event(3, "MESSAGE_CREATE")

    tape = Tape()
    async with scripted(sends) as gateway:
        client = client_of(gateway, tape)
        async with running(client):
            await tape.event("MESSAGE_CREATE")
    start = await tape.event("TYPING_START")
    assert start.detail == {"error": "a binary message where text was due"}
    garbage = next(r for r in tape.of(Kind.RECV) if r.frame is None)
    assert garbage.detail["error"].startswith("not JSON")
    assert b64decode(garbage.detail["raw"]) == b"\x00\xff"


async def test_rule_21_unknown_events_reach_the_queue() -> None:
    async def sends(peer: Peer) -> None:
        await peer.identified()
        await peer.event(2, "NEVER_HEARD_OF", odd=True)

    async with scripted(sends) as gateway:
        client = client_of(gateway, Tape())
        async with running(client):
            assert (await client.event_queue.get())[0] == "READY"
            assert await client.event_queue.get() == ("NEVER_HEARD_OF", {"odd": True})


async def test_time_never_steps_back_within_one_read() -> None:
    texts = [
        text
        for s in range(2, 30)
        for text in (b'{"op":1}', b'{"op":0,"s":%d,"t":"TYPING_START","d":{}}' % s)
    ]

    async def sends(peer: Peer) -> None:
        await peer.identified()
        peer.write(b"".join(bytes([0x81, len(text)]) + text for text in texts))

    tape = Tape()
    async with scripted(sends) as gateway, running(client_of(gateway, tape)):
        await tape.event("TYPING_START", 29)
    at = [(record.at, record.ts) for record in tape.records]
    assert len(tape.of(Kind.SENT, 1)) >= 28
    assert [n for n in range(1, len(at)) if at[n] < at[n - 1]] == []
