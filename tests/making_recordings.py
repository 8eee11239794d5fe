"""Makes whole recordings in memory, valid unless a test wants otherwise; never a file."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from msgspec import structs

from making_records import EPOCH, Story
from scurrycli.checks.examination import Examination
from scurrycli.checks.flaw import Flaw
from scurrycli.recording import Header, encode_header, encode_record
from scurrycli.records import Kind, Record

HEADER = Header(started=EPOCH, client="tests 1", url="wss://x/", intents=513, shard=(0, 1))


def honest(records: Iterable[Record]) -> list[Record]:
    """The same records, each with the size that its frame has."""
    return [
        record
        if record.frame is None
        else structs.replace(record, size=len(record.frame), wire=None)
        for record in records
    ]


def session(rounds: int = 2) -> Story:
    """A whole one: log-in, chat, a beat, a drop, a resume, the end."""
    story = Story().ready().wait(1).beat().chat(rounds)
    story.close(None, by="network").state("resuming", "a drop")
    story.open().wait(0.1).hello(state="resuming")
    seq = story.s
    story.payload("sent", 6, {"token": "[redacted]", "session_id": "s-1", "seq": seq})
    story.event("RESUMED", {})
    story.chat(1).beat()
    return finished(story)


def finished(story: Story) -> Story:
    """The end of a session and of its recording."""
    story.close(1000, by="client").state("stopped", "left by ourselves")
    frames = sum(record.kind in (Kind.RECV, Kind.SENT) for record in story.records)
    story.add("end", detail={"frames": frames, "why": "left by ourselves"})
    story.records[-1].conn = None
    return story


def lines(records: Iterable[Record], header: Header = HEADER, **extra: Any) -> list[bytes]:
    """The lines of a recording, ends included."""
    first = encode_header(replace(header, extra={**header.extra, **extra}))
    return [first, *map(encode_record, honest(records))]


def examined(data: bytes) -> tuple[list[Flaw], Examination]:
    """What is wrong with a file."""
    examination = Examination(io.BufferedReader(io.BytesIO(data)), "x")
    return list(examination), examination


def rules(data: bytes) -> list[tuple[int | None, str]]:
    """Number and rule of all that is wrong."""
    return [(flaw.n, flaw.rule) for flaw in examined(data)[0]]
