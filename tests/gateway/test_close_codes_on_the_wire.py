"""Every row of the rules' close-code table, over a real socket; never a wait that is sat out."""

from __future__ import annotations

import asyncio

import pytest

from making_gateways import (
    Peer,
    Script,
    Tape,
    client_of,
    greets,
    running,
    scripted,
    silent,
    takes_back,
)
from scurrycli.errors import ExitStatus, GatewayClosed
from scurrycli.records import Kind, State

RESUMING = [1000, 1001, 1003, 1011, 1012, 3000, 4000, 4001, 4002, 4005, 4008, 4006, 4099, 4999]
FRESH = [4003, 4007, 4009]
FATAL = [4004, 4010, 4011, 4012, 4013, 4014]


def closes(code: int) -> Script:
    async def script(peer: Peer) -> None:
        await peer.identified()
        await peer.close(code, "because")

    return script


async def closes_without_code(peer: Peer) -> None:
    await peer.identified()
    peer.write(b"\x88\x00")
    await peer.gone()


async def aborts(peer: Peer) -> None:
    await peer.identified()
    await peer.event(2)
    peer.abort()


async def hangs_up(peer: Peer) -> None:
    await peer.identified()
    peer.ws.transport.close()


@pytest.mark.parametrize("code", RESUMING)
async def test_resumes_after_a_code_that_allows_it(code: int) -> None:
    tape = Tape()
    async with scripted(closes(code), takes_back) as gateway, running(client_of(gateway, tape)):
        await tape.event("RESUMED")
        await tape.state(State.RESUMING, rule=str(code))
    [closed, left] = tape.of(Kind.CLOSE)
    assert closed.detail == {"by": "server", "code": code, "reason": "because"}
    assert left.detail["code"] == 1000
    assert tape.states() == [
        *("connecting", "identifying", "ready"),
        *("resuming", "resuming", "ready", "stopped"),
    ]
    assert len(gateway.paths) == 2


@pytest.mark.parametrize("code", [4006, 4099, 4999])
async def test_says_that_a_code_is_unknown(code: int) -> None:
    tape = Tape()
    async with scripted(closes(code), takes_back) as gateway, running(client_of(gateway, tape)):
        await tape.event("RESUMED")
    why = f"closed with {code} (Unknown code): it is not a documented close code"
    assert [record.detail["why"] for record in tape.of(Kind.STATE)].count(why) == 1
    assert tape.errors() == []


async def test_resumes_after_a_close_without_a_code() -> None:
    tape = Tape()
    async with (
        scripted(closes_without_code, takes_back) as gateway,
        running(client_of(gateway, tape)),
    ):
        await tape.event("RESUMED")
    assert tape.of(Kind.CLOSE)[0].detail == {"by": "server"}
    assert tape.errors() == []


@pytest.mark.parametrize("script", [aborts, hangs_up])
async def test_resumes_after_the_network_ended_it(script: Script) -> None:
    tape = Tape()
    async with scripted(script, takes_back) as gateway, running(client_of(gateway, tape)):
        await tape.event("RESUMED")
        await tape.state(State.RESUMING, rule="drop")
    assert tape.of(Kind.CLOSE)[0].detail == {"by": "network"}


@pytest.mark.parametrize("code", FRESH)
async def test_identifies_anew_after_a_code_that_ends_the_session(code: int) -> None:
    tape = Tape()
    async with scripted(closes(code), greets) as gateway:
        client = client_of(gateway, tape)
        async with running(client):
            await tape.state(State.CONNECTING, rule=str(code))
            waits = await tape.until(
                lambda r: r.conn == 2 and r.detail.get("state") == "identifying"
            )
            assert (client.session_id, client.seq, client.allow_resume) == (None, None, False)
    assert waits.detail["wait"] == pytest.approx(5.1, abs=1)
    assert len(tape.of(Kind.SENT, 2)) == 1
    assert tape.of(Kind.SENT, 6) == []


