"""One message of the Gateway, read only as far as asked; never changed, never rejected.

Source: Discord's documentation, "Gateway Events", Payload Structure.
"""

from __future__ import annotations

import json
import re
from codecs import getincrementaldecoder
from collections.abc import Callable
from typing import Annotated, Any, Self

import msgspec
import orjson

from scurrycli.wire.opcodes import Opcode

_ABSENT = msgspec.Raw()
_LIMIT = (1 << 63) - 1  # what a recording can carry as an integer
_Int64 = Annotated[int, msgspec.Meta(ge=-_LIMIT, le=_LIMIT)]
_Sequence = Annotated[int, msgspec.Meta(ge=0, le=_LIMIT)]
_OPENS, _CLOSES = b"{}"
_OPCODES = frozenset(op.value for op in Opcode)


class _Envelope(msgspec.Struct):
    op: _Int64 | None = None
    s: _Sequence | None = None
    t: str | None = None
    d: msgspec.Raw = _ABSENT


_envelope = msgspec.json.Decoder(_Envelope)


class Payload:
    """What came in one message.

    Attributes:
        text: the bytes, as they came (after inflating).
        op, s, t: from the payload; None where null, missing or of a wrong type (as a negative s).
        flaw: what is wrong with the message, in a few words; None if nothing is.
        is_object: whether `text` is a JSON object. If not, `d` is None, and op, s and t are there
            only where a more patient reader finds an object in it all the same.
        size: bytes after inflating; of the term where `text` is the JSON of one.
        wire: bytes that it took on the wire.
    """

    __slots__ = ("_d", "flaw", "is_object", "op", "s", "size", "t", "text", "wire")

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.size = self.wire = len(text)
        self.flaw: str | None = None
        self.is_object = True
        try:
            if not text.isascii():
                check_text(text)
            envelope = _envelope.decode(text)
        except RecursionError:  # no reader of a recording could read it either
            self._refuse("nested too deeply")
            return
        except (msgspec.MsgspecError, ValueError):
            self._read_odd(text)
            return
        self.op = op = envelope.op
        self.s, self.t, self._d = s, t, d = envelope.s, envelope.t, envelope.d
        if op == 0:
            if s is None or t is None or d is _ABSENT:
                self.flaw = self._lack()
            elif text[-2] != _CLOSES and memoryview(d)[0] != _OPENS:  # d is mostly last
                self.flaw = "d is no object"
        elif op not in _OPCODES:
            self.flaw = "no opcode" if op is None else f"unknown opcode {op}"

    @classmethod
    def refused(cls, data: bytes, flaw: str) -> Self:
        """What is no payload at all, for a reason that is known already."""
        payload = cls.__new__(cls)
        payload.text, payload.size, payload.wire = data, len(data), len(data)
        payload._refuse(flaw)
        return payload

    def _lack(self) -> str:
        """What a dispatch must have, and this one has not."""
        lacks = {"s": self.s is None, "t": self.t is None, "d": self._d is _ABSENT}
        return f"no {', '.join(name for name, lacking in lacks.items() if lacking)}"

    def _refuse(self, flaw: str) -> None:
        self.op = self.s = self.t = None
        self._d = _ABSENT
        self.is_object = False
        self.flaw = flaw

    def _read_odd(self, text: bytes) -> None:
        """The slow way, for what the typed decoder refuses: any JSON, or none."""
        try:
            data = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            self._refuse(f"not JSON: {error.msg}")
            self._read_fields(_patient(text))
            return
        if not isinstance(data, dict):
            self._refuse(f"not an object but {type(data).__name__}")
            return
        self._d = _ABSENT
        wrong = self._read_fields(data)
        self.flaw = f"wrong type of {', '.join(wrong)}" if wrong else "unusual JSON"
        try:
            self._d = msgspec.Raw(orjson.dumps(data["d"])) if "d" in data else _ABSENT
        except orjson.JSONEncodeError:
            self.flaw = "nested too deeply"

    def _read_fields(self, data: dict[str, Any]) -> list[str]:
        """Take op, s and t; the names of those that are of a wrong type."""
        self.op = self.s = self.t = None
        wrong = []
        for name, fits in _FITS.items():
            value = data.get(name)
            if fits(value):
                setattr(self, name, value)
            elif value is not None:
                wrong.append(name)
        return wrong

    @property
    def d_text(self) -> bytes:
        """The bytes of field `d`; empty where it is missing."""
        return bytes(self._d)

    @property
    def d(self) -> Any:
        """Field `d`, decoded anew each time; None where it is missing or cannot be decoded."""
        try:
            return orjson.loads(self.d_text)
        except orjson.JSONDecodeError:  # a number that no float holds, or nothing at all
            return None

    @property
    def decoded(self) -> dict[str, Any] | None:
        """The whole, decoded anew each time; None where it is no object or cannot be decoded."""
        try:
            data = orjson.loads(self.text)
        except orjson.JSONDecodeError:
            return None
        return data if isinstance(data, dict) else None

    def field(self, name: str, kind: type) -> Any:
        """A field of `d` if it is of this very type (a bool is no int), else None."""
        data = self.d
        value = data.get(name) if isinstance(data, dict) else None
        return value if type(value) is kind else None


def check_text(text: bytes) -> None:
    """Raise UnicodeDecodeError where it is no UTF-8. In pieces: a large string, made only to be
    thrown away, costs several times more than the look at its bytes."""
    if len(text) <= _PIECE:
        text.decode()
        return
    decode = _utf_8().decode
    view = memoryview(text)
    for start in range(0, len(text), _PIECE):
        decode(view[start : start + _PIECE])
    decode(b"", True)


_PIECE = 1 << 15
_utf_8 = getincrementaldecoder("utf-8")


def _patient(text: bytes) -> dict[str, Any]:
    """What takes lone surrogates, NaN and the like; empty where even that finds no object."""
    try:
        data = json.loads(text.decode())
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _is_int64(value: object) -> bool:
    return type(value) is int and -_LIMIT <= value <= _LIMIT


def _is_sequence(value: object) -> bool:
    return type(value) is int and 0 <= value <= _LIMIT


def _is_text(value: object) -> bool:
    return isinstance(value, str) and _SURROGATE.search(value) is None


_SURROGATE = re.compile("[\ud800-\udfff]")
_FITS: dict[str, Callable[[object], bool]] = {"op": _is_int64, "s": _is_sequence, "t": _is_text}
