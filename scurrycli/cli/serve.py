"""`scurry serve`: a recording becomes a gateway for any bot; never a client of one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scurrycli.cli.completing import complete_rule
from scurrycli.cli.values import count, recording_file, seconds

_PLAY = "How it is played"
_FAULTS = "Faults"
_CHECKS = "Checks"


def serve(
    file: Annotated[
        str | None, typer.Argument(metavar="FILE", help="The recording; - is stdin.")
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Serve the sample session.")] = False,
    host: Annotated[str, typer.Option(metavar="HOST", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="PORT", help="0 takes a free one.")] = 0,
    token: Annotated[
        str | None,
        typer.Option(metavar="TOKEN", help="Let in only this token; else any is good."),
    ] = None,
    speed: Annotated[
        str,
        typer.Option(
            metavar="X", rich_help_panel=_PLAY, help="Times faster than recorded; max never waits."
        ),
    ] = "1",
    loop: Annotated[
        bool, typer.Option("--loop", rich_help_panel=_PLAY, help="Begin again at the end.")
    ] = False,
    heartbeat_interval: Annotated[
        int | None,
        typer.Option(
            metavar="MS",
            parser=count("--heartbeat-interval"),
            rich_help_panel=_PLAY,
            help="For HELLO; else as recorded.",
        ),
    ] = None,
    as_recorded: Annotated[
        bool,
        typer.Option(
            "--as-recorded",
            rich_help_panel=_PLAY,
            help="With the recording's own faults: opcodes 7 and 9, closes, drops, late ACKs.",
        ),
    ] = False,
    fault: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SPEC",
            rich_help_panel=_FAULTS,
            help="What goes wrong, and after which dispatch, as drop@20; repeatable. "
            "--faults lists them.",
        ),
    ] = None,
    faults: Annotated[
        bool,
        typer.Option("--faults", rich_help_panel=_FAULTS, help="List the faults, and leave."),
    ] = False,
    chaos: Annotated[
        bool, typer.Option("--chaos", rich_help_panel=_FAULTS, help="Faults by chance.")
    ] = False,
    seed: Annotated[
        int | None,
        typer.Option(
            metavar="N", rich_help_panel=_FAULTS, help="Of chance: the same N, the same faults."
        ),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict/--lenient",
            rich_help_panel=_CHECKS,
            help="Close for what Discord closes for, or only say so.",
        ),
    ] = True,
    disallow: Annotated[
        str,
        typer.Option(
            metavar="INTENTS",
            rich_help_panel=_CHECKS,
            help="Privileged intents that this bot may not ask for (4014).",
        ),
    ] = "none",
    report: Annotated[
        bool,
        typer.Option(
            "--report",
            rich_help_panel=_CHECKS,
            help="At the end, list what the clients did wrong; status 1 if they violated a rule, "
            "or if none came.",
        ),
    ] = False,
    allow: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RULE",
            autocompletion=complete_rule,
            rich_help_panel=_CHECKS,
            help="A rule that may be broken, as no-jitter by most libraries; repeatable.",
        ),
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option(
            "--record",
            "-w",
            metavar="OUT",
            parser=recording_file,
            help="Record what goes over the wire, as a client sees it.",
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file of --record if it exists.")
    ] = False,
    duration: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", parser=seconds("--duration"), help="Stop after this time."),
    ] = None,
    json: Annotated[
        bool,
        typer.Option("--json", help="Print one line with the addresses, and no view."),
    ] = False,
) -> None:
    """Serve a recording as a Gateway and its REST API, so that any bot can be run against it.

    Keys: p shows how to point a bot at it, w what is wrong, q quits.

    Examples: scurry serve session.jsonl --port 8080

    scurry serve --demo --speed max --fault reconnect@10 --fault drop@20 --report
    """
    import asyncio

    from scurrycli.cli.preparing import Wishes, gateway_for, list_faults
    from scurrycli.cli.screen import has_screen
    from scurrycli.cli.serving import on_screen, quietly
    from scurrycli.playback import parse_speed
    from scurrycli.wire.intents import parse_intents

    if faults:
        list_faults()
        return
    wishes = Wishes(
        file=file,
        demo=demo,
        host=host,
        port=port,
        token=token,
        speed=parse_speed(speed),
        loop=loop,
        heartbeat_interval=heartbeat_interval,
        as_recorded=as_recorded,
        faults=tuple(fault or ()),
        chaos=chaos,
        seed=seed,
        strict=strict,
        disallowed=int(parse_intents(disallow)),
        report=report,
        allowed=tuple(allow or ()),
        record=record,
        force=force,
        duration=duration,
        json=json,
    )
    prepared = gateway_for(wishes)
    run = on_screen if has_screen() and not json else quietly
    raise SystemExit(asyncio.run(run(prepared)))
