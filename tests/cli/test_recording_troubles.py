"""A file that cannot be written ends the recording with a sentence, and not the session."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

from making_processes import TOKEN, chatter, event, gateway, process, run, session
from making_terminals import terminal
from scurrycli.recording import open_recording

ENV = {"DISCORD_TOKEN": TOKEN}
LIMIT = """import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
os.environ["PYTHONDONTWRITEBYTECODE"] = "1"  # its cache would be cut short
"""
NAMES = ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("command", ["connect", "tail"])
def test_a_full_disk(tmp_path: Path, command: str, name: str) -> None:
    path = tmp_path / name
    noise = [os.urandom(450).hex() for _ in range(18)]
    payloads = [
        event("MESSAGE_CREATE", n, f'{{"content":"{text}"}}') for n, text in enumerate(noise, 2)
    ]
    with gateway(session(*payloads)) as url:
        args = (command, "--url", url, "--record", str(path), "--intents", "0")
        with process(*args, before=LIMIT, **ENV) as running:
            seen = running.read_until(
                b"ended early" if command == "connect" else noise[-1].encode()
            )
            running.interrupt()
            result = running.end()
    said = "ended early: the file would be larger than the limit for files."
    assert result.status == 3
    assert result.err.splitlines()[-1].startswith(f"scurry: Recording to {path} {said}")
    if command == "connect":
        assert said in seen.decode()
        assert b"events=19 " in result.lines[-1]
    with open_recording(path) as records:
        kept = list(records)
    assert kept
    assert records.damage is None
    assert f"Its first {len(kept)} records are kept" in result.err


def test_a_full_disk_ends_no_screen(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with terminal("connect", "--demo", "--record", str(path), limit=4000) as screen:
        screen.sees("ended early")
        screen.sees("MESSAGE_CREATE")
        screen.types("q")
        assert screen.ends() == 3
        assert "would be larger than the limit" in screen.text.replace("\n", " ")


def test_a_removed_directory(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    with gateway(chatter) as url:
        args = ("connect", "--url", url, "--record", str(place / "a.jsonl"))
        with process(*args, **ENV) as running:
            running.read_until(b"ready")
            shutil.rmtree(place)
            running.read_until(b"ended early: the file was removed while it was written")
            running.interrupt()
            result = running.end()
    assert result.status == 3
    assert "What was written is gone with it." in result.err


def test_a_pipe_that_nobody_reads(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    result = run("connect", "--demo", "--record", str(path), "--force")
    assert result.status == 1
    assert f"Cannot write {path}: nobody reads from this pipe yet." in result.err


def test_a_pipe_whose_reader_goes(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with gateway(chatter) as url:
        args = ("connect", "--url", url, "--record", str(path), "--force")
        with process(*args, **ENV) as running:
            running.read_until(b"ready")
            os.close(reader)
            running.read_until(b"ended early: nobody reads from this pipe any more")
            running.interrupt()
            assert running.end().status == 3


def test_a_pipe_is_a_recording_while_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    tailing = ("tail", str(path), "--json", "--event", "MESSAGE_CREATE")
    with gateway(chatter) as url, process(*tailing) as reading:
        opened = os.open(path, os.O_WRONLY)  # returns when it is read
        with process("connect", "--url", url, "--record", str(path), "--force", **ENV) as running:
            reading.read_until(b"number 2")
            os.close(opened)
            running.interrupt()
            assert running.end().status == 0
        assert reading.end().status == 0


def test_a_stopped_reader_stops_nothing(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    big = [event("MESSAGE_CREATE", n, f'{{"content":"{"x" * 9000}"}}') for n in range(2, 60)]
    with gateway(session(*big)) as url:
        args = ("tail", "--url", url, "--record", str(path), "--force", "--json")
        with process(*args, "--max-events", "59", **ENV) as running:
            result = running.end()
    os.close(reader)
    assert result.status == 3
    assert len(result.lines) == 59
    assert "nothing could be written for 5 seconds" in result.err


def test_a_second_ctrl_c_does_not_wait_for_the_file(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    big = [event("MESSAGE_CREATE", n, f'{{"content":"{"x" * 9000}"}}') for n in range(2, 60)]
    with gateway(session(*big)) as url:
        args = ("connect", "--url", url, "--record", str(path), "--force")
        with process(*args, **ENV) as running:
            running.read_until(b"ready")
            running.interrupt()
            running.read_until(b"stopped")
            running.interrupt()
            assert running.end().status == -signal.SIGINT
    os.close(reader)
