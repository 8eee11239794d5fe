"""`--rotate` and `--flight-recorder`: what is on the disk afterwards, and what is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection

from making_processes import TOKEN, Called, chatter, event, gateway, greet, process, run, session
from making_terminals import terminal
from scurrycli.recording import open_recording

ENV = {"DISCORD_TOKEN": TOKEN}


def test_a_recording_in_parts(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    payloads = [event("TYPING_START", n, f'{{"text":"{"x" * 900}"}}') for n in range(2, 40)]
    with gateway(session(*payloads)) as url:
        args = ("--url", url, "--record", str(path), "--rotate", "10kB", "--max-events", "39")
        assert run("connect", *args, **ENV).status == 0
    parts = sorted(tmp_path.iterdir())
    assert [part.name for part in parts][:2] == ["a.001.jsonl", "a.002.jsonl"]
    numbers = []
    for part in [path, *parts[:-1]]:
        with open_recording(part) as recording:
            numbers += [record.s for record in recording if record.is_dispatch]
        assert (recording.ended, recording.damage) == (True, None)
    assert numbers == list(range(1, 40))


def test_a_flight_recorder_saves_when_the_connection_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"

    async def drops(ws: ServerConnection) -> None:
        await greet(ws)
        await ws.send(event("READY", 1, '{"session_id":"s"}'))
        await ws.close(4000, "why not")

    with gateway(drops) as url:
        args = ("connect", "--url", url, "--record", str(path), "--flight-recorder", "5m")
        with process(*args, **ENV) as running:
            seen = running.read_until(b"Saved the last").decode()
            running.interrupt()
            assert running.end().status == 0
    assert f"to {path}: the connection was closed by the server with 4000." in seen
    with open_recording(path) as recording:
        kinds = [record.kind for record in recording]
    assert kinds[-3:] == ["close", "state", "end"]


def test_a_flight_recorder_with_nothing_to_save_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with gateway(session()) as url:
        args = ("--url", url, "--record", str(path), "--flight-recorder", "90s")
        result = run("tail", *args, "--max-events", "1", **ENV)
    assert result.status == 0
    assert f"Nothing went wrong, so nothing was saved to {path}." in result.err
    assert list(tmp_path.iterdir()) == []


def test_it_saves_with_a_key(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    args = ("connect", "--demo", "--record", str(path), "--flight-recorder", "5m")
    with terminal(*args, size=(120, 30)) as screen:
        screen.sees("MESSAGE_CREATE")
        assert "s save" in screen.text.splitlines()[-1]
        screen.types("s")
        screen.sees("mark: Saved the last")
        screen.types("?")
        screen.sees("save what the flight recorder keeps")
        screen.types("q")
        assert screen.ends() == 0
    with open_recording(path) as recording:
        assert [record.kind for record in recording][-1] == "end"
    assert recording.damage is None


def test_without_a_flight_recorder_the_key_does_nothing(tmp_path: Path) -> None:
    with gateway(chatter) as url, terminal("connect", "--url", url, env=ENV) as screen:
        screen.sees("MESSAGE_CREATE")
        assert "s save" not in screen.text.splitlines()[-1]
        screen.types("s")
        screen.types("q")
        assert screen.ends() == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--rotate", "1h"], "--rotate needs --record FILE."),
        (["--flight-recorder", "5m"], "--flight-recorder needs --record FILE."),
        (["-w", "a", "--rotate", "5m", "--flight-recorder", "5m"], "do not go together"),
        (["-w", "a", "--rotate", "100"], "--rotate takes a size from 10kB on, such as 100MB"),
        (["-w", "a", "--rotate", "9999B"], "'9999B' is not that"),
        (["-w", "a", "--rotate", "0h"], "'0h' is not that"),
        (["-w", "a", "--flight-recorder", "5MB"], "--flight-recorder takes a time, such as 90s"),
        (["-w", "a", "--flight-recorder", "-5m"], "'-5m' is not that"),
    ],
)
def test_wrong_usage(
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    args: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    status, _, err = Called(capfd, monkeypatch)("connect", "--demo", *args)
    assert status == 2
    assert said in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", ["10kB", "0.01MB", "1KiB", "10KB", "10240b", "1gib", "1d", "1.5h"])
def test_sizes_and_times(size: str) -> None:
    from scurrycli.cli.recording import parse_rotation
    from scurrycli.errors import UsageError

    if size == "1KiB":
        with pytest.raises(UsageError):
            parse_rotation(size)
        return
    rotation = parse_rotation(size)
    assert (rotation.size or 0) >= 10_000 or (rotation.seconds or 0) > 60
