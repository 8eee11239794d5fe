"""Lines go out from a thread of their own: a slow reader stops nobody, a gone one is noticed."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from scurrycli.cli import output as module
from scurrycli.cli.output import Output
from scurrycli.errors import ExitStatus, RecordingDamaged, ScurryError

LINE = b"x" * 999 + b"\n"


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """The ends of a pipe: where it is read, and where it is written."""
    ends = os.pipe()
    yield ends
    for fd in ends:
        with suppress(OSError):
            os.close(fd)


def never() -> bool:
    return False


def nothing() -> None:
    """Nobody wants to know."""


def closed() -> tuple[asyncio.Event, Callable[[], None]]:
    event = asyncio.Event()
    return event, event.set


async def test_lines_come_out_in_order(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    with Output(nothing, writing) as output:
        for number in range(100):
            output.write(b"%d\n" % number)
        await output.finish(never)
    assert os.read(reading, 1 << 16) == b"".join(b"%d\n" % number for number in range(100))


async def test_a_reader_that_never_reads_blocks_nobody(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LIMIT", 100 * len(LINE))
    monkeypatch.setattr(module, "ENOUGH", 50 * len(LINE))
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    reading, writing = pipe
    output = Output(nothing, writing)

    with pytest.raises(RecordingDamaged, match=r"^\d+ lines were left out") as caught, output:  # noqa: PT012
        for _ in range(1000):
            output.write(LINE)
        assert output.is_full
    os.close(reading)
    output._thread.join()  # before the pipe's number means another
    left_out = int(str(caught.value).split()[0])
    assert 1000 - 100 - 66 - 66 <= left_out <= 900
    assert caught.value.status is ExitStatus.LOSS


async def test_a_slow_reader_gets_everything(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    got: list[bytes] = []

    def read() -> None:
        while data := os.read(reading, 1 << 16):
            got.append(data)

    thread = threading.Thread(target=read)
    with Output(nothing, writing) as output:
        for _ in range(5000):
            output.write(LINE)
        finishing = asyncio.ensure_future(output.finish(never))
        await asyncio.sleep(0)
        assert not finishing.done()
        thread.start()
        await finishing
    os.close(writing)
    thread.join()
    assert b"".join(got) == LINE * 5000


async def test_the_wait_for_a_reader_can_be_given_up(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    reading, writing = pipe
    with Output(nothing, writing) as output:
        output.write(LINE * 1000)
        await output.finish(lambda: True)
    os.close(reading)
    output._thread.join()


async def test_a_pipe_that_is_closed_is_noticed_without_a_line(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    event, tell = closed()
    with Output(tell, writing):
        os.close(reading)
        await event.wait()


async def test_a_pipe_that_is_closed_is_no_error(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    event, tell = closed()
    os.close(reading)
    with Output(tell, writing) as output:
        output.write(LINE)
        await event.wait()
        await output.finish(never)


async def test_a_socket_that_only_says_something_is_not_closed() -> None:
    ours, theirs = socket.socketpair()
    event, tell = closed()
    with ours, theirs, Output(tell, ours.fileno()) as output:
        theirs.send(b"hello")
        loop = asyncio.get_running_loop()
        while ours.fileno() in {key.fd for key in loop._selector.get_map().values()}:  # type: ignore[attr-defined]
            await asyncio.sleep(0)  # until it was told, and looks no more
        assert not event.is_set()
        output.write(LINE)
        await output.finish(never)
        assert theirs.recv(1 << 16) == LINE


async def test_a_pipe_that_does_not_block_is_waited_for(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    os.set_blocking(writing, False)
    got: list[bytes] = []

    def read() -> None:
        while sum(map(len, got)) < 500 * len(LINE):
            got.append(os.read(reading, 1 << 16))

    thread = threading.Thread(target=read)
    with Output(nothing, writing) as output:
        for _ in range(500):
            output.write(LINE)
        thread.start()
        await output.finish(never)
    thread.join()
    assert b"".join(got) == LINE * 500


async def test_a_full_disk_is_an_error() -> None:
    event, tell = closed()
    with (  # noqa: PT012
        Path("/dev/full").open("wb", buffering=0) as device,
        pytest.raises(ScurryError, match=r"^The output cannot be written: No space") as caught,
        Output(tell, device.fileno()) as output,
    ):
        output.write(LINE)
        await event.wait()
    assert caught.value.status is ExitStatus.FAILED


async def test_another_error_goes_first() -> None:
    event, tell = closed()
    with (  # noqa: PT012
        Path("/dev/full").open("wb", buffering=0) as device,
        pytest.raises(KeyError),
        Output(tell, device.fileno()) as output,
    ):
        output.write(LINE)
        await event.wait()
        raise KeyError


async def test_a_file_is_not_watched(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with path.open("wb", buffering=0) as file, Output(nothing, file.fileno()) as output:
        output.write(LINE)
        await output.finish(never)
    assert path.read_bytes() == LINE
