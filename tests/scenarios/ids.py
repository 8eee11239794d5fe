"""Snowflakes, timestamps and hashes as Discord writes them; never from the clock or chance."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

Json = dict[str, Any]

DISCORD_EPOCH_MS = 1420070400000
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def milliseconds(moment: datetime) -> int:
    """Unix time in milliseconds."""
    return (moment - _UNIX) // _MILLISECOND


def snowflake(moment: datetime, increment: int = 0, worker: int = 1) -> str:
    """An id that was made at `moment`."""
    return str((milliseconds(moment) - DISCORD_EPOCH_MS) << 22 | worker << 17 | increment % 4096)


def created_at(snowflake_id: str) -> datetime:
    """When an id was made."""
    return _UNIX + ((int(snowflake_id) >> 22) + DISCORD_EPOCH_MS) * _MILLISECOND


def iso(moment: datetime) -> str:
    """ISO 8601 with six decimals, of which Discord fills three."""
    whole = _UNIX + milliseconds(moment) * _MILLISECOND
    return whole.isoformat(timespec="microseconds")


def hexes(*parts: object, length: int = 32) -> str:
    """Lower-case hexadecimal digits that depend on nothing but `parts` (at most 128)."""
    text = "/".join(map(str, parts))
    return blake2b(text.encode(), digest_size=64).hexdigest()[:length]


def image(kind: str, name: str) -> str:
    """An invented image hash of the right length."""
    return hexes("image", kind, name)


def thumbhash(name: str) -> str:
    """An invented placeholder of an image, as base64."""
    return b64encode(bytes.fromhex(hexes("thumb", name, length=42))).decode()


def on_day(day: str, name: str) -> datetime:
    """A moment on an ISO date, always the same for the same name."""
    offset = int(hexes("moment", name, length=12), 16) % 86_400_000
    return datetime.fromisoformat(day).replace(tzinfo=UTC) + offset * _MILLISECOND


def old_id(day: str, name: str) -> str:
    """The id of something that was made on an ISO date."""
    return snowflake(on_day(day, name), int(hexes("increment", name, length=3), 16))
