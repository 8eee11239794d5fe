"""Feeds damaged lines to reader, redaction, filters and session: only our own errors may come out.

As a script, from tests/: `python fuzzing.py 1000000` checks so many damaged lines of the samples.
What fails is written to standard error as bytes, with its traceback. `fuzzing_guided.py` looks for
ways through the code instead.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from making_records import packed
from scurrycli.errors import RecordingError, ScurryError
from scurrycli.filters import Criteria, compile_filter
from scurrycli.recording import PROFILES, Recording, decode_header, decode_record, encode_record
from scurrycli.session import Plan, Session
from scurrycli.wire.payload import Payload

SAMPLES = Path(__file__).parents[1] / "recordings"
LONGEST = 3000
"""Bytes of a sample's line; longer ones are only more of the same."""

_TOKEN = "NzkyNzE1NDU0MTk2MDg4ODQy.X-hvzA.Ovy4MCQywSkoMRRclStW4xAYK7I"
_REDACTORS = [kind(_TOKEN, key=b"k") for kind in PROFILES.values()]
_FILTER = compile_filter(
    Criteria(events=("MESSAGE_*",), guilds=("817771359521343519",), users=("1",), grep=("a",))
)
_PIECES = (
    *(b'"token":"', b'"session_id":', b"webhooks/1/a", _TOKEN.encode(), b"\\u0041", b"\\u00"),
    *(b"\\ud83d", b"\\", b'"', b"{", b"}", b"[" * 600, b"]", b":", b",", b"null", b"-1e999"),
    *(b"1" * 25, b"\xff", b"\xed\xa0\x80", b"\x00", b"\r", b'"t":{}', b'"op":"9"', b'"s":-1'),
    *(b'"d":[]', b'"name":', b'"activities":[1]', b'"embeds":{}', b"<@817771359521343519>"),
)


def sample_lines() -> list[bytes]:
    """Lines of the samples, and the payloads in them."""
    lines = [line for path in SAMPLES.glob("*.jsonl") for line in path.read_bytes().splitlines()]
    short = [line for line in lines if len(line) < LONGEST]
    frames = [line.partition(b'"frame":')[2][:-1] for line in short]
    return [*short, *(frame for frame in frames if frame)]


def mutated(line: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """The line with up to four damages."""
    data = bytearray(line)
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(data))
        end = min(len(data), at + chance.choice((1, 1, 4, 40, 400)))
        match chance.randrange(6):
            case 0:
                data[at:end] = chance.randbytes(end - at)
            case 1:
                del data[at:end]
            case 2:
                data[at:at] = data[at:end]
            case 3:
                data[at:at] = chance.choice(_PIECES)
            case 4:
                data[at:] = chance.choice(others)[at:]
            case _:
                data[at:end] = chance.choice(_PIECES)
    return bytes(data)


def check_line(data: bytes) -> None:
    """One line, as whatever it may be taken for. Raises what nobody may ever see."""
    with suppress(RecordingError):
        decode_header(data)
    payload = Payload(data)
    for redactor in _REDACTORS:
        clean = redactor.frame(data, payload.op, payload.t)
        assert _TOKEN.encode() not in clean
        assert not payload.is_object or Payload(clean).is_object, clean
        redactor.raw(data)
        redactor.text(data.decode("utf-8", "surrogateescape"))
    with suppress(RecordingError):
        record = decode_record(data)
        _FILTER(record)
        again = decode_record(encode_record(record))
        assert (again.n, again.kind, again.op, again.t) == (
            record.n,
            record.kind,
            record.op,
            record.t,
        )
        if record.frame is not None:
            payload = Payload(record.frame)
    check_session(payload)


def check_session(payload: Payload) -> None:
    """A session that gets this before HELLO, before READY, or after it."""
    session = Session(Plan(token="t", intents=1, url="ws://127.0.0.1"), lambda: 0.5)
    session.start(0.0)
    session.opened(0.0)
    for message in (*_BEFORE[len(payload.text) % len(_BEFORE)], payload):
        with suppress(ScurryError):
            session.received(message, 1.0)
    with suppress(ScurryError):
        session.timeout(100.0)
        session.closed(4000, 101.0)


_HELLO = Payload(b'{"op":10,"d":{"heartbeat_interval":41250}}')
_READY = Payload(b'{"op":0,"s":1,"t":"READY","d":{"session_id":"s","resume_gateway_url":"x"}}')
_BEFORE: tuple[tuple[Payload, ...], ...] = ((), (_HELLO,), (_HELLO, _READY))


def check_file(data: bytes) -> None:
    """A whole file: header, records, whatever is between them."""
    with suppress(RecordingError):
        for record in Recording(BytesIO(data), "It"):
            _FILTER(record)


def damaged_lines(count: int, seed: int) -> Iterator[bytes]:
    """So many lines, the same for the same seed."""
    chance = random.Random(seed)
    lines = sample_lines()
    for _ in range(count):
        yield mutated(chance.choice(lines), lines, chance)


def check_lines(count: int, seed: int) -> None:
    """Check lines one by one, and in files of 500, which are damaged as files, too."""
    chance = random.Random(seed)
    header = next(line for line in sample_lines() if b'"scurry":"recording"' in line)
    kept = [header]
    for line in damaged_lines(count, seed):
        try:
            check_line(line)
        except BaseException:
            print(line, file=sys.stderr)
            raise
        kept.append(line)
        if len(kept) > 500:
            text = b"\n".join(kept)
            check_file(text)
            file = packed(text, chance.choice((".gz", ".zst")))
            check_file(file[: chance.randint(0, len(file))])
            check_file(mutated(file, kept, chance))
            kept = [header]


def main(much: int) -> None:
    """Run it, and say how it went."""
    seed, began = random.randrange(1 << 32), time.monotonic()
    print(f"seed {seed}", flush=True)
    check_lines(much, seed)
    print(f"{much} lines in {time.monotonic() - began:.0f} s, nothing but our own errors")


if __name__ == "__main__":
    main(int(sys.argv[1]))
