"""A bar tells how far a large file is, where somebody can see it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from making_large_recordings import large
from making_processes import ROOT, environment, run
from making_terminals import terminal


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return large(tmp_path_factory.mktemp("progress") / "large.jsonl", 30_000_000)


def test_a_terminal_shows_bytes_and_what_is_done(recording: Path) -> None:
    with terminal("check", str(recording)) as shown:
        assert shown.ends() == 0
        assert b"Checking large.jsonl" in shown.raw
        assert b"MB" in shown.raw
        assert "no violations" in shown.text
        assert "Checking" not in shown.text  # it goes when it is done


@pytest.mark.parametrize(
    ("args", "doing"),
    [
        (("info",), "Reading large.jsonl"),
        (("cut", "-o", "a.jsonl", "--to", "9"), "Cutting large.jsonl"),
        (("recover", "-o", "a.jsonl"), "Reading large.jsonl"),
        (("merge", "-o", "a.jsonl"), "Merging 1 recordings"),
        (("redact", "-o", "a.jsonl", "--redact", "secrets"), "Redacting large.jsonl"),
        (("why", "MESSAGE_CREATE"), "Reading large.jsonl"),
    ],
)
def test_whatever_reads_a_large_file_tells_how_far_it_is(
    recording: Path, tmp_path: Path, args: tuple[str, ...], doing: str
) -> None:
    given = [str(tmp_path / one) if one == "a.jsonl" else one for one in args]
    with terminal(*given, str(recording)) as shown:
        assert shown.ends() == 0
        assert doing.encode() in shown.raw
        assert b"MB" in shown.raw
        assert doing not in shown.text


def test_elsewhere_there_is_none(recording: Path) -> None:
    result = run("check", str(recording))
    assert (result.status, result.err) == (0, "")
    assert b"Checking" not in result.out


def test_a_small_file_has_none() -> None:
    with terminal("check", str(ROOT / "recordings" / "demo.jsonl")) as shown:
        assert shown.ends() == 0
        assert b"Checking" not in shown.raw


@pytest.mark.parametrize("args", ["check", "info", "merge", "--help", "tail"])
def test_what_draws_bars_is_loaded_where_one_is_drawn(args: str, tmp_path: Path) -> None:
    demo = str(ROOT / "recordings" / "demo.jsonl")
    more = {"merge": ["-o", str(tmp_path / "a.jsonl")], "--help": []}
    given = [args, *([] if args == "--help" else [demo]), *more.get(args, [])]
    look = "import sys, atexit\natexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
    start = f"{look}sys.argv = ['scurry', *sys.argv[1:]]\nfrom scurrycli.cli import main\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", start, *given],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stderr.split())
    assert "scurrycli.cli.app" in loaded
    assert "rich.progress" not in loaded
    if args in ("--help", "tail"):
        assert not {name for name in loaded if name.startswith("scurrycli.editing")}
        assert "scurrycli.checks.form" not in loaded
