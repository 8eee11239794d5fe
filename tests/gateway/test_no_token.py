"""A token is in no record, log line, error or repr, whoever echoes it; nor is any made-up twin."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from making_gateways import (
    INTENTS,
    TOKEN,
    Answer,
    Peer,
    Tape,
    client_of,
    gateway_bot,
    running,
    scripted,
)
from scurrycli.errors import ScurryError
from scurrycli.gateway.client import logger
from scurrycli.recording import Header, RecordingWriter
from scurrycli.records import Kind, Record, State
from scurrycli.session import Plan, Session

PART = 12
"""Characters of the token that must not stand anywhere either, as cut-off text may show some."""


def holds_token(text: str) -> bool:
    """Whether a part of the token of some length stands in the text, in any case of letters."""
    parts = (TOKEN[at : at + PART].lower() for at in range(len(TOKEN) - PART + 1))
    return any(part in text.lower() for part in parts)


@pytest.fixture(autouse=True)
def every_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Everything that any library logs at DEBUG, ours and websockets' included."""
    names = ["", "websockets", "websockets.client", "asyncio", "scurrycli", "scurrycli.gateway"]
    names += ["scurrycli.gateway.client", "scurrycli.gateway.transport"]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    server = logging.getLogger("websockets.server")  # it is the other side that logs there
    level, server.level = server.level, logging.CRITICAL
    caplog.handler.setLevel(logging.DEBUG)
    yield
    server.level = level
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def assert_clean(records: list[Record], caplog: pytest.LogCaptureFixture) -> None:
    """No token in what was recorded and logged."""
    assert records
    for record in records:
        assert not holds_token(repr(record)), record
        assert not holds_token((record.frame or b"").decode("utf-8", "replace"))
    for line in caplog.records:
        assert not holds_token(caplog.handler.format(line)), line.name
        assert not holds_token(repr(line.args))


async def echoes(peer: Peer) -> None:
    """Says the token wherever a server can say anything, and is resumed."""
    await peer.identified(url=f"{peer.url}/{TOKEN}?token={TOKEN}")
    await peer.event(2, "MESSAGE_CREATE", content=f"it is {TOKEN}!", token=TOKEN)
    await peer.event(3, TOKEN)
    await peer.text(f"no JSON but {TOKEN}")
    await peer.text(f'["{TOKEN}"]')
    await peer.ws.send(TOKEN.encode(), text=False)
    await peer.text(
        '{"op":0,"s":4,"t":"X","d":"' + "".join(f"\\u{ord(c):04x}" for c in TOKEN) + '"}'
    )
    await peer.text('{"op":0,"s":5,"t":"X","d":{"' + TOKEN + '":1}}')
    await peer.text(f'{{"op":"{TOKEN}"}}')
    await peer.close(4000, TOKEN)


async def resumes_and_ends(peer: Peer) -> None:
    await peer.resumed(6)
    await peer.expect(3)
    await peer.close(4004, TOKEN)


async def test_no_token_in_records_logs_and_errors(caplog: pytest.LogCaptureFixture) -> None:
    tape = Tape()
    async with scripted(echoes, resumes_and_ends) as gateway:
        client = client_of(gateway, tape)
        task = asyncio.ensure_future(client.start(TOKEN, INTENTS))
        await tape.event("RESUMED")
        await client.send({"op": 3, "d": {"note": TOKEN}})
        await asyncio.wait({task})
        error = task.exception()
        assert isinstance(error, ScurryError)
        assert "4004" in str(error)
        shown = [str(error), repr(error), *traceback.format_exception(error), repr(client)]
        assert not any(map(holds_token, shown))
        assert gateway.paths[1].count(TOKEN) == 1  # the path is followed, its query is ours
    assert_clean(tape.records, caplog)
    assert {line.name for line in caplog.records} >= {logger.name}


async def test_no_token_where_the_api_echoes_it(caplog: pytest.LogCaptureFixture) -> None:
    answers = [
        Answer(503, TOKEN, {"X-Token": TOKEN}),
        Answer(200, f"<{TOKEN}>"),
        Answer(429, headers={"Retry-After": TOKEN}),
    ]
    tape = Tape()
    async with scripted(echoes, answers=answers) as gateway:
        client = client_of(gateway, tape, api_url=gateway.api_url, min_backoff=0.001)
        async with running(client):
            await tape.state(State.WAITING, wait=5.0)
    assert_clean(tape.records, caplog)


async def test_no_token_where_the_api_names_it_as_a_host(caplog: pytest.LogCaptureFixture) -> None:
    token = TOKEN.lower()
    answer = Answer(body=gateway_bot(url=f"ws://{token}.example.com"))
    tape = Tape()
    async with scripted(echoes, answers=[answer]) as gateway:
        client = client_of(gateway, tape, api_url=gateway.api_url)
        with pytest.raises(ScurryError) as caught:
            await client.start(token, INTENTS)
    assert not holds_token(str(caught.value))
    assert not any(map(holds_token, traceback.format_exception(caught.value)))
    assert_clean(tape.records, caplog)


async def test_no_token_by_hand(caplog: pytest.LogCaptureFixture) -> None:
    tape = Tape()
    async with scripted(echoes) as gateway:
        client = client_of(gateway, tape)
        await client.connect_ws()
        await client.identify(TOKEN, INTENTS)
        while (payload := await client.receive()).get("s") != 5:
            assert payload
        await client.close_ws()
    assert [record.payload["d"]["token"] for record in tape.of(Kind.SENT, 2)] == ["[redacted]"]
    assert_clean(tape.records, caplog)


async def test_no_token_in_a_recording(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "session.jsonl"
    header = Header(started=0.0, client="test", url="ws://127.0.0.1", intents=INTENTS, shard=(0, 1))
    writer = RecordingWriter(path, header)
    tape = Tape()

    def sink(record: Record) -> None:
        writer.write(record)
        tape(record)

    async with scripted(echoes, resumes_and_ends) as gateway:
        client = client_of(gateway, sink)
        task = asyncio.ensure_future(client.start(TOKEN, INTENTS))
        await tape.event("RESUMED")
        await client.send({"op": 3, "d": TOKEN})
        await asyncio.wait({task})
        assert task.exception()
    writer.close()
    text = path.read_text()
    assert text.count("\n") == len(tape.records) + 1
    assert not holds_token(text)


def test_no_token_in_any_repr() -> None:
    plan = Plan(token=TOKEN, intents=0, url="ws://127.0.0.1")
    session = Session(plan, lambda: 0.0)
    commands = [*session.start(0.0), *session.opened(0.0)]
    from scurrycli.wire.payload import Payload

    commands += session.received(Payload(b'{"op":10,"d":{"heartbeat_interval":41250}}'), 0.0)
    assert any("Send" in repr(command) for command in commands)
    for one in [plan, session, *commands]:
        assert not holds_token(repr(one))


async def test_a_bad_token_is_not_quoted() -> None:
    async with scripted(echoes) as gateway:
        with pytest.raises(ScurryError) as caught:
            await client_of(gateway, Tape()).start(f"{TOKEN} {TOKEN}", INTENTS)
    assert not holds_token("".join(traceback.format_exception(caught.value)))
