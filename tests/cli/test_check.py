"""`scurry check` lists what is wrong, a line each, and its status says how bad it is."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from making_processes import Called, run, shell
from making_recordings import lines, session

SAMPLES = Path(__file__).parents[2] / "recordings"
WHOLE = b"".join(lines(session().records))


@pytest.mark.parametrize(
    "name", ["demo", "resume", "invalid-session", "disallowed-intents", "zombie"]
)
def test_the_samples_are_valid(called: Called, name: str) -> None:
    status, out, err = called("check", str(SAMPLES / f"{name}.jsonl"))
    assert (status, err) == (0, "")
    assert "no violations in" in out


def test_a_torn_file() -> None:
    result = run("check", str(SAMPLES / "torn.jsonl"))
    assert (result.status, result.err) == (3, "")
    assert "its last line is torn" in result.out.decode()


def test_a_line_for_each_violation_and_a_summary(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(WHOLE.replace(b'"op":0,"s":4', b'"op":0,"s":14') + b"\x1b[31m\n")
    result = run("check", str(path))
    assert (result.status, result.err) == (1, "")
    text = result.out.decode()
    assert "n 12: s is 14, but 4 in the frame [copy]" in text
    assert "s goes from 3 to 14: 10 missing [gap]" in text
    assert text.splitlines()[-1].startswith(f"{path}: ")
    assert "\x1b" not in text


def test_json(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(WHOLE.replace(b'"op":0,"s":4', b'"op":0,"s":14'))
    result = run("check", str(path), "--json")
    *flaws, summary = result.payloads
    assert flaws[0] == {
        "file": str(path),
        "line": 13,
        "n": 12,
        "rule": "copy",
        "text": "s is 14, but 4 in the frame",
    }
    assert summary["violations"] == len(flaws)
    assert (summary["ended"], summary["torn"], summary["recordings"]) == (True, None, 1)


def test_the_worst_of_several_files(tmp_path: Path) -> None:
    good, bad = tmp_path / "a.jsonl.gz", tmp_path / "b.jsonl"
    good.write_bytes(gzip.compress(WHOLE))
    bad.write_bytes(WHOLE + b"{}\n")
    assert run("check", str(good)).status == 0
    assert run("check", str(bad), str(good)).status == 1
    assert run("check", str(SAMPLES / "torn.jsonl"), str(bad)).status == 3
    missing = run("check", str(tmp_path / "none"), str(good))
    assert missing.status == 1
    assert "There is no file" in missing.err


def test_stdin_and_what_is_no_recording() -> None:
    result = run("check", "-", given=WHOLE)
    assert (result.status, result.out[:16]) == (0, b"Standard input: ")
    result = run("check", "-", given=b'{"op":10,"d":{}}\n')
    assert result.status == 1
    assert "holds bare payloads" in result.err
    result = run("check", "-", given=gzip.compress(WHOLE)[:20])
    assert (result.status, result.out) == (3, b"")


def test_a_reader_that_leaves(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(WHOLE + b"{}\n" * 100_000)
    result = shell(f"scurry check {path} | head -1")
    assert (result.status, len(result.lines), result.err) == (0, 1, "")
