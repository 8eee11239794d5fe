"""`scurry tail` prints what was asked for and nothing else, and stops when it is told or unread."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

import making_processes
from making_processes import TOKEN, Called, chat, gateway, process, recording, run, shell
from making_records import ADA, GENERAL, GUILD, LIN, MEMES, Story
from scurrycli.recording import open_recording
from scurrycli.records import Record

TORN = Path(__file__).parents[2] / "recordings" / "torn.jsonl"


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of a small session."""
    return chat(tmp_path_factory.mktemp("tail") / "session.jsonl")


def dispatches(path: Path) -> list[Record]:
    with open_recording(path) as records:
        return [record for record in records if record.is_dispatch]


@pytest.mark.parametrize("way", ["name", "stdin", "pipe"])
def test_payloads_come_out_byte_for_byte(session: Path, way: str) -> None:
    if way == "name":
        result = run("tail", str(session), "--json")
    elif way == "stdin":
        result = shell(f"scurry tail - --json < {session}")
    else:
        result = run("tail", "-", "--format", "json", given=session.read_bytes())

    assert result.out == b"".join((record.frame or b"") + b"\n" for record in dispatches(session))
    assert (result.status, result.err) == (0, "")


@pytest.mark.parametrize(
    ("args", "names"),
    [
        (["-e", "typing_start"], {"TYPING_START"}),
        (["-e", "MESSAGE_*"], {"MESSAGE_CREATE", "MESSAGE_REACTION_ADD"}),
        (["-e", "READY,GUILD_*"], {"READY", "GUILD_CREATE"}),
        (["-e", "READY", "-e", "GUILD_*", "--exclude", "READY"], {"GUILD_CREATE"}),
        (["--exclude", "*_*"], {"READY"}),
        (["--guild", GUILD, "--channel", MEMES], {"MESSAGE_REACTION_ADD"}),
        (["--channel", GENERAL, "--channel", "1"], {"TYPING_START", "MESSAGE_CREATE"}),
        (["--user", LIN["id"]], {"MESSAGE_REACTION_ADD"}),
        (["--user", ADA["id"], "--grep", "gateway"], {"MESSAGE_CREATE"}),
        (["--grep", "👍"], {"MESSAGE_REACTION_ADD"}),
    ],
)
def test_filters(called: Called, session: Path, args: list[str], names: set[str]) -> None:
    status, out, err = called("tail", str(session), "--json", *args)
    assert {orjson.loads(line)["t"] for line in out.splitlines()} == names
    assert (status, err) == (0, "")


def test_text_is_one_plain_line_for_each(session: Path) -> None:
    result = run("tail", str(session), FORCE_COLOR="1")
    lines = result.out.decode().splitlines()

    assert len(lines) == len(dispatches(session))
    assert all(
        str(record.t) in line or "…" in line
        for record, line in zip(dispatches(session), lines, strict=True)
    )
    assert "has anyone seen the" in lines[3]
    assert "#general" in lines[3]
    assert b"\x1b" not in result.out


def test_text_is_not_cut_where_no_terminal_reads_it(tmp_path: Path) -> None:
    long = "word " * 60 + "needle"
    story = Story()
    story.event("MESSAGE_CREATE", {"content": long, "id": "1"})
    path = recording(tmp_path / "a.jsonl", story.records)
    for result in (run("tail", str(path)), run("replay", str(path), "--speed", "max")):
        assert "needle" in result.out.decode()


@pytest.mark.parametrize("args", [[], ["--json"], ["--follow"]])
def test_a_recording_without_events_says_how_it_ended(tmp_path: Path, args: list[str]) -> None:
    story = Story()
    story.state("connecting", "start")
    story.state("stopped", "left by ourselves")
    story.add("end", detail={"frames": 0, "why": "left by ourselves"})
    path = recording(tmp_path / "a.jsonl", story.records)
    result = run("tail", str(path), *args)
    assert (result.status, result.out) == (0, b"")
    assert result.err == (
        f"scurry: there are no events in {path}; the session ended with: left by ourselves. "
        "See it with scurry replay.\n"
    )
    bare = run("tail", "-", given=path.read_bytes().splitlines(keepends=True)[0])
    assert "no events in standard input. See it with" in bare.err


