"""A session and a replay read in a terminal: driven by keys, the screens as they are seen.

Run with SCURRY_UPDATE_SNAPSHOTS=1 to write the kept screens anew, then read the difference.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
import pytest
from websockets.asyncio.server import ServerConnection

from making_processes import TOKEN, chatter, event, gateway, greet, recording, run
from making_records import ADA, GENERAL, GUILD, HOSTILE, Story
from making_screens import SNAPSHOTS, compare
from making_terminals import SIZES, Terminal, kill, terminal
from scurrycli.recording import open_recording

ENV = {"DISCORD_TOKEN": TOKEN}


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A recording of half a minute with two marks in it."""
    story = Story().ready().chat(10)
    story.add("mark", detail={"label": "before the change"})
    story.chat(10).add("mark", detail={"label": "after the change"})
    embeds = [{"title": f"number {number}", "fields": []} for number in range(30)]
    d = {"id": "1", "guild_id": GUILD, "channel_id": GENERAL, "author": ADA, "embeds": embeds}
    story.event("MESSAGE_CREATE", {**d, "content": "the last one, " + "with a long text " * 30})
    return str(recording(tmp_path_factory.mktemp("reader") / "session.jsonl", story.records))


def last(text: str) -> str:
    return text.splitlines()[-1]


def standing(text: str) -> str:
    """The line above what is at the bottom of a live session."""
    return text.splitlines()[-2]


@contextmanager
def played(recording: str, size: tuple[int, int] = SIZES[0]) -> Iterator[Terminal]:
    """A replay that is at its end."""
    with terminal("replay", recording, "--speed", "max", size=size) as screen:
        screen.sees(" ended ")
        yield screen


def shows(screen: Terminal, name: str, text: str) -> None:
    """Wait until the kept screen is shown, which has the text."""
    screen.sees(text)
    if os.environ.get("SCURRY_UPDATE_SNAPSHOTS"):
        later = time.monotonic() + 1
        compare(name, nameless(screen.sees(lambda _: time.monotonic() > later)))
    assert text in kept(name)
    screen.sees(lambda drawn: trimmed(nameless(drawn)) == kept(name))


def kept(name: str) -> str:
    """A screen that is to be seen."""
    return (SNAPSHOTS / f"{name}.txt").read_text(encoding="utf-8")


def trimmed(drawn: str) -> str:
    """A screen without blanks at the ends of its lines."""
    return "".join(f"{line.rstrip()}\n" for line in drawn.splitlines())


def nameless(drawn: str) -> str:
    """Without where the recording is, which differs."""
    return re.sub(r"▶ replay .*", "▶ replay", drawn)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_replay_is_read(session: str, size: tuple[int, int]) -> None:
    name = f"{size[0]}x{size[1]}"
    with played(session, size) as screen:
        screen.types("k")
        shows(screen, f"reader-list-{name}", "1 newer")
        screen.types("j\r")
        shows(screen, f"reader-payload-{name}", "←/→ fold")
        screen.types("/number 17\r")
        shows(screen, f"reader-found-{name}", 'title "number 17"')
        screen.types("q/typing\r")
        screen.sees("search: typing")
        screen.types("&message_*, typing*\r")
        shows(screen, f"reader-filtered-{name}", "1 of 63")
        screen.types("?")
        shows(screen, f"reader-help-{name}", "leave: this help")
        screen.types("?qq")
        assert screen.ends() == 0
        assert screen.is_as_before()
        assert screen.modes == screen.modes_before


def test_keys_typed_while_it_opens_are_not_lost(session: str) -> None:
    with played(session) as screen:
        screen.types("&typing_start\rgjjj\r")
        screen.sees(" TYPING_START 00:00:03.800")
        screen.types("\x1b")
        screen.sees(lambda text: " 4 of 22 " in text and "⏎ payload" in text)
        screen.types("\x1b")
        assert "filter: typing_start" in screen.sees("⏎ read")
        screen.types("q")
        assert screen.ends() == 0


def test_what_is_wrong_in_a_filter_is_said_at_its_place(session: str) -> None:
    with played(session) as screen:
        screen.types("&d.author.id == 1 and\r")
        lines = screen.sees("v ").splitlines()
        assert lines[-1] == " filter: d.author.id == 1 and"
        assert lines[-3].index("v ") == len(lines[-1])
        screen.types("\x15MESAGE_CREATE\r")
        assert "Did you mean MESSAGE_CREATE?" in last(screen.sees("Did you mean"))
        screen.types(":\x15\r")
        screen.sees(lambda text: "filter" not in text.splitlines()[-3])
        screen.types("/\x1b")
        screen.sees("⏎ payload")
        screen.types("qq")
        assert screen.ends() == 0


