"""What header and records share: time stamps, and JSON that never fails; never a file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from math import floor
from typing import Any

import orjson

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LOWEST = -62135596800.0  # 0001-01-01T00:00:00Z
_HIGHEST = 253402300798.0  # 9999-12-31T23:59:58Z, so that rounding up stays in the calendar
_PLAIN_LENGTH = 27  # 2026-11-23T22:58:01.123456Z
_DEEPEST = 100
_MICRO = 1_000_000
_INT64 = (-(1 << 63), (1 << 64) - 1)


def time_text(seconds: float) -> str:
    """Seconds since the epoch as RFC 3339 with microseconds and `Z`, within the years 1 to 9999."""
    if not seconds >= _LOWEST:
        seconds = _LOWEST
    elif seconds > _HIGHEST:
        seconds = _HIGHEST
    whole = floor(seconds)
    micros = round((seconds - whole) * _MICRO)  # by parts: a product of both would lose digits
    if micros == _MICRO:
        whole, micros = whole + 1, 0
    return f"{_whole_second(whole)}.{micros:06d}Z"


@lru_cache(maxsize=8)
def _whole_second(seconds: int) -> str:
    return (_EPOCH + timedelta(seconds=seconds)).isoformat()[:19]


def read_time(text: str) -> float:
    """Seconds since the epoch, of any ISO 8601 date and time; one without a zone is UTC.

    Raises:
        ValueError: it is no such text.
    """
    if len(text) == _PLAIN_LENGTH and text[19] == "." and text[26] == "Z":
        return _instant(text[:19]) + float(text[19:26])
    return _instant(text)


@lru_cache(maxsize=8)
def _instant(text: str) -> float:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH).total_seconds()


def json_text(value: Any) -> bytes:
    """Compact JSON of any value: what JSON cannot hold becomes text that comes closest to it."""
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        return orjson.dumps(_plain(value, 0))


def _plain(value: Any, depth: int) -> Any:
    """The same value out of what orjson takes: whole characters, 64-bit integers, bounded depth."""
    if isinstance(value, dict | list | tuple):
        return _plain_items(value, depth + 1) if depth < _DEEPEST else "[too deep]"
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int) and _INT64[0] <= value <= _INT64[1]:
        return int(value)
    return str(value).encode("utf-8", "replace").decode()


def _plain_items(value: Any, depth: int) -> Any:
    if isinstance(value, dict):
        return {_plain(str(key), depth): _plain(item, depth) for key, item in value.items()}
    return [_plain(item, depth) for item in value]
