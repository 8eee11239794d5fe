"""`scurry connect` in a terminal: what is seen, which keys do what, how it is left."""

from __future__ import annotations

import re
import signal
import socket
from functools import partial
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection

from making_processes import TOKEN, chatter, event, gateway, greet, serving, session
from making_terminals import SIZES, Terminal, kill, terminal
from scurrycli.recording import open_recording
from scurrycli.server import EmbeddedGateway, Timeline

ENV = {"DISCORD_TOKEN": TOKEN}
DEMO = ("connect", "--demo")


def left(screen: Terminal) -> str:
    """What stays on the screen, after checks that the terminal is as it was."""
    assert screen.is_as_before()
    summary = "\n".join(line.rstrip() for line in screen.main.display)
    labels = ("events", "by type", "latency", "sequence", "recording")
    assert all(re.search(rf"^ {label} ", summary, re.M) for label in labels), summary
    return summary


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_it_is_seen_and_left(size: tuple[int, int]) -> None:
    with terminal(*DEMO, size=size) as screen:
        seen = screen.sees("GUILD_CREATE")
        assert screen.is_alternate
        assert seen.startswith(" ready ")
        assert "q quit" in seen.splitlines()[-1]
        assert screen.modes != screen.modes_before
        screen.types("q")
        screen.sees(lambda _: not screen.is_alternate)
        assert screen.ends() == 0
        assert screen.modes == screen.modes_before
        summary = left(screen)
    assert "GUILD_CREATE" in summary
    assert TOKEN not in summary


def test_ready_is_not_shown_before_ready() -> None:
    async def silent(ws: ServerConnection) -> None:
        await greet(ws)
        await ws.wait_closed()

    with gateway(silent) as url, terminal("connect", "--url", url, env=ENV) as screen:
        seen = screen.sees("sent IDENTIFY")
        assert seen.startswith(" identifying ")
        assert "ready" not in seen.splitlines()[0]
        screen.types("q")
        assert screen.ends() == 0
        left(screen)


@pytest.mark.parametrize(
    ("number", "args", "status"),
    [
        (signal.SIGTERM, (), 0),
        (signal.SIGHUP, (), 0),
        (signal.SIGTERM, ("--max-events", "1000000"), 130),
    ],
)
def test_a_signal_leaves_it_as_q_does(number: int, args: tuple[str, ...], status: int) -> None:
    with terminal(*DEMO, *args) as screen:
        screen.sees("READY")
        kill(screen, number)
        assert screen.ends() == status
        assert screen.modes == screen.modes_before
        left(screen)


@pytest.mark.parametrize(("args", "status"), [((), 0), (("--duration", "60"), 130)])
def test_ctrl_c(args: tuple[str, ...], status: int) -> None:
    with terminal(*DEMO, *args) as screen:
        screen.sees("READY")
        screen.types("\x03")
        assert screen.ends() == status
        assert screen.modes == screen.modes_before
        left(screen)


@pytest.mark.parametrize("key", ["\x03", "q"])
def test_a_second_ctrl_c_ends_it_at_once_and_the_terminal_is_given_back(key: str) -> None:
    async def deaf(ws: ServerConnection) -> None:
        await greet(ws)
        await ws.send(event("READY", 1))
        ws.transport.pause_reading()  # its close is never answered
        await ws.wait_closed()

    with gateway(deaf) as url, terminal("connect", "--url", url, env=ENV) as screen:
        screen.sees("READY")
        screen.types(key)
        screen.sees("by us: leaving")
        screen.types("\x03")
        assert screen.ends() == -signal.SIGINT
        assert screen.modes == screen.modes_before
        assert screen.is_as_before()


