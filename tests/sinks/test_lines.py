"""Printed lines: text, figures, payloads; and what importing them costs."""

from __future__ import annotations

import subprocess
import sys

import orjson
import pytest
from rich.cells import cell_len

from making_records import Story
from scurrycli.recording.codec import encode_record
from scurrycli.sinks.lines import Format, formatter, interval_line, state_line, text_line
from scurrycli.sinks.metrics import Metrics
from scurrycli.sinks.names import Names


def test_text_lines_are_aligned() -> None:
    story, names = Story().ready().chat(), Names()
    for record in story.records:
        names.add(record)
    lines = [text_line(record, names, 100) for record in story.records if record.is_dispatch]
    assert {cell_len(line) for line in lines} == {100}
    assert lines[-1] == (
        "00:00:01.400     5 MESSAGE_REACTION_ADD #memes         lin          "
        "added 👍 on …4821            238"
    )
    assert text_line(story.close(4009).records[-1], names, 30) == "00:00:01.400 close 4009 Sessi…"


def test_state_line_is_not_cut() -> None:
    why = "because " * 20
    assert state_line(Story().state("waiting", why, wait=3)).endswith("because ")


def test_interval_line() -> None:
    metrics, story = Metrics(), Story()
    assert interval_line(metrics, 0.0).startswith(
        "time=00:00:00.000 state=connecting latency_ms=n/a"
    )
    story.ready().wait(10).beat(0.0415).chat(10)
    for record in story.records:
        metrics.add(record)
    figures = dict(part.split("=") for part in interval_line(metrics, story.at).split(" "))
    assert figures == {
        "time": "00:00:20.441",
        "state": "ready",
        "latency_ms": "41.5",
        "p95_ms": "41.5",
        "missed": "0",
        "seq": "32",
        "gaps": "0",
        "missing": "0",
        "repeats": "0",
        "events": "32",
        "events_per_s": figures["events_per_s"],
        "bytes_per_s": figures["bytes_per_s"],
        "identify": "998/1000",
        "send": "2/120",
        "conn": "1",
    }
    assert 2.5 < float(figures["events_per_s"]) < 3.5


def test_json_is_the_payload_as_it_was() -> None:
    record = Story().add("recv", op=0, frame=b'{"op":0,\r\n "d":"\xc2\x9b"}')
    assert formatter(Format.JSON, Names())(record) == b'{"op":0,   "d":"\xc2\x9b"}\n'
    assert formatter(Format.JSON, Names())(Story().close(1000).records[0]) == b""


@pytest.mark.parametrize("form", [Format.JSON, Format.RECORD])
def test_on_a_terminal_json_cannot_act_and_keeps_its_value(form: Format) -> None:
    frame = '{"op":0,"d":"\x9b31m\u202e\x7f é"}'.encode()
    record = Story().add("recv", op=0, frame=frame)
    shown = formatter(form, Names(), terminal=True)(record)
    assert b"\\u009b31m\\u202e\\u007f \xc3\xa9" in shown
    value = orjson.loads(shown)
    assert value.get("frame", value) == orjson.loads(frame)
    assert shown.count(b"\n") == 1


def test_record_is_the_line_of_a_recording() -> None:
    record = Story().event("RESUMED")
    assert formatter(Format.RECORD, Names())(record) == encode_record(record)


def test_pretty() -> None:
    record = Story().event("TYPING_START", {"x": "\x1b[31m\x9b[red]"}, size=9)
    shown = formatter(Format.PRETTY, Names())(record).decode()
    assert shown == (
        "--- n=1 at=0.000000 00:00:00.000 recv TYPING_START s=1 size=9\n"
        '{\n  "t": "TYPING_START",\n  "s": 1,\n  "op": 0,\n'
        '  "d": {\n    "x": "\\u001b[31m\\x9b[red]"\n  }\n}\n'
    )
    close = formatter(Format.PRETTY, Names())(Story().close(4000).records[0]).decode()
    assert '"code": 4000' in close


def test_pretty_in_colour_has_colours_of_ours_only() -> None:
    record = Story().event("X", {"x": "\x1b]52;c;\x07\x9b"})
    shown = formatter(Format.PRETTY, Names(), colour=True)(record).decode()
    assert "\x1b[" in shown
    assert "\x1b]" not in shown
    assert "\x9b" not in shown
    assert "\x07" not in shown


def test_text_format() -> None:
    record = Story().event("TYPING_START", {"channel_id": "1"}, size=41)
    line = formatter(Format.TEXT, Names(), width=80)(record).decode()
    assert line.split() == ["00:00:00.000", "1", "TYPING_START", "DM", "is", "typing", "41"]
    assert line.endswith("\n")


def test_lines_load_no_table() -> None:
    code = (
        "import sys, scurrycli.sinks.lines as l, scurrycli.sinks.metrics;"
        "print([m for m in sys.modules if m.startswith('rich.') and m not in "
        "('rich.cells', 'rich._extension') and not m.startswith('rich._unicode')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_line_without_a_limit_holds_a_whole_message() -> None:
    said = "é" * 3990 + " the end"
    record = Story().event("MESSAGE_CREATE", {"content": said}, size=41)
    assert text_line(record, Names(), 5000).endswith(f"{said} 41")
    short = text_line(Story().event("TYPING_START", size=41), Names(), 5000)
    assert short.endswith("is typing 41")
    assert cell_len(text_line(record, Names(), 300)) == 300