def test_records_are_lines_of_the_recording(session: Path) -> None:
    result = run("tail", str(session), "--format", "record", "-e", "MESSAGE_CREATE")
    assert set(result.lines) <= set(session.read_bytes().splitlines())
    assert len(result.lines) == 3


def test_pretty_is_indented_and_plain(session: Path) -> None:
    result = run("tail", str(session), "--format", "PRETTY", "--max-events", "1")
    heading, *rest = result.out.decode().splitlines()
    assert heading.startswith("--- n=")
    assert json.loads("\n".join(rest))["t"] == "READY"
    assert b"\x1b" not in result.out


def test_it_stops_after_so_many_events(session: Path) -> None:
    result = run("tail", str(session), "--json", "-e", "MESSAGE_*", "--max-events", "2")
    assert [payload["t"] for payload in result.payloads] == [
        "MESSAGE_CREATE",
        "MESSAGE_REACTION_ADD",
    ]
    assert result.status == 0


@pytest.mark.parametrize("args", [[str(TORN)], ["-"], [str(TORN), "--json"]])
def test_a_torn_file_is_read_as_far_as_it_goes(args: list[str]) -> None:
    result = run("tail", *args, given=TORN.read_bytes() if args == ["-"] else b"")
    assert result.status == 3
    assert len(result.lines) == len(dispatches(TORN))
    assert "is damaged: its last line is torn and 399 bytes were left unread." in result.err


# Waiting for more


