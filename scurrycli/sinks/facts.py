"""The figures of a recording as one JSON object for programs; never a word that people need."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from math import isfinite
from typing import Any

from scurrycli.recording.encoding import time_text
from scurrycli.recording.header import Header
from scurrycli.sinks.figures import MOST_HOLES, Figures
from scurrycli.sinks.flow import TypeCount
from scurrycli.sinks.spread import Spread
from scurrycli.wire.close_codes import close_code

_LEAVING = (1000, 1001)
_PERCENTILES = (50, 95, 99)
_HEADER = ("client", "url", "api_version", "encoding", "compress", "intents", "shard", "redact")


def facts(figures: Figures, name: str, damage: str | None) -> dict[str, Any]:
    """Everything that `scurry info` tells. What is not known is None; times are in the unit of
    their name's end (`_ms`, `_s`), sizes in bytes.

    Args:
        figures: of a recording that was read.
        name: the file's.
        damage: one sentence on what was left unread.
    """
    timed = isfinite(figures.header.started)
    types = figures.types()
    beats = [session.metrics.beats for session in figures.sessions.values()]
    flows = [session.metrics.flow for session in figures.sessions.values()]
    size, wire = sum(flow.bytes for flow in flows), sum(flow.wire for flow in flows)
    return {
        "file": name,
        "header": _header(figures.header),
        "duration_s": round(figures.seconds, 6) if timed else None,
        "records": figures.records,
        "kinds": {str(kind): count for kind, count in figures.kinds.items()},
        "ended": figures.ended is not None,
        "why": figures.ended,
        "damage": damage,
        "connections": figures.total("connections"),
        "sessions": figures.total("sessions"),
        "resumes": figures.total("resumes"),
        "states": _states(figures) if timed else {},
        "closes": _closes(figures),
        "errors": figures.total("errors"),
        "flaws": figures.total("flaws"),
        "events": sum(kind.count for kind in types),
        "bytes": size,
        "wire": wire,
        "ratio": ratio(size, wire),
        "types": [_type(kind, figures) for kind in types],
        "silent": _silent(figures) if timed else [],
        "decisions": [asdict(one) for one in figures.decisions()],
        "latency_ms": _spread(figures.latencies()),
        "missed_acks": sum(each.missed for each in beats),
        "late_acks": sum(each.late_acks for each in beats),
        "late_beats": sum(each.late_beats for each in beats),
        "worst_beat_ms": _ms(max((each.worst_beat for each in beats), default=0.0)),
        "clock_skew_ms": _skews(figures),
        "delivery_lag_ms": _spread(figures.lags()),
        "sequence": sequence(figures),
    }


def ratio(size: int, wire: int) -> float | None:
    """How many times smaller it was on the wire; None where nothing came."""
    return round(size / wire, 3) if wire else None


def sequence(figures: Figures) -> dict[str, Any]:
    """The ledger of sequence numbers over all sessions of the recording, with its verdict."""
    ledgers = [session.metrics.ledger for session in figures.sessions.values()]
    holes = [hole for session in figures.sessions.values() for hole in session.holes]
    verdicts = [ledger.verdict for ledger in ledgers if ledger.last is not None or ledger.gaps]
    bad = [verdict for verdict in verdicts if verdict != "nothing lost"]
    return {
        "verdict": "; ".join(bad) or (verdicts[0] if verdicts else "no events"),
        "gaps": sum(ledger.gaps for ledger in ledgers),
        "missing": sum(ledger.missing for ledger in ledgers),
        "repeats": sum(ledger.repeats for ledger in ledgers),
        "replayed": sum(ledger.replayed for ledger in ledgers),
        "holes": [asdict(hole) for hole in holes[:MOST_HOLES]],
    }


def _header(header: Header) -> dict[str, Any]:
    known = isfinite(header.started)
    started = time_text(header.started) if known else None
    kept = {key: (getattr(header, key) or None) if known else None for key in _HEADER}
    return {"started": started, **kept, **header.extra}


def _states(figures: Figures) -> dict[str, Any]:
    sums: dict[str, Any] = {}
    for session in figures.sessions.values():
        for state, stay in session.stays.items():
            entry = sums.setdefault(str(state), {"times": 0, "seconds": 0.0})
            entry["times"] += stay.times
            entry["seconds"] = round(entry["seconds"] + stay.seconds, 6)
    return sums


def _closes(figures: Figures) -> list[dict[str, Any]]:
    sums: Counter[tuple[int | None, str]] = Counter()
    for session in figures.sessions.values():
        sums.update(session.closes)
    return [_close(code, by, count) for (code, by), count in sums.most_common()]


def _close(code: int | None, by: str, count: int) -> dict[str, Any]:
    row = close_code(code)
    left = by == "client" and code in _LEAVING
    return {
        "code": code,
        "by": by or None,
        "count": count,
        "name": row.name,
        "meaning": "this client left for good" if left else row.meaning,
        "cure": (by != "client" and row.cure) or None,
    }


def _type(kind: TypeCount, figures: Figures) -> dict[str, Any]:
    timed, seconds = isfinite(figures.header.started), figures.seconds
    return {
        "name": kind.name,
        "count": kind.count,
        "per_second": round(kind.count / seconds, 6) if seconds and timed else None,
        "bytes": kind.bytes,
        "wire": kind.wire,
        "ratio": ratio(kind.bytes, kind.wire),
        "largest": kind.largest,
        "largest_n": kind.largest_n or None,
        "last_ago_s": round((figures.last or 0.0) - kind.last_at, 6) if timed else None,
    }


def _silent(figures: Figures) -> list[dict[str, Any]]:
    """The longest silence first."""
    silent = sorted(figures.silent().items(), key=lambda item: -item[1])
    return [{"name": name, "seconds": round(seconds, 3)} for name, seconds in silent]


def _skews(figures: Figures) -> float | None:
    """By how much the clock was ahead of Discord's; of more than one, the one that was worst."""
    known = [each.skew for each in figures.sessions.values() if each.skew is not None]
    return _ms(max(known, key=abs, default=None))


def _spread(spread: Spread) -> dict[str, Any] | None:
    """Milliseconds; None where there is nothing to tell."""
    if not spread.count:
        return None
    percentiles = {f"p{percent}": _ms(spread.percentile(percent)) for percent in _PERCENTILES}
    return (
        {"count": spread.count, "min": _ms(spread.least)} | percentiles | {"max": _ms(spread.most)}
    )


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 3)
