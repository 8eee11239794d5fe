"""`scurry explain` puts its articles on stdout, for people and for programs."""

from __future__ import annotations

import orjson
import pytest

from making_processes import Called, run
from making_terminals import terminal

FOUR_THOUSAND_FOURTEEN = """\
Close code 4014
Disallowed intent(s): a privileged intent was asked for that is not enabled for this bot.
What to do: Enable it in the Developer Portal (page Bot, Privileged Gateway Intents), or leave it
out of --intents.
  Afterwards  a client has to stop
It can also be meant as: scurry explain intents 4014
"""


def test_text(called: Called) -> None:
    assert called("explain", "4014") == (0, FOUR_THOUSAND_FOURTEEN, "")
    status, out, err = called("explain", "GUILDS+MESSAGE_CONTENT", "READY")
    assert (status, err) == (0, "")
    assert "Number      1 + 32768 = 32769" in out
    assert "MESSAGE_CONTENT  32768, privileged" in out
    assert "\n\nREADY\n" in out


def test_without_words_it_lists_the_topics(called: Called) -> None:
    status, out, err = called("explain")
    assert (status, err) == (0, "")
    assert "\n  where      the expressions of --where\n" in out


def test_json_is_an_object_a_line(called: Called) -> None:
    status, out, err = called("explain", "4014", "MESSAGE_CREATE", "--json")
    close, event = map(orjson.loads, out.splitlines())
    assert (status, err) == (0, "")
    assert (close["kind"], close["code"], close["after"]) == ("close", 4014, "stop")
    assert close["do"].startswith("Enable it in the Developer Portal")
    assert event["intents"] == ["GUILD_MESSAGES", "DIRECT_MESSAGES"]
    status, out, _ = called("explain", "--json")
    assert {"name": "where", "means": "the expressions of --where"} in orjson.loads(out)["list"]


def test_the_expressions_of_where(called: Called) -> None:
    status, out, _ = called("explain", "where")
    assert status == 0
    assert out.startswith("An expression chooses records")
    assert '\n  t == MESSAGE_CREATE and d.author.bot != true and d.content ~ "hello"\n' in out
    assert "\n\n\n" not in out


@pytest.mark.parametrize(
    "args", [["4O14"], ["MESAGE_CREATE"], ["\x1b[2J"], [""], ["--shards", "0"]]
)
def test_what_is_not_known_is_wrong_usage(called: Called, args: list[str]) -> None:
    status, out, err = called("explain", *args)
    assert (status, out) == (2, "")
    assert err.startswith("scurry: ")
    assert "\x1b" not in err


def test_lines_fit_a_terminal() -> None:
    with terminal("explain", "where", size=(60, 70)) as screen:
        assert screen.ends() == 0
        lines = [line.rstrip() for line in screen.text.splitlines()]
    assert "  kind               recv, sent, open, close, state, error," in lines
    assert "                     mark or end" in lines


def test_it_starts_without_what_it_does_not_need() -> None:
    result = run("explain", "4014", PYTHONPROFILEIMPORTTIME="1")
    for heavy in ("websockets", "asyncio", "re2", "rich.table"):
        assert f" {heavy}\n" not in result.err
