"""Replaces secrets before anything is kept or shown; never reads or writes a file.

The profile `secrets` replaces, in any payload and any text:

- a string or number under a key `token`: by `[redacted]` (all else stays);
- a string or number under a key `session_id`: by a pseudonym, the same for the same id;
- the token part of `webhooks/ID/TOKEN` paths: by `[redacted]`;
- what has the shape of a bot's token: by `[redacted]`;
- the token in use, wherever it stands, escaped or percent-encoded too: by `[redacted]`.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import blake2b
from secrets import token_bytes
from typing import Any
from urllib.parse import unquote_to_bytes

import orjson

from scurrycli.recording.shapes import holds_token, without_tokens

REDACTED = "[redacted]"
_REDACTED = REDACTED.encode()


# The literals of valid JSON are found without parsing: outside of strings there are no quotes, and
# the quote that opens a string never follows a backslash. Possessive, so that no text is slow.
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?'
_NUMBER = rb"-?[0-9][0-9.eE+-]*+"
_KEYED = re.compile(
    rb'(?<!\\)("(?:(token)|session_id)"\s*+:\s*+)(' + _STRING + rb"|" + _NUMBER + rb")", re.DOTALL
)
_WEBHOOK = re.compile(rb"(webhooks(?:\\*+/|%2[fF])[0-9]++(?:\\*+/|%2[fF]))[\w.~%+=-]++")
# Payloads without secrets are nearly all: the words `token` and `webhooks` are looked for from
# their rarest letter, and a token from its own, since single bytes are found many times faster.
_HINT = re.compile(rb"k(?:(?<=tok)en|(?<=webhook)s)")
_RARE = b"QXZJKWVYBHFG"
_BACKSLASH, _PERCENT = b"\\%"  # a byte that is a number is found four times as fast
_ESCAPED_ASCII = re.compile(rb"\\u00[2-7]")
_LITERAL = re.compile(_STRING, re.DOTALL)
_STRING_OR_NUMBER = re.compile(_STRING + rb"|" + _NUMBER, re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:u00([2-7][0-9a-fA-F])|(/)|.)", re.DOTALL)
_NAMES = (b'"token"', b'"session_id"')
_SHORT = 6
"""Bytes. A token below that is no bot's (one for a test): it counts only as a word of its own, as
its letters stand in half of all payloads."""
_PSEUDONYM = re.compile(rb"session-[0-9a-f]{12}")


class Redactor:
    """Redacts for one recording. It holds the token, so it is never printed.

    Args:
        token: the token in use, with or without `Bot `; None where there is none.
        key: up to 64 bytes for the pseudonyms; random unless given, so that no id can be guessed.
    """

    __slots__ = ("_anywhere", "_in_string", "_is_short", "_key", "_odd", "_rare", "_token")

    def __init__(self, token: str | None = None, *, key: bytes | None = None) -> None:
        plain = (token or "").strip().removeprefix("Bot ").strip()
        self._token = plain.encode("utf-8", "surrogatepass")
        self._rare = next((byte for byte in _RARE + self._token if byte in self._token), 0)
        self._key = token_bytes(32) if key is None else key
        # A token with such characters may stand escaped in JSON; one of Discord's never does.
        self._odd = any(char in plain for char in '"\\/')
        in_string = b"".join(_one_of(byte, loose=False) for byte in self._token)
        anywhere = b"".join(_one_of(byte, loose=True) for byte in self._token)
        self._is_short = len(self._token) < _SHORT
        if self._is_short:
            in_string, anywhere = (rb"(?<!\w)%b(?!\w)" % form for form in (in_string, anywhere))
        # A whole escape is stepped over, so that no match begins in the middle of one.
        self._in_string = re.compile(b"(%b)|" % in_string + rb"\\(?:u[0-9a-fA-F]{4}|.)", re.DOTALL)
        self._anywhere = re.compile(anywhere)

    def frame(self, text: bytes, op: int | None = None, t: str | None = None) -> bytes:
        """The payload without secrets. Valid JSON stays valid; all other bytes stay as they were.

        Args:
            text: the payload, after inflating; any bytes.
            op, t: what it is, for profiles that go by that; secrets are the same everywhere.
        """
        if _BACKSLASH in text:
            if _ESCAPED_ASCII.search(text):
                text = _LITERAL.sub(self._unescape, text)
        elif (
            self._rare not in text and _PERCENT not in text
        ):  # nearly all: the token is not in them
            return self._redact_named(text)
        text = self._redact_named(text)
        if not self._holds_token(text):
            return text
        if _is_json(text):
            return _STRING_OR_NUMBER.sub(self._redact_literal, text)
        return self._anywhere.sub(_REDACTED, text)

    def raw(self, data: bytes) -> str:
        """Base64 of a payload that is no JSON object, redacted before it is encoded."""
        return b64encode(self._loosely(self.frame(data))).decode()

    def text(self, text: str) -> str:
        """A message, an address or a reason without secrets."""
        data = text.encode("utf-8", "surrogatepass")
        return self._loosely(data).decode("utf-8", "surrogatepass")

    def value(self, obj: Any) -> Any:
        """A decoded value without secrets: new objects and arrays, the same otherwise."""
        if isinstance(obj, str):
            return self.text(obj)
        if isinstance(obj, dict):
            return {self.value(key): self._under(key, item) for key, item in obj.items()}
        if isinstance(obj, list | tuple):
            return [self.value(item) for item in obj]
        return obj

    def _under(self, key: Any, item: Any) -> Any:
        secret = isinstance(item, str | int | float) and not isinstance(item, bool)
        if secret and key == "token":
            return REDACTED
        if secret and key == "session_id":
            return self._pseudonym(str(item).encode("utf-8", "surrogatepass"))
        return self.value(item)

    def _loosely(self, data: bytes) -> bytes:
        data = self._redact_named(data)
        return self._anywhere.sub(_REDACTED, data) if self._token else data

    def _redact_named(self, text: bytes) -> bytes:
        """Replace what its name or path gives away, whatever its value is."""
        found = text.find(b'session_id"')
        if found >= 0:
            text = self._redact_under(b'session_id"', text, found)
        if _HINT.search(text):
            text = self._redact_under(b'token"', text, text.find(b'token"'))
            text = _WEBHOOK.sub(rb"\1" + _REDACTED, text)
        return without_tokens(text, _REDACTED)

    def _redact_under(self, ending: bytes, text: bytes, found: int) -> bytes:
        """Replace what stands under each key with this end, the first one at `found`: a large
        payload is not searched by an expression that stops at each of its quotes."""
        pieces = []
        done = 0
        while found >= 0:
            match = _KEYED.match(text, max(found - 1, done))
            if match:
                pieces += [text[done : match.start()], self._redact_keyed(match)]
                done = match.end()
            found = text.find(ending, max(done, found + 1))
        return b"".join([*pieces, text[done:]]) if pieces else text

    def _redact_keyed(self, match: re.Match[bytes]) -> bytes:
        name, is_token, literal = match.groups()
        if is_token:
            return name + b'"' + _REDACTED + b'"'
        return name + b'"' + self._pseudonym(_decoded(literal)).encode() + b'"'

    def _pseudonym(self, session_id: bytes) -> str:
        if _PSEUDONYM.fullmatch(session_id):  # redacted before: it must still match its others
            return session_id.decode()
        return "session-" + blake2b(session_id, key=self._key, digest_size=6).hexdigest()

    def _holds_token(self, text: bytes) -> bool:
        if not self._token:
            return False
        if (self._rare in text and self._token in text) or self._holds_encoded_token(text):
            return True
        return self._odd and b"\\" in text and self._anywhere.search(text) is not None

    def _holds_encoded_token(self, text: bytes) -> bool:
        """Whether it stands there percent-encoded, at least in part: looked for around each `%`."""
        reach = 3 * len(self._token)
        found = text.find(b"%")
        while found >= 0:
            if self._token in unquote_to_bytes(text[max(0, found - reach) : found + 2 * reach]):
                return True
            found = text.find(b"%", found + reach)
        return False

    def _redact_literal(self, match: re.Match[bytes]) -> bytes:
        """One string or number of valid JSON."""
        literal = match[0]
        if literal[:1] == b'"':
            return b'"' + self._in_string.sub(_redact_match, literal[1:-1]) + b'"'
        found = literal == self._token if self._is_short else self._token in literal
        return b'"' + _REDACTED + b'"' if found else literal

    def _unescape(self, match: re.Match[bytes]) -> bytes:
        r"""A string with its ASCII characters plain if `\u` could hide a secret, else as it is."""
        literal = match[0]
        if b"\\u00" not in literal:
            return literal
        plain = _ESCAPE.sub(_plain_escape, literal)
        named = plain in _NAMES or _WEBHOOK.search(plain) or holds_token(plain)
        return plain if named or self._holds_token(plain) else literal


def _one_of(byte: int, *, loose: bool) -> bytes:
    """A pattern for one byte of the token, as it is or percent-encoded.

    In a string of JSON a quote and a backslash are always escaped. Loosely, that is in what may be
    no JSON, every spelling counts.
    """
    char = bytes([byte])
    forms = [b"%%(?i:%02x)" % byte]
    if char in b'"\\/':
        forms.append(rb"\\" + re.escape(char))
    if loose or char not in b'"\\':
        forms.append(re.escape(char))
    if loose:
        forms.append(rb"\\u00(?i:%02x)" % byte)
    return b"(?:" + b"|".join(forms) + b")"


def _redact_match(match: re.Match[bytes]) -> bytes:
    return match[0] if match[1] is None else _REDACTED


def _plain_escape(match: re.Match[bytes]) -> bytes:
    """An escaped ASCII character as itself; a quote and a backslash keep their backslash."""
    if match[2]:
        return b"/"
    if match[1] is None:
        return match[0]
    char = bytes.fromhex(match[1].decode())
    return b"\\" + char if char in b'"\\' else char


def _decoded(literal: bytes) -> bytes:
    """The text of a literal, so that an id is the same however it is spelled."""
    try:
        return str(orjson.loads(literal)).encode()
    except orjson.JSONDecodeError:
        return literal


def _is_json(text: bytes) -> bool:
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True