def test_marks_of_a_replay_are_jumped_between_but_not_written(session: str) -> None:
    with played(session) as screen:
        screen.types("[")
        screen.sees("marks 2")
        screen.types("\r")
        assert 'label "after the change"' in screen.sees("←/→ fold")
        screen.types("[")
        screen.sees('label "before the change"')
        screen.types("[")
        assert last(screen.sees("no older mark")) == " There is no older mark."
        screen.types("'")
        screen.sees('label "after the change"')
        screen.types("m")
        assert "mark:" not in screen.sees(lambda text: "no older" not in text)
        screen.types("qqq")
        assert screen.ends() == 0


def test_playback_goes_on_and_is_steered(session: str) -> None:
    with terminal("replay", session, "--paused", "--from", "5") as screen:
        screen.sees(" paused ")
        screen.types("k")
        screen.sees("p pause")
        screen.types("p")
        screen.sees(" playing ")
        screen.types("p")
        screen.sees(" paused ")
        screen.types("\x1b[C")
        screen.sees(lambda text: re.search(r" 1\ds / 20s", text) is not None)
        screen.types("F")
        screen.sees("following")
        screen.types("\x1b[D\x1b[D")
        screen.sees(lambda text: re.search(r" 5s / 20s", text) is not None)
        screen.types("+")
        screen.sees(" 2x ")
        screen.types("qq")
        assert screen.ends() == 0


