"""Damage, bombs, and streams that never end: one of our errors, in time, and little memory."""

from __future__ import annotations

import random
import tracemalloc
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from making_streams import (
    ACK,
    COMPRESSED,
    HELLO,
    LONG,
    ODD,
    PAYLOAD,
    STREAMS,
    TERM,
    ZLIB,
    ZSTD,
    both,
    cut,
    fed,
)
from scurrycli.errors import CompressionBroken, InflatedTooLarge
from scurrycli.wire.compression import Compress, deflater, inflater
from scurrycli.wire.zstandard import zstd

CUTS = st.lists(st.integers(0, 400), max_size=12)


@COMPRESSED
def test_a_connection_cannot_go_on_with_the_context_of_another(mode: Compress) -> None:
    deflating, inflating = both(mode)
    first, second = deflating.feed(HELLO), deflating.feed(HELLO)
    assert fed(inflating, [first]) == [HELLO]
    if mode is PAYLOAD:
        assert first == second
        return
    with pytest.raises(CompressionBroken, match=f"as {mode} is damaged and cannot be inflated"):
        inflater(mode).feed(second)
    assert fed(inflater(mode), [first, second]) == [HELLO, HELLO]


@COMPRESSED
@given(noise=st.binary(max_size=200), start=st.integers(0, 60), cuts=CUTS)
def test_any_damage_ends_in_our_error_or_in_bytes(
    mode: Compress, noise: bytes, start: int, cuts: list[int]
) -> None:
    deflating, inflating = both(mode)
    stream = deflating.feed(HELLO) + deflating.feed(ODD * 9)
    stream = stream[:start] + noise + stream[start + len(noise) // 2 :]
    with suppress(CompressionBroken):
        for text in fed(inflating, [*cut(stream, cuts), deflating.feed(ACK), noise]):
            assert isinstance(text, bytes)


@COMPRESSED
def test_damage_in_a_message_that_seems_whole(mode: Compress) -> None:
    deflating, inflating = both(mode)
    fed(inflating, [deflating.feed(ACK)])
    message = bytearray(deflating.feed(LONG[:3000]))
    message[3:-4] = b"\xff" * (len(message) - 7)
    with pytest.raises(CompressionBroken):
        fed(inflating, [bytes(message), bytes(message)])


def test_payload_compression_takes_one_whole_text() -> None:
    message = deflater(PAYLOAD).feed(HELLO)
    for wrong in (message[:-1], message + b"x", message[:1], b""):
        with pytest.raises(CompressionBroken):
            inflater(PAYLOAD).feed(wrong)


ENDED: dict[Compress, Callable[[bytes], bytes]] = {ZLIB: zlib.compress, ZSTD: zstd.compress}


@STREAMS
@pytest.mark.parametrize("text", [ACK, HELLO, TERM])
def test_a_stream_that_ends_gives_what_it_held_and_takes_no_more(
    mode: Compress, text: bytes
) -> None:
    message = ENDED[mode](text)
    for parts in ([message], cut(message, range(99))):
        inflating = inflater(mode)
        assert fed(inflating, parts) == [text]
        with pytest.raises(CompressionBroken):
            inflating.feed(message)
    with pytest.raises(CompressionBroken):
        inflater(mode).feed(message + b"x")


@COMPRESSED
@pytest.mark.parametrize("cuts", [[], range(0, 90_000, 1000)])
def test_a_bomb_is_stopped_while_it_inflates(mode: Compress, cuts: Iterable[int]) -> None:
    limit = 8 << 20
    message = deflater(mode).feed(b"{" + bytes(64 << 20))
    parts = [message] if mode is PAYLOAD else cut(message, cuts)
    inflating = inflater(mode, limit)
    tracemalloc.start()
    try:
        with pytest.raises(InflatedTooLarge, match="to more than 8 MiB, the most that scurry"):
            fed(inflating, parts)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1.125 * limit + (1 << 20)


@COMPRESSED
@pytest.mark.parametrize("size", [9, 1000, 1 << 18, (1 << 18) + 1])
def test_the_limit_is_the_last_size_that_passes(mode: Compress, size: int) -> None:
    text = b"{" + b" " * (size - 2) + b"}"
    for first in (ACK, text):
        deflating = deflater(mode)
        inflating = inflater(mode, size)
        assert fed(inflating, map(deflating.feed, (first, text))) == [first, text]
        with pytest.raises(InflatedTooLarge):
            inflating.feed(deflating.feed(b"{ " + text[1:]))
    with pytest.raises(InflatedTooLarge, match=f"more than {size - 1} bytes"):
        inflater(mode, size - 1).feed(deflater(mode).feed(text))


@pytest.mark.parametrize("mode", [ZLIB, ZSTD])
def test_what_never_ends_is_held_up_to_the_limit_only(mode: Compress) -> None:
    noise = random.Random(3)
    stream = deflater(mode).feed(noise.randbytes(600_000))
    inflating = inflater(mode, 500_000)
    with pytest.raises(InflatedTooLarge):
        fed(inflating, cut(stream[:-9], range(0, 600_000, 4000)))


def test_a_long_payload_takes_little_more_memory_than_itself() -> None:
    text = b'{"d":"' + random.Random(4).randbytes(4 << 20).hex().encode() + b'"}'
    for mode in (PAYLOAD, ZLIB, ZSTD):
        message = deflater(mode).feed(text)
        inflating = inflater(mode)
        tracemalloc.start()
        try:
            assert list(inflating.feed(message)) == [text]
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak < 2 * len(text)
