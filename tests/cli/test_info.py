"""`scurry info` tells people and programs what a recording holds."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from making_processes import Called, chat, run

SAMPLES = Path(__file__).parents[2] / "recordings"
BARE = (
    '{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250}}\n'
    '{"t":"READY","s":1,"op":0,"d":{"session_id":"abcdef0123456789"}}\n'
)


def test_a_table_for_people(tmp_path: Path) -> None:
    result = run("info", str(chat(tmp_path / "a.jsonl")), FORCE_COLOR="")
    assert (result.status, result.err) == (0, "")
    text = result.out.decode()
    assert "nothing lost" in text
    assert "MESSAGE_CREATE" in text
    assert "\x1b" not in text


def test_json_for_programs_a_line_for_each_file(tmp_path: Path) -> None:
    paths = [chat(tmp_path / name) for name in ("a.jsonl", "b.jsonl.gz", "c.jsonl.zst")]
    result = run("info", *map(str, paths), "--json")
    assert (result.status, result.err) == (0, "")
    first, *others = result.payloads
    assert [told.pop("file") for told in (first, *others)] == [str(path) for path in paths]
    assert all(told == first for told in others)
    assert first["events"] == 11


def test_a_torn_file_is_told_as_far_as_it_goes() -> None:
    result = run("info", str(SAMPLES / "torn.jsonl"), "--json")
    assert result.status == 3
    assert "its last line is torn" in result.err
    assert result.payloads[0]["damage"] in result.err
    assert result.payloads[0]["sequence"]["verdict"] == "nothing lost"


def test_what_cannot_be_read_does_not_hide_the_others(tmp_path: Path) -> None:
    good = chat(tmp_path / "a.jsonl")
    result = run("info", str(tmp_path / "none"), str(SAMPLES / "torn.jsonl"), str(good), "--json")
    assert result.status == 1
    assert [Path(told["file"]).name for told in result.payloads] == ["torn.jsonl", "a.jsonl"]
    assert "There is no file" in result.err


def test_bare_payloads_from_stdin() -> None:
    result = run("info", "-", given=BARE)
    assert (result.status, result.err) == (0, "")
    assert "bare payloads" in result.out.decode()


def test_a_compressed_file_on_stdin() -> None:
    given = gzip.compress((SAMPLES / "demo.jsonl").read_bytes())
    result = run("info", "-", "--json", given=given)
    assert result.payloads[0]["events"] == 329


@pytest.mark.parametrize("name", ["demo", "resume", "invalid-session", "zombie"])
def test_the_samples_lose_nothing(called: Called, name: str) -> None:
    status, out, err = called("info", str(SAMPLES / f"{name}.jsonl"))
    assert (status, err) == (0, "")
    assert "nothing lost" in out


def test_wrong_input(called: Called) -> None:
    assert called("info")[0] == 2
    status, _, err = called("info", str(SAMPLES))
    assert status == 1
    assert "is a directory" in err
