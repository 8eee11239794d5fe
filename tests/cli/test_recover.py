"""`scurry recover` saves what is left, and says what is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from making_processes import Called, run

SAMPLES = Path(__file__).parents[2] / "recordings"


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"])
def test_a_torn_recording(tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    result = run("recover", str(SAMPLES / "torn.jsonl"), "-o", str(out))
    assert (result.status, result.out) == (3, b"")
    assert result.err == (
        f"scurry: 29 records went to {out}. Lost in 1 place: 1 line that is no record, 399 bytes. "
        "A mark stands at each.\n"
    )
    assert out.stat().st_mode & 0o777 == 0o600
    assert run("check", str(out)).status == 0


def test_a_whole_one_from_stdin(tmp_path: Path) -> None:
    out = tmp_path / "a.jsonl"
    result = run("recover", "-", "-o", str(out), given=(SAMPLES / "demo.jsonl").read_bytes())
    assert (result.status, result.err) == (
        0,
        f"scurry: 384 records went to {out}. Nothing is lost.\n",
    )


def test_wrong_input(called: Called, tmp_path: Path) -> None:
    torn, out = str(SAMPLES / "torn.jsonl"), tmp_path / "a.jsonl"
    assert called("recover", torn)[0] == 2
    assert called("recover", torn, "-o", "-")[0] == 2
    assert "none of these" in called("recover", torn, "-o", "a.xz")[2]
    out.write_text("precious")
    status, _, err = called("recover", torn, "-o", str(out))
    assert (status, "exists already" in err) == (1, True)
    status, _, err = called("recover", str(tmp_path / "none"), "-o", str(tmp_path / "b"))
    assert (status, "There is no file" in err) == (1, True)
    assert out.read_text() == "precious"
    assert called("recover", torn, "-o", str(out), "--force")[0] == 3
    assert [each.name for each in tmp_path.iterdir()] == ["a.jsonl"]
