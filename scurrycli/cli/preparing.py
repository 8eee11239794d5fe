"""What `scurry serve` is asked for, and the gateway that follows from it; never its running."""

from __future__ import annotations

import math
import secrets
import sys
from dataclasses import dataclass, field
from pathlib import Path

from scurrycli.cli.reporting import Report, parse_rule
from scurrycli.cli.showing import say
from scurrycli.errors import UsageError
from scurrycli.recording import open_recording
from scurrycli.server.demo import SAMPLE
from scurrycli.server.faults import SHAPES, Fault, FaultKind, parse_fault
from scurrycli.server.gateway import EmbeddedGateway
from scurrycli.server.timeline import Timeline, timeline_of
from scurrycli.wire.addresses import is_loopback

_MOST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options of `scurry serve`, as they were typed."""

    file: str | None
    demo: bool
    host: str
    port: int
    token: str | None = field(repr=False)
    speed: float
    loop: bool
    heartbeat_interval: int | None
    as_recorded: bool
    faults: tuple[str, ...]
    chaos: bool
    seed: int | None
    strict: bool
    disallowed: int
    report: bool
    allowed: tuple[str, ...]
    record: Path | None
    force: bool
    duration: float | None
    json: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A gateway that was not entered yet, with what was asked for and what is said of it."""

    wishes: Wishes
    gateway: EmbeddedGateway
    faults: tuple[Fault, ...]
    allowed: frozenset[str]
    facts: tuple[str, ...]

    def report(self) -> Report:
        """What was found until now."""
        register = self.gateway.register
        clients = len(register.clients)
        return Report(clients, register.findings, register.left_out, self.allowed)


def list_faults() -> None:
    """The faults with their usage, to stdout."""
    for kind, shape in SHAPES.items():
        sys.stdout.write(f"{shape.usage(kind):<28} {shape.says}\n")
    sys.stdout.write(
        "\nN counts the dispatches of a session, READY being 1: the fault comes after the N-th.\n"
    )


def gateway_for(wishes: Wishes) -> Prepared:
    """The gateway that the options ask for. To be used outside of a loop.

    Raises:
        UsageError: something does not fit.
        RecordingError: the file cannot be read.
    """
    if wishes.demo == (wishes.file is not None):
        raise UsageError("Give a recording, or --demo for the sample session; one of the two.")
    if not 0 <= wishes.port <= _MOST_PORT:
        raise UsageError(f"--port takes a number from 0 to {_MOST_PORT}; {wishes.port} is not one.")
    faults = tuple(map(parse_fault, wishes.faults))
    allowed = frozenset(map(parse_rule, wishes.allowed))
    file = str(SAMPLE) if wishes.demo else str(wishes.file)
    timeline = _timeline(file, as_recorded=wishes.as_recorded)
    name = "the sample session" if wishes.demo else _named(file)
    seed = secrets.randbelow(1_000_000) if wishes.seed is None else wishes.seed
    if not is_loopback(wishes.host):
        say(f"whoever reaches {wishes.host} can connect; 127.0.0.1 is for this machine only.")
    gateway = EmbeddedGateway(
        timeline,
        token=wishes.token,
        loop=wishes.loop,
        speed=wishes.speed,
        host=wishes.host,
        port=wishes.port,
        heartbeat_interval=wishes.heartbeat_interval,
        strict=wishes.strict,
        disallowed=wishes.disallowed,
        faults=faults,
        chaos=wishes.chaos,
        seed=seed,
    )
    uses_chance = wishes.chaos or any(fault.kind is FaultKind.JITTER for fault in faults)
    if wishes.seed is not None and not uses_chance:
        say("--seed does nothing here: only --chaos and --fault jitter=MS use chance.")
    facts = _facts(wishes, name, faults, seed if uses_chance else None)
    return Prepared(wishes, gateway, faults, allowed, facts)


def _timeline(file: str, *, as_recorded: bool) -> Timeline:
    with open_recording(file) as recording:
        timeline = timeline_of(recording)
        if recording.damage:
            say(f"{recording.damage} What is before is served.")
    if not timeline.ready and not (as_recorded and timeline.close_after):
        hint = " With --as-recorded its refusal is served." if timeline.close_after else ""
        raise UsageError(f"There is no READY in {file}, so there is no session to serve.{hint}")
    return timeline if as_recorded else timeline.without_faults()


def _named(file: str) -> str:
    return "standard input" if file == "-" else Path(file).name


def _facts(
    wishes: Wishes, name: str, faults: tuple[Fault, ...], seed: int | None
) -> tuple[str, ...]:
    speed = "at once" if math.isinf(wishes.speed) else f"{wishes.speed:g}x"
    facts = [name, speed, "strict" if wishes.strict else "lenient"]
    facts += ["as recorded"] * wishes.as_recorded
    facts += map(str, faults)
    if seed is not None:
        facts.append(f"{'chaos, ' if wishes.chaos else ''}seed {seed}")
    return tuple(facts)