def test_what_is_added_to_a_file_is_followed(session: Path, tmp_path: Path) -> None:
    lines = session.read_bytes().splitlines(keepends=True)
    path = tmp_path / "growing.jsonl"
    path.write_bytes(b"".join(lines[:12]))
    with process("tail", str(path), "--follow", "--json", "-e", "MESSAGE_*") as following:
        assert following.read_until(b"MESSAGE_CREATE")
        with path.open("ab") as file:
            file.write(lines[12][:20])
            file.flush()
            file.write(lines[12][20:])
            file.write(lines[13])
            file.flush()
            assert following.read_until(b"MESSAGE_CREATE")
            file.write(b"".join(lines[14:]))
        result = following.end()  # there is an end record
    assert (result.status, result.err) == (0, "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_following_is_left_by_a_signal(tmp_path: Path, number: int) -> None:
    path = recording(tmp_path / "a.jsonl", Story().ready().records)
    with process("tail", str(path), "--follow") as following:
        following.read_until(b"GUILD_CREATE")
        following.interrupt(number)
        result = following.end()
    assert (result.status, result.out, result.err) == (0, b"", "")


@pytest.mark.parametrize("args", [["--follow"], []])
def test_an_end_that_ctrl_c_forestalls(tmp_path: Path, args: list[str]) -> None:
    path = recording(tmp_path / "a.jsonl", Story().ready().records)
    file = str(path) if args else "-"
    with process("tail", file, *args, "--max-events", "9") as waiting:
        waiting.stdin.write(path.read_bytes())
        waiting.stdin.flush()
        waiting.read_until(b"GUILD_CREATE")
        waiting.interrupt()
        assert waiting.end().status == 130


def test_a_pipe_that_stays_open_is_left_after_so_many_events_or_seconds(session: Path) -> None:
    for args in (["--max-events", "1"], ["--duration", "0.3"]):
        with process("tail", "-", *args) as waiting:
            waiting.stdin.write(session.read_bytes())
            waiting.stdin.flush()
            waiting.read_until(b"READY")
            assert waiting.popen.wait(30) == 0
            waiting.end()


# What reads it


def test_a_pipe_that_is_closed_ends_it_quietly_although_nothing_comes() -> None:
    result = shell("scurry tail --demo -e READY --json | head -1")
    assert [payload["t"] for payload in result.payloads] == ["READY"]
    assert result.status == 0
    note = "scurry: asking for the least intents that bring these events: none (0)\n"
    assert result.err == note


def test_a_pipe_from_which_three_lines_are_taken() -> None:
    result = shell("scurry tail --demo -e '*_CREATE,READY' --json | head -3")
    assert [payload["op"] for payload in result.payloads] == [0, 0, 0]
    assert result.status == 0
    assert result.err.startswith("scurry: asking for the least intents that bring these events: ")
    assert result.err.count("\n") == 1


def test_a_file_is_read_no_further_than_somebody_wants(session: Path) -> None:
    for form in ("text", "json", "record", "pretty"):
        result = shell(f"scurry tail {session} --format {form} | head -1")
        assert (result.status, result.err) == (0, "")
        assert len(result.lines) == 1


def test_a_slow_reader_gets_all_of_it(tmp_path: Path) -> None:
    story = Story()
    for number in range(1500):
        story.event("MESSAGE_CREATE", {"content": "x" * 1000, "id": str(number)})
    path = recording(tmp_path / "a.jsonl", story.records)
    # Far over what a pipe holds, and read only when the reading of the file is long over.
    args = (str(path), "--json")
    with process("tail", *args) as tail, process("replay", *args, "--speed", "max") as replay:
        for printing in (tail, replay):
            printing.read_until(b'"s":1,')
        with pytest.raises(subprocess.TimeoutExpired):  # longer than a reader's patience
            tail.popen.wait(2.5)
        assert replay.popen.poll() is None
        for printing in (tail, replay):
            result = printing.end()
            assert len(result.payloads) == 1499
            assert (result.status, result.err) == (0, "")


def test_an_output_that_cannot_be_written(session: Path) -> None:
    result = shell(f"scurry tail {session} > /dev/full")
    assert result.status == 1
    assert result.err == "scurry: The output cannot be written: No space left on device.\n"


def test_a_program_for_json_can_read_it() -> None:
    reads = shutil.which("jq") or f"{sys.executable} -m json.tool --json-lines"
    result = shell(f"scurry tail --demo -e READY --json --max-events 1 | {reads}")
    assert orjson.loads(result.out)["t"] == "READY"
    assert result.status == 0


def test_an_unknown_event_of_a_file_is_said_and_no_error(tmp_path: Path) -> None:
    done = run("tail", str(chat(tmp_path / "a.jsonl")), "--event", "MESAGE_CREATE")
    assert done.status == 0
    assert done.out == b""
    assert "Did you mean MESSAGE_CREATE?" in done.err


_CONTENT = "without MESSAGE_CONTENT most messages come without their content"


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (["-e", "MESSAGE_CREATE"], "give --intents 37376"),
        (["-e", "message_*", "--intents", "GUILD_MESSAGES"], "give --intents 33280"),
        (["--grep", "hello"], "give --intents 53608189"),
        (["--grep", "hello", "--intents", "GUILDS"], None),
        (["-e", "MESSAGE_CREATE", "--intents", "GUILD_MESSAGES,MESSAGE_CONTENT"], None),
        (["-e", "MESSAGE_DELETE"], None),
        ([], None),
    ],
)
def test_missing_content_is_told_once(args: list[str], hint: str | None) -> None:
    with gateway(making_processes.session()) as url:
        result = run("tail", "--url", url, *args, "--duration", "0.5", DISCORD_TOKEN=TOKEN)
    told = [line for line in result.err.splitlines() if _CONTENT in line]
    assert len(told) == (hint is not None)
    assert not told or told[0].endswith(hint or "")


def test_without_a_token_nothing_else_is_said() -> None:
    result = run("tail", "-e", "MESSAGE_CREATE")
    assert (result.status, result.err.count("\n")) == (5, 1)


def test_a_typo_in_exclude_is_refused_live() -> None:
    done = run("tail", "--demo", "--exclude", "TYPING_STRAT")
    assert done.status == 2
    assert "Did you mean TYPING_START?" in done.err
