"""The message that a bot has sent, as the REST API answers it; never the request it came in.

Source: Discord's documentation, "Message" and "Component Reference".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

_DEFAULT, _REPLY = 0, 19  # types of messages
_FORWARD = 1  # a type of references
_HOLDERS = ("components", "component", "accessory")
"""Fields of a component that hold others."""


def message_of(
    said: Mapping[str, Any], *, message_id: str, channel_id: str, author: object, at: float
) -> dict[str, Any]:
    """The message made of what was said.

    Args:
        said: the body of the request.
        message_id, channel_id: of the message.
        author: who sent it, a user.
        at: when, in seconds since the epoch.
    """
    reference = said.get("message_reference")
    refers = _reference(reference, channel_id) if isinstance(reference, dict) else {}
    return {
        "id": message_id,
        "channel_id": channel_id,
        "author": author,
        "content": str(said.get("content") or ""),
        "timestamp": datetime.fromtimestamp(at, UTC).isoformat(),
        "edited_timestamp": None,
        "tts": bool(said.get("tts")),
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": said.get("embeds") or [],
        "components": _numbered(said.get("components") or []),
        "pinned": False,
        "flags": said.get("flags") or 0,
        "type": _DEFAULT,
        **refers,
    }


def _reference(reference: Mapping[str, Any], channel_id: str) -> dict[str, Any]:
    kept = {key: value for key, value in reference.items() if key != "fail_if_not_exists"}
    full = {"type": 0, "channel_id": channel_id, **kept}
    kind = _DEFAULT if full["type"] == _FORWARD else _REPLY
    return {"message_reference": full, "type": kind}


def _numbered(components: Any) -> Any:
    """The components, each with an `id`: where it was left out it counts up from 1."""
    every = list(_all(components))
    taken = {each["id"] for each in every if isinstance(each.get("id"), int)}
    free = (number for number in count(1) if number not in taken)
    for each in every:
        each["id"] = each.get("id") or next(free)
    return components


def _all(components: Any) -> Iterator[dict[str, Any]]:
    """These and those that they hold, as they are read from top to bottom."""
    left = [components]
    while left:
        each = left.pop()
        if isinstance(each, list):
            left.extend(reversed(each))
        elif isinstance(each, dict):
            yield each
            left.extend(each[name] for name in reversed(_HOLDERS) if name in each)
