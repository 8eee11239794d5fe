"""Unmodified bots of other libraries as processes, and gateways for them; never a bot of ours."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

import orjson
from scurrypy import Intents  # type: ignore[import-untyped]

from making_gateways import TOKEN
from scurrycli.server import EmbeddedGateway, Timeline
from scurrycli.server.clients import Client
from scurrycli.server.faults import Fault
from scurrycli.server.rules import Finding
from scurrycli.wire.intents import ALL

BOTS = Path(__file__).parent / "referees" / "bots"
PACKAGES = ("discord.js@14.28.1", "zlib-sync@0.1.10")
MODULES = Path(__file__).parent / "referees" / ".modules"
PATIENCE = 75.0
"""Seconds after which a bot is not going on any more; some wait 5 s after each fault."""


@dataclass(frozen=True)
class Referee:
    """One library with one compression; `intents` are those that it asks for."""

    library: str
    compress: str
    intents: int = int(ALL)

    @property
    def file(self) -> Path:
        return next(BOTS.glob(f"{self.library.replace('.', '')}_bot.*"))

    def __str__(self) -> str:
        return f"{self.library} {self.compress}"


REFEREES = (
    Referee("discord.py", "zlib-stream"),
    Referee("discord.py", "zstd-stream"),
    Referee("hikari", "zlib-stream"),
    Referee("hikari", "zstd-stream"),
    Referee("scurrypy", "none", int(reduce(or_, Intents))),
    Referee("discord.js", "none"),
    Referee("discord.js", "payload"),
    Referee("discord.js", "zlib-stream"),
)


@dataclass
class Outcome:
    """What came of it: what the bot told, and what the gateway thinks of it."""

    told: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    compress: list[str] = field(default_factory=list)
    errors: str = ""

    @property
    def dispatches(self) -> list[tuple[str, str | None]]:
        return [(line["t"], line["id"]) for line in self.told if "t" in line]

    @property
    def names(self) -> list[str]:
        return [line["ready"] for line in self.told if "ready" in line]


def node_modules() -> None:
    """Folders with discord.js, one with and one without zlib-sync; made once."""
    whole, bare = MODULES / "whole", MODULES / "bare"
    if bare.exists():
        return
    shutil.rmtree(MODULES, ignore_errors=True)
    whole.mkdir(parents=True)
    options = ("--no-audit", "--no-fund", "--no-save", "--silent")
    npm = shutil.which("npm")
    assert npm, "npm is needed for discord.js; Debian has it in the package npm"
    subprocess.run([npm, "install", *options, *PACKAGES], cwd=whole, check=True)
    built = whole / "node_modules" / "zlib-sync" / "build" / "Release" / "zlib_sync.node"
    assert built.exists(), "zlib-sync was not built; it needs make and g++"
    shutil.copytree(whole, bare, copy_function=os.link)
    shutil.rmtree(bare / "node_modules" / "zlib-sync")


async def judge(
    referee: Referee, timeline: Timeline, faults: Sequence[Fault], wanted: int, **options: Any
) -> Outcome:
    """Let a bot run until it has told of `wanted` dispatches and was ready, or has no more time."""
    async with EmbeddedGateway(timeline, token=TOKEN, faults=faults, **options) as gateway:
        bot = await _start(referee, gateway)
        outcome = Outcome()
        errors = asyncio.ensure_future(bot.stderr.read() if bot.stderr else asyncio.sleep(0, b""))
        try:
            async with asyncio.timeout(PATIENCE):
                while len(outcome.dispatches) < wanted or not outcome.names:
                    line = await bot.stdout.readline() if bot.stdout else b""
                    if not line:
                        break
                    outcome.told.append(orjson.loads(line))
        except TimeoutError:
            pass
        finally:
            if bot.returncode is None:
                bot.kill()
            await bot.wait()
        outcome.errors = (await errors).decode(errors="replace")
        outcome.findings = list(gateway.register.findings)
        outcome.clients = list(gateway.register.clients)
    return outcome


async def _start(referee: Referee, gateway: EmbeddedGateway) -> asyncio.subprocess.Process:
    runner, modules = [sys.executable], ""
    if referee.file.suffix == ".js":
        node = shutil.which("node")
        assert node, "node is needed for discord.js; Debian has it in the package nodejs"
        runner = [node]
        modules = str(MODULES / ("bare" if referee.compress == "payload" else "whole"))
    env = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "API": gateway.api_url,
        "GATEWAY": gateway.url,
        "TOKEN": TOKEN,
        "COMPRESS": referee.compress,
        "MODULES": modules,
    }
    return await asyncio.create_subprocess_exec(
        *runner,
        str(referee.file),
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        limit=1 << 20,
    )
