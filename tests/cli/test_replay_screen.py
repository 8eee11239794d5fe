"""`scurry replay` in a terminal: the same view, steered by keys, left as it was found."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import pytest

from making_processes import chat
from making_terminals import SIZES, kill, terminal

TORN = Path(__file__).parents[2] / "recordings" / "torn.jsonl"


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A recording of half a minute."""
    return str(chat(tmp_path_factory.mktemp("screen") / "session.jsonl", 30))


def position(text: str) -> str:
    """The line above the keys."""
    return text.splitlines()[-2]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_it_plays_to_the_end_and_stays_there(session: str, size: tuple[int, int]) -> None:
    with terminal("replay", session, "--speed", "max", size=size) as screen:
        seen = screen.sees("30s / 30s")
        assert "▶ replay" in seen.splitlines()[0]
        assert "MESSAGE_CREATE" in seen
        assert len(seen.splitlines()) == size[1]
        screen.types("q")
        assert screen.ends() == 0
        assert screen.is_as_before()
        assert screen.modes == screen.modes_before
        assert "sequence" in screen.text
        assert "nothing lost" in screen.text
        assert "cut off" not in screen.text


def test_keys_steer_it(session: str) -> None:
    with terminal("replay", session, "--paused") as screen:
        assert position(screen.sees(" paused ")).split()[1:3] == ["1x", "0s"]
        screen.types(".")
        screen.sees("connecting: start")
        screen.types("\x1b[C\x1b[C")  # right, twice
        screen.sees(lambda text: position(text).split()[2] == "10s")
        screen.types("\x1b[D")  # left
        screen.sees(lambda text: position(text).split()[2] == "5s")
        screen.types("\x1b[A\x1b[A\x1b[B")  # up, up, down
        screen.sees(lambda text: position(text).split()[:2] == ["paused", "2x"])
        screen.types(" ")
        screen.sees(" playing ")
        screen.sees(lambda text: position(text).split()[2] != "5s")
        screen.types(" ")
        screen.sees(" paused ")
        screen.types("?")
        assert "seek" in screen.sees(lambda text: "SUMMARY" not in text)
        screen.types("?")
        screen.sees("SUMMARY")
        screen.types("q")
        assert screen.ends() == 0


def test_each_step_shows_one_more(session: str) -> None:
    with terminal("replay", session, "--paused", "--from", "seq:3") as screen:
        screen.sees("READY")
        for number in range(3, 6):
            screen.types(".")
            screen.sees(lambda text: re.search(rf"^ seq +{number} ", text, re.M) is not None)  # noqa: B023
        screen.types("q")
        assert screen.ends() == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_it(session: str, number: int) -> None:
    with terminal("replay", session) as screen:
        screen.sees("connecting: start")
        kill(screen, number)
        assert screen.ends() == 0
        assert screen.modes == screen.modes_before
        assert screen.is_as_before()


def test_a_loop_begins_again(session: str) -> None:
    with terminal("replay", session, "--loop", "--speed", "16") as screen:
        screen.sees(lambda text: re.search(r" 2\ds / 30s", text) is not None)
        screen.sees(lambda text: re.search(r" 1?\ds / 30s", text) is not None)
        screen.types("q")
        assert screen.ends() == 0


def test_a_torn_file_is_played_and_then_said_to_be_torn() -> None:
    with terminal("replay", str(TORN), "--speed", "max") as screen:
        screen.sees("its last line is torn")
        screen.types("q")
        assert screen.ends() == 3
        assert screen.is_as_before()
        assert "; then the recording is cut off" in screen.text
    assert b"its last line is torn and 399 bytes were left unread" in screen.raw


def test_what_is_no_recording_does_not_touch_the_screen(tmp_path: Path) -> None:
    for name in (tmp_path / "none.jsonl", tmp_path):
        with terminal("replay", str(name)) as screen:
            assert screen.ends() == 1
            assert b"\x1b" not in screen.raw


def test_it_is_drawn_anew_at_another_size(session: str) -> None:
    with terminal("replay", session, "--paused") as screen:
        screen.sees(" paused ")
        screen.resize(120, 30)
        seen = screen.sees(lambda text: len(text.splitlines()[-1]) == 120)
        assert " paused " in position(seen)
        screen.types("q")
        assert screen.ends() == 0


def test_json_in_a_terminal_is_printed(session: str) -> None:
    args = ("--speed", "max", "--json", "--to", "seq:1")
    with terminal("replay", session, *args) as screen:
        assert screen.ends() == 0
    assert b"\x1b" not in screen.raw
    assert b'"t":"READY"' in screen.raw
