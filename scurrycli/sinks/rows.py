"""A record as one row of a list, and how wide each column of that list is; never a colour.

The live table and the printed lines share both, so that they read the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from scurrycli.records import Kind, Record, State
from scurrycli.sinks.names import Names
from scurrycli.sinks.summaries import label, summarize
from scurrycli.sinks.text import clock, plain, size
from scurrycli.wire.events import DISPATCH_EVENTS
from scurrycli.wire.opcodes import Opcode

_QUIET = frozenset({Opcode.HEARTBEAT, Opcode.HELLO, Opcode.HEARTBEAT_ACK})
_DECIDED = (State.WAITING.value, State.STOPPED.value)
_DIGITS = 5  # of a sequence number, until there are more


@dataclass(frozen=True, slots=True)
class Row:
    """Clean texts, not yet cut. `story` rows have no event: `event` says what kind of record it is.

    `odd` marks what is not as documented: an unknown event, a flawed payload. `skipped` is set by
    a list that leaves out events between this row and the next newer one; `lines` is how many a
    list gives a story. For `matters` see the function.
    """

    n: int
    at: float
    time: str
    seq: str
    event: str
    where: str
    who: str
    summary: str
    size: str
    story: bool
    state: str = ""
    odd: bool = False
    skipped: bool = False
    matters: bool = False
    lines: int = 1


def make_row(record: Record, names: Names, *, full: bool = False) -> Row:
    """Decode and summarize a record; `full` writes the guild before the channel."""
    story = not record.is_dispatch
    return Row(
        n=record.n,
        at=record.at,
        time=clock(record.ts),
        seq="" if record.s is None else str(record.s),
        event=label(record) if story else plain(record.t or "(no name)", 64),
        where="" if story else names.where(record, full=full),
        who="" if story else names.who(record),
        summary=summarize(record, names),
        size=size(record.size),
        story=story,
        state=plain(record.detail.get("state", ""), 12) if record.kind == Kind.STATE else "",
        odd="error" in record.detail or (not story and record.t not in DISPATCH_EVENTS),
        matters=matters(record),
    )


def is_story(record: Record) -> bool:
    """Whether a record that is no dispatch belongs in the list: heartbeats, ACKs, HELLO do not."""
    return record.kind not in (Kind.RECV, Kind.SENT) or record.op not in _QUIET


def matters(record: Record) -> bool:
    """Whether a story is a decision or what led to one: rather a close than a HELLO."""
    if record.kind == Kind.STATE:
        return bool(record.detail.get("rule")) or record.detail.get("state") in _DECIDED
    return record.kind in (Kind.CLOSE, Kind.ERROR, Kind.MARK)


@dataclass(frozen=True, slots=True)
class Columns:
    """Cells of each column; 0 leaves it out. One cell stands between two, and one before all."""

    time: int
    seq: int
    event: int
    where: int
    who: int
    summary: int
    size: int


_SHAPES = (
    (120, Columns(12, 1, 24, 22, 14, 0, 4)),
    (100, Columns(12, 1, 20, 14, 12, 0, 4)),
    (78, Columns(12, 1, 15, 9, 8, 0, 4)),
    (60, Columns(8, 1, 15, 9, 8, 0, 0)),
    (0, Columns(8, 0, 14, 0, 0, 0, 0)),
)
_LEAST_SUMMARY = 4


def columns(width: int, seq: int | None = None) -> Columns:
    """The columns for a list of `width` cells whose newest sequence number is `seq`."""
    shape = next(shape for least, shape in _SHAPES if width >= least)
    digits = max(_DIGITS, len(str(seq or 0))) if shape.seq else 0
    fixed = (shape.time, digits, shape.event, shape.where, shape.who, shape.size)
    used = sum(cells + 1 for cells in fixed if cells) + 1
    summary = max(_LEAST_SUMMARY, width - used)
    return Columns(shape.time, digits, *fixed[2:5], summary, shape.size)


def story_cells(shape: Columns, width: int) -> int:
    """Cells that a story's text has in a list of `width` cells."""
    return max(2, width - shape.time - 3 - (shape.seq or 1))
