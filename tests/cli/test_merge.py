"""`scurry merge` joins recordings in the order of time."""

from __future__ import annotations

from pathlib import Path

from making_processes import Called, run

SAMPLES = Path(__file__).parents[2] / "recordings"


def test_two_sessions(tmp_path: Path) -> None:
    out = tmp_path / "a.jsonl.gz"
    files = [str(SAMPLES / name) for name in ("demo.jsonl", "resume.jsonl")]
    result = run("merge", *files, "-o", str(out))
    assert (result.status, result.out) == (0, b"")
    assert out.stat().st_mode & 0o777 == 0o600
    assert run("check", str(out)).status == 0
    one, other, both = run("info", *files, str(out), "--json").payloads
    assert both["events"] == one["events"] + other["events"]
    assert both["connections"] == one["connections"] + other["connections"]
    assert both["sequence"]["verdict"] == "nothing lost"
    assert both["latency_ms"]["count"] == sum(n["latency_ms"]["count"] for n in (one, other))


def test_a_torn_one_is_told(tmp_path: Path) -> None:
    out = tmp_path / "a.jsonl"
    files = [str(SAMPLES / name) for name in ("torn.jsonl", "resume.jsonl")]
    result = run("merge", *files, "-o", str(out))
    assert (result.status, "its last line is torn" in result.err) == (3, True)
    assert run("check", str(out)).status == 0


def test_wrong_input(called: Called, tmp_path: Path) -> None:
    demo, out = str(SAMPLES / "demo.jsonl"), str(tmp_path / "a.jsonl")
    assert called("merge", demo)[0] == 2
    assert "given twice" in called("merge", demo, demo, "-o", out)[2]
    assert "reads files only" in called("merge", "-", demo, "-o", out)[2]
    status, _, err = called("merge", demo, str(tmp_path / "none"), "-o", out)
    assert (status, "There is no file" in err) == (1, True)
    bare = tmp_path / "bare.jsonl"
    bare.write_text('{"op":10,"d":{}}\n')
    status, _, err = called("merge", demo, str(bare), "-o", out)
    assert (status, "bare payloads" in err) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["bare.jsonl"]
