"""What a bot's token looks like; never where one comes from, and never its value in a message.

Source: Discord's documentation, "Authentication"; the shape is common practice.
"""

from __future__ import annotations

import re

from scurrycli.errors import Refused

_PREFIX = re.compile(r"\ABot(?: +|\Z)")
_BOT_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")


def clean_token(text: str, *, strict: bool = True) -> str:
    """The token without a line's end and a leading `Bot `.

    Args:
        text: what the user gave.
        strict: whether it must look like a bot's token (it goes to Discord).

    Raises:
        Refused: white space, control or non-ASCII characters inside; or, if strict, another shape.
    """
    token = _PREFIX.sub("", text.strip("\r\n "))
    if not token:
        raise Refused("The token is empty. Give a bot's token with --token, or set SCURRY_TOKEN.")
    if not all("!" <= char <= "~" for char in token):
        raise Refused(
            "The token holds white space, control or non-ASCII characters, so it cannot be a "
            "token. Copy it again from the Developer Portal (page Bot)."
        )
    if strict and not _BOT_TOKEN.fullmatch(token):
        raise Refused(
            "This does not look like a bot's token (three parts joined by dots). Copy it from the "
            "Developer Portal (page Bot); it is neither the client secret nor the public key."
        )
    return token
