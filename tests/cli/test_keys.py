"""Keys are told apart and read, and a terminal is left as it was found."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.cli.keys import Keys, decode_keys

# Decoding


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (b"q", ["q"]),
        (b" .?/", ["space", ".", "?", "/"]),
        (b"\x1b[A\x1b[B\x1b[C\x1b[D", ["up", "down", "right", "left"]),
        (b"\x1bOA\x1bOB\x1bOC\x1bOD", ["up", "down", "right", "left"]),
        (b"\x1b[1;5C", ["right"]),
        (b"\x1bq", ["esc", "q"]),
        (b"\x1b\x1b[A", ["esc", "up"]),
        (b"\r\n\t\x7f\x08", ["enter", "enter", "tab", "backspace", "backspace"]),
        ("é€😀".encode(), ["é", "€", "😀"]),
        (b"\x1b[5~\x1b[6~\x1b[3~\x1b[H\x1bOF", ["pageup", "pagedown", "delete", "home", "end"]),
        (b"\x1b[1~\x1b[4~\x1b[7~\x1b[8~", ["home", "end", "home", "end"]),
        (b"\x01\x02\x04\x05", ["ctrl+a", "ctrl+b", "ctrl+d", "ctrl+e"]),
        (b"\x06\x0b\x15\x17", ["ctrl+f", "ctrl+k", "ctrl+u", "ctrl+w"]),
        (b"\x1b[I\x1bOP\x1b[2~\x1b[~\x1bO~q", ["q"]),
        (b"\x1b[\x1b[Aq", ["up", "q"]),
        (b"\x1bO\x1b[A", ["up"]),
        (b"\x00\x03\x1a\xff\x80\xc3q", ["q"]),
        (b"\xed\xa0\x80q", ["q"]),
        (b"", []),
    ],
)
def test_keys_have_names(data: bytes, names: list[str]) -> None:
    assert decode_keys(data) == (names, b"")


@pytest.mark.parametrize("rest", [b"\x1b", b"\x1b[", b"\x1b[1;5", b"\x1bO", b"\xe2\x82", b"\xf0"])
def test_what_is_not_finished_is_kept(rest: bytes) -> None:
    assert decode_keys(b"a" + rest) == (["a"], rest)


pieces = st.sampled_from([b"\x1b", b"\x1b[", b"A", b"1;", b"O", b" ", b"\xe2\x82", b"\xac", b"~"])


@given(st.lists(pieces | st.binary(max_size=4)).map(b"".join), st.lists(st.integers(0, 200)))
def test_it_does_not_matter_how_the_bytes_are_split(data: bytes, cuts: list[int]) -> None:
    names, rest = [], b""
    bounds = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    for start, end in pairwise(bounds):
        more, rest = decode_keys(rest + data[start:end])
        names += more

    assert (names, rest) == decode_keys(data)
    assert len(rest) < 64


# Reading from a terminal


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """The ends of a pseudo-terminal: where a person types, and what a program reads."""
    person, program = os.openpty()
    yield person, program
    for fd in (person, program):
        with suppress(OSError):
            os.close(fd)


class Pressed:
    """The keys that came, and a way to wait for the next."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[str] = asyncio.Queue()

    def __call__(self, name: str) -> None:
        self.queue.put_nowait(name)

    async def next(self, count: int) -> list[str]:
        return [await self.queue.get() for _ in range(count)]


async def test_keys_are_read_and_the_modes_are_put_back(terminal: tuple[int, int]) -> None:
    person, program = terminal
    before = termios.tcgetattr(program)
    pressed = Pressed()

    with Keys(pressed, fd=program, escape_delay=3600.0) as keys:
        modes = termios.tcgetattr(program)
        assert keys.active
        assert not modes[3] & (termios.ICANON | termios.ECHO)
        assert modes[3] & termios.ISIG
        os.write(person, b"q \x1b[A\x1b")
        assert await pressed.next(3) == ["q", "space", "up"]
        os.write(person, b"[D")
        assert await pressed.next(1) == ["left"]

    assert not keys.active
    assert termios.tcgetattr(program) == before


async def test_an_escape_that_nothing_follows_is_a_key(terminal: tuple[int, int]) -> None:
    person, program = terminal
    pressed = Pressed()

    with Keys(pressed, fd=program, escape_delay=0.0):
        os.write(person, b"\x1b")
        assert await pressed.next(1) == ["esc"]
        os.write(person, b"q")
        assert await pressed.next(1) == ["q"]


async def test_half_a_sequence_that_nothing_follows_is_none(terminal: tuple[int, int]) -> None:
    person, program = terminal
    pressed = Pressed()

    with Keys(pressed, fd=program, escape_delay=0.0) as keys:
        os.write(person, b"a\x1b[")
        assert await pressed.next(1) == ["a"]
        for _ in range(3):  # the delay of no seconds is over by then
            await asyncio.sleep(0)
        os.write(person, b"q")
        assert await pressed.next(1) == ["q"]
        assert keys.active


async def test_an_exception_on_the_way_puts_the_modes_back(terminal: tuple[int, int]) -> None:
    _, program = terminal
    before = termios.tcgetattr(program)

    with pytest.raises(ZeroDivisionError), Keys(Pressed(), fd=program):
        raise ZeroDivisionError
    assert termios.tcgetattr(program) == before


async def test_a_terminal_that_goes_away_is_not_read_again(terminal: tuple[int, int]) -> None:
    person, program = terminal
    loop = asyncio.get_running_loop()

    with Keys(Pressed(), fd=program):
        os.close(person)
        for _ in range(3):  # a hang-up is there at once: the next look at the terminal sees it
            await asyncio.sleep(0)
        assert not loop.remove_reader(program)


async def test_a_terminal_that_was_closed_is_no_error(terminal: tuple[int, int]) -> None:
    _, program = terminal

    with Keys(Pressed(), fd=program) as keys:
        os.close(program)
        keys._read()
        assert not asyncio.get_running_loop().remove_reader(program)


@pytest.mark.parametrize("blocking", [True, False])
async def test_a_key_that_another_process_took_does_not_block(
    terminal: tuple[int, int], blocking: bool
) -> None:
    person, program = terminal
    pressed = Pressed()
    os.set_blocking(program, blocking)

    with Keys(pressed, fd=program) as keys:
        keys._read()
        os.write(person, b"q")
        assert await pressed.next(1) == ["q"]


async def test_a_pipe_is_left_alone() -> None:
    reading, writing = os.pipe()
    with Keys(Pressed(), fd=reading) as keys:
        os.write(writing, b"q")
        assert not keys.active
        assert not asyncio.get_running_loop().remove_reader(reading)
    assert os.read(reading, 1) == b"q"
    os.close(reading)
    os.close(writing)


async def test_a_stdin_that_is_none_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with Keys(Pressed()) as keys:
        assert not keys.active


async def test_other_handlers_of_signals_stay_and_ours_go(terminal: tuple[int, int]) -> None:
    _, program = terminal
    mine: Callable[[int, Any], None] = lambda _signum, _frame: None  # noqa: E731
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGTSTP)}
    signal.signal(signal.SIGTERM, mine)
    try:
        with Keys(Pressed(), fd=program):
            assert signal.getsignal(signal.SIGTERM) is mine
            assert signal.getsignal(signal.SIGTSTP) is not before[signal.SIGTSTP]
        assert signal.getsignal(signal.SIGTSTP) is before[signal.SIGTSTP]
    finally:
        signal.signal(signal.SIGTERM, before[signal.SIGTERM])
