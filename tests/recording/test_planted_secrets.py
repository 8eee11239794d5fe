"""No secret survives in any field of any kind of payload, however it is spelled, in any profile."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planting_secrets import TOKEN, holds_secret, payloads, planted, spelled
from scurrycli.recording import PROFILES, Header, RecordingWriter
from scurrycli.records import Kind, Record
from scurrycli.wire.payload import Payload

PAYLOADS = payloads()


def test_there_are_many_kinds_and_what_is_planted_would_be_found() -> None:
    assert len(PAYLOADS) > 35
    assert {"READY", "INTERACTION_CREATE", "sent op 2", "sent op 6"} <= set(PAYLOADS)
    for payload in PAYLOADS.values():
        *_, by_key, quoted = planted(payload)
        for text in (*spelled(by_key), *spelled(quoted)):
            assert holds_secret(text.encode())


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", PAYLOADS)
def test_none_is_left(name: str, profile: str) -> None:
    redactor = PROFILES[profile](TOKEN, key=b"k")
    for payload in planted(PAYLOADS[name]):
        for text in spelled(payload):
            assert json.loads(text) == payload
            clean = redactor.frame(text.encode(), payload["op"], payload.get("t"))
            assert not holds_secret(clean), clean
            assert Payload(clean).op == payload["op"]
            assert json.loads(clean).keys() == payload.keys()


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"])
def test_none_is_in_the_bytes_of_a_file(tmp_path: Path, name: str, profile: str) -> None:
    from scurrycli.recording import open_recording

    path = tmp_path / name
    redactor = PROFILES[profile](TOKEN, key=b"k")
    with RecordingWriter(path, Header(started=0.0, client="c", url="u")) as writer:
        for n, payload in enumerate(planted(PAYLOADS["MESSAGE_CREATE"]), 1):
            frame = redactor.frame(json.dumps(payload).encode(), 0, "MESSAGE_CREATE")
            detail = {"error": redactor.text(f"{TOKEN} was wrong"), "raw": redactor.raw(b"x")}
            writer.write(Record(n, n, n, Kind.RECV, op=0, frame=frame, detail=detail))
    assert not holds_secret(path.read_bytes())
    with open_recording(path) as recording:
        assert not any(holds_secret(repr(record).encode()) for record in recording)