def test_a_terminal_that_goes_away_is_left_cleanly(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with terminal(*DEMO, "--record", str(path)) as screen:
        screen.sees("READY")
        screen.hang_up()
        assert screen.process.wait(30) == 0
    with open_recording(path) as records:
        assert [record.kind for record in records][-1] == "end"


def is_filled(size: tuple[int, int], text: str) -> bool:
    """Whether the view is drawn as wide and as high as the terminal."""
    lines = text.splitlines()
    return (
        len(lines) == size[1]
        and max(map(len, lines)) in (size[0] - 1, size[0])
        and text.startswith(" ready ")
        and " ? keys" in lines[-1]
    )


def test_it_is_drawn_anew_at_another_size() -> None:
    with terminal(*DEMO) as screen:
        screen.sees("READY")
        for size in ((60, 15), (200, 50)):
            screen.resize(*size)
            screen.sees(partial(is_filled, size))
        screen.types("q")
        assert screen.ends() == 0


def test_space_holds_the_list_and_question_mark_helps() -> None:
    with gateway(chatter) as url, terminal("connect", "--url", url, env=ENV) as screen:
        screen.sees("MESSAGE_CREATE")
        screen.types(" ")
        screen.sees("list frozen, ")
        screen.sees(lambda text: re.search(r"frozen, [1-9]\d* newer", text) is not None)
        screen.types(" ")
        screen.sees(lambda text: "list frozen" not in text)
        screen.types("?")
        screen.sees(lambda text: "SUMMARY" not in text and "hold the list still" in text)
        screen.types("\x1b[Cx\x1b")  # keys without a meaning do nothing; Esc leaves the help
        screen.sees("SUMMARY")
        screen.types("?")
        screen.sees(lambda text: "SUMMARY" not in text)
        screen.types(" ")
        screen.sees(lambda text: "SUMMARY" in text and "list frozen" not in text)
        screen.types("q")
        assert screen.ends() == 0


def test_a_server_that_never_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"ws://127.0.0.1:{silent.getsockname()[1]}/"
        with terminal("connect", "--url", url, env=ENV) as screen:
            assert screen.sees("connecting to the Gateway").startswith(" connecting ")
            screen.types("q")
            assert screen.ends() == 0
            left(screen)


def test_the_wait_for_the_next_attempt_counts_down() -> None:
    with terminal("connect", "--url", "ws://127.0.0.1:1/", env=ENV) as screen:
        first = screen.sees("connection refused")
        seconds = re.match(r" waiting (\d)s left", first)
        assert seconds is not None
        later = int(seconds[1]) - 2
        screen.sees(lambda text: text.startswith(f" waiting {later}s left"))
        screen.types("q")
        assert screen.ends() == 0


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_close_for_good_stays_readable(size: tuple[int, int]) -> None:
    refusing = Timeline({}, (), close_after=4014)
    with (
        serving(lambda: EmbeddedGateway(refusing)) as place,
        terminal("connect", "--api-url", place.api_url, size=size, env=ENV) as screen,
    ):
        assert screen.ends() == 4
        summary = left(screen)
        assert screen.modes == screen.modes_before
    whole = re.sub(r"\s+", " ", summary)
    for words in ("stopped", "4014", "privileged intent", "Developer Portal"):
        assert words in whole


def test_a_recording_that_ends_early_is_told_at_once(tmp_path: Path) -> None:
    payloads = [event("MESSAGE_CREATE", n, '{"content":"' + "x" * 900 + '"}') for n in range(2, 20)]
    path = tmp_path / "a.jsonl"
    with (
        gateway(session(*payloads)) as url,
        terminal("connect", "--url", url, "--record", str(path), limit=4000, env=ENV) as screen,
    ):
        screen.sees(f"Recording to {path}"[:60])
        screen.types("q")
        assert screen.ends() == 3
        left(screen)
        assert b"the file would be larger than the limit" in screen.raw.rpartition(b"1049l")[2]


def test_a_wrong_size_in_the_environment_is_ignored() -> None:
    with terminal(*DEMO, env={"LINES": "0", "COLUMNS": "7"}, size=(100, 30)) as screen:
        seen = screen.sees("GUILD_CREATE")
        assert len(seen.splitlines()[-1]) in range(99, 101)
        screen.types("q")
        assert screen.ends() == 0
        left(screen)


@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {"TERM": ""}, {"NO_COLOR": "1"}], ids=str)
def test_plain_text_is_lines(env: dict[str, str]) -> None:
    with terminal(*DEMO, "--max-events", "1", env=env) as screen:
        assert screen.ends() == 0
    assert b"\x1b" not in screen.raw
    assert b"ready: READY" in screen.raw


# Asking for the token


def test_the_token_is_asked_for_and_not_shown() -> None:
    with gateway(session()) as url, terminal("connect", "--url", url, "--token") as screen:
        screen.sees("Bot token (it is not shown):")
        screen.types(TOKEN + "\n")
        screen.sees("testbot")
        screen.types("q")
        assert screen.ends() == 0
    assert TOKEN.encode() not in screen.raw


def test_ctrl_c_at_the_question() -> None:
    with terminal("tail", "--url", "wss://nonexistent.invalid") as screen:
        screen.sees("Bot token (it is not shown):")
        screen.types("\x03")
        assert screen.ends() == 0
        assert screen.modes == screen.modes_before
    assert screen.raw.endswith(b"\r\n")
    assert b"asking for" not in screen.raw


def test_ctrl_c_at_the_question_forestalls_an_end() -> None:
    with terminal("tail", "--url", "wss://nonexistent.invalid", "--duration", "9") as screen:
        screen.sees("Bot token (it is not shown):")
        screen.types("\x03")
        assert screen.ends() == 130


def test_the_end_of_input_at_the_question() -> None:
    with terminal("connect") as screen:
        screen.sees("Bot token (it is not shown):")
        screen.types("\x04")
        assert screen.ends() == 5
        assert b"shown): \r\nscurry: No token was given." in screen.raw
