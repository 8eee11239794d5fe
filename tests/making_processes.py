"""Runs `scurry` as a process of its own, and servers for it to meet; never patches anything."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import orjson
import pytest
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

import scurrycli
from making_records import Story
from scurrycli.cli import main
from scurrycli.recording import Header, RecordingWriter
from scurrycli.records import Record

ROOT = Path(scurrycli.__file__).parents[1]
TOKEN = "c2VjcmV0.R2VoZWlt.bmllbWFuZC1zaWVodC1kYXM"
PATIENCE = 30.0
"""Seconds after which a process is not coming any more."""

HOST = "127.0.0.1"

T = TypeVar("T")


def environment(**more: str) -> dict[str, str]:
    """Nothing of the person's own who runs the tests."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    plain = {"PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "LANG": "C.UTF-8", "TZ": "UTC"}
    return kept | plain | {"PYTHONWARNINGS": "error"} | more


def command(*args: str, before: str = "") -> list[str]:
    """The command line of `scurry`; `before` is Python that the new process does first."""
    scurry = [sys.executable, "-m", "scurrycli", *args]
    if not before:
        return scurry
    start = f"import os, sys\n{before}\nos.execv(sys.argv[1], sys.argv[1:])"
    return [sys.executable, "-ISc", start, *scurry]


@dataclass(frozen=True)
class Result:
    """How a process ended and what it said."""

    status: int
    out: bytes
    err: str

    @property
    def lines(self) -> list[bytes]:
        return self.out.splitlines()

    @property
    def payloads(self) -> list[Any]:
        return [orjson.loads(line) for line in self.lines]


class Process:
    """A `scurry` that runs, its stdout and stderr pipes."""

    def __init__(self, *args: str, before: str = "", **env: str) -> None:
        self.popen = subprocess.Popen(
            command(*args, before=before),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(**env),
            bufsize=0,  # what is read by lines and what by `end` is one stream
        )
        assert self.popen.stdin is not None
        assert self.popen.stdout is not None
        self.stdin, self.stdout = self.popen.stdin, self.popen.stdout

    def read_until(self, text: bytes) -> bytes:
        """The lines of stdout up to the one with this text."""
        read = b""
        while line := self.stdout.readline():
            read += line
            if text in line:
                return read
        raise AssertionError((read, self.end()))

    def interrupt(self, number: int = signal.SIGINT) -> None:
        self.popen.send_signal(number)

    def end(self, given: bytes | None = None) -> Result:
        """Wait for it."""
        out, err = self.popen.communicate(given, timeout=PATIENCE)
        return checked(self.popen.returncode, out, err.decode())


@contextmanager
def process(*args: str, before: str = "", **env: str) -> Iterator[Process]:
    """A process that does not outlive the block."""
    started = Process(*args, before=before, **env)
    try:
        yield started
    finally:
        if started.popen.poll() is None:
            started.popen.kill()
            started.popen.communicate()
        for pipe in (started.popen.stdin, started.popen.stdout, started.popen.stderr):
            if pipe is not None:
                pipe.close()


def run(*args: str, given: bytes | str = b"", before: str = "", **env: str) -> Result:
    """Run it to its end; `given` is its stdin."""
    with process(*args, before=before, **env) as started:
        return started.end(given.encode() if isinstance(given, str) else given)


def shell(script: str, **env: str) -> Result:
    """Run a script of bash in which `scurry` is the command; the status is the first process's."""
    scurry = f'scurry() {{ {sys.executable} -m scurrycli "$@"; }}\n'
    script = f"{scurry}{script}\nexit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", script],
        check=False,
        capture_output=True,
        env=environment(**env),
        timeout=PATIENCE,
    )
    return checked(done.returncode, done.stdout, done.stderr.decode())


def checked(status: int, out: bytes, err: str) -> Result:
    """What holds for every process: no traceback, no token, nothing that acts on a terminal."""
    assert "Traceback" not in err, err
    assert "Exception ignored" not in err, err
    assert "Fatal Python error" not in err, err
    assert TOKEN not in err
    assert TOKEN.encode() not in out
    assert "\x1b" not in err
    return Result(status, out, err)


