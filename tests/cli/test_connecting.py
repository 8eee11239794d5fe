"""Each way in which a connection fails or ends has its sentence and its exit status."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection

from making_processes import (
    TOKEN,
    Handler,
    Result,
    api,
    event,
    gateway,
    greet,
    process,
    run,
    serving,
    session,
)
from scurrycli.recording import open_recording
from scurrycli.server import EmbeddedGateway, Timeline

ENV = {"DISCORD_TOKEN": TOKEN}
WAITS = "waiting"


def stopped_when_waiting(*args: str, **env: str) -> Result:
    """Run `connect` until it waits to try again, and press Ctrl-C."""
    with process("connect", *args, **(ENV | env)) as connecting:
        heard = connecting.read_until(WAITS.encode())
        connecting.interrupt()
        result = connecting.end()
    return Result(result.status, heard + result.out, result.err)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ws://127.0.0.1:1/", "127.0.0.1:1 cannot be reached: connection refused"),
        ("wss://nonexistent.invalid", "its name cannot be resolved"),
    ],
)
def test_what_cannot_be_reached_is_tried_again_until_ctrl_c(url: str, said: str) -> None:
    result = stopped_when_waiting("--url", url)

    assert said in result.out.decode()
    assert "waiting " in result.out.decode()
    assert (result.status, result.err) == (0, "")


def test_a_token_of_one_character_is_enough_for_a_gateway_of_ones_own() -> None:
    result = stopped_when_waiting("--url", "ws://127.0.0.1:1/", DISCORD_TOKEN="x")
    assert "127.0.0.1:1 cannot be reached" in result.out.decode()
    assert result.status == 0


def test_tls_that_is_none() -> None:
    with socket.create_server(("127.0.0.1", 0)) as plain:
        url = f"wss://127.0.0.1:{plain.getsockname()[1]}/"
        with process("connect", "--url", url, **ENV) as connecting:
            caller, _ = plain.accept()
            with caller:
                caller.recv(1 << 16)
                caller.sendall(b"220 I speak another language\r\n")
                said = connecting.read_until(WAITS.encode())
            connecting.interrupt()
            assert connecting.end().status == 0
    assert b"cannot be reached: TLS failed" in said


def test_http_that_is_no_websocket() -> None:
    with api(404) as base:
        result = stopped_when_waiting("--url", base.replace("http:", "ws:"))
    assert "it answered HTTP 404 instead of a WebSocket" in result.out.decode()


@pytest.mark.parametrize(
    ("status", "headers", "said"),
    [
        (429, {"Retry_After": "17"}, "waiting 17s "),
        (429, {"Retry_After": "17"}, ": 127.0.0.1:PORT answered HTTP 429"),
        (500, {}, "answered HTTP 500 (its own fault)"),
        (503, {}, "answered HTTP 503 (its own fault)"),
    ],
)
def test_an_api_that_may_answer_later(status: int, headers: dict[str, str], said: str) -> None:
    with api(status, **headers) as base:
        result = stopped_when_waiting("--api-url", base)
        assert said.replace("PORT", base.rpartition(":")[2]) in result.out.decode()
    assert result.status == 0


@pytest.mark.parametrize(
    ("name", "status", "ends"),
    [("connect", 401, 4), ("tail", 401, 4), ("connect", 403, 1), ("tail", 404, 1)],
)
def test_an_api_that_never_will(name: str, status: int, ends: int) -> None:
    with api(status) as base:
        result = run(name, "--api-url", base, **ENV)
    assert result.status == ends
    assert result.err.splitlines()[-1].startswith("scurry: ")
    assert ("token" if status == 401 else f"HTTP {status}") in result.err.splitlines()[-1]


def test_few_identifys_are_not_spent() -> None:
    limit = {"total": 1000, "remaining": 3, "reset_after": 3_600_000, "max_concurrency": 1}
    with api(200, {"url": "ws://127.0.0.1:1", "shards": 1, "session_start_limit": limit}) as base:
        result = run("connect", "--api-url", base, **ENV)
        assert result.status == 5
        assert "--force" in result.err
        forced = stopped_when_waiting("--api-url", base, "--force")
        assert forced.status == 0


@pytest.mark.parametrize("name", ["connect", "tail"])
def test_a_time_without_a_session_is_a_failure(name: str) -> None:
    result = run(name, "--url", "ws://127.0.0.1:1/", "--duration", "0.3", **ENV)
    assert result.status == 1
    *_, last = result.err.splitlines()
    assert last == (
        "scurry: There was no session in that time: 127.0.0.1:1 cannot be reached: "
        "connection refused (nothing listens there)."
    )


async def _silent(ws: ServerConnection) -> None:
    await ws.wait_closed()


async def _greets(ws: ServerConnection) -> None:
    await greet(ws)
    await ws.wait_closed()


async def _hangs_up(ws: ServerConnection) -> None:
    await greet(ws)
    await ws.close(4000)


@pytest.mark.parametrize(
    ("behaves", "said"),
    [
        (_silent, "the Gateway said no HELLO."),
        (_greets, "the Gateway said HELLO, but READY did not come."),
        (_hangs_up, "closed with 4000 (Unknown error): Discord does not know what went wrong."),
    ],
)
def test_a_time_without_a_session_tells_what_was_missing(behaves: Handler, said: str) -> None:
    with gateway(behaves) as url:
        result = run("connect", "--url", url, "--duration", "1.5", **ENV)
    assert result.status == 1
    assert result.err == f"scurry: There was no session in that time: {said}\n"


def test_an_address_that_takes_a_connection_and_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place = f"127.0.0.1:{silent.getsockname()[1]}"
        for option, url, who in (
            ("--url", f"ws://{place}/", "the Gateway"),
            ("--api-url", f"http://{place}/api", "the REST API"),
        ):
            result = run("tail", option, url, "--duration", "0.5", **ENV)
            last = result.err.splitlines()[-1]
            assert last == f"scurry: There was no session in that time: {who} did not answer."


@pytest.mark.parametrize(
    ("number", "args"),
    [
        (signal.SIGINT, ["--duration", "60"]),
        (signal.SIGTERM, ["--max-events", "99"]),
        (signal.SIGHUP, ["--duration", "60", "--max-events", "99"]),
    ],
)
def test_an_end_that_is_forestalled(args: list[str], number: int) -> None:
    with process("connect", "--demo", *args) as connecting:
        connecting.read_until(b"ready")
        connecting.interrupt(number)
        assert connecting.end().status == 130


def test_ctrl_c_is_the_end_where_there_is_no_other() -> None:
    with process("connect", "--demo", "--interval", "0.1") as connecting:
        connecting.read_until(b"ready")
        heard = connecting.read_until(b"state=ready")
        connecting.interrupt()
        result = connecting.end()
    assert b"seq=1 " in heard
    assert b"by us: leaving" in result.out
    assert b"state=stopped" in result.lines[-1]
    assert (result.status, result.err) == (0, "")
    assert b"\x1b" not in result.out


def test_a_hang_up_that_is_to_be_ignored_is() -> None:
    ignore = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)"
    args = ("connect", "--demo", "--interval", "0.1")
    with process(*args, before=ignore) as connecting:
        connecting.read_until(b"state=ready")
        connecting.interrupt(signal.SIGHUP)
        connecting.read_until(b"state=ready")
        connecting.interrupt()
        assert connecting.end().status == 0


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("connect", 4004, ["token"]),
        ("tail", 4010, ["shard"]),
        ("connect", 4013, ["intent"]),
        ("tail", 4014, ["privileged intent", "Developer Portal"]),
    ],
)
def test_a_close_for_good_says_its_code_its_meaning_and_its_cure(
    name: str, code: int, said: list[str]
) -> None:
    with serving(lambda: EmbeddedGateway(Timeline({}, (), close_after=code))) as place:
        result = run(name, "--api-url", place.api_url, **ENV)
    last = result.err.splitlines()[-1]
    assert result.status == 4
    for words in [str(code), *said]:
        assert words in last


def test_a_second_ctrl_c_ends_it_at_once() -> None:
    async def deaf(ws: ServerConnection) -> None:
        await greet(ws)
        await ws.send(event("READY", 1))
        ws.transport.pause_reading()  # its close is never answered
        await ws.wait_closed()

    with gateway(deaf) as url, process("connect", "--url", url, **ENV) as connecting:
        connecting.read_until(b"ready")
        connecting.interrupt()
        connecting.read_until(b"by us: leaving")
        connecting.interrupt()
        assert connecting.end().status == -signal.SIGINT


# Recording


def test_a_recording_of_it(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with gateway(session(event("TYPING_START", 2), event("MESSAGE_CREATE", 3))) as url:
        args = ("--url", url, "--record", str(path), "--verbose")
        result = run("connect", *args, "--max-events", "3", **ENV)
    assert result.status == 0
    assert TOKEN.encode() not in path.read_bytes()
    with open_recording(path) as records:
        kinds = [record.kind for record in records]
    assert kinds[-3:] == ["close", "state", "end"]
    assert records.damage is None


def test_a_recording_of_what_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    with gateway(session(event("TYPING_START", 2), event("MESSAGE_CREATE", 3))) as url:
        args = ("--url", url, "-w", str(path), "--record-filtered", "-e", "message_*")
        assert run("tail", *args, "--max-events", "1", "--json", **ENV).status == 0
    with open_recording(path) as records:
        shown = [record.t for record in records if record.is_dispatch]
    assert shown == ["READY", "MESSAGE_CREATE"]


def test_a_server_that_never_answers_is_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"ws://127.0.0.1:{silent.getsockname()[1]}/"
        with process("connect", "--url", url, **ENV) as connecting:
            connecting.read_until(b"connecting")
            connecting.interrupt()
            result = connecting.end()
    assert (result.status, result.err) == (0, "")


def test_a_token_in_the_address_is_in_no_header(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    run(
        *("connect", "--url", f"ws://127.0.0.1:1/?token={TOKEN}", "--duration", "0.3"),
        *("--record", str(path)),
        DISCORD_TOKEN=TOKEN,
    )
    header = path.read_text(encoding="utf-8").splitlines()[0]
    assert "ws://127.0.0.1:1/" in header
    assert TOKEN not in path.read_text(encoding="utf-8")
