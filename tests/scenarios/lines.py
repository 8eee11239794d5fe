"""How a conversation is written down in the tables of talk; never the talk itself."""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """What somebody writes.

    `[[@juno]]`, `[[&Docs]]`, `[[#general]]` and `[[:ship_it:]]` become mentions and emojis.

    Attributes:
        who: a key of the cast, or of `WEBHOOKS`.
        text: as typed.
        after: seconds since the line before, or since the start of the scene.
        key: by which other lines and moments refer to it.
        reply: key of the message that this one answers.
        react: (emoji, names of those who react), such as `("👍", "juno sol")`.
        unreact: how many of those reactions, from the last, are taken back.
        edit: (seconds later, new text).
        delete: seconds until it is deleted.
        attach, sticker, embed: keys of the tables in `extras`.
        unfurl: key of an embed that Discord adds a little later, as it does for links.
    """

    who: str
    text: str
    after: float = 1.6
    key: str = ""
    reply: str = ""
    react: tuple[tuple[str, str], ...] = ()
    unreact: int = 0
    edit: tuple[float, str] | None = None
    delete: float | None = None
    attach: tuple[str, ...] = ()
    sticker: str = ""
    embed: str = ""
    unfurl: str = ""


class Scene(NamedTuple):
    """Lines that follow each other in one channel, from `start` seconds after READY."""

    channel: str
    start: float
    lines: tuple[Line, ...]
