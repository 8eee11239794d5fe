"""What others wrote never acts on the terminal of whoever reads it, in no command and no format."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection

from making_processes import TOKEN, Called, event, gateway, greet, recording, run, session
from making_records import HOSTILE, Story, hostile
from making_terminals import Terminal, terminal
from scurrycli.wire.events import DISPATCH_EVENTS

ENV = {"DISCORD_TOKEN": TOKEN}
OURS = re.compile(r"\x1b\[(?:[0-9;]*[mJK]|[0-9]*A|[0-9;]*H|\?(?:25|1049|2026)[hl])")
ACTS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
NAME = "\\u001b[31mEVIL\\u202e[red]"


LONE = "\ud83d"  # makes JSON that not every reader takes
TEXT = HOSTILE.replace(LONE, "")


def small(value: object, depth: int = 0) -> object:
    """Below the first level the fields that summaries look at, so that it stays small."""
    if isinstance(value, str):
        return TEXT
    if isinstance(value, list):
        return [small(one, depth + 1) for one in value]
    assert isinstance(value, dict)
    return {
        key: small(one, depth + 1) for key, one in value.items() if key in SEEN.get(depth, value)
    }


SEEN = {1: {"id", "name", "username", "user", "type", "emoji", "content"}, 2: {"name", "username"}}


def unescaped(value: object) -> str:
    """JSON with everything as it is that may stand so: bidi and C1 controls are raw."""
    return json.dumps(value, ensure_ascii=False)


BODIES = (unescaped(small(hostile())), json.dumps(small(hostile())))


def payloads() -> Iterator[str]:
    names = [name for name in DISPATCH_EVENTS if name not in ("READY", "RESUMED")]
    for s, name in enumerate([*names, NAME], start=2):
        yield event(name, s, BODIES[s % 2])
    yield f'{{"op":77,"d":{BODIES[0]},"t":{unescaped(TEXT)}}}'
    yield json.dumps({"op": 0, "t": "TYPING_START", "d": HOSTILE})  # no JSON for some
    yield '{"op":0,"t":"TYPING_START","s":9999,"d":' + unescaped([TEXT]) + "}"


def check(raw: bytes) -> None:
    """Nothing acts but what the view itself writes."""
    text = OURS.sub("", raw.decode())
    found = ACTS.search(text)
    assert found is None, repr(text[max(0, found.start() - 60) : found.end() + 60])


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A gateway of hostile events."""
    with gateway(session(*payloads())) as place:
        yield place


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A recording of hostile records of every kind."""
    story = Story().connecting()
    story.open(f"wss://x/{TEXT}").hello().identify()
    for s, payload in enumerate(payloads(), start=2):
        if LONE in (d := json.loads(payload))["d"]:
            continue
        story.add("recv", op=d["op"], s=s, t=d["t"], frame=payload.encode(), size=9)
    story.close(4000, reason=TEXT)
    story.state(TEXT, TEXT, rule=TEXT)
    story.add("error", detail={"error": TEXT})
    story.add("mark", detail={"label": TEXT})
    story.add(TEXT, detail={TEXT: TEXT})
    path = tmp_path_factory.mktemp("hostile") / "a.jsonl"
    return str(recording(path, story.records, client=TEXT, url=f"wss://x/{TEXT}"))


@pytest.mark.parametrize("size", [(80, 24), (200, 50)], ids=str)
def test_connect(url: str, size: tuple[int, int]) -> None:
    with terminal("connect", "--url", url, size=size, env=ENV) as screen:
        screen.sees(lambda text: re.search(r"^ seq +9,?999 ", text, re.M) is not None)
        screen.types(" ")
        screen.sees("list frozen")
        screen.types("q")
        assert screen.ends() == 0
    check(screen.raw)


@pytest.mark.parametrize(
    ("form", "colours"),
    [("text", ""), ("json", ""), ("record", ""), ("pretty", ""), ("pretty", "1")],
)
def test_tail(url: str, file: str, form: str, colours: str) -> None:
    args = ("--format", form)
    ends = ("--max-events", "15" if form == "pretty" else str(len(DISPATCH_EVENTS)))
    live = ("tail", "--url", url, *args, *ends)
    for command in ((*live, "--intents", "0"), ("tail", file, *args, *ends)):
        with terminal(*command, env=ENV | {"NO_COLOR": colours}) as screen:
            assert screen.ends() == 0
        check(screen.raw)
        assert len(screen.raw) > 1000
        assert coloured(screen) is (form == "pretty" and not colours)


def coloured(screen: Terminal) -> bool:
    return b"\x1b[" in screen.raw


@pytest.mark.parametrize("args", [(), ("--json",)])
def test_replay(file: str, args: tuple[str, ...]) -> None:
    with terminal("replay", file, "--speed", "max", *args, size=(200, 50)) as screen:
        if not args:
            screen.sees("EVENT")
            screen.types("qq")
        assert screen.ends() == 0
    check(screen.raw)


def test_lines_of_text_in_a_pipe_are_plain_too(url: str, file: str) -> None:
    most = ("--max-events", str(len(DISPATCH_EVENTS)))
    for command in (
        ("connect", "--url", url, *most),
        ("tail", "--url", url, "--intents", "0", *most),
        ("tail", file),
        ("tail", file, "--format", "pretty", "--max-events", "9"),
        ("replay", file, "--speed", "max"),
    ):
        result = run(*command, **ENV)
        assert result.status == 0
        assert not ACTS.search(result.out.decode())
        assert not ACTS.search(result.err)


def test_what_is_brackets_stays_brackets(file: str) -> None:
    for form in ("text", "pretty"):
        with terminal(
            "tail", file, "--format", form, "--max-events", "15", size=(300, 24)
        ) as screen:
            assert screen.ends() == 0
        assert b"[red]" in screen.raw


def test_values_stay_the_same_in_a_terminal(file: str) -> None:
    piped = run("tail", file, "--json").payloads
    with terminal("tail", file, "--json") as screen:
        screen.ends()
    shown = [json.loads(line) for line in screen.raw.decode().splitlines()]
    assert shown == [json.loads(json.dumps(payload)) for payload in piped]


def test_a_reason_for_a_close() -> None:
    async def closing(ws: ServerConnection) -> None:
        await greet(ws)
        await ws.close(4014, "\x1b]52;c;QQ==\x07\u202e[red]")

    with gateway(closing) as place:
        with terminal("connect", "--url", place, env=ENV) as screen:
            assert screen.ends() == 4
        check(screen.raw)
        with terminal("tail", "--url", place, env=ENV) as screen:
            assert screen.ends() == 4
        check(screen.raw)


def test_what_is_typed_is_repeated_safely(called: Called, tmp_path: Path) -> None:
    for args in (
        ("tail", "\x1b]52;c;QQ==\x07"),
        ("replay", "\u202e.jsonl"),
        ("tail", "--demo", "-e", "\x1b[31m"),
        ("connect", "--demo", "--record", f"{tmp_path}/\x1b[31m/\u202e.jsonl"),
        ("connect", "--token-file", "\x1b[31m\u202e"),
        ("connect", "--demo", "--shard", "\x1b[31m\u202e"),
    ):
        status, out, err = called(*args)
        assert status in (1, 2, 5)
        assert not ACTS.search(out + err)
