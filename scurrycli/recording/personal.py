"""The profiles `pii` and `content`: what is personal, by field and by shape; never a file.

`pii` replaces names, e-mail addresses, images, activities and ids by pseudonyms; `content` also
what people wrote, by text of the same length. `recordings/README.md` says what that hides.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

import orjson

from scurrycli.recording.encoding import json_text
from scurrycli.recording.personal_fields import (
    ACTIVITIES,
    IMAGES,
    KEPT_WITHIN,
    NAMES,
    NAMES_OF_PEOPLE,
    NUMBERS,
    OF_COMMANDS,
    PRIVATE,
    STATUSES,
    WRITTEN,
    WRITTEN_WITHIN,
)
from scurrycli.recording.redaction import Redactor
from scurrycli.recording.shapes import replace_personal

_UNREADABLE = "[unreadable]"
_WORD = re.compile(r"\w+")
_PSEUDONYM = re.compile(r"name_[0-9a-f]{10}")
_ID = re.compile(r"[0-9]{17,20}")
_LEAST_ID, _MOST_ID = 10**16, (1 << 64) - 1
_MOST_NAMES = 100_000
_SHORTEST_NAME = 3  # characters; a shorter one is a part of the language
_FILLERS = (
    (re.compile("[\x00-\x7f]"), "x"),
    (re.compile("[\x80-\u07ff]"), "\u00d7"),
    (re.compile("[\u0800-\uffff]"), "\u2573"),
    (re.compile("[\U00010000-\U0010ffff]"), "\U0001f7aa"),
)


class PersonalRedactor(Redactor):
    """The profile `pii`: secrets, and what tells who somebody is.

    A name that was seen in a field of its own is replaced in texts, too, where it stands as a word.
    """

    def __init__(self, token: str | None = None, *, key: bytes | None = None) -> None:
        super().__init__(token, key=key)
        self._known: dict[str, dict[str, str]] = {}
        self._shapes: dict[str, Callable[[str], str]] = {
            "email": lambda text: f"{self._digits(text, 5)}@redacted.invalid",
            "invite": lambda text: f"discord.gg/{self._name(text.rpartition('/')[2])}",
            "image": self._image,
            "emoji": self._name,
            "snowflake": self._snowflake,
        }
        self._fields: dict[str, Callable[[str], str]] = {
            **dict.fromkeys(NAMES, self._name),
            **dict.fromkeys(IMAGES, self._image),
            **dict.fromkeys(NUMBERS, str),
            **dict.fromkeys(WRITTEN, self._written),
            **dict.fromkeys(PRIVATE, fill),
            "email": self._shapes["email"],
            "discriminator": lambda text: "0",
        }

    def frame(self, text: bytes, op: int | None = None, t: str | None = None) -> bytes:
        """The payload, encoded anew. One that cannot be read loses all its data."""
        try:
            payload = _read_object(super().frame(text, op, t))
            self._learn(payload)
            return json_text(self._clean("", payload, ""))
        except (ValueError, RecursionError):
            return json_text({"t": t, "op": op, "d": _UNREADABLE})

    def raw(self, data: bytes) -> str:
        """Nothing but the length: nobody knows what stands where."""
        return b64encode(b"x" * len(data)).decode()

    def text(self, text: str) -> str:
        """A message, an address or a reason, clean by shape."""
        return self._shaped(super().text(text))

    def _clean(self, key: str, value: Any, within: str) -> Any:
        """A value that stands under this key, in an object (or list) under the key `within`."""
        if isinstance(value, str):
            if key == "name" and within in OF_COMMANDS:
                return value
            return self._fields.get(key, self._shaped)(value)
        if isinstance(value, dict):
            return self._clean_object(key, value)
        if isinstance(value, list):
            return [self._clean(key, item, within) for item in value]
        if type(value) is int and _LEAST_ID <= value <= _MOST_ID and key not in NUMBERS:
            return int(self._snowflake(str(value)))
        return value

    def _clean_object(self, key: str, value: dict[str, Any]) -> dict[str, Any]:
        if key in ACTIVITIES:
            name = value.get("name")
            return {
                "name": self._name(name) if isinstance(name, str) else None,
                "type": value.get("type") if type(value.get("type")) is int else 0,
            }
        names = {name: name for name in value}
        changed = value.get("key")
        if isinstance(changed, str):  # an entry of the audit log: the values are of that field
            names |= dict.fromkeys(("old_value", "new_value"), changed)
        return {
            self._shaped(name): self._clean(names[name], item, key) for name, item in value.items()
        }

    def _learn(self, value: Any) -> None:
        """Remember the names of people, so that they are known in texts."""
        waiting = [value]
        while waiting:
            value = waiting.pop()
            if isinstance(value, list):
                waiting += value
            elif isinstance(value, dict):
                waiting += value.values()
                for key in NAMES_OF_PEOPLE & value.keys():
                    if isinstance(value[key], str):
                        self._remember(value[key])

    def _remember(self, name: str) -> None:
        first = _WORD.search(name.lower())
        if first is None or len(name) < _SHORTEST_NAME or len(self._known) >= _MOST_NAMES:
            return
        self._known.setdefault(first[0], {})[name.lower()[first.start() :]] = self._name(name)

    def _written(self, text: str) -> str:
        """What somebody wrote, with pseudonyms for the names in it."""
        return text if text in STATUSES else self._shaped(self._named(text))

    def _named(self, text: str) -> str:
        low = text.lower()
        if len(low) != len(text):  # a few letters become two: their places would not be the same
            low = "".join(char if len(char.lower()) > 1 else char.lower() for char in text)
        pieces, at = [], 0
        for word in _WORD.finditer(low):
            start = word.start()
            names = self._known.get(word[0], {}) if start >= at else {}
            for name in sorted(names, key=len, reverse=True):
                end = start + len(name)
                if low.startswith(name, start) and not low[end : end + 1].isalnum():
                    pieces += [text[at:start], names[name]]
                    at = end
                    break
        return "".join([*pieces, text[at:]])

    def _shaped(self, text: str) -> str:
        return replace_personal(text, self._shapes)

    def _digits(self, text: str, count: int) -> str:
        """Twice as many hexadecimal digits, the same for the same text in any case of letters."""
        data = text.lower().encode("utf-8", "surrogatepass")
        return blake2b(data, key=self._key, digest_size=count).hexdigest()

    def _name(self, text: str) -> str:
        if text == "@everyone" or _PSEUDONYM.fullmatch(text) or not any(map(str.isalnum, text)):
            return text  # an emoji that is a character is no name
        return f"name_{self._digits(text, 5)}"

    def _image(self, text: str) -> str:
        return ("a_" if text.startswith("a_") else "") + self._digits(text, 16)

    def _snowflake(self, text: str) -> str:
        """Another id of the same millisecond and increment: worker and process are changed.

        So `(id >> 22) % N` stays for every N, and the order of ids, but for those of different
        workers within one millisecond.
        """
        value = int(text)
        if text[0] == "0" or value > _MOST_ID:
            return text
        moment = (value >> 22).to_bytes(6)
        mask = int.from_bytes(blake2b(moment, key=self._key, digest_size=4).digest()) % 1023 + 1
        return str(value ^ mask << 12)


class ContentRedactor(PersonalRedactor):
    """The profile `content`: that of `pii`, and text of the same length for what people wrote."""

    def _written(self, text: str) -> str:
        return text if text in STATUSES else self._filled(text)

    def _clean(self, key: str, value: Any, within: str) -> Any:
        if key in WRITTEN_WITHIN:
            return self._fill_within(key, value)
        return super()._clean(key, value, within)

    def _fill_within(self, key: str, value: Any) -> Any:
        """Everything is what somebody wrote, ids and types aside."""
        if isinstance(value, dict):
            return {self._shaped(name): self._fill_within(name, value[name]) for name in value}
        if isinstance(value, list):
            return [self._fill_within(key, item) for item in value]
        if isinstance(value, str) and key not in KEPT_WITHIN:
            return self._filled(value)
        return super()._clean(key, value, "")

    def _filled(self, text: str) -> str:
        return self._snowflake(text) if _ID.fullmatch(text) else fill(text)


def fill(text: str) -> str:
    """Text that says nothing, of the same length in characters and in bytes of UTF-8."""
    for characters, filler in _FILLERS[: 1 if text.isascii() else None]:
        text = characters.sub(filler, text)
    return text


def _read_object(text: bytes) -> dict[str, Any]:
    """A payload, also one that only a lenient reader takes.

    Raises:
        ValueError, RecursionError: it is no object that anybody could read.
    """
    try:
        payload = orjson.loads(text)
    except orjson.JSONDecodeError:
        payload = json.loads(text)
    if not isinstance(payload, dict):
        raise ValueError("not an object")
    return payload
