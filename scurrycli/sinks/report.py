"""What `scurry info` tells people: facts as lines and a table; never how they were counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from scurrycli.sinks import theme
from scurrycli.sinks.beats import LATE_ACK, LATE_BEAT
from scurrycli.sinks.decisions import Decision
from scurrycli.sinks.health_lines import decided, late_lines, skewed
from scurrycli.sinks.summaries import final
from scurrycli.sinks.text import (
    UNKNOWN,
    age,
    count,
    duration,
    fold,
    middle,
    milliseconds,
    plain,
    rate,
    size,
)
from scurrycli.wire.intents import intent_names

Facts = Mapping[str, Any]
_LABEL = 14
_MOST_TOLD = 10  # holes one by one
_MOST_LARGEST = 5
_FIGURES = 52  # cells of the table's columns beside the name
_RARE = 0.1  # a second
_REASONS = {"pii": "ids are pseudonyms", "content": "ids are pseudonyms"}


def report(facts: Facts, width: int) -> RenderableType:
    """The facts of one recording (see `sinks.facts`), at most `width` cells wide."""
    lines: list[RenderableType] = [Text(plain(facts["file"], width), theme.VALUE)]
    for label, words, style in _said(facts):
        head = f" {label:<{_LABEL}} "
        for number, text in enumerate(fold(words.split(" "), width - len(head) - 1)):
            lines.append(Text(" " * len(head) if number else head, theme.LABEL).append(text, style))
    if facts["types"]:
        lines += ["", _table(facts, width)]
    return Group(*lines)


def _said(facts: Facts) -> Iterator[tuple[str, str, str]]:
    """Label, words, and style of each line."""
    header = facts["header"]
    yield "recorded", plain(_recorded(facts)), ""
    yield "connection", plain(_connection(header)), ""
    if header["intents"] is not None:
        yield "intents", plain(_intents(header["intents"])), ""
    yield "records", _records(facts), ""
    if facts["states"]:
        yield "states", plain(_states(facts["states"])), ""
    yield (
        "connections",
        f"{facts['connections']}, sessions {facts['sessions']}, resumed {facts['resumes']}",
        "",
    )
    for number, close in enumerate(facts["closes"]):
        yield "" if number else "closes", plain(_close(close)), theme.alarm(final(close["code"]))
    yield "sequence", plain(_sequence(facts["sequence"])), theme.alarm(facts["sequence"]["missing"])
    told = [one for one in map(_decision, facts["decisions"]) if not one.is_leaving]
    for number, one in enumerate(told[-_MOST_TOLD:]):
        yield "" if number else "decided", plain(decided(one)), ""
    yield "latency", _latency(facts), ""
    late = facts["late_beats"] or facts["late_acks"]
    yield "late", _late(facts), theme.alarm(late)
    yield "delivery lag", _lag(facts), ""
    yield "clock", _clock(facts), ""
    if facts["silent"]:
        yield "silent", _silent(facts), theme.WARN
    yield "received", _received(facts), ""
    if facts["types"]:
        yield "largest", _largest(facts), ""
    if facts["damage"]:
        yield "damage", plain(facts["damage"]), theme.BAD


def _recorded(facts: Facts) -> str:
    header = facts["header"]
    if header["started"] is None:
        return "when is not known: bare payloads, without times or a header"
    ended = f"ended: {facts['why']}" if facts["ended"] else "cut off, as it has no end record"
    started = header["started"].replace("T", " ")[:19]
    by = header["client"] or "an unknown program"
    return f"{started} UTC, {duration(facts['duration_s'])}, by {by}, {ended.removesuffix('.')}"


def _connection(header: Facts) -> str:
    shard = header["shard"]
    said = {
        "": header["url"] or "address unknown",
        "compress": header["compress"] or UNKNOWN,
        "encoding": header["encoding"] or UNKNOWN,
        "shard": f"{shard[0]}/{shard[1]}" if shard else UNKNOWN,
        "redacted": header["redact"] or UNKNOWN,
    }
    return ", ".join(f"{key} {value}".strip() for key, value in said.items())


def _intents(number: int) -> str:
    return f"{number} ({', '.join(intent_names(number)) or 'none'})"


def _records(facts: Facts) -> str:
    kinds = ", ".join(f"{plain(kind, 16)} {count(n)}" for kind, n in facts["kinds"].items())
    odd = f"; {facts['flaws']} payloads with a flaw" if facts["flaws"] else ""
    return f"{count(facts['records'])}: {kinds}{odd}" if kinds else "none"


def _states(states: Facts) -> str:
    return ", ".join(
        f"{state} {stay['times']}x {duration(stay['seconds'])}" for state, stay in states.items()
    )


def _close(close: Facts) -> str:
    code = "without a code" if close["code"] is None else f"{close['code']} ({close['name']})"
    cure = f". {close['cure']}" if close["cure"] else ""
    by = close["by"] or "unknown"
    return f"{count(close['count'])}x {code} by {by}: {close['meaning']}{cure}"


def _sequence(sequence: Facts) -> str:
    holes = [
        f"s {hole['after'] + 1} to {hole['until'] - 1} (before n {hole['n']})"
        if hole["until"] - hole["after"] > 2  # noqa: PLR2004 - one number alone
        else f"s {hole['after'] + 1} (before n {hole['n']})"
        for hole in sequence["holes"][:_MOST_TOLD]
    ]
    more = sequence["gaps"] - len(holes)
    if more > 0 and holes:
        holes.append(f"{more} more gaps")
    told = f": {', '.join(holes)}" if holes else ""
    again = f"; {sequence['replayed']} replayed after a resume" if sequence["replayed"] else ""
    return f"{sequence['verdict']}{told}{again}"


def _latency(facts: Facts) -> str:
    spread, missed = facts["latency_ms"], facts["missed_acks"]
    if spread is None:
        return f"{UNKNOWN} (no heartbeat was answered, {missed} missed)"
    return f"{_spread(spread)}; {count(spread['count'])} beats, {missed} missed"


def _decision(fields: Facts) -> Decision:
    return Decision(**fields)


def _late(facts: Facts) -> str:
    latency = facts["latency_ms"]
    worst_ack = latency["max"] / 1000 if latency else None
    worst_beat = facts["worst_beat_ms"] / 1000
    said = late_lines(facts["late_beats"], worst_beat, facts["late_acks"], worst_ack)
    none = f"no heartbeat by over {milliseconds(LATE_BEAT)}, no ACK by {milliseconds(LATE_ACK)}"
    return " ".join(said) or none


def _clock(facts: Facts) -> str:
    ahead = facts["clock_skew_ms"]
    if ahead is None:
        return f"{UNKNOWN} (it takes an event that tells its time, and a heartbeat's round trip)"
    return f"{skewed(ahead / 1000)} Discord's, as far as half a round trip tells; no lag has it"


def _silent(facts: Facts) -> str:
    told = ", ".join(f"{one['name']} {age(one['seconds'])}" for one in facts["silent"][:_MOST_TOLD])
    return plain(f"{told}; far longer than ever before")


def _largest(facts: Facts) -> str:
    kinds = sorted(facts["types"], key=lambda kind: -kind["largest"])[:_MOST_LARGEST]
    return ", ".join(
        f"{plain(kind['name'], 40)} {size(kind['largest'])} (n {kind['largest_n'] or UNKNOWN})"
        for kind in kinds
    )


def _lag(facts: Facts) -> str:
    spread = facts["delivery_lag_ms"]
    if spread is None:
        why = _REASONS.get(facts["header"]["redact"], "no event tells when it happened")
        return f"{UNKNOWN} ({why})"
    return f"{_spread(spread)}; {count(spread['count'])} events"


def _spread(spread: Facts) -> str:
    names = ("min", "p50", "p95", "p99", "max")
    return ", ".join(f"{name} {milliseconds(spread[name] / 1000)}" for name in names)


def _received(facts: Facts) -> str:
    seconds = facts["duration_s"]
    speed = _speed(facts["events"] / seconds if seconds else None)
    return (
        f"{count(facts['events'])} events, {speed}; {size(facts['bytes'])}B, on the wire "
        f"{size(facts['wire'])}B ({_ratio(facts['ratio'])})"
    )


def _speed(per_second: float | None) -> str:
    if per_second is None:
        return f"{UNKNOWN}/s"
    return f"{per_second:.3f}/s" if 0 < per_second < _RARE else f"{rate(per_second)}/s"


def _ratio(ratio: float | None) -> str:
    return UNKNOWN if ratio is None else f"{ratio:.1f}x"


def _table(facts: Facts, width: int) -> Table:
    """The event types, a row each."""
    table = Table(box=None, pad_edge=False, header_style=theme.LABEL, padding=(0, 1, 0, 0))
    longest = max(len(kind["name"]) for kind in facts["types"])
    name = max(5, min(longest, width - _FIGURES))
    table.add_column(" EVENT", width=name + 1, no_wrap=True)
    for title, cells in (("COUNT", 9), ("RATE", 7), ("BYTES", 5), ("WIRE", 5), ("RATIO", 5)):
        table.add_column(title, width=cells, justify="right", no_wrap=True)
    table.add_column("LARGEST", width=7, justify="right", no_wrap=True)
    table.add_column("LAST", width=4, justify="right", no_wrap=True)
    for kind in facts["types"]:
        table.add_row(
            Text(f" {middle(plain(kind['name']), name)}"),
            count(kind["count"]),
            _speed(kind["per_second"]),
            size(kind["bytes"]),
            size(kind["wire"]),
            _ratio(kind["ratio"]),
            size(kind["largest"]),
            age(kind["last_ago_s"]),
        )
    return table