@pytest.mark.parametrize("code", FATAL)
async def test_stops_after_a_fatal_code(code: int) -> None:
    tape = Tape()
    async with scripted(closes(code), greets) as gateway:
        with pytest.raises(GatewayClosed, match=f"closed with {code} ") as caught:
            async with running(client_of(gateway, tape)) as task:
                await asyncio.wait({task})
    assert caught.value.status is ExitStatus.CLOSED
    assert len(gateway.paths) == 1
    stopped, end = tape.records[-2:]
    assert stopped.detail["state"] == State.STOPPED
    assert stopped.detail["why"] == end.detail["why"] == str(caught.value)
    assert end.kind == Kind.END
    assert end.detail["frames"] == len(tape.of(Kind.RECV)) + len(tape.of(Kind.SENT))


@pytest.mark.parametrize("code", FATAL)
async def test_stops_after_a_fatal_code_instead_of_ready(code: int) -> None:
    async def refuses(peer: Peer) -> None:
        await peer.hello()
        await peer.expect(2)
        await peer.close(code)

    async with scripted(refuses) as gateway:
        with pytest.raises(GatewayClosed, match=str(code)):
            async with running(client_of(gateway, Tape())) as task:
                await asyncio.wait({task})
    assert len(gateway.paths) == 1


@pytest.mark.parametrize("code", [1000, 1011, 4000, 4001, 4003, 4009, 4321])
async def test_backs_off_where_there_was_no_session_yet(code: int) -> None:
    async def refuses(peer: Peer) -> None:
        await peer.hello()
        await peer.expect(2)
        await peer.close(code)

    tape = Tape()
    async with scripted(refuses) as gateway:
        client = client_of(gateway, tape)
        async with running(client):
            waiting = await tape.state(State.WAITING, rule=str(code))
            assert client.backoff == 10
            assert client.reconnect_immediately is False
    assert waiting.detail["wait"] == 4.0  # 5 s, less a fifth, by chance
    assert len(gateway.paths) == 1


async def test_rule_17_backs_off_at_the_second_drop_within_a_minute() -> None:
    async def drops_again(peer: Peer) -> None:
        await peer.resumed(2)
        peer.abort()

    tape = Tape()
    async with scripted(aborts, drops_again) as gateway:
        client = client_of(gateway, tape)
        async with running(client):
            waiting = await tape.state(State.WAITING)
            assert client.allow_resume is True
    assert waiting.detail["rule"] == "drop"
    assert waiting.detail["wait"] == 4.0
    assert len(gateway.paths) == 2


async def test_rule_17_opcode_7_is_no_drop() -> None:
    async def asks_back(peer: Peer) -> None:
        await peer.identified()
        await peer.send(7)
        assert await peer.gone() == 4900

    async def asks_again(peer: Peer) -> None:
        await peer.resumed(2)
        await peer.send(7)
        assert await peer.gone() == 4900

    tape = Tape()
    async with scripted(asks_back, asks_again, asks_again, takes_back) as gateway:
        client = client_of(gateway, tape)
        async with running(client):
            await tape.until(lambda r: r.conn == 4 and r.t == "RESUMED")
            assert client.reconnect_immediately is True
    assert "waiting" not in tape.states()


async def test_rule_17_resumed_resets_the_backoff() -> None:
    async def drops_a_resume(peer: Peer) -> None:
        await peer.hello()
        await peer.expect(6)
        peer.abort()

    tape = Tape()
    async with scripted(aborts, drops_a_resume, drops_a_resume, takes_back) as gateway:
        client = client_of(gateway, tape, min_backoff=0.001)
        async with running(client):
            await tape.event("RESUMED")
            assert client.backoff == 0.001
    waits = [r.detail["wait"] for r in tape.of(Kind.STATE) if r.detail["state"] == "waiting"]
    assert waits == [0.001, 0.002]


async def test_rule_14_a_server_that_says_no_hello_is_waited_for_while_it_lives() -> None:
    tape = Tape()
    async with scripted(silent) as gateway, running(client_of(gateway, tape)):
        await tape.until(lambda record: record.kind == Kind.OPEN)
    assert [r.detail["code"] for r in tape.of(Kind.CLOSE)] == [1000]
