"""Breaks recordings at random and lets every reader at them; run by hand, it ends at a failure.

`python tests/fuzzing_recordings.py [SECONDS [SEED]]`: whatever the file, only our own errors come
out, and what `recover` makes of it has the form of a recording. A file that fails is printed.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from random import Random

from making_recordings import examined, lines, session
from making_records import packed as pack
from making_sheets import Sheet
from scurrycli.editing.recover import recover
from scurrycli.editing.salvage import salvage
from scurrycli.errors import ScurryError
from scurrycli.recording import Recording
from scurrycli.sinks.facts import facts
from scurrycli.sinks.figures import Figures
from scurrycli.sinks.report import report

WHOLE = lines(session(3).records)
BARE = [b'{"op":10,"d":{}}\n', b'{"t":"X","s":1,"op":0,"d":{"id":"1"}}\n'] * 5
VALUES = (
    *(b"null", b"-1", b"1e999", b'"\\ud800"', b"{}", b"[]", b"true", b"9" * 30, b'"x"', b"\0"),
    *(b"\xff", b'"source":1,', b'"skipped":1,', b'"lost":1,', b"\r", b"\n", b"\xef\xbb\xbf"),
)
PROTOCOL = frozenset(
    {
        *("no-open", "before-hello", "hello", "second-hello", "before-login", "second-login"),
        *("before-ready", "ready", "resumed", "identify-spacing", "rate", "too-large", "heartbeat"),
        *("ack", "gap", "repeat", "resume", "reconnect", "direction"),
    }
)


def _flip(text: bytearray, at: int, chance: Random) -> None:
    text[at] = chance.randrange(256)


def _replace(text: bytearray, at: int, chance: Random) -> None:
    """The value of a key by another one."""
    begin = text.find(b":", at) + 1
    ends = [end for mark in (b",", b"}") if (end := text.find(mark, begin)) > 0]
    text[begin : min(ends, default=begin)] = chance.choice(VALUES)


def _insert(text: bytearray, at: int, chance: Random) -> None:
    text[at:at] = chance.choice(VALUES)


def _delete(text: bytearray, at: int, chance: Random) -> None:
    del text[at : at + chance.randrange(80)]


BREAKS: tuple[Callable[[bytearray, int, Random], None], ...] = (_flip, _replace, _insert, _delete)


def broken(chance: Random) -> bytes:
    """A recording with up to five things wrong, plain or compressed."""
    pieces = list(WHOLE if chance.random() < 0.8 else BARE)
    if chance.random() < 0.2:
        suffix = chance.choice([".gz", ".zst"])
        pieces = [pack(b"".join(pieces[at : at + 5]), suffix) for at in range(0, len(pieces), 5)]
    for _ in range(chance.randrange(6)):
        place = chance.randrange(len(pieces))
        text = bytearray(pieces[place])
        if text:
            chance.choice(BREAKS)(text, chance.randrange(len(text)), chance)
        pieces[place : place + 1] = [bytes(text)] * chance.choice([1, 1, 1, 2])
    return b"".join(pieces)


def _opened(data: bytes) -> io.BufferedReader:
    return io.BufferedReader(io.BytesIO(data))


def _info(data: bytes) -> None:
    with Recording(_opened(data), "x") as recording:
        figures = Figures(recording.header)
        for record in recording:
            figures.add(record)
    figures.finish()
    report(facts(figures, "x", recording.damage), 80)


def _check(data: bytes) -> None:
    examined(data)


def _recover(data: bytes) -> None:
    sheet = Sheet()
    recover(salvage(_opened(data), "x"), "x", sheet.create)
    wrong = [flaw for flaw in examined(sheet.text)[0] if flaw.rule not in PROTOCOL]
    assert not wrong, wrong


def main(seconds: float, seed: int) -> None:
    """Go on for that long."""
    chance, end = Random(seed), time.monotonic() + seconds
    files = size = 0
    while time.monotonic() < end:
        data = broken(chance)
        files, size = files + 1, size + data.count(b"\n")
        for use in (_info, _check, _recover):
            try:
                with suppress(ScurryError):
                    use(data)
            except BaseException:
                print(data)
                raise
    print(f"{files:,} files with {size:,} lines (seed {seed}): nothing but our own errors")


if __name__ == "__main__":
    GIVEN = sys.argv[1:]
    main(float(GIVEN[0]) if GIVEN else 60.0, int(GIVEN[1]) if len(GIVEN) > 1 else 1)
