"""What secrets and personal data look like, wherever they stand; never which field they are in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

# Two dots with six characters between them are rare and found fast; only around them is looked for
# the other parts of a token. All parts are bounded, so that no text is slow.
_MIDDLE = re.compile(rb"\.[A-Za-z0-9_-]{6,7}(?=\.)")
_HEAD = re.compile(rb"[A-Za-z0-9_-]{20,30}\Z")
_TAIL = re.compile(rb"\.[A-Za-z0-9_-]{27,100}")
_LONGEST_HEAD = 30
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
    return next(_tokens(text), None) is not None


def without_tokens(text: bytes, by: bytes) -> bytes:
    """The text with `by` in place of all that has the shape of a bot's token."""
    if _MIDDLE.search(text) is None:
        return text
    pieces, done = [], 0
    for start, end in _tokens(text):
        if start >= done:
            pieces += [text[done:start], by]
            done = end
    return b"".join([*pieces, text[done:]]) if pieces else text


def _tokens(text: bytes) -> Iterator[tuple[int, int]]:
    for middle in _MIDDLE.finditer(text):
        dot = middle.start()
        head = _HEAD.search(text, _after_escape(text, dot), dot)
        tail = _TAIL.match(text, middle.end())
        if head and tail:
            yield head.start(), tail.end()


def _after_escape(text: bytes, dot: int) -> int:
    """Where a head that ends at `dot` may begin: not in the middle of one of JSON's escapes."""
    least = max(0, dot - _LONGEST_HEAD - 6)
    found = text.rfind(b"\\", least, dot)
    if found < 0:
        return least
    start = text[max(0, found - 4096) : found]
    before = len(start) - len(start.rstrip(b"\\"))
    if before % 2:  # it is the second of two, which are one escape
        return found + 1
    return found + (6 if text[found + 1 : found + 2] == b"u" else 2)


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
