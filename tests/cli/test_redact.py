"""`scurry redact`, and `--redact` of a live session."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from making_processes import Called, chat, event, gateway, process, recording, run, session
from making_records import ADA, GUILD, Story
from planting_secrets import SECRETS, TOKEN, holds_secret, payloads, planted, spelled
from scurrycli.recording import open_recording

ENV = {"DISCORD_TOKEN": TOKEN}


@pytest.fixture
def scurry(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Called:
    return Called(capfd, monkeypatch)


@pytest.mark.parametrize("name", ["b.jsonl", "b.jsonl.gz", "b.jsonl.zst"])
def test_a_copy_without_what_is_personal(scurry: Called, tmp_path: Path, name: str) -> None:
    path, copy = chat(tmp_path / "a.jsonl"), tmp_path / name
    status, out, err = scurry("redact", str(path), "-o", str(copy))
    assert (status, out) == (0, "")
    assert err.endswith(f" records went to {copy}.\n")
    with open_recording(path) as before, open_recording(copy) as after:
        records, others = list(before), list(after)
    assert after.header.redact == "pii"
    assert [(r.n, r.at, r.kind, r.t, r.s) for r in others] == [
        (r.n, r.at, r.kind, r.t, r.s) for r in records
    ]
    text = b"".join(record.frame or b"" for record in others)
    assert b'"%b"' % ADA["username"].encode() not in text
    assert GUILD.encode() not in text
    assert b"has anyone seen the gateway" in text
    assert copy.stat().st_mode & 0o777 == 0o600


def test_a_copy_without_content_from_stdin(tmp_path: Path) -> None:
    path, copy = chat(tmp_path / "a.jsonl"), tmp_path / "b.jsonl"
    args = ("redact", "-", "-o", str(copy), "--redact", "content")
    assert run(*args, given=path.read_bytes()).status == 0
    assert b"has anyone seen" not in copy.read_bytes()
    again = tmp_path / "c.jsonl"
    assert run("redact", str(copy), "-o", str(again), "--redact", "secrets").status == 0
    with open_recording(again) as records:
        assert records.header.redact == "content"


def test_records_of_other_kinds_are_clean_too(scurry: Called, tmp_path: Path) -> None:
    story = Story().ready()
    story.add("error", detail={"error": "no route to ada@example.com", "url": "wss://x/?token=1"})
    story.add("recv", size=3, detail={"error": "not JSON", "raw": "YWRhQGV4YW1wbGUuY29t"})
    story.add("recv", size=3, detail={"error": "not JSON", "raw": "not base64 ada@example.com"})
    story.event("ADA@EXAMPLE.COM")
    path = recording(tmp_path / "a.jsonl", story.records, extra={"by": "ada@example.com"})
    copy = tmp_path / "b.jsonl"
    assert scurry("redact", str(path), "-o", str(copy))[0] == 0
    assert b"example" not in copy.read_bytes().lower()
    assert b"YWRh" not in copy.read_bytes()


def test_a_damaged_recording_is_copied_as_far_as_it_goes(scurry: Called, tmp_path: Path) -> None:
    path, copy = chat(tmp_path / "a.jsonl"), tmp_path / "b.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:5], b"garbage\n", *lines[6:-1], lines[-1][:-9]]))
    status, _, err = scurry("redact", str(path), "-o", str(copy))
    assert status == 3
    assert "1 line that is no record was skipped" in err
    with open_recording(copy) as records:
        assert [record.n for record in records] == list(range(1, len(lines) - 2))
    assert records.damage is None


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (["a.jsonl", "-o", "a.jsonl"], 2, "a recording is not changed in place"),
        (["a.jsonl", "-o", "a.jsonl", "--force"], 2, "a recording is not changed in place"),
        (["a.jsonl", "-o", "there.jsonl"], 1, "there.jsonl exists already. Give --force"),
        (["a.jsonl", "-o", "-"], 2, "does not go to stdout"),
        (["a.jsonl", "-o", "b.jsonl.xz"], 2, ".xz is none of these"),
        (["a.jsonl"], 2, "Missing option '--output'"),
        (["none.jsonl", "-o", "b.jsonl"], 1, "There is no file none.jsonl"),
        (["a.jsonl", "-o", "b.jsonl", "--redact", "all"], 2, "takes secrets, pii, content; 'all'"),
    ],
)
def test_wrong_usage(
    scurry: Called,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    args: list[str],
    status: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    chat(tmp_path / "a.jsonl")
    (tmp_path / "there.jsonl").touch()
    before = (tmp_path / "a.jsonl").read_bytes()
    assert scurry("redact", *args)[0] == status
    assert (tmp_path / "a.jsonl").read_bytes() == before
    assert said in scurry("redact", *args)[2]


@pytest.mark.parametrize("profile", ["secrets", "pii", "content"])
def test_no_planted_secret_reaches_file_output_or_log(tmp_path: Path, profile: str) -> None:
    path = tmp_path / "a.jsonl.zst"
    kinds = ("MESSAGE_CREATE", "INTERACTION_CREATE", "VOICE_STATE_UPDATE", "AUTO_MODERATION_ACTION")
    found = [one for name, one in payloads().items() if name.startswith(kinds)]
    texts = [
        text
        for payload in found
        for one in planted(payload)
        for text in spelled({**one, "s": None})
    ]
    with gateway(session(*texts, TOKEN, f'"{TOKEN}"', event("READY", 2))) as url:
        args = ("--url", url, "--record", str(path), "--redact", profile, "--verbose", "--json")
        with process("tail", *args, "--max-events", str(len(texts) + 2), **ENV) as tailing:
            result = tailing.end()
    assert result.status == 0
    assert len(result.lines) == len(texts) + 2
    assert not any(holds_secret(line) for line in result.lines)
    assert not any(secret in result.err for secret in SECRETS)
    with open_recording(path) as records:
        kept = list(records)
    assert records.header.redact == profile
    assert records.damage is None
    assert not any(holds_secret(record.frame or b"") for record in kept)
    assert not any(holds_secret(repr(record.detail).encode()) for record in kept)


def test_a_filter_by_id_finds_what_has_a_pseudonym() -> None:
    there, elsewhere = "817771359521343519", "817771359521343520"
    ids = [elsewhere, there, elsewhere, there]
    payloads = [event("TYPING_START", n, f'{{"guild_id":"{one}"}}') for n, one in enumerate(ids, 2)]
    with gateway(session(*payloads)) as url:
        args = ("--url", url, "--guild", there, "--max-events", "2", "--json")
        result = run("tail", *args, "--redact", "pii", **ENV)
    assert [one["s"] for one in result.payloads] == [3, 5]
    assert there.encode() not in result.out
    assert len({orjson.dumps(one["d"]) for one in result.payloads}) == 1
