"""What hangs on messages: files, embeds, stickers, the poll, the buttons; never a message."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from scenarios.ids import Json, hexes, iso, snowflake, thumbhash
from scenarios.objects import STICKER_IDS

CDN, PROXY = "https://cdn.example.com", "https://media.example.com"
BUILDS = "https://builds.example.com"


class File(NamedTuple):
    """An attached image; `alt` is its description."""

    name: str
    size: int
    width: int
    height: int
    alt: str | None = None


FILES: dict[str, File] = {
    "cat": File("IMG_20261120_0412.jpg", 1_204_511, 1512, 2016, "A cat, leaving"),
    "pier": File("pier-north.jpg", 2_877_902, 4032, 3024, "A white box on a mast above grey water"),
    "spoon": File("spoon.jpg", 1_530_027, 3024, 4032, "A wooden spoon as a wind vane"),
    "wiring": File("wiring-rev-c.png", 188_340, 1800, 1200),
    "jp3": File(
        "where-is-jp3.png", 402_118, 1280, 960, "The back of a board, an arrow points at JP3"
    ),
}


def attachment(key: str, channel_id: str, made: datetime, increment: int) -> Json:
    """A file as it hangs on a message in a channel."""
    file = FILES[key]
    file_id = snowflake(made, increment, worker=2)
    path = f"attachments/{channel_id}/{file_id}/{file.name}"
    signed = f"?ex={hexes('ex', path, length=8)}&is={hexes('is', path, length=8)}&hm="
    signed += hexes("hm", path, length=64) + "&"
    made_of: Json = {
        "width": file.width,
        "url": f"{CDN}/{path}{signed}",
        "size": file.size,
        "proxy_url": f"{PROXY}/{path}{signed}",
        "placeholder_version": 1,
        "placeholder": thumbhash(file.name),
        "id": file_id,
        "height": file.height,
        "flags": 0,
        "filename": file.name,
        "content_type": "image/png" if file.name.endswith("png") else "image/jpeg",
    }
    return made_of | {"description": file.alt} if file.alt else made_of


def stickers(name: str) -> list[Json]:
    """The sticker items of a message with one sticker, or none."""
    return [{"name": name, "id": STICKER_IDS[name], "format_type": 1}] if name else []


def _proxied(url: str) -> str:
    return f"{PROXY}/external/{hexes('proxy', url, length=43)}/{url.replace('://', '/')}"


def _image(url: str, width: int, height: int) -> Json:
    return {
        "width": width,
        "url": url,
        "proxy_url": _proxied(url),
        "placeholder_version": 1,
        "placeholder": thumbhash(url),
        "height": height,
        "flags": 0,
        "content_type": "image/webp",
    }


def _link(site: str, url: str, title: str, description: str, picture: str) -> Json:
    home = "/".join(url.split("/")[:3])
    return {
        "url": url,
        "type": "link",
        "title": title,
        "thumbnail": _image(f"{home}/{picture}", 1200, 630),
        "provider": {"name": site, "url": home},
        "description": description,
        "color": 2067276,
    }


def _build(
    title: str, color: int, number: int, text: str, rows: tuple[tuple[str, str], ...]
) -> Json:
    return {
        "url": f"{BUILDS}/mossfw/{number}",
        "type": "rich",
        "title": title,
        "fields": [{"value": value, "name": name, "inline": True} for name, value in rows],
        "description": text,
        "color": color,
        "author": {
            "url": "https://code.example.com/priya",
            "proxy_icon_url": _proxied("https://code.example.com/priya.png"),
            "name": "priya",
            "icon_url": "https://code.example.com/priya.png",
        },
    }


EMBEDS: dict[str, Json] = {
    "shopping": _link(
        "The Mossbeacon handbook", "https://handbook.example.com/start/shopping-list",
        "Shopping list",
        "Everything for one station, with three shops for each part and what to do when all are "
        "out.",
        "cards/shopping.webp",
    ),
    "station": _link(
        "Mossbeacon map", "https://map.example.com/station/7", "Station 7: ferry pier",
        "6.4 °C · 1009 hPa, falling · wind WNW 7 m/s · last reading two minutes ago",
        "cards/station-7.webp",
    ),
    "heather": _link(
        "Mossbeacon news", "https://news.example.com/2.4-heather", "Mossbeacon 2.4 “Heather”",
        "Cold mornings, deeper sleep, and a line for the air pressure.", "heather/cover.webp",
    ),
    "build-failed": _build(
        "mossfw #1881: tests failed", 15158332, 1881, "`sleep/cold_display` timed out after 600 s",
        (("Branch", "main"), ("Boards", "B2 ✅  B4 ✅  C1 ❌"), ("Duration", "14 min 12 s")),
    ),
    "build-passed": _build(
        "mossfw #1882: passed", 3066993, 1882, "cold ink: wait for the display *before* arming "
        "the timer",
        (("Branch", "cold-ink"), ("Boards", "B2 ✅  B4 ✅  C1 ✅"), ("Duration", "9 min 40 s")),
    ),
    "build-release": _build(
        "mossfw #1883: image for 2.4 is signed", 3447003, 1883, "sha256 `9c51…e07a`, 412 KiB",
        (("Branch", "release/2.4"), ("Boards", "all ✅"), ("Duration", "11 min 03 s")),
    ),
    "forecast": {
        "type": "rich",
        "title": "Station 7: ferry pier",
        "thumbnail": _image("https://map.example.com/icons/rain-light.webp", 128, 128),
        "footer": {"text": "Readings are two minutes old"},
        "fields": [
            {"value": "6.4 °C", "name": "Air", "inline": True},
            {"value": "1009 hPa ↘", "name": "Pressure", "inline": True},
            {"value": "WNW, 7 m/s", "name": "Wind", "inline": True},
            {"value": "▂▃▃▅▆▇▆▅", "name": "Rain, next 8 h", "inline": False},
        ],
        "description": "Light rain from 20:00. Take the good jacket.",
        "color": 3447003,
    },
}  # fmt: skip

BUTTONS: list[Json] = [
    {
        "type": 1,
        "id": 1,
        "components": [
            {"type": 2, "style": 2, "label": "Refresh", "id": 2, "custom_id": "station:7:refresh",
             "emoji": {"name": "🔄"}},
            {"type": 2, "style": 5, "label": "Open map", "id": 3,
             "url": "https://map.example.com/station/7"},
        ],
    }
]  # fmt: skip

_ANSWERS = (("Graupel", "🧊"), ("Drizzle", "🌧️"), ("Heather again, but bigger", "🌿"), ("Fog", None))


def poll(made: datetime) -> Json:
    """The poll, with no votes yet."""
    answers = []
    for number, (text, emoji) in enumerate(_ANSWERS, 1):
        media: Json = {"text": text}
        if emoji:
            media["emoji"] = {"id": None, "name": emoji}
        answers.append({"poll_media": media, "answer_id": number})
    return {
        "question": {"text": "What shall 2.5 be called?"},
        "layout_type": 1,
        "expiry": iso(made + timedelta(hours=24)),
        "answers": answers,
        "allow_multiselect": True,
        "results": {"is_finalized": False, "answer_counts": []},
    }
