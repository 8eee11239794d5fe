"""`scurry replay`: a recording at its own pace, in the terminal or as lines; never a connection."""

from __future__ import annotations

from typing import Annotated

import typer

from scurrycli.cli.completing import complete_recording
from scurrycli.cli.parameters import FilterOptions
from scurrycli.cli.values import seconds


def replay(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", autocompletion=complete_recording, help="The recording; - is stdin."
        ),
    ],
    shown: FilterOptions,
    speed: Annotated[
        str, typer.Option(metavar="X", help="Times faster than recorded; max never waits.")
    ] = "1",
    idle_limit: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            parser=seconds("--idle-limit", 0),
            help="Wait at most this long between two records.",
        ),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="T", help="Seconds, seq:N, n:N or event:NAME."),
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="T", help="Where to end; as for --from.")
    ] = None,
    loop: Annotated[bool, typer.Option("--loop", help="Begin again at the end.")] = False,
    paused: Annotated[bool, typer.Option("--paused", help="Wait for a key at the start.")] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print the payloads as they were on the wire.")
    ] = False,
) -> None:
    """Play a recording with the same view as `connect`, at its own pace.

    Keys: space pauses, . steps, left and right seek, up and down change the speed, Enter reads
    events, ? shows help, q quits.

    Examples: scurry replay session.jsonl --speed 4 --idle-limit 2

    scurry replay session.jsonl --speed max --json
    """
    import asyncio

    from scurrycli.cli.replaying import Pace, play_lines, play_on_screen, seekable
    from scurrycli.cli.screen import has_screen
    from scurrycli.cli.showing import compile_options, say, tell_of_names
    from scurrycli.errors import UsageError
    from scurrycli.playback import parse_position, parse_speed
    from scurrycli.wire.choice import unknown_event

    pace = Pace(
        speed=parse_speed(speed),
        idle_limit=idle_limit,
        start=parse_position(start) if start is not None else None,
        end=parse_position(end) if end is not None else None,
        loop=loop,
        paused=paused,
    )
    for place in (pace.start, pace.end):
        unknown = unknown_event(place.names) if place is not None else None
        if unknown is not None:
            say(unknown)
    passes = compile_options(shown, strict=False)
    on_screen = not json and has_screen()
    if paused and not on_screen:
        raise UsageError("--paused waits for a key, and there is no screen to press one in.")
    with seekable(file) as tape:
        if on_screen:
            stopper = asyncio.run(play_on_screen(tape, passes, pace))
        else:
            stopper = asyncio.run(play_lines(tape, passes, pace, json=json))
    tell_of_names(shown, stopper)
    raise SystemExit(stopper.status(has_end=False))
