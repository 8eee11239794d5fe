"""The shell is offered what can be typed: names, conditions, recordings; nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from making_processes import run
from scurrycli.cli.completing import complete_recording
from scurrycli.explain import known_names
from scurrycli.wire.events import DISPATCH_EVENTS
from scurrycli.wire.intents import Intent

ROOT = Path(__file__).parents[2]


def offered(line: str, **env: str) -> list[str]:
    """What bash is offered for the last word of a line."""
    words = line.split(" ")
    place = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    result = run(_SCURRY_COMPLETE="complete_bash", **place, **env)
    assert (result.status, result.err) == (0, "")
    return result.out.decode().split()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("scurry pre", ["preflight"]),
        ("scurry tail --event GUILD_BAN", ["GUILD_BAN_ADD", "GUILD_BAN_REMOVE"]),
        ("scurry tail -e READY,guild_b", ["READY,guild_ban_add", "READY,guild_ban_remove"]),
        ("scurry connect --exclude RES", ["RESUMED"]),
        ("scurry connect --intents guilds,de", ["guilds,default"]),
        ("scurry preflight --event RES", ["RESUMED"]),
        ("scurry why RES", ["RESUMED"]),
        ("scurry explain budg", ["budget"]),
        ("scurry tail --exit-on la", ["latency>500ms"]),
        (f"scurry replay {ROOT}/recordings/zo", [f"{ROOT}/recordings/zombie.jsonl"]),
        ("scurry tail --event NOTHING", []),
    ],
)
def test_bash(line: str, words: list[str]) -> None:
    assert offered(line) == words


def test_every_name_is_offered() -> None:
    assert offered("scurry tail --event ") == list(DISPATCH_EVENTS)
    assert offered("scurry tail --intents ") == ["default", "all", "none", *Intent.__members__]
    assert offered("scurry explain ") == known_names()


def test_recordings_and_directories(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl.gz", "c.jsonl.zst", "d.txt", "e.json"):
        (tmp_path / name).touch()
    (tmp_path / "deep").mkdir()
    names = ["a.jsonl", "b.jsonl.gz", "c.jsonl.zst", "deep/"]
    assert complete_recording(f"{tmp_path}/") == [f"{tmp_path}/{name}" for name in names]
    assert complete_recording(f"{tmp_path}/de") == [f"{tmp_path}/deep/"]
    assert complete_recording(f"{tmp_path}/nowhere/x") == []


def test_recordings_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jsonl").touch()
    monkeypatch.chdir(tmp_path)
    assert complete_recording("") == ["a.jsonl"]
    assert complete_recording("./") == ["./a.jsonl"]


@pytest.mark.parametrize("name", ["connect", "tail", "why"])
def test_options_stand_in_panels(name: str) -> None:
    shown = run(name, "--help", COLUMNS="80").out.decode()
    panels = ["Options", "Connection", "When it ends", "Recording", "What is shown"]
    assert [panel for panel in panels if f"╭─ {panel} " in shown] == panels
