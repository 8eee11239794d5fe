"""Payloads of every kind with secrets planted wherever a text can stand; never one that is real."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from scurrycli.recording import open_recording

TOKEN = "NzkyNzE1NDU0MTk2MDg4ODQy.X-hvzA.Ovy4MCQywSkoMRRclStW4xAYK7I"
OTHER_TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GkLmN0.a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9"
KEYED = "interaction-aW50ZXJhY3Rpb246MTIzNDU2Nzg5"
SESSION = "7f3c9a51d2e84b6f8a0c1d2e3f405162"
HOOK = "https://discord.com/api/webhooks/1161131610150863712/hookSecret-AbC_123"
SECRETS = (TOKEN, OTHER_TOKEN, KEYED, SESSION, "hookSecret")

SAMPLES = Path(__file__).parents[1] / "recordings"
_TEXTS = (
    TOKEN,
    f"Bot {TOKEN}!",
    f"see {HOOK}?wait=true",
    f"a\n{OTHER_TOKEN}.",
    quote(HOOK, safe=""),
)


def payloads() -> dict[str, Any]:
    """One payload of every kind that the samples hold, by its name."""
    found: dict[str, Any] = {}
    for path in sorted(SAMPLES.glob("*.jsonl")):
        with open_recording(path) as recording:
            for record in recording:
                if record.frame is not None:
                    found.setdefault(record.t or f"{record.kind} op {record.op}", record.payload)
    return found


def planted(payload: Any) -> Iterator[Any]:
    """The payload with secrets in all its texts, in its keys, and under keys of their own."""
    for text in _TEXTS:
        yield _in_texts(payload, text)
        yield _in_keys(payload, text)
    yield {**payload, "d": {"nested": [{"deep": _secrets_by_key()}], **_secrets_by_key()}}
    yield {**payload, "d": json.dumps({"quoted": [TOKEN, HOOK, OTHER_TOKEN]})}


def spelled(payload: Any) -> Iterator[str]:
    """The same JSON, spelled in several ways."""
    yield json.dumps(payload)
    yield json.dumps(payload, ensure_ascii=False, indent=1)
    yield json.dumps(payload).replace("/", "\\/")
    yield "".join(_escaped(json.dumps(payload)))


def holds_secret(data: bytes) -> bool:
    """Whether a secret stands in the bytes, plain, escaped or percent-encoded."""
    text = data.decode("utf-8", "replace").replace("\\/", "/")
    try:
        plain = json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        plain = text
    forms = (text, plain, plain.replace("%2F", "/"))
    return any(secret in form for secret in SECRETS for form in forms)


def _secrets_by_key() -> dict[str, Any]:
    return {"token": KEYED, "session_id": SESSION}


def _in_texts(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return {
            key: item if key in ("op", "s", "t") else _in_texts(item, text)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_in_texts(item, text) for item in value]
    return f"{text}" if value is None or isinstance(value, str) else value


def _in_keys(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return {
            key if key in ("op", "s", "t", "d") else f"{text} {key}": _in_keys(item, text)
            for key, item in value.items()
        }
    return [_in_keys(item, text) for item in value] if isinstance(value, list) else value


def _escaped(text: str) -> Iterator[str]:
    r"""Every third letter or digit of the strings as a `\u` escape."""
    inside = False
    skip = False
    for at, char in enumerate(text):
        if skip:
            skip = False
            yield char
            continue
        if char == '"':
            inside = not inside
        skip = inside and char == "\\"
        follows_escape = text[max(0, at - 5) : at].rfind("\\u") >= 0
        if inside and char.isalnum() and at % 3 == 0 and not follows_escape:
            yield f"\\u{ord(char):04x}"
        else:
            yield char
