"""Asking `GET /gateway/bot` over a real socket (rules 1, 4 and 6); never Discord's own."""

from __future__ import annotations

import asyncio
import re
import threading

import pytest

from making_gateways import (
    TOKEN,
    Answer,
    ScriptedGateway,
    Tape,
    client_of,
    gateway_bot,
    lives,
    running,
    scripted,
)
from making_raw_servers import RawServer
from scurrycli.errors import ExitStatus, GatewayClosed, Refused, ScurryError
from scurrycli.gateway.discovery import DiscoveryFailed, fetch_gateway
from scurrycli.records import Kind, State

GOOD = Answer(body=gateway_bot())


async def ask(*answers: Answer) -> ScriptedGateway:
    """Ask a gateway once; it is returned for a look at what it was asked."""
    async with scripted(lives, answers=answers) as gateway:
        await fetch_gateway(gateway.api_url, TOKEN, 5)
    return gateway


async def test_rule_1_asks_with_the_token_and_reads_the_answer() -> None:
    async with scripted(lives, answers=[GOOD]) as gateway:
        info = await fetch_gateway(gateway.api_url + "/", TOKEN, 5)
        [(path, headers)] = gateway.asked
    assert path == "/api/v10/gateway/bot"
    assert headers["Authorization"] == f"Bot {TOKEN}"
    assert re.fullmatch(r"DiscordBot \(scurry, \S+\)", headers["User-Agent"])
    assert info.to_dict() == gateway_bot(url=gateway.url)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "it does not accept the token"),
        (403, "forbidden"),
        (404, "no such API there"),
        (429, "too many requests"),
        (500, "its own fault"),
        (502, "its own fault"),
        (503, "its own fault"),
        (504, "its own fault"),
    ],
)
async def test_names_what_the_status_means(status: int, words: str) -> None:
    with pytest.raises(
        DiscoveryFailed, match=rf"^127\.0\.0\.1:\d+ answered HTTP {status} \({words}\)$"
    ):
        await ask(Answer(status))


async def test_names_a_status_that_has_no_words() -> None:
    with pytest.raises(DiscoveryFailed, match=r"answered HTTP 418$") as caught:
        await ask(Answer(418))
    assert caught.value.http_status == 418
    assert caught.value.retry_after is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7.5", 7.5),
        ("0", 1.0),
        ("-3", 1.0),
        ("1e9", 3600.0),
        ("soon", 5.0),
        (None, 5.0),
        ("inf", 3600.0),
    ],
)
async def test_rule_1_a_429_says_when(header: str | None, seconds: float) -> None:
    headers = {} if header is None else {"Retry-After": header}
    with pytest.raises(DiscoveryFailed) as caught:
        await ask(Answer(429, headers=headers))
    assert caught.value.retry_after == seconds


async def test_rule_1_a_429_with_a_number_that_is_none() -> None:
    with pytest.raises(DiscoveryFailed) as caught:
        await ask(Answer(429, headers={"Retry-After": "nan"}))
    assert caught.value.retry_after is not None
    assert 1.0 <= caught.value.retry_after <= 3600.0


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"<html>", b"\xff\xfe", b'{"url":', b"null", b"[]", b'"text"', b"7"),
        {},
        {"url": "$URL"},
        {"url": "$URL", "shards": 1},
        {"url": "$URL", "shards": 1, "session_start_limit": []},
        {"url": "$URL", "shards": 1, "session_start_limit": {"total": 1000, "remaining": 3}},
        gateway_bot() | {"shards": "1"},
        gateway_bot() | {"shards": True},
        gateway_bot() | {"url": None},
        gateway_bot() | {"url": 5},
    ],
)
async def test_rule_1_an_answer_that_is_not_what_it_must_be(body: object) -> None:
    with pytest.raises(DiscoveryFailed, match="answer to /gateway/bot"):
        await ask(Answer(body=body))


