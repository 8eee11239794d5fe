"""`scurry why` answers from a file and from a connection, on stdout."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from making_processes import TOKEN, Called, chat, gateway, greet, run
from making_records import GUILD

RECORDINGS = Path(__file__).parents[2] / "recordings"


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(chat(tmp_path_factory.mktemp("why") / "session.jsonl"))


def checks(out: str) -> dict[str, Any]:
    return {check["name"]: check for check in orjson.loads(out)["checks"]}


def test_from_a_recording(called: Called) -> None:
    path = str(RECORDINGS / "disallowed-intents.jsonl")
    status, out, err = called("why", "guild_member_add", path)
    assert (status, err) == (0, "")
    assert "fault    session  the Gateway closed with 4014 Disallowed intent(s)" in out
    assert "Developer Portal" in out


def test_of_a_guild(called: Called, session: str) -> None:
    status, out, _ = called("why", "TYPING_START", session, "--guild", GUILD, "--json")
    found = orjson.loads(out)
    assert (status, found["event"], found["came"]) == (0, "TYPING_START", 3)
    status, out, _ = called("why", "TYPING_START", session, "--guild", "5", "--json")
    assert checks(out)["guild"]["verdict"] == "fault"


def test_a_filter_that_excludes(called: Called, session: str) -> None:
    for args in (["--where", "d.x == 1"], ["--exclude", "TYPING_*"], ["--grep", "zzz"]):
        status, out, _ = called("why", "TYPING_START", session, "--json", *args)
        assert (status, checks(out)["filter"]["verdict"]) == (0, "fault")
    status, out, _ = called("why", "TYPING_START", session, "--json", "--guild", GUILD)
    assert "filter" not in checks(out)


def test_a_damaged_recording_is_read_as_far_as_it_goes(called: Called) -> None:
    status, out, err = called("why", "READY", str(RECORDINGS / "torn.jsonl"))
    assert status == 0
    assert "is damaged" in err
    assert "it did come" in out


def test_live() -> None:
    result = run("why", "TYPING_START", "--demo", "--duration", "1", "--intents", "1", "--json")
    assert result.status == 0
    found = checks(result.out.decode())
    assert found["intents"]["do"].endswith("--intents 18433.")
    assert found["session"]["verdict"] == "ok"


def test_a_live_gateway_that_closes_for_good() -> None:
    async def refuse(ws: Any) -> None:
        await greet(ws)
        await ws.close(4014)

    with gateway(refuse) as url:
        result = run("why", "READY", "--url", url, "--json", DISCORD_TOKEN=TOKEN)
    assert result.status == 0
    assert checks(result.out.decode())["session"]["code"] == 4014
    assert "4014" in result.err


def test_a_live_gateway_that_is_not_there() -> None:
    url = "ws://127.0.0.1:9"
    result = run("why", "READY", "--url", url, "--duration", "1", "--json", DISCORD_TOKEN=TOKEN)
    assert result.status == 0
    assert "cannot be reached" in checks(result.out.decode())["session"]["says"]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["MESAGE_CREATE"], "Did you mean MESSAGE_CREATE?"),
        (["MESSAGE_*"], "why takes one event"),
        (["READY", "FILE", "--guild", "x"], "--guild takes an ID"),
        (["READY", "FILE", "--guild", "1", "--guild", "2"], "give --guild once"),
        (["READY", "FILE", "--demo"], "--demo is for a live connection"),
        (["READY", "FILE", "--duration", "5"], "There is no file FILE"),
        ([], "EVENT"),
    ],
)
def test_wrong_usage(called: Called, args: list[str], says: str) -> None:
    status, out, err = called("why", *args)
    assert (status, out) == (1 if "no file" in says else 2, "")
    assert says in err


def test_without_a_token_it_refuses() -> None:
    result = run("why", "READY")
    assert (result.status, result.out) == (5, b"")
