"""`--where` chooses in every command that shows events, and its mistakes are told with a place."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from making_processes import Called, chat, run


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return chat(tmp_path_factory.mktemp("where") / "session.jsonl")


@pytest.mark.parametrize("command", [["tail"], ["replay", "--speed", "max"]])
def test_only_what_meets_it_is_shown(called: Called, session: Path, command: list[str]) -> None:
    where = "d.author.id > 1 and t ~ '^MESSAGE' and has d.content"
    status, out, err = called(*command, str(session), "--json", "--where", where)
    assert {orjson.loads(line)["t"] for line in out.splitlines()} == {"MESSAGE_CREATE"}
    assert (status, err) == (0, "")


def test_other_records_are_shown_where_it_names_them(called: Called, session: Path) -> None:
    status, out, err = called("tail", str(session), "--where", "op == HEARTBEAT_ACK or code > 0")
    assert "close 1000" in out
    assert "MESSAGE_CREATE" not in out
    assert (status, err) == (0, "")
    status, out, err = called("tail", str(session), "-e", "READY", "--where", "kind == recv")
    assert "READY" in out
    assert len(out.splitlines()) == 1


def test_a_mistake_is_pointed_at(called: Called, session: Path) -> None:
    typed = "d.content ~ '日本' or d.id = 5"
    status, out, err = called("tail", str(session), "--where", typed)
    assert (status, out) == (2, "")
    assert err == f"scurry: Write == instead of =.\n  {typed}\n{' ' * 29}^\n"


def test_a_long_mistake_is_shown_around_its_place(called: Called, session: Path) -> None:
    typed = "t == READY or " * 50 + "=" + " or t == READY" * 50
    _, _, err = called("tail", str(session), "--where", typed)
    *_, shown, pointer = err.splitlines()
    assert shown[pointer.index("^")] == "="
    assert len(shown) < 130


def test_what_no_record_has_is_told_at_the_end(called: Called, session: Path) -> None:
    status, out, err = called("tail", str(session), "--where", "d.autor.id == 5")
    assert (status, out) == (0, "")
    assert err == "scurry: No record has d.autor.id. Did you mean d.author.id?\n"
    status, out, err = called("replay", str(session), "--speed", "max", "--where", "t == REDY")
    assert "'REDY' is not an event that scurry knows. Did you mean READY?" in err


def test_nothing_typed_reaches_a_terminal_as_it_is(called: Called, session: Path) -> None:
    for typed in ("d.x == \x1b[2J", "'\x1b[2J", "d.x ~ '(\x1b[2J'", "op == '\x1b[2J'"):
        status, _, err = called("tail", str(session), "--where", typed)
        assert status == 2
        assert "\x1b" not in err


def test_live_events_and_the_intents_for_them() -> None:
    where = "t == GUILD_MEMBER_ADD or t == READY"
    result = run("tail", "--demo", "--max-events", "1", "--json", "--where", where)
    assert (result.status, result.payloads[0]["t"]) == (0, "READY")
    assert "asking for the least intents that bring these events: GUILD_MEMBERS (2)" in result.err
    result = run("connect", "--demo", "--duration", "0.5", "--where", "t == READY and s")
    assert (result.status, result.err) == (0, "")
