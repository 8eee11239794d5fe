"""Messages of a connection become payloads in every encoding; each byte on the wire counts once."""

from __future__ import annotations

from itertools import pairwise

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.errors import CompressionBroken, InflatedTooLarge, PayloadTooLarge
from scurrycli.wire import etf
from scurrycli.wire.compression import Compress, deflater
from scurrycli.wire.encoding import Encoding, modes, query
from scurrycli.wire.incoming import Incoming, outgoing

HELLO = b'{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250}}'
MESSAGE = (
    b'{"t":"MESSAGE_CREATE","s":2,"op":0,"d":{"id":"1300000000000000001","content":"h\xc3\xa9"}}'
)
LONG = b'{"op":0,"t":"X","s":3,"d":{"l":[' + b"1.5," * 5000 + b"null]}}"
TEXTS = (HELLO, MESSAGE, b'{"op":11}', LONG)

ALL = [(encoding, compress) for encoding in Encoding for compress in Compress]


def messages(encoding: Encoding, compress: Compress) -> list[bytes]:
    deflate = deflater(compress).feed
    terms = [etf.from_json(text) if encoding is Encoding.ETF else text for text in TEXTS]
    return [deflate(term) for term in terms]


@pytest.mark.parametrize(("encoding", "compress"), ALL)
def test_all_modes_give_the_same_payloads(encoding: Encoding, compress: Compress) -> None:
    incoming = Incoming(encoding, compress)
    is_text = encoding is Encoding.JSON and compress is Compress.NONE
    sent = messages(encoding, compress)
    payloads = [one for message in sent for one in incoming.feed(message, is_text)]
    assert [orjson.loads(one.text) for one in payloads] == [orjson.loads(text) for text in TEXTS]
    assert [(one.op, one.s, one.t, one.flaw) for one in payloads] == [
        (10, None, None, None),
        (0, 2, "MESSAGE_CREATE", None),
        (11, None, None, None),
        (0, 3, "X", None),
    ]
    assert [one.wire for one in payloads] == [len(message) for message in sent]
    if encoding is Encoding.JSON:
        assert [one.text for one in payloads] == list(TEXTS)
        assert [one.size for one in payloads] == [len(text) for text in TEXTS]
    else:
        assert [one.size for one in payloads] == [len(etf.from_json(text)) for text in TEXTS]


@pytest.mark.parametrize(("encoding", "compress"), ALL)
def test_text_messages_are_plain_json_in_every_mode(encoding: Encoding, compress: Compress) -> None:
    incoming = Incoming(encoding, compress)
    payloads = [one for text in TEXTS for one in incoming.feed(text, True)]
    assert [one.text for one in payloads] == list(TEXTS)
    assert {one.flaw for one in payloads} == {None}
    assert [(one.size, one.wire) for one in payloads] == [(len(text),) * 2 for text in TEXTS]


def test_a_binary_message_where_text_was_due_is_flagged() -> None:
    (payload,) = Incoming(Encoding.JSON, Compress.NONE).feed(HELLO, False)
    assert (payload.op, payload.flaw) == (10, "a binary message where text was due")
    (broken,) = Incoming(Encoding.JSON, Compress.NONE).feed(b"\x00", False)
    assert broken.flaw is not None
    assert broken.flaw.startswith("not JSON")


def test_what_is_no_term_is_kept_and_flagged() -> None:
    (payload,) = Incoming(Encoding.ETF, Compress.NONE).feed(b"\x83g\x00", False)
    assert (payload.text, payload.is_object) == (b"\x83g\x00", False)
    assert payload.flaw is not None
    assert payload.flaw.startswith("no term: ")
    assert (payload.op, payload.s, payload.t) == (None, None, None)


def test_several_payloads_in_one_message_share_its_bytes() -> None:
    deflate = deflater(Compress.ZLIB_STREAM).feed
    incoming = Incoming(Encoding.JSON, Compress.ZLIB_STREAM)
    message = deflate(b"".join(TEXTS))
    payloads = incoming.feed(message, False)
    assert [one.text for one in payloads] == list(TEXTS)
    assert sum(one.wire for one in payloads) == len(message)
    assert payloads[-1].wire > payloads[0].wire >= 0


@pytest.mark.parametrize("compress", [Compress.ZLIB_STREAM, Compress.ZSTD_STREAM])
@given(cuts=st.lists(st.integers(1, 4000), max_size=6))
def test_a_payload_in_several_messages_has_the_bytes_of_all(
    compress: Compress, cuts: list[int]
) -> None:
    deflate = deflater(compress).feed
    incoming = Incoming(Encoding.JSON, compress)
    for text in TEXTS:
        message = deflate(text)
        places = [0, *sorted({cut for cut in cuts if cut < len(message)}), len(message)]
        pieces = [message[a:b] for a, b in pairwise(places)]
        payloads = [one for piece in pieces for one in incoming.feed(piece, False)]
        assert [(one.text, one.wire) for one in payloads] == [(text, len(message))]


def test_a_term_as_long_as_a_block_of_zstd_is_whole_and_its_first_half_is_not() -> None:
    block = 128 << 10
    empty = len(etf.encode({"op": 0, "d": ""}))
    whole = etf.encode({"op": 0, "d": "x" * (block - empty)})
    twice = etf.encode({"op": 0, "d": "x" * (2 * block - empty)})
    deflate = deflater(Compress.ZSTD_STREAM).feed
    incoming = Incoming(Encoding.ETF, Compress.ZSTD_STREAM)
    assert len(whole) == block
    (payload,) = incoming.feed(deflate(whole), False)
    assert (payload.op, payload.size) == (0, block)
    assert incoming.feed(deflate(twice[:block]), False) == ()
    (payload,) = incoming.feed(deflate(twice[block:]), False)
    assert (payload.op, payload.size) == (0, 2 * block)


def test_broken_compression_and_bombs_are_told() -> None:
    with pytest.raises(CompressionBroken):
        Incoming(Encoding.JSON, Compress.ZLIB_STREAM).feed(b"nonsense\x00\x00\xff\xff", False)
    bomb = deflater(Compress.ZSTD_STREAM).feed(b" " * 100_000)
    with pytest.raises(InflatedTooLarge):
        Incoming(Encoding.JSON, Compress.ZSTD_STREAM, limit=50_000).feed(bomb, False)


def test_what_is_sent() -> None:
    text = b'{"op":1,"d":null}'
    assert outgoing(Encoding.JSON, text) is text
    assert etf.decode(outgoing(Encoding.ETF, text)) == {"op": 1, "d": None}
    long = orjson.dumps({"op": 3, "d": ["a"] * 1000})
    assert len(long) <= 4096
    with pytest.raises(PayloadTooLarge):
        outgoing(Encoding.ETF, long)


@pytest.mark.parametrize(("encoding", "compress"), ALL)
def test_the_query_names_what_is_asked_for(encoding: Encoding, compress: Compress) -> None:
    params = query(10, encoding, compress)
    is_stream = compress in (Compress.ZLIB_STREAM, Compress.ZSTD_STREAM)
    assert params.get("compress") == (compress.value if is_stream else None)
    assert modes(params) == (encoding, compress if is_stream else Compress.NONE)


def test_a_query_of_another_time() -> None:
    assert modes({}) == (Encoding.JSON, Compress.NONE)
    with pytest.raises(ValueError, match="lzma"):
        modes({"compress": "lzma"})
