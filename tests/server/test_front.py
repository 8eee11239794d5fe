"""One port for REST and WebSocket, as raw bytes and as requests; never what REST says."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from making_bots import READY, bot_on, timeline
from making_gateways import TOKEN
from scurrycli.server import EmbeddedGateway
from scurrycli.server.clients import NewsKind
from scurrycli.server.front import Answer, Request
from scurrycli.server.rest import RestApi, shown_path

AUTH = {"Authorization": f"Bot {TOKEN}", "User-Agent": "DiscordBot (https://x.y, 1)"}


async def raw(gateway: EmbeddedGateway, *parts: bytes) -> bytes:
    host, port = gateway.url.removeprefix("ws://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    for part in parts:
        writer.write(part)
        await writer.drain()
        await asyncio.sleep(0)
    answer = await reader.read()
    writer.close()
    return answer


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ((b"GET /api/v10/gateway HTTP/1.1\r\nHost: x\r\n\r\n",), b"200"),
        ((b"GET /api/v10/gateway HT", b"TP/1.1\r\nHost: x\r", b"\n\r\n"), b"200"),
        ((b"DELETE /api/v10/gateway HTTP/1.1\r\nHost: x\r\n\r\n",), b"404"),
        ((b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{", b"}"), b"404"),
        (
            (
                b"POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
                b"0\r\n\r\n",
            ),
            b"404",
        ),
        ((b"no request\r\n\r\n",), b"400"),
        ((b"GET / HTTP/1.1\r\n\r\n",), b"400"),
    ],
)
async def test_raw_requests(parts: tuple[bytes, ...], status: bytes) -> None:
    async with EmbeddedGateway(timeline()) as gateway:
        answer = await raw(gateway, *parts)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.split()[1] == status
    assert b"Connection: close" in head
    if status != b"400":
        assert b"\r\nContent-Type: application/json\r\n" in head
        assert isinstance(orjson.loads(body), dict)


async def test_a_body_is_asked_for_where_the_client_waits() -> None:
    async with EmbeddedGateway(timeline()) as gateway:
        head = b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
        answer = await raw(gateway, head, b"{}")
    assert answer.startswith(b"HTTP/1.1 100 ")
    assert b"HTTP/1.1 404 " in answer


async def ask(method: str, url: str, body: Any = None) -> tuple[int, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, url, headers=AUTH, json=body) as answer,
    ):
        if answer.status != 204:
            assert answer.headers["Content-Type"] == "application/json"
        return answer.status, await answer.json() if answer.status != 204 else None


async def test_what_a_bot_asks_at_its_start() -> None:
    async with EmbeddedGateway(timeline(), token=TOKEN) as gateway:
        api = gateway.api_url
        status, me = await ask("GET", f"{api}/users/@me")
        assert (status, me["id"], me["username"]) == (200, "1", "scurry")
        for path in ("/oauth2/applications/@me", "/applications/@me"):
            status, application = await ask("GET", api + path)
            assert (status, application["id"]) == (200, "1")
        command = {"name": "ping", "type": 1}
        status, [made] = await ask("PUT", f"{api}/applications/1/commands", [command])
        assert status == 200
        assert (made["name"], made["application_id"]) == ("ping", "1")
        status, made = await ask("POST", f"{api}/applications/1/guilds/5/commands", command)
        assert (status, made["guild_id"]) == (200, "5")
        status, message = await ask("POST", f"{api}/channels/7/messages", {"content": "hi"})
        assert (status, message["content"], message["channel_id"]) == (200, "hi", "7")
        assert message["flags"] == 0  # Discord says so always, and hikari needs it
        assert message["type"] == 0
        assert message["author"]["id"] == READY["user"]["id"]  # type: ignore[index]
        assert await ask("POST", f"{api}/interactions/1/secret/callback", {}) == (204, None)
        answer = (404, {"message": "404: Not Found", "code": 0})
        assert await ask("GET", f"{api}/guilds/5/members") == answer
        news = [item.text for item in gateway.register.news]
    assert news[-1] == f"GET /api/v10/guilds/5/members: 404 ({AUTH['User-Agent']})"
    assert "secret" not in "".join(news)
    assert TOKEN not in "".join(news)


async def test_an_application_says_what_hikari_reads() -> None:
    async with EmbeddedGateway(timeline(), token=TOKEN) as gateway:
        _, application = await ask("GET", f"{gateway.api_url}/oauth2/applications/@me")
    assert (application["flags"], application["approximate_guild_count"]) == (0, 0)


async def test_a_message_with_a_file_keeps_its_words() -> None:
    form = aiohttp.FormData()
    form.add_field("payload_json", orjson.dumps({"content": "é", "flags": 4}).decode())
    form.add_field("files[0]", b"\r\nabc", filename="a.txt")
    async with (
        EmbeddedGateway(timeline(), token=TOKEN) as gateway,
        aiohttp.ClientSession() as session,
        session.post(f"{gateway.api_url}/channels/7/messages", headers=AUTH, data=form) as answer,
    ):
        message = await answer.json()
    assert (message["content"], message["flags"]) == ("é", 4)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--b--\r\n",
        b"--b\r\n\r\nx\r\n--b--\r\n",
        b'--b\r\nContent-Disposition: form-data; name="payload_json"\r\n\r\n{\r\n--b--\r\n',
        b'--b\r\nContent-Disposition: form-data; name="payload_json"\r\n'
        b"Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n--b--\r\n",
    ],
)
def test_a_form_without_words_is_an_empty_message(body: bytes) -> None:
    headers = {"content-type": "multipart/form-data; boundary=b"}
    request = Request("POST", "/api/v10/channels/7/messages", headers, body)
    answer = RestApi(_Facts(), lambda: 1.8e9).answer(request)
    assert answer.status == 200
    assert orjson.loads(answer.body or b"")["content"] == ""


async def test_a_request_of_a_client_that_is_known_has_its_number() -> None:
    async with EmbeddedGateway(timeline()) as gateway, bot_on(gateway) as bot:
        await bot.identify()
        await ask("GET", f"{gateway.api_url}/users/@me")
        mine = gateway.register.news[-1]
        async with bot_on(gateway) as other:
            await other.identify(shard=[1, 2])
            await ask("GET", f"{gateway.api_url}/users/@me")
        anyones = next(n for n in reversed(gateway.register.news) if n.kind is NewsKind.REST)
    assert (mine.client, mine.text) == (1, "GET /api/v10/users/@me: 200")
    assert (anyones.client, anyones.text.endswith(f"({AUTH['User-Agent']})")) == (None, True)


async def test_who_does_not_say_that_he_is_a_bot() -> None:
    async with EmbeddedGateway(timeline(), token=TOKEN) as gateway:
        await raw(gateway, b"GET /api/v10/gateway HTTP/1.1\r\nHost: x\r\nUser-Agent: curl\r\n\r\n")
        [finding] = gateway.register.findings
    assert finding.breach.rule.name == "user-agent"
    assert "curl" in finding.breach.evidence


def test_secrets_in_paths_are_not_shown() -> None:
    assert shown_path("/api/v10/webhooks/1/s3cret?wait=1") == "/api/v10/webhooks/1/[redacted]"
    assert shown_path("/interactions/1/s/callback") == "/interactions/1/[redacted]/callback"


PARTS = (
    *("api", "v10", "gateway", "bot", "users", "@me", "applications", "1", "commands"),
    *("channels", "messages", "interactions", "callback", "guilds", "", "é", "?a=b"),
)


class _Facts:
    def __init__(self) -> None:
        self.identified = 0
        self.ready: dict[str, Any] = {}

    def url_for(self, host: str | None) -> str:
        return f"ws://{host}"

    def knows(self, token: object) -> bool:
        return True


@settings(max_examples=300)
@given(
    st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE"]),
    st.lists(st.sampled_from(PARTS)).map(lambda parts: "/" + "/".join(parts)),
    st.binary() | st.sampled_from([b"[]", b"[1]", b"{}", b'[{"name":5}]', b'{"embeds":1}']),
)
def test_every_request_has_an_answer(method: str, target: str, body: bytes) -> None:
    answer: Answer = RestApi(_Facts(), lambda: 1.8e9).answer(Request(method, target, {}, body))
    assert answer.status in (200, 204, 404)
    assert (answer.body is None) == (answer.status == 204)
    if answer.body is not None:
        orjson.loads(answer.body)