async def test_rule_1_an_answer_without_an_end_is_cut() -> None:
    with pytest.raises(DiscoveryFailed, match="answer to /gateway/bot"):
        await ask(Answer(body=b" " * (1 << 20) + b'{"url":"$URL"}'))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_rule_1_a_redirect_is_not_followed_with_the_token(status: int) -> None:
    async with scripted(lives, answers=[GOOD]) as elsewhere:
        headers = {"Location": elsewhere.api_url + "/gateway/bot"}
        with pytest.raises(DiscoveryFailed, match=f"answered HTTP {status}$"):
            await ask(Answer(status, headers=headers))
        assert elsewhere.asked == []


@pytest.mark.parametrize(
    "url",
    [
        *("ws://gateway.example.com", "http://127.0.0.1", "wss://", "gateway.discord.gg", ""),
        *("wss://user:secret@gateway.discord.gg", "wss://[", "file:///etc/passwd"),
    ],
)
async def test_rule_4_an_answer_must_name_a_safe_gateway(url: str) -> None:
    with pytest.raises(Refused, match=r"The API's answer|Refusing to send a token"):
        await ask(Answer(body=gateway_bot(url=url)))


async def test_rule_4_a_refusal_does_not_quote_the_token() -> None:
    with pytest.raises(Refused) as caught:
        await ask(Answer(body=gateway_bot(url="ws://a.b.c.example.com")))
    assert "a.b.c.example.com" in str(caught.value)
    async with scripted(
        lives, answers=[Answer(body=gateway_bot(url="ws://a.b.c.example.com"))]
    ) as g:
        with pytest.raises(Refused) as caught:
            await fetch_gateway(g.api_url, "a.b.c", 5)
    assert "a.b.c" not in str(caught.value)


async def test_rule_1_no_answer_in_time() -> None:
    async with RawServer(None) as server:
        with pytest.raises(DiscoveryFailed, match="cannot be reached: no answer in time") as caught:
            await fetch_gateway(f"http://{server.place}", TOKEN, 0.05)
    assert caught.value.http_status is None


@pytest.mark.parametrize(
    "reply", [b"", b"\x00\x01\x02\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"]
)
async def test_rule_1_what_is_no_http_answer(reply: bytes) -> None:
    async with RawServer(reply) as server:
        with pytest.raises(DiscoveryFailed, match=r"cannot be reached: |must be"):
            await fetch_gateway(f"http://{server.place}", TOKEN, 5)


async def test_rule_1_nothing_listens() -> None:
    async with RawServer(b"") as server:
        pass
    with pytest.raises(DiscoveryFailed, match="connection refused"):
        await fetch_gateway(f"http://{server.place}", TOKEN, 5)


async def test_leaving_waits_for_no_answer() -> None:
    async with RawServer(None) as server:
        asking = asyncio.ensure_future(fetch_gateway(f"http://{server.place}", TOKEN, 600))
        await server.asked.wait()
        asking.cancel()
        await asyncio.wait({asking})
        assert asking.cancelled()
        [thread] = [t for t in threading.enumerate() if t.name == "scurry-discovery"]
        assert thread.daemon
    await asyncio.to_thread(thread.join)


# -- the client


async def test_rules_1_and_6_the_client_shows_the_budget_and_connects_where_it_is_told() -> None:
    tape = Tape()
    async with (
        scripted(lives, answers=[GOOD]) as gateway,
        running(client_of(gateway, tape, api_url=gateway.api_url)),
    ):
        await tape.state(State.READY)
    limit = gateway_bot()["session_start_limit"]
    shown = await tape.until(lambda record: "session_start_limit" in record.detail)
    assert shown.detail["session_start_limit"] == limit
    assert shown.detail["why"] == "1000 of 1000 IDENTIFYs left, 1 shard(s) advised"
    assert [record.detail["url"] for record in tape.of(Kind.OPEN)] == [
        f"{gateway.url}/?v=10&encoding=json"
    ]


