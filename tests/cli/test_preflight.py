"""`scurry preflight` asks the REST API, spends no IDENTIFY, and says what would come of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import orjson
import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from making_processes import HOST, TOKEN, Called, api, port_of, run, serving

ANSWERS: dict[str, Any] = {
    "/gateway/bot": {
        "url": "wss://gateway.discord.gg",
        "shards": 1,
        "session_start_limit": {
            "total": 1000,
            "remaining": 900,
            "reset_after": 1000,
            "max_concurrency": 1,
        },
    },
    "/applications/@me": {"id": "7", "name": "fern", "flags": 1 << 18},
}


@contextmanager
def rest(**changed: Any) -> Iterator[str]:
    """The base of a REST API with these answers; any WebSocket fails the test."""
    answers = ANSWERS | {path.replace("_", "/", 1): body for path, body in changed.items()}

    def answer(ws: ServerConnection, request: Request) -> Response:
        assert request.headers["Authorization"] == f"Bot {TOKEN}"
        body = answers[request.path]
        status = HTTPStatus.OK if body is not None else HTTPStatus.NOT_FOUND
        text = orjson.dumps(body)
        headers = Headers({"Content-Length": str(len(text)), "Connection": "close"})
        return Response(status, status.phrase, headers, text)

    async def never(ws: ServerConnection) -> None:
        raise AssertionError

    with serving(lambda: serve(never, HOST, 0, process_request=answer)) as server:
        yield f"http://{HOST}:{port_of(server)}"


@pytest.fixture(autouse=True)
def token(called: Called, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)


def test_the_demo_is_well(called: Called) -> None:
    status, out, err = called("preflight", "--demo")
    assert (status, err) == (0, "")
    assert "ok       token            Discord accepts it: fern" in out
    assert "ok       MESSAGE_CONTENT  enabled" in out
    status, out, _ = called("preflight", "--demo", "--json")
    assert orjson.loads(out)["ok"] is True


@pytest.mark.parametrize(
    ("intents", "status", "codes"),
    [
        ("GUILDS,MESSAGE_CONTENT", 0, []),
        ("GUILDS,GUILD_MEMBERS,MESSAGE_CONTENT", 5, [4014]),
        ("131072,GUILD_PRESENCES", 5, [4013, 4014]),
    ],
)
def test_it_predicts_close_codes(
    called: Called, intents: str, status: int, codes: list[int]
) -> None:
    with rest() as url:
        done, out, err = called("preflight", "--api-url", url, "--intents", intents, "--json")
    found = orjson.loads(out)
    assert (done, err) == (status, "")
    assert found["ok"] is (status == 0)
    assert [check["code"] for check in found["checks"] if "code" in check] == codes


def test_the_intents_of_events(called: Called) -> None:
    with rest() as url:
        status, out, _ = called("preflight", "--api-url", url, "-e", "guild_member_*")
    assert status == 5
    assert "fault    GUILD_MEMBERS" in out
    assert "Developer Portal" in out


def test_an_api_that_tells_nothing_of_the_application(called: Called) -> None:
    with rest(**{"_applications/@me": None}) as url:
        status, out, _ = called("preflight", "--api-url", url, "--intents", "all")
    assert status == 0
    assert "warning  MESSAGE_CONTENT  whether it is enabled is not told." in out


@pytest.mark.parametrize(
    "told", [{"name": TOKEN, "id": [], "flags": "x"}, {"name": "\x1b[2J", "flags": True}]
)
def test_answers_that_are_odd_or_mean(called: Called, told: Any) -> None:
    with rest(**{"_applications/@me": told}) as url:
        status, out, _ = called("preflight", "--api-url", url, "--intents", "MESSAGE_CONTENT")
    assert status == 0
    assert "\x1b" not in out
    assert "not told" in out


def test_an_address_that_no_token_is_sent_to(called: Called) -> None:
    with rest(**{"_gateway/bot": ANSWERS["/gateway/bot"] | {"url": "ws://evil.example"}}) as url:
        status, out, _ = called("preflight", "--api-url", url)
    assert status == 5
    assert "Refusing to send a token to evil.example" in out


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, "fault    token  Discord does not accept the token: IDENTIFY would end with 4004"),
        (500, "fault    api  "),
        (200, "what it must be"),
    ],
)
def test_an_api_that_refuses(called: Called, status: int, says: str) -> None:
    with api(status, []) as url:
        done, out, err = called("preflight", "--api-url", url)
    assert (done, err) == (5, "")
    assert says in out


def test_an_api_that_is_not_there() -> None:
    result = run("preflight", "--api-url", "http://127.0.0.1:9", DISCORD_TOKEN=TOKEN)
    assert result.status == 5
    assert b"cannot be reached" in result.out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--url", "wss://x"], "--url asks no REST API"),
        (["--event", "READY", "--intents", "1"], "--event and --intents both say"),
        (["--event", "REDY"], "Did you mean READY?"),
        (["--shard", "2/2"], "--shard takes I/N"),
        (["--intents", "GUILD"], "'GUILD' is not an intent."),
    ],
)
def test_wrong_usage(called: Called, args: list[str], says: str) -> None:
    status, out, err = called("preflight", *args)
    assert (status, out) == (2, "")
    assert says in err


def test_no_token(called: Called, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISCORD_TOKEN")
    assert run("preflight").status == 5
