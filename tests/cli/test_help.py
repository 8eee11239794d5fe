"""Help and version reach whoever wants them, and say what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from making_processes import Called, chat, recording, run, shell
from making_records import Story
from scurrycli import __version__

TAIL = ("tail", "--demo")


def test_version_and_help(called: Called) -> None:
    assert called("--version") == (0, f"scurry {__version__}\n", "")
    names = "connect tail replay redact info check recover cut merge explain preflight why serve"
    for args in ((), *((name,) for name in names.split())):
        code, out, err = called(*args, "--help")
        assert (code, err) == (0, "")
        assert f"scurry {args[0] if args else 'connect --demo'}" in out
    code, out, err = called()
    assert (code, err) == (2, "")
    assert "Usage: scurry" in out
    assert "3 done with a loss" in out
    for name in ("connect", "replay"):
        assert "? shows help" in called(name, "--help")[1]


@pytest.mark.parametrize("args", ["--version", "--help", "tail --help", ""])
def test_help_that_cannot_be_written(args: str) -> None:
    result = shell(f"scurry {args} > /dev/full")
    assert result.status == 1
    assert result.err == "scurry: The output cannot be written: No space left on device.\n"


def test_every_option_of_help_is_in_the_contract(called: Called) -> None:
    shared = "-e --event --exclude --guild --channel --user --grep --where"
    live = (
        "--token --token-file --demo --url --api-url --intents --shard --record -w "
        "--record-filtered --force --duration --max-events --exit-on --verbose -v"
    )
    for name, options in (
        ("connect", f"{shared} {live} --interval"),
        ("tail", f"{shared} {live} --follow -f --json --format"),
        ("info", "--json"),
        ("check", "--json"),
        ("recover", "-o --output --force"),
        ("cut", f"{shared} --from --to -o --output --force"),
        ("merge", "-o --output --force"),
        ("replay", f"{shared} --speed --idle-limit --from --to --loop --paused --json"),
    ):
        shown = set(re.findall(r"(?<=[\s│])--?[a-z][a-z-]*(?=\s)", called(name, "--help")[1]))
        assert set(options.split()) <= shown


def test_streams_that_are_closed_are_no_traceback() -> None:
    for number in (0, 1, 2):
        result = run(*TAIL, "-e", "READY", "--max-events", "1", before=f"os.close({number})")
        assert result.status == 0
    result = run("connect", before="os.close(0); os.close(2)")
    assert (result.status, result.out, result.err) == (5, b"", "")


def test_help_into_a_pipe_that_is_closed_is_no_failure() -> None:
    closed = "reading, writing = os.pipe(); os.close(reading); os.dup2(writing, 1)"
    for args in (("--help",), ("--version",), ("tail", "--help")):
        result = run(*args, before=closed)
        assert (result.status, result.err) == (0, "")


def test_a_file_that_is_made_in_two_ways_reads_the_same(tmp_path: Path) -> None:
    plain = chat(tmp_path / "a.jsonl")
    packed = recording(tmp_path / "b.jsonl.gz", Story().ready().chat(3).records)
    assert packed.stat().st_size < plain.stat().st_size
    assert run("tail", str(plain)).out == run("tail", str(packed)).out
