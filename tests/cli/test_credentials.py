"""A token comes from where it was said to be, and is nowhere else afterwards."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from websockets.asyncio.server import ServerConnection

from making_processes import TOKEN, event, gateway, greet, run

ENV = {"DISCORD_TOKEN": TOKEN}


def test_a_token_on_the_command_line_warns() -> None:
    result = run("tail", "--url", "ws://127.0.0.1:1", "--duration", "0.01", "--token", TOKEN)
    assert "a token on the command line can be seen by other users" in result.err


@pytest.mark.parametrize("given", [TOKEN, f"Bot {TOKEN}\r\n", f" {TOKEN} \n"])
def test_a_token_from_stdin_or_a_file(tmp_path: Path, given: str) -> None:
    path = tmp_path / "token"
    path.write_text(given)
    path.chmod(0o600)
    said: list[str] = []

    async def listen(ws: ServerConnection) -> None:
        await ws.send('{"op":10,"d":{"heartbeat_interval":41250}}')
        said.append(orjson.loads(await ws.recv())["d"]["token"])
        await ws.send(event("READY", 1))
        await ws.wait_closed()

    with gateway(listen) as url:
        args = ("tail", "--url", url, "-e", "READY", "--max-events", "1", "--verbose")
        for more, stdin in ((["--token", "-"], given), (["--token-file", str(path)], "")):
            result = run(*args, *more, given=stdin.encode(), DISCORD_TOKEN="other.one.here")
            assert result.status == 0
            assert "on the command line" not in result.err
    assert said == [TOKEN, TOKEN]


def test_what_is_no_text_is_no_token() -> None:
    result = run("connect", "--token", "-", given=b"\xff\xfe\n", PYTHONIOENCODING="utf-8:strict")
    assert result.status == 5
    assert "it is not text" in result.err


@pytest.mark.parametrize("code", [4000, 4004])
def test_a_token_that_comes_back_is_nowhere(tmp_path: Path, code: int) -> None:
    async def telltale(ws: ServerConnection) -> None:
        await greet(ws)
        await ws.send(event("READY", 1, f'{{"session_id":"{TOKEN}","user":{{"id":"{TOKEN}"}}}}'))
        await ws.send(event("MESSAGE_CREATE", 2, f'{{"content":"{TOKEN}","id":"1"}}'))
        await ws.send(f"{TOKEN} is no JSON")
        await ws.close(code, TOKEN)

    path = tmp_path / "a.jsonl"
    with gateway(telltale) as url:
        for name in ("connect", "tail"):
            args = (name, "--url", f"{url}?{TOKEN}", "--record", str(path), "--force", "--verbose")
            run(*args, "--duration", "0.5", **ENV)  # and there it is looked for
            assert path.read_bytes().count(b"\n") > 8
            assert TOKEN.encode() not in path.read_bytes()