class Called:
    """What `main` made of a command line, in this process."""

    def __init__(self, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capfd, self._monkeypatch = capfd, monkeypatch
        for name in ("SCURRY_TOKEN", "DISCORD_TOKEN", "SCURRY_API_URL", "FORCE_COLOR"):
            monkeypatch.delenv(name, raising=False)

    def __call__(self, *args: str) -> tuple[int, str, str]:
        self._monkeypatch.setattr("sys.argv", ["scurry", *args])
        with pytest.raises(SystemExit) as caught:
            main()
        out, err = self._capfd.readouterr()
        assert TOKEN not in out + err
        assert "Traceback" not in err
        status = caught.value.code
        return status if isinstance(status, int) else 0, out, err


def recording(path: Path, records: list[Record], **header: Any) -> Path:
    """Write a recording."""
    first: dict[str, Any] = {"started": 1_795_478_400.0, "client": "tests", "url": "wss://x/"}
    with RecordingWriter(path, Header(**(first | header))) as writer:
        for record in records:
            writer.write(record)
    return path


def chat(path: Path, rounds: int = 3) -> Path:
    """Write a recording of a whole small session."""
    story = Story().ready().chat(rounds)
    story.close(1000, by="client").state("stopped", "left by ourselves")
    story.add("end", detail={"frames": len(story.records), "why": "left by ourselves"})
    return recording(path, story.records)


# Servers, each in a thread with a loop of its own


@contextmanager
def serving(enter: Callable[[], AbstractAsyncContextManager[T]]) -> Iterator[T]:
    """What the context manager gives, entered in another thread's loop."""
    ready, over = threading.Event(), asyncio.Event()
    made: list[T] = []
    loops: list[asyncio.AbstractEventLoop] = []

    async def main() -> None:
        loops.append(asyncio.get_running_loop())
        async with enter() as thing:
            made.append(thing)
            ready.set()
            await over.wait()

    thread = threading.Thread(target=asyncio.run, args=(main(),))
    thread.start()
    try:
        assert ready.wait(PATIENCE)
        yield made[0]
    finally:
        loops[0].call_soon_threadsafe(over.set)
        thread.join(PATIENCE)


Handler = Callable[[ServerConnection], Awaitable[None]]


@contextmanager
def gateway(handler: Handler) -> Iterator[str]:
    """The URL of a WebSocket server with this behaviour."""

    async def handle(ws: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            await handler(ws)

    with serving(lambda: serve(handle, HOST, 0, ping_interval=None, close_timeout=0.2)) as server:
        yield f"ws://127.0.0.1:{port_of(server)}/"


@contextmanager
def api(status: int, body: object = None, **headers: str) -> Iterator[str]:
    """The base of a REST API that always answers this."""

    def answer(ws: ServerConnection, request: Request) -> Response:
        text = orjson.dumps(body)
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        fields = Headers({"Content-Length": str(len(text)), "Connection": "close"} | more)
        return Response(status, "Whatever", fields, text)

    async def never(ws: ServerConnection) -> None:
        raise AssertionError

    with serving(lambda: serve(never, HOST, 0, process_request=answer)) as server:
        yield f"http://127.0.0.1:{port_of(server)}"


def port_of(server: Server) -> int:
    port: int = next(iter(server.sockets)).getsockname()[1]
    return port


async def greet(ws: ServerConnection) -> None:
    """HELLO, and wait for IDENTIFY."""
    await ws.send('{"op":10,"d":{"heartbeat_interval":41250}}')
    await ws.recv()


def session(*payloads: str | bytes) -> Handler:
    """READY, then these payloads, then silence."""

    async def handle(ws: ServerConnection) -> None:
        await greet(ws)
        user = '{"id":"1","username":"testbot"}'
        await ws.send(f'{{"op":0,"s":1,"t":"READY","d":{{"session_id":"s","user":{user}}}}}')
        for payload in payloads:
            await ws.send(payload.encode() if isinstance(payload, str) else payload, text=True)
        await ws.wait_closed()

    return handle


async def chatter(ws: ServerConnection) -> None:
    """READY, then a message a few times a second for ever."""
    await greet(ws)
    await ws.send(event("READY", 1, '{"session_id":"s"}'))
    for s in count(2):
        await ws.send(event("MESSAGE_CREATE", s, f'{{"content":"number {s}"}}'))
        await asyncio.sleep(0.1)


def event(name: str, s: int, d: str = "{}") -> str:
    """A dispatch as it is on the wire."""
    return f'{{"t":"{name}","s":{s},"op":0,"d":{d}}}'
