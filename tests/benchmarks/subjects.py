"""Who receives in the benchmark of ingest, and how each is started; never what it costs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import environments
from benchmarks.environments import RIVALS
from benchmarks.running import SCURRY, run
from benchmarks.server import Server
from benchmarks.wire import MODES

_LEFT = (4,)
"""The exit status of `scurry connect` where the server sends it away."""


Command = Callable[[Server, Path], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Subject:
    """Who receives.

    Attributes:
        name: for the table.
        compress: how.
        command: makes the command line from a server and a folder for what it writes.
        screen: whether it has a terminal.
        statuses: how it ends when the server sends it away.
        node_path: where node finds packages.
    """

    name: str
    compress: str
    command: Command
    screen: bool = False
    statuses: tuple[int, ...] = (0,)
    node_path: str = ""


def floor(compress: str) -> str:
    """The name of the floor that a subject of this compression has."""
    return f"floor, {compress}"


def floors() -> Iterator[Subject]:
    """A bare loop for each compression."""
    for mode in MODES:
        yield Subject(floor(mode), mode, _script(sys.executable, "-m", "benchmarks.floor"))


def ours() -> Iterator[Subject]:
    """Scurry in each compression that it knows."""
    for mode in MODES:
        if mode != "none" and not _knows(mode):
            print(f"scurry does not know --compress {mode} yet, so it is left out.")
            continue
        record = _scurry("connect", mode, "--record", "{folder}/session.jsonl")
        yield Subject(f"tail --json, {mode}", mode, _scurry("tail", mode, "--json"), False, _LEFT)
        yield Subject(f"connect --record, {mode}", mode, record, False, _LEFT)
        yield Subject(f"connect --record, view on, {mode}", mode, record, True, _LEFT)


def rivals() -> Iterator[Subject]:
    """Libraries, each in the compressions that it has by itself."""
    theirs = environments.python()
    yield Subject("scurrypy, none", "none", _rival(sys.executable, "scurrypy_client.py"))
    for mode in ("none", "zstd-stream"):
        yield Subject(f"hikari, shard alone, {mode}", mode, _rival(theirs, "hikari_shard.py"))
    zstd = "zstd-stream"
    yield Subject(f"hikari, its default bot, {zstd}", zstd, _rival(theirs, "hikari_bot.py"))
    yield Subject(f"discord.py, {zstd}", zstd, _rival(theirs, "discord_py.py"))
    if node_path := environments.node_path():
        for mode in ("none", "zlib-stream"):
            command = _rival("node", "discordjs_ws.cjs")
            yield Subject(f"@discordjs/ws, {mode}", mode, command, node_path=node_path)


def _knows(mode: str) -> bool:
    """Whether `scurry connect` takes this compression; nobody is called."""
    command = (*SCURRY, "connect", "--url", "ws://127.0.0.1:1", "--compress", mode)
    try:
        run((*command, "--duration", "0.1"), statuses=(0, 1, 3, 4, 5))
    except SystemExit:
        return False
    return True


def _rival(program: str, script: str) -> Command:
    return _script(program, str(RIVALS / script))


def _script(*start: str) -> Command:
    """A script of ours: it gets the gateway, the REST API, the compression and the count."""

    def command(server: Server, folder: Path) -> Sequence[str]:
        service = server.service
        return (*start, server.url, server.api, service.compress, str(service.frames))

    return command


def _scurry(name: str, mode: str, *more: str) -> Command:
    compress = ("--compress", mode)

    def command(server: Server, folder: Path) -> Sequence[str]:
        rest = (one.format(folder=folder) for one in more)
        return (*SCURRY, name, "--url", server.url, *compress, *rest)

    return command
