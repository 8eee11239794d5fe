"""`scurry cut` writes a part of a recording that plays by itself."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from making_processes import Called, run

SAMPLES = Path(__file__).parents[2] / "recordings"
DEMO = str(SAMPLES / "demo.jsonl")


def test_by_time(tmp_path: Path) -> None:
    out = tmp_path / "a.jsonl.zst"
    result = run("cut", DEMO, "-o", str(out), "--from", "40", "--to", "1:00")
    assert (result.status, result.out) == (0, b"")
    assert result.err.endswith(f"records went to {out}.\n")
    assert out.stat().st_mode & 0o777 == 0o600
    assert run("check", str(out)).status == 0
    told = run("info", str(out), "--json").payloads[0]
    assert (told["sequence"]["verdict"], told["ended"]) == ("nothing lost", True)
    assert 15 < told["duration_s"] <= 20
    played = run("replay", str(out), "--speed", "max", "--json")
    assert played.payloads[0]["t"] == "READY"


def test_by_guild_and_event(tmp_path: Path) -> None:
    guilds = run("tail", DEMO, "-e", "GUILD_CREATE", "--json").payloads
    chosen = guilds[0]["d"]["id"]
    out = tmp_path / "a.jsonl"
    run("cut", DEMO, "-o", str(out), "--event", "MESSAGE_*", "--guild", chosen)
    assert run("check", str(out)).status == 0
    lines = [orjson.loads(line) for line in out.read_bytes().splitlines()]
    assert lines[0]["cut"] == {"of": "demo.jsonl", "event": ["MESSAGE_*"], "guild": [chosen]}
    events = [line["frame"] for line in lines[1:] if line.get("op") == 0]
    names = {event["t"] for event in events}
    assert {"READY", "GUILD_CREATE", "MESSAGE_CREATE"} <= names
    assert "TYPING_START" not in names
    assert [event["d"]["id"] for event in events if event["t"] == "GUILD_CREATE"] == [chosen]
    assert {event["d"].get("guild_id", chosen) for event in events} == {chosen}


def test_by_channel_the_guild_of_the_channel_remains(tmp_path: Path) -> None:
    guilds = run("tail", DEMO, "-e", "GUILD_CREATE", "--json").payloads
    channel = guilds[1]["d"]["channels"][0]["id"]
    out = tmp_path / "a.jsonl"
    assert run("cut", DEMO, "-o", str(out), "--channel", channel).status == 0
    kept = run("tail", str(out), "-e", "GUILD_CREATE", "--json").payloads
    assert [event["d"]["id"] for event in kept] == [guilds[1]["d"]["id"]]


def test_exclude_holds_for_guilds_too(tmp_path: Path) -> None:
    out = tmp_path / "a.jsonl"
    assert run("cut", DEMO, "-o", str(out), "--exclude", "GUILD_CREATE").status == 0
    names = [event["t"] for event in run("tail", str(out), "--json").payloads]
    assert "GUILD_CREATE" not in names
    assert "TYPING_START" in names


def test_a_torn_one_is_cut_as_far_as_it_goes(tmp_path: Path) -> None:
    out = tmp_path / "a.jsonl"
    result = run("cut", str(SAMPLES / "torn.jsonl"), "-o", str(out), "--from", "1")
    assert (result.status, "its last line is torn" in result.err) == (3, True)
    assert run("check", str(out)).status == 0


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (["--from", "900"], 2, "never reaches 900"),
        (["--from", "9", "--to", "3"], 2, "lies before the start"),
        (["--from", "yesterday"], 2, "no place in a recording"),
        (["--guild", "x"], 2, "all digits"),
        (["--event", ","], 2, "names no event"),
    ],
)
def test_wrong_input(
    called: Called, tmp_path: Path, args: list[str], status: int, said: str
) -> None:
    result = called("cut", DEMO, "-o", str(tmp_path / "a.jsonl"), *args)
    assert (result[0], said in result[2]) == (status, True)
    assert list(tmp_path.iterdir()) == []


def test_bare_payloads_are_refused(tmp_path: Path) -> None:
    result = run("cut", "-", "-o", str(tmp_path / "a"), given='{"op":10,"d":{}}\n')
    assert (result.status, "bare payloads" in result.err) == (1, True)


def test_it_may_replace_its_source(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes((SAMPLES / "demo.jsonl").read_bytes())
    assert run("cut", str(path), "-o", str(path), "--to", "seq:9").status == 1
    assert run("cut", str(path), "-o", str(path), "--to", "seq:9", "--force").status == 0
    assert len(run("tail", str(path), "--json").payloads) == 9
