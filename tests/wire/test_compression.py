"""Compression both ways: what comes out is what went in, however it was cut into messages."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from making_streams import (
    ACK,
    BROKEN,
    COMPRESSED,
    HELLO,
    LONG,
    ODD,
    PAYLOAD,
    STREAMS,
    TERM,
    ZLIB,
    ZSTD,
    HighLevel,
    SmallWindow,
    StoredDeflater,
    both,
    cut,
    fed,
)
from scurrycli.wire.compression import Compress, Deflater, deflater, inflater
from scurrycli.wire.compression.blocks import Blocks
from scurrycli.wire.compression.joined import apart
from scurrycli.wire.zstandard import zstd

BLOCK = 128 << 10
MARKER = b"\x00\x00\xff\xff"
TEXTS = st.sampled_from([HELLO, ACK, ODD, BROKEN, TERM, b"{}", b"null", b"\x00\x00\xff\xff"])
PAYLOADS = st.lists(TEXTS | st.binary(min_size=1).map(lambda noise: b"x" + noise), max_size=8)
CUTS = st.lists(st.integers(0, 400), max_size=12)


# -- one message, one payload


@pytest.mark.parametrize("mode", Compress)
def test_a_payload_comes_back_as_it_was(mode: Compress) -> None:
    deflating, inflating = both(mode)
    for text in (HELLO, ACK, ODD, LONG, TERM, BROKEN, b"null", HELLO):
        assert list(inflating.feed(deflating.feed(text))) == [text]


@pytest.mark.parametrize("mode", Compress)
def test_a_text_frame_is_plain_json_and_leaves_the_stream_alone(mode: Compress) -> None:
    deflating, inflating = both(mode)
    assert list(inflating.feed(ACK, True)) == [ACK]
    message = deflating.feed(HELLO)
    if mode in (ZLIB, ZSTD):
        assert not inflating.feed(message[:9])
        assert list(inflating.feed(ACK, is_text=True)) == [ACK]
        message = message[9:]
    assert list(inflating.feed(message)) == [HELLO]


def test_a_term_that_was_not_compressed_passes_payload_compression() -> None:
    assert list(inflater(PAYLOAD).feed(TERM)) == [TERM]


@COMPRESSED
def test_it_does_compress(mode: Compress) -> None:
    deflating = deflater(mode)
    sizes = [len(deflating.feed(HELLO * 20)) for _ in range(2)]
    assert sizes[0] < len(HELLO) * 4
    if mode is not PAYLOAD:
        assert sizes[1] < sizes[0] / 2


# -- any cut, and several in one message


@STREAMS
@given(payloads=PAYLOADS, cuts=CUTS)
@example(payloads=[HELLO, ACK, ODD], cuts=[])
@example(payloads=[ACK, ACK, b'{"op":0,"d":{}}'], cuts=list(range(400)))
def test_any_cut_gives_the_same_payloads(
    mode: Compress, payloads: Sequence[bytes], cuts: list[int]
) -> None:
    deflating, inflating = both(mode)
    whole = [text for text in payloads if text.startswith(b"{") and text != BROKEN]
    stream = b"".join(map(deflating.feed, whole))
    assert fed(inflating, cut(stream, cuts)) == whole


@pytest.mark.parametrize("kind", [*map(deflater, (ZLIB, ZSTD)), StoredDeflater(), SmallWindow()])
def test_every_byte_in_a_message_of_its_own(kind: Deflater) -> None:
    payloads = [HELLO, TERM, ACK, BROKEN, b"\x00\x00\xff\xff}\x00\x00\xff\xff", ODD, b"{" * 3000]
    stream = b"".join(map(kind.feed, payloads))
    mode = ZLIB if stream[0] == 0x78 else ZSTD
    assert fed(inflater(mode), cut(stream, range(len(stream)))) == payloads


@given(payloads=PAYLOADS, cuts=CUTS, kind=st.sampled_from([StoredDeflater, SmallWindow]))
def test_whatever_is_in_a_payload_it_comes_out_when_it_was_flushed(
    payloads: Sequence[bytes], cuts: list[int], kind: type[Deflater]
) -> None:
    deflating = kind()
    inflating = inflater(ZLIB if kind is StoredDeflater else ZSTD)
    for text in payloads:
        assert fed(inflating, cut(deflating.feed(text), cuts)) == [text]


@pytest.mark.parametrize("after", [b"}}", b"}" * 90])
def test_chance_bytes_that_look_like_the_marker_end_nothing(after: bytes) -> None:
    text = b"{" + MARKER + after
    message = StoredDeflater().feed(text)
    end = message.index(MARKER) + len(MARKER)
    for first in (b"", deflater(ZLIB).feed(b"")):
        inflating = inflater(ZLIB)
        assert fed(inflating, [first + message[2 * bool(first) : end]]) == []
        assert fed(inflating, [message[end:]]) == [text]


@STREAMS
def test_what_is_complete_does_not_wait_for_what_is_not(mode: Compress) -> None:
    deflating, inflating = both(mode)
    first, second = deflating.feed(HELLO), deflating.feed(ODD * 30)
    assert list(inflating.feed(first + second[:10])) == [HELLO]
    assert fed(inflating, [second[10:]]) == [ODD] * 30
    assert fed(inflating, [deflating.feed(ACK)]) == [ACK]


@STREAMS
def test_a_marker_cut_in_two_delays_nothing_after_it(mode: Compress) -> None:
    deflating, inflating = both(mode)
    first, second = deflating.feed(HELLO), deflating.feed(ACK)
    assert fed(inflating, [first[:-2]]) == []
    assert list(inflating.feed(first[-2:] + second)) == [HELLO, ACK]


def test_several_under_one_flush_of_zlib() -> None:
    deflating, inflating = both(ZLIB)
    assert list(inflating.feed(deflating.feed(HELLO + ODD + ACK))) == [HELLO, ODD, ACK]
    assert list(inflating.feed(deflating.feed(LONG))) == [LONG]


@STREAMS
@pytest.mark.parametrize("size", [BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 3 * BLOCK, 5 * BLOCK + 7])
def test_long_payloads_around_the_size_of_blocks(mode: Compress, size: int) -> None:
    noise = random.Random(1)
    filler = bytes(noise.choices(b"abcdef ghi}{", k=size - 8))
    text = b'{"d":"' + filler + b'"}'
    for places in ([], [BLOCK], range(0, 400_000, 9973), [5, len(text) // 3, -1, -2]):
        deflating, inflating = both(mode)
        for payload in (text, ACK, text):
            assert fed(inflating, cut(deflating.feed(payload), places)) == [payload]


def test_a_text_that_goes_on_is_not_looked_at_after_each_block() -> None:
    text = b'{"d":"' + random.Random(5).randbytes(300_000).hex().encode() + b'"}'
    asked: list[bytes] = []

    def is_whole(text: bytes) -> bool:
        asked.append(text)
        return False

    message = SmallWindow().feed(text)
    assert fed(inflater(ZSTD, is_whole=is_whole), cut(message, [-9])) == [text]
    assert 2 < len(asked) < 50


def test_blocks_that_no_flush_ended_do_not_end_a_payload() -> None:
    noise = random.Random(9)
    letters, digits = noise.choices(b"ab}{ ", k=45_000), noise.choices(b"0123456789", k=45_000)
    text = b'{"d":"' + bytes(letters + digits) + b'"}'
    message = HighLevel().feed(text)
    ends = list(Blocks().ends(message))
    assert len(ends) > 2
    for end in ends[:-1]:
        assert fed(inflater(ZSTD), cut(message, [end + 1])) == [text]


def test_a_block_is_followed_through_what_looks_like_another() -> None:
    body = (97 << 3).to_bytes(3, "little") + random.Random(8).randbytes(97)
    deflating, inflating = both(ZSTD)
    message = deflating.feed(body)
    assert message.endswith(body)
    last = deflating.feed(ACK)
    assert fed(inflating, [message[:-100], message[-100:], *cut(last, range(99))]) == [body, ACK]


def test_a_zstandard_text_of_full_blocks_waits_until_it_is_whole() -> None:
    """Its blocks as messages: each ends with a full block, which no flush need have ended."""
    text = b'{"d":"' + bytes(random.Random(2).choices(b"abc}", k=3 * BLOCK - 8)) + b'"}'
    stream = deflater(ZSTD).feed(text)
    at, ends = 6, []
    while at < len(stream):
        at += 3 + (int.from_bytes(stream[at : at + 3], "little") >> 3)
        ends.append(at)
    assert len(ends) == 3
    inflating = inflater(ZSTD)
    assert [fed(inflating, [part]) for part in cut(stream, ends[:-1])] == [[], [], [text]]
    inflating = inflater(ZSTD, is_whole=lambda term: term == text[:BLOCK])
    assert [fed(inflating, [part]) for part in cut(stream, ends[:-1])] == [[text[:BLOCK]], [], []]


def test_a_zstandard_frame_that_names_its_size() -> None:
    for size in (1, 3, 200, 300, 70_000, 300_000):
        text = b"{" + b"\x83" * (size - 1)
        deflating = zstd.ZstdCompressor()
        deflating.set_pledged_input_size(size)
        stream = deflating.compress(text, zstd.ZstdCompressor.FLUSH_FRAME)
        assert fed(inflater(ZSTD), cut(stream, range(20))) == [text]
        blocks = Blocks()
        list(blocks.ends(stream))
        assert blocks.block_size == min(size, BLOCK)


# -- objects end to end


@given(st.lists(st.sampled_from([HELLO, ACK, ODD, b"{}", b'{"a":[{"b":{}}]}']), min_size=1))
def test_objects_end_to_end_come_apart(texts: list[bytes]) -> None:
    assert list(apart(b"".join(texts))) == texts


@given(st.lists(st.sampled_from([b"{", b"}", b'"', b"\\", b"[", b"]", b",", b"x", HELLO])))
def test_no_byte_is_changed_or_left_out(parts: list[bytes]) -> None:
    text = b"".join(parts)
    assert b"".join(apart(text)) == text


def test_broken_objects_end_to_end() -> None:
    assert list(apart(ACK + BROKEN)) == [ACK, BROKEN]
    assert list(apart(b'{"a":]}{"b":1}')) == [b'{"a":]}', b'{"b":1}']
    assert list(apart(b'{"a}{')) == [b'{"a}{']
    deep = b'{"d":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert list(apart(deep + ACK)) == [deep, ACK]


def test_long_broken_text_takes_linear_time() -> None:
    text = b'}{"' + b'\\"' * 500_000
    assert list(apart(b"{" + text)) == [b"{}", text[1:]]
