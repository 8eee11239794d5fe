"""What secrets and personal data look like, wherever they stand; never which field they are in."""

from __future__ import annotations

import re
from collections.abc import Callable

# Two dots with six characters between them are rare, and found fast. The parts are bounded, so that
# no text is slow; a whole escape is stepped over, so that no match begins in the middle of one.
_TOKEN_HINT = re.compile(rb"\.[A-Za-z0-9_-]{6,7}\.")
_TOKEN = re.compile(
    rb"([A-Za-z0-9_-]{20,30}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,100})"
    rb"|\\(?:u[0-9a-fA-F]{4}|.)",
    re.DOTALL,
)
_SHORTEST = 17  # characters: a snowflake; what is shorter has a character of its own
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+")
_PERSONAL = re.compile(
    r"(?P<invite>discord(?:\.gg|(?:app)?\.com/invite)/[\w-]{2,32})"
    r"|(?P<image>\b(?:a_)?[0-9a-f]{32}\b)"
    r"|<(?P<animated>a?):(?P<emoji>\w{1,64}):(?P<emoji_id>[0-9]{17,20})>"
    r"|(?<![0-9])(?P<snowflake>[0-9]{17,20})(?![0-9])"
)


def holds_token(text: bytes) -> bool:
    """Whether something in it has the shape of a bot's token."""
    return _TOKEN_HINT.search(text) is not None and any(
        match[1] is not None for match in _TOKEN.finditer(text)
    )


def without_tokens(text: bytes, by: bytes) -> bytes:
    """The text with `by` in place of all that has the shape of a bot's token."""
    if _TOKEN_HINT.search(text) is None:
        return text
    return _TOKEN.sub(lambda match: match[0] if match[1] is None else by, text)


def replace_personal(text: str, pseudonyms: dict[str, Callable[[str], str]]) -> str:
    """The text with pseudonyms in place of addresses, invites, images, emoji and snowflakes.

    Args:
        text: any.
        pseudonyms: for `email`, `invite`, `image`, `emoji` (a name) and `snowflake`.
    """

    if len(text) < _SHORTEST and "@" not in text and "/" not in text:
        return text

    def replaced(match: re.Match[str]) -> str:
        kind = match.lastgroup or ""
        if kind == "emoji_id":
            name = pseudonyms["emoji"](match["emoji"])
            return f"<{match['animated']}:{name}:{pseudonyms['snowflake'](match['emoji_id'])}>"
        return pseudonyms[kind](match[0])

    if "@" in text:
        text = _EMAIL.sub(lambda match: pseudonyms["email"](match[0]), text)
    return _PERSONAL.sub(replaced, text)
