"""The first line of a recording: what is written, what is read, and what is refused how."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from making_records import EPOCH
from scurrycli.errors import ExitStatus, RecordingError
from scurrycli.recording.header import Header, decode_header, encode_header

FULL = (
    b'{"scurry":"recording","version":1,"started":"2026-11-23T22:58:01.123456Z",'
    b'"client":"scurrycli 0.1.0","url":"wss://gateway.discord.gg/?v=10&encoding=json",'
    b'"api_version":10,"encoding":"json","compress":"none","intents":513,"shard":[0,1],'
    b'"redact":"secrets"}\n'
)


def test_the_header_of_the_format_is_read_and_written_byte_for_byte() -> None:
    header = decode_header(FULL)
    assert header.client == "scurrycli 0.1.0"
    assert header.intents == 513
    assert header.shard == (0, 1)
    assert round(header.started * 1_000_000) == 1_795_474_681_123_456
    assert encode_header(header) == FULL


def test_intents_and_shard_are_left_out_where_there_are_none() -> None:
    line = encode_header(Header(started=0.0, client="c", url="u"))
    assert b"intents" not in line
    assert b"shard" not in line
    assert decode_header(line) == Header(started=0.0, client="c", url="u")


def test_unknown_keys_are_carried_along_and_cannot_replace_known_ones() -> None:
    line = FULL.replace(b'"redact"', b'"planet":{"a":[1]},"redact"')
    header = decode_header(line)
    assert header.extra == {"planet": {"a": [1]}}
    assert decode_header(encode_header(header)) == header
    stubborn = Header(started=0.0, client="c", url="u", extra={"version": 7, "shard": [1, 2]})
    assert decode_header(encode_header(stubborn)).extra == {}


def test_a_header_needs_no_more_than_its_name_and_version() -> None:
    header = decode_header(b'\xef\xbb\xbf{"version":1,"scurry":"recording"}\r\n')
    assert header == Header(started=0.0, client="", url="")


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"hello\n",
        b"[]\n",
        b'{"t":"READY"}\n',
        b'{"scurry":"cassette","version":1}\n',
        b'{"scurry":"recording"}\n',
        b'{"scurry":"recording","version":"1"}\n',
        b'{"scurry":"recording","version":true}\n',
        b'{"scurry":"recording","version":0}\n',
        FULL[:40],
        "scurry".encode("utf-16"),
    ],
)
def test_what_is_no_header_is_not_a_recording(line: bytes) -> None:
    with pytest.raises(RecordingError, match=r"^x\.jsonl is not a scurry recording: ") as caught:
        decode_header(line, "x.jsonl")
    assert caught.value.status is ExitStatus.FAILED


def test_a_newer_version_is_named_with_the_cure() -> None:
    with pytest.raises(RecordingError) as caught:
        decode_header(b'{"scurry":"recording","version":2,"started":5}', "x.jsonl")
    assert "written by a newer scurry (version 2). Update scurry" in str(caught.value)
    assert caught.value.status is ExitStatus.FAILED


@pytest.mark.parametrize(
    ("key", "value"),
    [("started", "yesterday"), ("intents", "all"), ("shard", [1]), ("client", None), ("url", 5)],
)
def test_a_known_key_of_a_wrong_type_is_a_damaged_header(key: str, value: object) -> None:
    line = json.dumps({**json.loads(FULL), key: value}).encode()
    with pytest.raises(RecordingError, match="damaged header"):
        decode_header(line)


@given(
    st.builds(
        Header,
        started=st.floats(0, 7e9),
        client=st.text(),
        url=st.text(),
        intents=st.none() | st.integers(0, 1 << 53),
        shard=st.none() | st.tuples(st.integers(0, 99), st.integers(1, 100)),
    )
)
def test_what_is_written_is_read_again(header: Header) -> None:
    line = encode_header(header)
    assert line.count(b"\n") == 1
    again = decode_header(line)
    assert abs(again.started - header.started) < 1e-6
    assert encode_header(again) == line


@given(st.binary() | st.binary().map(lambda data: FULL[: len(data)] + data))
def test_nothing_but_a_recording_error_comes_out(line: bytes) -> None:
    try:
        header = decode_header(line)
    except RecordingError:
        return
    assert decode_header(encode_header(header)) == header


@pytest.mark.parametrize(
    ("url", "tells"),
    [
        ("wss://gateway.discord.gg/?v=10", True),
        ("wss://gateway.example:443/", True),
        ("ws://127.0.0.1:8080/", False),
        ("ws://localhost:8080/", False),
        ("http://[::1]:1/api/v10", False),
        ("ws://[broken", True),
    ],
)
def test_a_gateway_on_this_machine_plays_old_ids(url: str, tells: bool) -> None:
    assert Header(started=EPOCH, client="tests", url=url).tells_time is tells


def test_pseudonyms_tell_no_time() -> None:
    header = Header(started=EPOCH, client="tests", url="wss://gateway.discord.gg/", redact="pii")
    assert not header.tells_time
