"""A WebSocket that opens or says in plain words why not; never a session on it."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
from pathlib import Path

import pytest
from websockets.asyncio.server import serve
from websockets.exceptions import InvalidURI

from making_gateways import Answer, Script, greets, lives, scripted
from making_raw_servers import RawServer
from scurrycli.errors import ConnectionFailed
from scurrycli.gateway.transport import Stamp, describe, open_websocket

OPENSSL = shutil.which("openssl") or "openssl"


async def why(url: str, timeout: float = 5) -> str:
    """What is said after the host where it cannot be reached."""
    with pytest.raises(ConnectionFailed) as caught:
        await open_websocket(url, timeout)
    place, _, words = str(caught.value).partition(" cannot be reached: ")
    assert place == url.partition("//")[2].partition("/")[0]
    return words


def certificate(folder: Path, name: str, days: int = 2) -> tuple[Path, Path]:
    """A self-signed certificate and its key."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    command = [OPENSSL, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    command += ["-nodes", "-days", str(days), "-subj", f"/CN={name}"]
    command += ["-addext", f"subjectAltName=IP:{name}", "-keyout", str(key), "-out", str(cert)]
    subprocess.run(command, check=True, capture_output=True)
    return cert, key


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(-2, "x"), "its name cannot be resolved (no such host, or no DNS)"),
        (ConnectionRefusedError(), "connection refused (nothing listens there)"),
        (ConnectionResetError(), "the connection was reset"),
        (ssl.SSLError(1, "[SSL: X] y"), "TLS failed ([SSL: X] y)"),
        (OSError("Multiple exceptions: one, two"), "Multiple exceptions: one, two"),
        (OSError(), "OSError"),
        (TimeoutError(), "no answer in time"),
        (InvalidURI("x", "y"), "this is no WebSocket address"),
        (EOFError(), "it closed the connection during the handshake"),
        (OSError(113, "No route to host"), "No route to host"),
        (ValueError("a secret"), "ValueError"),
    ],
)
def test_describe(error: BaseException, words: str) -> None:
    assert describe(error) == words


async def test_a_name_that_cannot_be_resolved() -> None:
    assert await why("ws://no-such-host.invalid") == (
        "its name cannot be resolved (no such host, or no DNS)"
    )


async def test_nothing_listens() -> None:
    async with RawServer(b"") as server:
        pass
    assert await why(f"ws://{server.place}/") == "connection refused (nothing listens there)"


async def test_nothing_listens_at_any_of_several_addresses() -> None:
    async with RawServer(b"") as server:
        pass
    words = await why(f"ws://localhost:{server.place.rpartition(':')[2]}/")
    assert "None" not in words


async def test_it_hangs_up() -> None:
    async with RawServer(b"") as server:
        assert await why(f"ws://{server.place}/") in (
            "it closed the connection during the handshake",
            "it did not answer as a WebSocket does",
        )


async def test_no_answer_in_time() -> None:
    async with RawServer(None) as server:
        assert await why(f"ws://{server.place}/", 0.05) == "no answer in time"


@pytest.mark.parametrize("status", [401, 404, 500])
async def test_http_instead_of_a_websocket(status: int) -> None:
    async with scripted(lives, answers=[Answer(status)]) as gateway:
        url = gateway.api_url.replace("http", "ws")
        assert await why(url) == f"it answered HTTP {status} instead of a WebSocket"


@pytest.mark.parametrize(
    "reply",
    [b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 101 Switching Protocols\r\n\r\n", b"\x15\x03\x01"],
)
async def test_something_else_listens(reply: bytes) -> None:
    async with RawServer(reply) as server:
        assert await why(f"ws://{server.place}/") == "it did not answer as a WebSocket does"


async def test_tls_with_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate(tmp_path, "127.0.0.1"))
    loop = asyncio.get_running_loop()
    server = await loop.create_server(asyncio.Protocol, "127.0.0.1", 0, ssl=context)
    async with server:
        port = server.sockets[0].getsockname()[1]
        words = await why(f"wss://127.0.0.1:{port}")
    assert words == "its certificate is not valid (self-signed certificate)"


async def test_tls_where_plain_text_is_spoken() -> None:
    async with RawServer(b"HTTP/1.1 400 Bad Request\r\n\r\n") as server:
        words = await why(f"wss://{server.place}")
    assert words.startswith("TLS failed (")
    assert "None" not in words


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "nonsense"])
async def test_no_websocket_address(url: str) -> None:
    with pytest.raises(ConnectionFailed, match="this is no WebSocket address"):
        await open_websocket(url, 5)


@pytest.mark.parametrize("script", [greets])
async def test_a_message_is_stamped_with_both_clocks(script: Script) -> None:
    async with scripted(script) as gateway:
        before = Stamp.now()
        connection = await open_websocket(gateway.url, 5)
        message = await connection.take()
        after = Stamp.now()
        await connection.close()
    assert message.data.startswith(b'{"t":null')
    assert message.is_text
    assert before.mono <= message.stamp.mono <= after.mono
    assert before.wall <= message.stamp.wall + 0.001


async def test_stamps_are_of_the_arrival_and_keep_to_their_messages() -> None:
    async def talks(ws: object) -> None:
        await ws.send("one")  # type: ignore[attr-defined]
        await ws.send(b"two")  # type: ignore[attr-defined]
        await ws.send(iter(["th", "re", "e"]))  # type: ignore[attr-defined]
        await ws.send("four")  # type: ignore[attr-defined]
        await ws.wait_closed()  # type: ignore[attr-defined]

    async with serve(talks, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        connection = await open_websocket(f"ws://127.0.0.1:{port}", 5)
        messages = [await connection.take() for _ in range(3)]
        while len(connection.recv_messages.frames) == 0:
            await asyncio.sleep(0)
        waited = Stamp.now()
        messages.append(await connection.take())
        await connection.hang_up(1000, "")
    assert [message.data for message in messages] == [b"one", b"two", b"three", b"four"]
    assert [message.is_text for message in messages] == [True, False, True, True]
    assert messages[-1].stamp.mono <= waited.mono
    stamps = [message.stamp.mono for message in messages]
    assert stamps == sorted(stamps)
