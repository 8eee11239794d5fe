"""`scurry serve` as a process: addresses, report, recording, statuses, screen; no other library."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import orjson
import pytest
from websockets.asyncio.client import connect

from making_bots import Bot
from making_processes import ROOT, process, run
from making_terminals import terminal
from scurrycli.recording import open_recording
from scurrycli.records import Kind

DEMO = str(ROOT / "recordings" / "demo.jsonl")
SECRET = "c2VjcmV0.R2VoZWlt.bmllbWFuZC1zaWVodC1kYXM"


def visit(url: str, *, token: str = SECRET, path: str = "?v=10&encoding=json") -> list[Any]:
    """IDENTIFY wrongly (`shards`, no properties), take three dispatches, beat and go."""

    async def go() -> list[Any]:
        async with connect(url + path, compression=None, max_queue=None) as ws:
            bot = Bot(ws)
            hello = await bot.next()
            await bot.send(2, {"token": token, "intents": 1 << 9, "shards": [0, 1]})
            got = [hello, *[await bot.next() for _ in range(3)]]
            await bot.ws.close(1000)
            return got

    return asyncio.run(go())


def test_json_is_one_line_with_the_addresses() -> None:
    with process("serve", DEMO, "--json", "--speed", "max") as served:
        where = orjson.loads(served.read_until(b"gateway"))
        assert where["api"] == where["gateway"].replace("ws", "http") + "api/v10"
        got = visit(where["gateway"])
        assert [payload["t"] for payload in got[1:]] == [
            "READY",
            "MESSAGE_CREATE",
            "MESSAGE_CREATE",
        ]
        assert got[2]["d"]["content"] == ""
        served.interrupt()
        ended = served.end()
    assert (ended.status, ended.out) == (0, b"")


def test_a_report_ends_with_status_1_where_a_rule_was_violated() -> None:
    with process("serve", "--demo", "--report", "--speed", "max") as served:
        url = served.read_until(b"gateway ").split()[1].decode()
        visit(url)
        served.read_until(b"closed by client with 1000")
        served.interrupt()
        ended = served.end()
    assert ended.status == 1
    report = ended.out.decode()
    assert "violation: shards-field, once. The field of IDENTIFY is shard, not shards." in report
    assert "client 1, connection 1: shards is [0, 1]" in report
    assert "https://discord.com/developers/docs/" in report
    assert SECRET not in report


def test_a_report_as_json_and_without_a_violation() -> None:
    with process("serve", "--demo", "--report", "--json", "--lenient", "--speed", "max") as served:
        url = orjson.loads(served.read_until(b"gateway"))["gateway"]
        visit(url, path="?v=11")
        served.interrupt()
        ended = served.end()
    assert ended.status == 1
    assert [(line["rule"], line["code"]) for line in ended.payloads[:-1]] == [
        ("invalid-version", 4012),
        ("shards-field", None),
        ("no-properties", None),
    ]
    assert ended.payloads[-1] == {"report": "failed", "clients": 1, "findings": 3, "violations": 3}


def test_a_report_fails_where_nobody_came() -> None:
    quiet = run("serve", "--demo", "--report", "--duration", "0.1")
    assert quiet.status == 1
    assert quiet.out.endswith(b"Report: No client connected.\n")
    lines = run("serve", "--demo", "--report", "--json", "--duration", "0.1")
    assert lines.status == 1
    assert lines.payloads[1:] == [
        {"report": "failed", "clients": 0, "findings": 0, "violations": 0}
    ]


def test_what_is_served_is_recorded_as_a_client_sees_it(tmp_path: Path) -> None:
    out = tmp_path / "served.jsonl"
    args = ("serve", DEMO, "--record", str(out), "--json", "--fault", "unknown-op@2")
    with process(*args, "--speed", "max") as served:
        got = visit(orjson.loads(served.read_until(b"gateway"))["gateway"])
        served.interrupt()
        assert served.end().status == 0
    assert SECRET.encode() not in out.read_bytes()
    with open_recording(out) as recording:
        records = list(recording)
        assert recording.damage is None
    received = [record.payload for record in records if record.kind == Kind.RECV]
    assert [p["op"] for p in received[: len(got)]] == [p["op"] for p in got]
    assert [r.op for r in records if r.kind == Kind.SENT] == [2]
    assert [r.detail["label"] for r in records if r.kind == Kind.MARK] == ["fault: unknown-op@2"]
    [closed] = [record for record in records if record.kind == Kind.CLOSE]
    assert (closed.detail["by"], closed.detail["code"]) == ("client", 1000)
    assert records[-1].kind == Kind.END
    again = run("serve", DEMO, "--record", str(out), "--duration", "0.1")
    assert again.status == 1
    assert "--force" in again.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "Give a recording, or --demo"),
        ((DEMO, "--demo"), "one of the two"),
        ((DEMO, "--port", "65536"), "--port takes a number from 0 to 65535"),
        ((DEMO, "--fault", "dorp@3"), "Did you mean drop?"),
        ((DEMO, "--allow", "no-jiter"), "Did you mean no-jitter?"),
        ((DEMO, "--speed", "0"), "no speed"),
        ((DEMO, "--disallow", "foo"), "not an intent"),
        ((DEMO, "--heartbeat-interval", "0"), "whole number above 0"),
        ((str(ROOT / "recordings" / "disallowed-intents.jsonl"),), "--as-recorded"),
    ],
)
def test_wrong_usage(args: tuple[str, ...], said: str) -> None:
    ended = run("serve", *args)
    assert (ended.status, ended.out) == (2, b"")
    assert said in ended.err


def test_a_refusal_is_served_as_it_was_recorded() -> None:
    file = str(ROOT / "recordings" / "disallowed-intents.jsonl")
    with process("serve", file, "--as-recorded", "--json") as served:
        url = orjson.loads(served.read_until(b"gateway"))["gateway"]

        async def go() -> int | None:
            async with connect(url + "?v=10") as ws:
                bot = Bot(ws)
                await bot.send(2, {"token": "t", "intents": 0, "properties": {}})
                return await bot.closed()

        assert asyncio.run(go()) == 4014


def test_it_listens_on_loopback_unless_told_otherwise() -> None:
    ended = run("serve", "--demo", "--json", "--duration", "0.1")
    assert orjson.loads(ended.out)["gateway"].startswith("ws://127.0.0.1:")
    assert ended.err == "scurry: Served 0 clients, 0 dispatches.\n"
    open_to_all = run("serve", "--demo", "--json", "--duration", "0.1", "--host", "0.0.0.0")
    assert "whoever reaches 0.0.0.0 can connect" in open_to_all.err


def test_a_port_that_is_taken() -> None:
    with process("serve", "--demo", "--json") as served:
        url = orjson.loads(served.read_until(b"gateway"))["gateway"]
        port = url.rstrip("/").rpartition(":")[2]
        ended = run("serve", "--demo", "--port", port)
    assert ended.status == 1
    assert f"Port {port} on 127.0.0.1 is taken by another program." in ended.err


def test_the_faults_are_listed() -> None:
    lines = run("serve", "--faults").out.decode().splitlines()
    assert lines[0].startswith("reconnect@N ")
    assert any(line.startswith("slow=BYTES/S ") for line in lines)


@pytest.mark.parametrize("size", [(80, 24), (200, 50), (40, 10)])
def test_the_screen(size: tuple[int, int]) -> None:
    with terminal("serve", "--demo", "--speed", "max", "--report", size=size) as screen:
        text = screen.sees("q quit")
        url = "ws://" + text.split("gateway ws://")[1].split()[0]
        assert "Point a bot here" in text
        visit(url, token=SECRET)
        text = screen.sees("away")
        assert text.count("\n") < size[1]
        screen.types("p")
        screen.sees("discord.py")
        screen.types("q")
        assert screen.ends() == 1
        assert "shards-field" in screen.text or size == (40, 10)
        assert SECRET.encode() not in screen.raw


def test_the_end_counts_and_names_the_faults_that_never_came() -> None:
    args = ("serve", "--demo", "--json", "--speed", "max", "--fault", "stall@5000")
    with process(*args) as served:
        visit(orjson.loads(served.read_until(b"gateway"))["gateway"])
        served.interrupt()
        err = served.end().err
    assert "Served 1 client, " in err
    assert "stall@5000 did not come: the session had " in err


def test_a_seed_is_told_only_where_chance_is_used() -> None:
    plain = run("serve", "--demo", "--fault", "drop@20", "--duration", "0.1")
    assert b"seed" not in plain.out
    idle = run("serve", "--demo", "--seed", "5", "--duration", "0.1")
    assert "--seed does nothing here" in idle.err
    for wish in (("--chaos",), ("--fault", "jitter=5")):
        used = run("serve", "--demo", "--seed", "5", *wish, "--duration", "0.1")
        assert b"seed 5" in used.out
        assert "--seed" not in used.err