async def test_rule_1_a_401_ends_it_without_a_retry() -> None:
    tape = Tape()
    async with scripted(lives, answers=[Answer(401), GOOD]) as gateway:
        with pytest.raises(GatewayClosed, match="does not accept the token") as caught:
            async with running(client_of(gateway, tape, api_url=gateway.api_url)) as task:
                await asyncio.wait({task})
        assert len(gateway.asked) == 1
        assert gateway.paths == []
    assert caught.value.status is ExitStatus.CLOSED
    assert tape.errors()[0].endswith("answered HTTP 401 (it does not accept the token)")


@pytest.mark.parametrize("status", [302, 400, 403, 404])
async def test_rule_1_other_refusals_end_it_too(status: int) -> None:
    async with scripted(lives, answers=[Answer(status)]) as gateway:
        with pytest.raises(ScurryError, match=r"Is --api-url right\?") as caught:
            async with running(client_of(gateway, Tape(), api_url=gateway.api_url)) as task:
                await asyncio.wait({task})
    assert caught.value.status is ExitStatus.FAILED


async def test_rule_1_a_429_is_waited_for_as_it_asks() -> None:
    tape = Tape()
    answer = Answer(429, headers={"Retry-After": "33.5"})
    async with (
        scripted(lives, answers=[answer]) as gateway,
        running(client_of(gateway, tape, api_url=gateway.api_url)),
    ):
        waiting = await tape.state(State.WAITING)
    assert waiting.detail["wait"] == 33.5
    assert waiting.detail["rule"] == "discovery"
    assert "HTTP 429 (too many requests)" in waiting.detail["why"]


@pytest.mark.parametrize("answer", [Answer(500), Answer(503), Answer(body=b"{}")])
async def test_rule_1_faults_of_the_api_back_off_and_pass(answer: Answer) -> None:
    tape = Tape()
    async with scripted(lives, answers=[answer, answer, GOOD]) as gateway:
        client = client_of(gateway, tape, api_url=gateway.api_url, min_backoff=0.01)
        async with running(client):
            await tape.state(State.READY)
            assert client.backoff == 0.01
    waits = [r.detail["wait"] for r in tape.of(Kind.STATE) if r.detail["state"] == "waiting"]
    assert waits == [0.008, 0.016]


async def test_rule_6_the_last_identifys_are_not_spent() -> None:
    tape = Tape()
    async with scripted(lives, answers=[Answer(body=gateway_bot(50))]) as gateway:
        with pytest.raises(Refused, match=r"Only 50 of 1000 .* in 2\.0 h") as caught:
            async with running(client_of(gateway, tape, api_url=gateway.api_url)) as task:
                await asyncio.wait({task})
        assert gateway.paths == []
    assert caught.value.status is ExitStatus.REFUSED


async def test_rule_6_the_last_identifys_are_spent_by_force() -> None:
    tape = Tape()
    async with (
        scripted(lives, answers=[Answer(body=gateway_bot(1))]) as gateway,
        running(client_of(gateway, tape, api_url=gateway.api_url, force=True)),
    ):
        await tape.state(State.READY)


async def test_rule_4_the_client_is_stopped_by_an_unsafe_answer() -> None:
    tape = Tape()
    answer = Answer(body=gateway_bot(url="ws://gateway.example.com"))
    async with scripted(lives, answers=[answer]) as gateway:
        with pytest.raises(Refused, match="Refusing to send a token") as caught:
            async with running(client_of(gateway, tape, api_url=gateway.api_url)) as task:
                await asyncio.wait({task})
    assert tape.records[-2].detail == {"state": "stopped", "why": str(caught.value)}


@pytest.mark.parametrize(
    "url", ["http://discord.example.com/api/v10", "ws://127.0.0.1", "https://", "nonsense", ""]
)
async def test_rule_4_the_api_url_must_be_safe(url: str) -> None:
    async with scripted(lives) as gateway:
        client = client_of(gateway, Tape(), api_url=url or "https://user@discord.com")
        with pytest.raises(Refused, match=r"--api-url|Refusing"):
            await client.start(TOKEN, 0)