def test_a_mark_is_written_into_the_recording_and_seen_by_all(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with (
        gateway(chatter) as url,
        terminal("connect", "--url", url, "--record", str(path), env=ENV) as screen,
    ):
        screen.sees("MESSAGE_CREATE")
        screen.types("mit happens é\r")
        assert last(screen.sees("Marked")).startswith(" Marked, in ")
        screen.sees("marks 1")
        screen.types("m  \r")
        screen.sees("No mark was written")
        screen.types("]\r")
        screen.types("[")
        screen.sees('label "it happens é"')
        screen.types("qqq")
        assert screen.ends() == 0
    with open_recording(path) as records:
        marks = [record for record in records if record.kind == "mark"]
    assert [mark.detail for mark in marks] == [{"label": "it happens é"}]
    assert marks[0].at > 0
    told = run("tail", str(path), "--where", "kind == mark")
    assert [line.split(b" ", 1)[1] for line in told.lines] == ["mark: it happens é".encode()]
    assert "mark: it happens é".encode() in run("replay", str(path), "--speed", "max").out
    assert orjson.loads(run("info", str(path), "--json").out)["kinds"]["mark"] == 1


def test_what_is_recorded_and_counted_goes_on_below_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with (
        gateway(chatter) as url,
        terminal("connect", "--url", url, "--record", str(path), env=ENV) as screen,
    ):
        screen.sees("MESSAGE_CREATE")
        screen.types("k")
        before = screen.sees(lambda text: re.search(r" [1-9]\d* newer", text) is not None)
        place = re.search(r" (\d+) of", standing(before))
        screen.sees(lambda text: re.search(r" [1-9]\d newer", text) is not None)
        after = screen.text
        assert place is not None
        assert f" {place[1]} of " in standing(after)
        assert events(after) > events(before)
        screen.types("G")
        screen.sees("following")
        screen.types("qq")
        assert screen.ends() == 0
    with open_recording(path) as records:
        numbers = [record.s for record in records if record.is_dispatch]
    assert numbers == list(range(1, len(numbers) + 1))


def events(text: str) -> int:
    found = re.search(r"events +([\d,]+)", text)
    assert found is not None
    return int(found[1].replace(",", ""))


def test_what_others_wrote_never_acts() -> None:
    async def evil(ws: ServerConnection) -> None:
        await greet(ws)
        await ws.send(event("READY", 1, '{"session_id":"s"}'))
        d = orjson.dumps({"content": HOSTILE[:-1], HOSTILE[:-1]: [HOSTILE[:-1]]}).decode()
        await ws.send(event("MESSAGE_CREATE", 2, d))
        await ws.wait_closed()

    with gateway(evil) as url, terminal("connect", "--url", url, env=ENV) as screen:
        screen.sees("MESSAGE_CREATE")
        screen.types("\r")
        screen.sees("content")
        screen.types("/\\x1b\r")
        screen.sees("\\x1b]52;c;QQ==")
        screen.types("q&")
        screen.sees("filter:")
        screen.types("\x1bqq")
        assert screen.ends() == 0
    for acting in (b"\x1b]8;;", b"\x1b]52", b"\x9b", "\u202e".encode()):
        assert acting not in screen.raw


def test_a_payload_of_many_megabytes_does_not_hang() -> None:
    members = [{"user": {"id": str(n), "username": "u" * 40}, "roles": []} for n in range(120_000)]
    d = orjson.dumps({"id": GUILD, "name": "Large", "members": members}).decode()

    async def large(ws: ServerConnection) -> None:
        await greet(ws)
        await ws.send(event("READY", 1, '{"session_id":"s"}'))
        await ws.send(event("GUILD_CREATE", 2, d))
        await ws.wait_closed()

    with gateway(large) as url, terminal("connect", "--url", url, env=ENV) as screen:
        screen.sees("GUILD_CREATE")
        screen.types("\r")
        screen.sees("▸ members [120,000]")
        screen.types("GlG")
        screen.sees("… 119,500 more; → shows some of them")
        screen.types("/zzz\r")
        screen.sees("in none of the 200,000 values that were looked at; more follow")
        screen.types("qqq")
        assert screen.ends() == 0


# The terminal is left as it was, whatever ends it


@pytest.mark.parametrize(
    ("number", "keys"),
    [
        (signal.SIGINT, "k"),
        (signal.SIGINT, "\r"),
        (signal.SIGTERM, "/ab"),
        (signal.SIGHUP, "?"),
        (signal.SIGINT, "&t == \r"),
    ],
)
def test_a_signal_ends_it_as_it_ends_the_view(session: str, keys: str, number: int) -> None:
    with played(session) as screen:
        screen.types("k")
        screen.sees("1 newer")
        screen.types(keys)
        kill(screen, number)
        assert screen.ends() == 0
        assert screen.modes == screen.modes_before
        assert screen.is_as_before()
        assert "sequence" in screen.text


def test_it_can_be_interrupted_while_it_opens(session: str) -> None:
    with played(session) as screen:
        screen.types("k\x03")
        assert screen.ends() == 0
        assert screen.modes == screen.modes_before
        assert screen.is_as_before()


def test_the_end_of_a_session_ends_it() -> None:
    with (
        gateway(chatter) as url,
        terminal("connect", "--url", url, "--max-events", "40", env=ENV) as screen,
    ):
        screen.sees("MESSAGE_CREATE")
        screen.types("k")
        screen.sees(" newer")
        assert screen.ends() == 0
        assert screen.modes == screen.modes_before
        assert screen.is_as_before()
        assert "by type" in screen.text


def test_a_terminal_that_goes_away_is_left_cleanly(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with terminal("connect", "--demo", "--record", str(path)) as screen:
        screen.sees("READY")
        screen.types("k")
        screen.sees("⏎ payload")
        screen.hang_up()
        assert screen.process.wait(30) == 0
    with open_recording(path) as records:
        assert [record.kind for record in records][-1] == "end"


def test_it_is_drawn_anew_at_another_size(session: str) -> None:
    with played(session) as screen:
        screen.types("k\r")
        screen.sees("←/→ fold")
        screen.resize(200, 50)
        wide = screen.sees(lambda text: "SUMMARY" in text and "after the change" in text)
        assert len(wide.splitlines()) == 50
        screen.resize(60, 15)
        screen.sees(lambda text: "SUMMARY" not in text and len(text.splitlines()) == 15)
        screen.types("q")
        screen.sees("SUMMARY")
        screen.types("qq")
        assert screen.ends() == 0


def test_a_stopped_job_comes_back_with_all_that_was_seen(session: str) -> None:
    with played(session) as screen:
        screen.types("k\r")
        before = screen.sees("←/→ fold")
        kill(screen, signal.SIGTSTP)  # no shell looks after it, so it goes on at once
        screen.sees(lambda _: screen.raw.count(b"\x1b[?1049h") > 1)
        assert screen.sees("←/→ fold") == before
        screen.types("qqq")
        assert screen.ends() == 0
        assert screen.modes == screen.modes_before


# What it costs


@pytest.mark.parametrize("env", [{}, {"TERM": "dumb"}], ids=str)
def test_textual_is_not_loaded_before_a_key_asks_for_it(env: dict[str, str]) -> None:
    env = {"PYTHONPROFILEIMPORTTIME": "1", **env}
    with terminal("connect", "--demo", "--max-events", "3", env=env) as screen:
        assert screen.ends() == 0
    assert b"| scurrycli.cli.connection" in screen.raw.replace(b"  ", b"")
    assert b"textual" not in screen.raw


def test_textual_is_loaded_by_a_key() -> None:
    with terminal("connect", "--demo", env={"PYTHONPROFILEIMPORTTIME": "1"}) as screen:
        screen.sees(lambda _: b"rich.live" in screen.raw)
        screen.types("k")
        screen.sees(lambda _: b"textual.app" in screen.raw)
        screen.types("qq")
        assert screen.ends() == 0
