"""Where one JSON object ends and the next begins; never what is in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

import msgspec

_any_json = msgspec.json.Decoder(msgspec.Raw).decode
_MARK = re.compile(rb'"(?:[^"\\]++|\\.?)*+"?|[{}\[\]]', re.DOTALL)  # a string, closed or not
_MOST_MARKS = 1 << 22  # what follows them is not taken apart: about a second, and 20 MB of payloads
_STEP = {b"{": 1, b"[": 1, b"}": -1, b"]": -1}

has_seam = re.compile(rb"\}\{").search
"""Whether objects may meet in a text; what stands in a string is taken for a seam too."""


def is_object(text: bytes) -> bool:
    """Whether the text is one JSON object, and nothing more."""
    if not text.startswith(b"{") or not text.endswith(b"}"):
        return False
    try:
        _any_json(text)
    except (msgspec.MsgspecError, RecursionError):
        return False
    return True


def apart(text: bytes) -> Sequence[bytes]:
    """The text, or several if it is JSON objects end to end; no byte is changed or left out."""
    if not text.startswith(b"{") or not has_seam(text) or is_object(text):
        return (text,)
    texts = []
    start = depth = 0
    for mark in islice(_MARK.finditer(text), _MOST_MARKS):
        depth += _STEP.get(mark[0], 0)
        end = mark.end()
        if depth <= 0 and text.startswith(b"{", end):
            texts.append(text[start:end])
            start, depth = end, 0
    texts.append(text[start:])
    return texts
