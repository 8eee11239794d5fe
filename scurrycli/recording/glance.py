"""What the beginning of a record's line tells, so that most need not be read; never a file."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

import msgspec

from scurrycli.recording.encoding import read_time
from scurrycli.records import Kind, Record
from scurrycli.wire.payload import check_text

_DISPATCH = re.compile(
    rb'\{"n":<n>,"at":(?:0|<n>)\.[0-9]{6},"ts":"([0-9T:-]{19})\.[0-9]{6}Z","kind":"recv",'
    rb'"conn":<n>,"size":<n>(?:,"wire":<n>)?,"op":0,"s":<n>,"t":"([A-Z][A-Z0-9_]{0,63}+)",'
    rb'"frame":(?=\{)'.replace(b"<n>", rb"[1-9][0-9]{0,17}+")
)  # its groups are the second and the name
_CONN = re.compile(rb',"conn":([0-9]+),')
_MOST_NAMES = 1000
_BRACE = ord("}")
_RECV = Kind.RECV.value
_check_json = msgspec.json.Decoder(msgspec.Raw).decode


class Look(Protocol):
    """What tells of dispatches, before they are read, whether they are wanted.

    Attributes:
        named: whether those of a name may be.
        may_match: whether one may be, by its name and its whole line, which is given by a text that
            holds it, its start and its end; None where the name says all.
        payloads: whether no more is needed of those that are wanted.
        passes: tells then whether one is, of which only name and payload are known; None where all
            are that may be.
    """

    @property
    def named(self) -> Callable[[str], bool]: ...

    @property
    def may_match(self) -> Callable[[str, bytes, int, int], bool] | None: ...

    @property
    def payloads(self) -> bool: ...

    @property
    def passes(self) -> Callable[[Record], bool] | None: ...


class Batch(msgspec.Struct):
    """What was read of a piece of a recording.

    Attributes:
        frames: payloads of dispatches that are wanted, as they stand; they come before
        records: those that were read, wanted or not.
        passed_over: how many dispatches were neither.
    """

    frames: list[bytes] = msgspec.field(default_factory=list)
    records: list[Record] = msgspec.field(default_factory=list)
    passed_over: int = 0


Glance = Callable[[bytes, int, int], bytes | None]
"""Of a line in a block, by its start and its end: the payload of a dispatch that is wanted; nothing
where it is not; None where the line must be read."""


def glance(look: Look) -> Glance:
    """The quick look at lines: those of dispatches as `encode_record` writes nearly all of them."""
    names, find_dispatch = _Names(look.named), _DISPATCH.match
    may_match, payloads, passes = look.may_match, look.payloads, look.passes

    def tell(block: bytes, start: int, end: int) -> bytes | None:
        head = find_dispatch(block, start)
        if head is None or block[end - 1] != _BRACE:  # a torn line is not passed over in silence
            return None
        name = names[head[2]]
        if not name or (may_match is not None and not may_match(name, block, start, end)):
            return b""
        frame = block[head.end() : end - 1]
        if not (payloads and _is_second(head[1]) and _is_sound(frame)):
            return None
        if passes is None or passes(Record(0, 0.0, 0.0, _RECV, op=0, t=name, frame=frame)):
            return frame
        return b""

    return tell


def connection(line: bytes) -> int:
    """The connection's number in a line that was told."""
    found = _CONN.search(line)
    return int(found[1]) if found else 0


class _Names(dict[bytes, str]):
    """By a name as it stands in a line: the name, or nothing where it is not wanted."""

    def __init__(self, named: Callable[[str], bool]) -> None:
        self._named = named

    def __missing__(self, written: bytes) -> str:
        name = written.decode()
        wanted = name if self._named(name) else ""
        if len(self) < _MOST_NAMES:
            self[written] = wanted
        return wanted


@lru_cache(maxsize=8)
def _is_second(written: bytes) -> bool:
    """Whether there is such a time; the same for many lines."""
    try:
        read_time(written.decode())
    except ValueError:
        return False
    return True


def _is_sound(frame: bytes) -> bool:
    """Whether it is valid JSON of valid characters."""
    try:
        _check_json(frame)
        if not frame.isascii():
            check_text(frame)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return False
    return True
