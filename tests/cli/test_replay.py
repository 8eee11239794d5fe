"""`scurry replay` without a screen prints the recording at the pace that was asked for."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import orjson
import pytest

from making_processes import Called, chat, process, recording, run, shell
from making_records import GENERAL, Story
from scurrycli.recording import open_recording

TORN = Path(__file__).parents[2] / "recordings" / "torn.jsonl"
MAX = ("--speed", "max")


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of a small session: READY and GUILD_CREATE, then s 3 to 11, over 3.4 s."""
    return chat(tmp_path_factory.mktemp("replay") / "session.jsonl")


def test_what_came_in_comes_out_as_it_was_recorded(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    made = run("connect", "--demo", "--max-events", "4", "--record", str(path))
    assert (made.status, made.err) == (0, "")
    assert path.stat().st_mode & 0o777 == 0o600
    lines = path.read_bytes().splitlines()
    assert [orjson.loads(line).get("n", 0) for line in lines] == list(range(len(lines)))

    result = run("replay", str(path), *MAX, "--json")
    received = [line for line in lines if orjson.loads(line).get("op") == 0]
    assert len(received) >= 4
    assert result.lines == [line.partition(b'"frame":')[2][:-1] for line in received]
    assert (result.status, result.err) == (0, "")


def test_lines_tell_the_whole_story(session: Path) -> None:
    result = run("replay", str(session), *MAX, FORCE_COLOR="1")
    text = result.out.decode()
    for said in ("connecting: start", "identifying", "READY", "#general", "close 1000", "stopped"):
        assert said in text
    assert "\x1b" not in text
    assert (result.status, result.err) == (0, "")


@pytest.mark.parametrize(
    ("args", "seqs"),
    [
        ([], range(1, 12)),
        (["--from", "seq:5"], range(5, 12)),
        (["--to", "seq:5"], range(1, 6)),
        (["--from", "seq:4", "--to", "seq:6"], range(4, 7)),
        (["--from", "event:MESSAGE_*"], range(4, 12)),
        (["--to", "event:message_create"], range(1, 5)),
        (["--from", "n:8"], range(2, 12)),
        (["--to", "n:8"], range(1, 3)),
        (["--from", "1.4"], range(5, 12)),
        (["--from", "0:01.4s", "--to", "2.3"], range(5, 8)),
        (["--from", "1", "--to", "seq:5"], range(4, 6)),
        (["-e", "TYPING_*"], range(3, 12, 3)),
        (["--channel", GENERAL, "--exclude", "TYPING_START"], range(4, 12, 3)),
    ],
)
def test_from_here_to_there(called: Called, session: Path, args: list[str], seqs: range) -> None:
    status, out, err = called("replay", str(session), *MAX, "--json", *args)
    assert [orjson.loads(line)["s"] for line in out.splitlines()] == list(seqs)
    assert (status, err) == (0, "")


def test_a_start_that_never_comes(session: Path) -> None:
    result = run("replay", str(session), *MAX, "--from", "event:NEVER")
    assert (result.status, result.out) == (2, b"")
    assert result.err.splitlines()[-1] == "scurry: The recording never reaches event:NEVER."


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--from", "seq:9", "--to", "n:3"], "The end (n:3) lies before the start (seq:9)."),
        (["--to", "seq:999"], "The recording never reaches seq:999."),
        (["--to", "event:GUILD_DELETE"], "The recording never reaches event:GUILD_DELETE."),
    ],
)
def test_an_end_that_never_comes(called: Called, session: Path, args: list[str], said: str) -> None:
    status, _, err = called("replay", str(session), *MAX, *args)
    assert (status, err) == (2, f"scurry: {said}\n")


@pytest.mark.parametrize("option", ["--from", "--to"])
def test_a_place_at_an_event_that_nobody_knows(called: Called, session: Path, option: str) -> None:
    status, _, err = called("replay", str(session), *MAX, option, "event:MESAGE_CREATE")
    assert (status, err.splitlines()[0]) == (
        2,
        "scurry: 'MESAGE_CREATE' is not an event that scurry knows. Did you mean MESSAGE_CREATE?",
    )


@pytest.mark.parametrize("given", ["stdin", "pipe", "named pipe"])
def test_a_recording_from_a_pipe(session: Path, given: str) -> None:
    script = {
        "stdin": f"scurry replay - {{}} < {session}",
        "pipe": f"exec 9< <(cat {session}); scurry replay - {{}} <&9",
        "named pipe": f"scurry replay <(cat {session}) {{}}",
    }[given]
    result = shell(script.format("--speed max --json --from seq:10"))
    assert [payload["s"] for payload in result.payloads] == [10, 11]
    assert (result.status, result.err) == (0, "")


def test_stdin_has_a_name_of_its_own() -> None:
    result = run("replay", "-", given=b"hello\n")
    assert result.status == 1
    assert result.err.startswith("scurry: Standard input is not a scurry recording")


@pytest.mark.parametrize("file", [str(TORN), "-"])
def test_a_torn_file_is_played_as_far_as_it_goes(file: str) -> None:
    result = run("replay", file, *MAX, "--json", given=b"" if file != "-" else TORN.read_bytes())
    with open_recording(TORN) as records:
        assert len(result.lines) == sum(record.is_dispatch for record in records)
    assert result.status == 3
    assert "its last line is torn" in result.err


def test_the_pace_is_kept(tmp_path: Path) -> None:
    story = Story()
    story.event("READY")
    story.wait(60.0).event("RESUMED")
    path = recording(tmp_path / "a.jsonl", story.records)
    for args, seconds in ((["--speed", "120"], 0.5), (["--idle-limit", "0.5"], 0.5)):
        started = time.monotonic()
        assert len(run("replay", str(path), "--json", *args).lines) == 2
        assert seconds < time.monotonic() - started < 30.0


def test_a_loop_goes_on_until_ctrl_c(session: Path) -> None:
    with process("replay", str(session), *MAX, "--json", "--loop", "-e", "READY") as playing:
        for _ in range(3):
            playing.read_until(b"READY")
        playing.interrupt()
        result = playing.end()
    assert (result.status, result.err) == (0, "")


def test_a_loop_ends_when_nobody_reads(session: Path) -> None:
    result = shell(f"scurry replay {session} --speed max --loop | head -2")
    assert len(result.lines) == 2
    assert (result.status, result.err) == (0, "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_wait_is_left_at_once(tmp_path: Path, number: int) -> None:
    story = Story()
    story.event("READY")
    story.wait(3600.0).event("RESUMED")
    path = recording(tmp_path / "a.jsonl", story.records)
    with process("replay", str(path), "--json") as playing:
        playing.read_until(b"READY")
        playing.interrupt(number)
        assert (playing.end().status) == 0


def test_ctrl_c_while_stdin_is_read() -> None:
    with process("replay", "-") as waiting:
        waiting.stdin.write(b"{" * 200_000)  # more than a pipe holds: some of it was read
        waiting.interrupt()
        assert waiting.end().status == 130
