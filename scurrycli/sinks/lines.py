"""Records and figures as plain lines, for pipes, logs and terminals without a view; never drawn."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum

import orjson

from scurrycli.recording.codec import encode_record, one_line
from scurrycli.records import Record
from scurrycli.sinks.metrics import SEND_LIMIT, Metrics
from scurrycli.sinks.names import Names
from scurrycli.sinks.rows import Row, columns, make_row
from scurrycli.sinks.summaries import label
from scurrycli.sinks.text import clock, cut, middle, pad, plain

WIDTH = 120
_UNBOUNDED = 1000  # cells; wider lines are no columns on a screen, and nothing is filled up
_UNKNOWN = "n/a"
_ACTS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


class Format(StrEnum):
    """How a record is printed: a line to read, its payload, its line of a recording, indented."""

    TEXT = "text"
    JSON = "json"
    RECORD = "record"
    PRETTY = "pretty"


def text_line(record: Record, names: Names, width: int = WIDTH) -> str:
    """Time, seq, event, where, who, summary, size, in columns that fit `width` cells.

    From a thousand cells on the size follows the summary at once.
    """
    row = make_row(record, names)
    return story_line(row, width) if row.story else _aligned(row, width)


def state_line(record: Record, names: Names | None = None) -> str:
    """Time and text of a record that is no event: a state change, a close, an error; not cut."""
    return story_line(make_row(record, names or Names()))


def story_line(row: Row, width: int | None = None) -> str:
    """A row without columns, cut where a width is given."""
    said = f"{row.time} {row.summary}"
    return said if width is None else cut(said, width)


def _aligned(row: Row, width: int) -> str:
    shape = columns(width + 1)  # a printed line needs no margin
    summary, size = pad(row.summary, shape.summary), pad(row.size, shape.size, right=True)
    if width >= _UNBOUNDED:
        summary, size = cut(row.summary, shape.summary), row.size
    parts = (
        (pad(row.time[: shape.time], shape.time), shape.time),
        (f"{row.seq:>{shape.seq}}", shape.seq),
        (pad(middle(row.event, shape.event), shape.event), shape.event),
        (pad(row.where, shape.where), shape.where),
        (pad(row.who, shape.who), shape.who),
        (summary, shape.summary),
        (size, shape.size),
    )
    return " ".join(words for words, cells in parts if cells)


def interval_line(metrics: Metrics, now: float) -> str:
    """The figures of the live view's header as `key=value`, joined by blanks; unknown is `n/a`."""
    beats, flow, ledger, budget = metrics.beats, metrics.flow, metrics.ledger, metrics.budget
    figures: dict[str, object] = {
        "time": clock(metrics.wall(now)),
        "state": re.sub(r"\s", "_", plain(metrics.state)) or _UNKNOWN,
        "latency_ms": _ms(beats.last),
        "p95_ms": _ms(beats.p95),
        "missed": beats.missed,
        "seq": _UNKNOWN if ledger.last is None else ledger.last,
        "gaps": ledger.gaps,
        "missing": ledger.missing,
        "repeats": ledger.repeats,
        "events": flow.events,
        "events_per_s": f"{flow.events_per_second(now):.1f}",
        "bytes_per_s": f"{flow.bytes_per_second(now):.0f}",
        "identify": _UNKNOWN if budget is None else f"{budget.remaining}/{budget.total}",
        "send": f"{metrics.sends(now)}/{SEND_LIMIT}",
        "conn": _UNKNOWN if metrics.conn is None else metrics.conn,
    }
    return " ".join(f"{key}={value}" for key, value in figures.items())


def _ms(seconds: float | None) -> str:
    return _UNKNOWN if seconds is None else f"{seconds * 1000:.1f}"


def formatter(
    form: Format,
    names: Names,
    *,
    width: int = WIDTH,
    terminal: bool = False,
    colour: bool = False,
) -> Callable[[Record], bytes]:
    r"""What to write for a record, with its `\n`; empty where the format has nothing for it.

    Args:
        form: `json` gives the payload's bytes, and nothing for a record without one.
        names: for `text`.
        width: cells of a line, for `text`.
        terminal: whether a terminal reads it: then `json` and `record` write characters that
            could act on one as JSON's `\\u` escapes. The value stays the same, the bytes do not.
        colour: whether `pretty` may use colours.
    """
    if form is Format.TEXT:
        return lambda record: _encoded(text_line(record, names, width))
    if form is Format.PRETTY:
        return lambda record: _encoded(_pretty(record, colour=colour))
    raw = _RAW[form]
    return (lambda record: _shown(raw(record))) if terminal else raw


def _payload(record: Record) -> bytes:
    return b"" if record.frame is None else one_line(record.frame) + b"\n"


_RAW: dict[Format, Callable[[Record], bytes]] = {
    Format.JSON: _payload,
    Format.RECORD: encode_record,
}


def _shown(text: bytes) -> bytes:
    """JSON of the same value without characters that a terminal acts on."""
    return _encoded(_ACTS.sub(_escape, text.decode(errors="replace").removesuffix("\n")), text)


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _encoded(line: str, given: bytes = b"\n") -> bytes:
    return (line + "\n" if given.endswith(b"\n") else line).encode(errors="backslashreplace")


def _pretty(record: Record, *, colour: bool) -> str:
    """A heading and the payload, indented; what the kind adds where there is no payload."""
    name = plain(record.t, 64) if record.is_dispatch else label(record)
    facts = [f"n={record.n}", f"at={record.at:.6f}", clock(record.ts), plain(record.kind, 12), name]
    facts += [f"{key}={value}" for key in ("conn", "s", "size") if (value := getattr(record, key))]
    body = record.payload if record.frame is not None else record.detail
    text = orjson.dumps(body, option=orjson.OPT_INDENT_2).decode()
    heading = f"--- {' '.join(facts)}"
    return _coloured(heading, text) if colour else "\n".join([heading, *_clean(text)])


def _clean(text: str) -> list[str]:
    """Lines of indented JSON, each safe for a terminal."""
    return [plain(line) for line in text.split("\n")]


def _coloured(heading: str, text: str) -> str:
    from io import StringIO

    from rich.console import Console
    from rich.highlighter import JSONHighlighter
    from rich.text import Text

    out = StringIO()
    console = Console(file=out, force_terminal=True, color_system="standard", soft_wrap=True)
    console.print(Text(heading, style="dim"))
    console.print(JSONHighlighter()(Text("\n".join(_clean(text)))), end="")
    return out.getvalue()
