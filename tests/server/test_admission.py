"""URLs, IDENTIFYs and RESUMEs, right and wrong; never a connection."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.server.admission import (
    Address,
    address_breaches,
    identify_breaches,
    is_shard,
    resume_breaches,
    spacing_breaches,
)
from scurrycli.server.rules import Breach
from scurrycli.wire.compression import Compress
from scurrycli.wire.intents import ALL, Intent

GOOD = Address.of("/?v=10&encoding=json")
PROPERTIES = {"os": "linux", "browser": "b", "device": "d"}
IDENTIFY: dict[str, Any] = {"token": "t", "intents": 513, "properties": PROPERTIES}


def names(breaches: Any) -> list[str]:
    found: list[Breach] = list(breaches)
    return [breach.rule.name for breach in found]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("/?v=10&encoding=json", []),
        ("/?encoding=etf&v=9&compress=zlib-stream", []),
        ("/?v=10", []),
        ("/", ["no-version"]),
        ("/?v=", ["no-version"]),
        ("/?v=11", ["invalid-version"]),
        ("/?v=ten&encoding=xml&compress=gzip", ["invalid-version", "bad-encoding", "bad-encoding"]),
        ("/?v=10&compress=payload", ["bad-encoding"]),
    ],
)
def test_a_url(target: str, said: list[str]) -> None:
    assert names(address_breaches(Address.of(target))) == said


def test_what_is_unknown_is_taken_for_plain_json() -> None:
    address = Address.of("/a?encoding=xml&compress=gzip")
    assert (address.path, address.encoding, address.compress) == ("/a", "json", Compress.NONE)
    good = Address.of("/?compress=zstd-stream&encoding=etf")
    assert (good.encoding, good.compress) == ("etf", Compress.ZSTD_STREAM)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"shard": [0, 1]}, []),
        ({"shard": [1, 1]}, ["invalid-shard"]),
        ({"shard": None}, ["invalid-shard"]),
        ({"intents": 0}, []),
        ({"intents": None}, ["invalid-intents"]),
        ({"intents": "513"}, ["invalid-intents"]),
        ({"intents": True}, ["invalid-intents"]),
        ({"intents": -1}, ["invalid-intents"]),
        ({"intents": 1 << 30}, ["invalid-intents"]),
        ({"intents": int(ALL)}, ["disallowed-intents"]),
        ({"intents": int(Intent.GUILD_MEMBERS)}, ["disallowed-intents"]),
        ({"shards": [0, 1]}, ["shards-field"]),
        ({"properties": None}, ["no-properties"]),
        ({"properties": {"$os": "linux"}}, ["no-properties"]),
        ({"compress": True}, []),
    ],
)
def test_an_identify(change: dict[str, Any], said: list[str]) -> None:
    d = {**IDENTIFY, **change}
    disallowed = int(Intent.GUILD_MEMBERS)
    breaches = list(identify_breaches(d, GOOD, is_known=True, disallowed=disallowed))
    assert names(breaches) == said
    refused = names(identify_breaches(d, GOOD, is_known=False, disallowed=disallowed))
    assert refused == ["bad-token", *said]


def test_two_compressions() -> None:
    address = Address.of("/?v=10&compress=zlib-stream")
    d = {**IDENTIFY, "compress": True}
    found = identify_breaches(d, address, is_known=True, disallowed=0)
    assert names(found) == ["two-compressions"]


@given(st.dictionaries(st.sampled_from(["intents", "shard", "properties"]), st.none() | st.text()))
def test_no_identify_is_too_odd(d: dict[str, Any]) -> None:
    for breach in identify_breaches(d, GOOD, is_known=True, disallowed=0):
        assert breach.evidence


@given(st.integers(), st.integers())
def test_a_shard_has_its_id_below_the_count(number: int, count: int) -> None:
    assert is_shard([number, count]) == (0 <= number < count)


@pytest.mark.parametrize("shard", [None, 0, [], [0], [0, 1, 2], ["0", "1"], [True, 2], (0, 1)])
def test_what_is_no_shard(shard: object) -> None:
    assert not is_shard(shard)


@pytest.mark.parametrize(("before", "said"), [(None, []), (5.0, []), (5.1, ["identify-too-soon"])])
def test_the_spacing(before: float | None, said: list[str]) -> None:
    assert names(spacing_breaches(before, 10.0)) == said
    restarted = [name.replace("identify", "restarted") for name in said]
    assert names(spacing_breaches(before, 10.0, is_restart=True)) == restarted


@pytest.mark.parametrize(
    ("target", "closed_with", "said"),
    [
        ("/resume?encoding=json&v=10", None, []),
        ("/resume/?v=10&encoding=json", 4000, []),
        ("/?v=10&encoding=json", None, ["resume-url"]),
        ("/resume?v=10", None, ["resume-query"]),
        ("/resume?v=10&encoding=json", 1000, ["closed-1000"]),
        ("/x", 1001, ["resume-url", "resume-query", "closed-1000"]),
    ],
)
def test_a_resume(target: str, closed_with: int | None, said: list[str]) -> None:
    assert names(resume_breaches(Address.of(target), GOOD, "/resume", closed_with)) == said
