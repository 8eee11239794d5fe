"""Our client against each fault, by what its recording says; never another client."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from making_ordeals import EVENTS, Ordeal, endure
from scurrycli.records import Kind, State
from scurrycli.server import FaultKind, parse_fault
from scurrycli.wire.compression import Compress
from scurrycli.wire.encoding import Encoding

TRANSPORTS = [Compress.PAYLOAD, Compress.ZLIB_STREAM, Compress.ZSTD_STREAM]
RESUMED = {
    "reconnect@10": ("op 7", "the Gateway asked for a reconnect"),
    "invalid-session-resumable@10": ("op 9", "invalid session, but it can be resumed"),
    "close=4000@10": ("4000", "closed with 4000 (Unknown error)"),
    "close=4999@10": ("4999", "closed with 4999 (Unknown code)"),
    "close=1001@10": ("1001", "closed with 1001 (Going away)"),
    "drop@10": ("drop", "the connection ended without a close frame"),
    "stall@10": ("zombie", "no ACK for the last heartbeat"),
    "mute-acks@10": ("zombie", "no ACK for the last heartbeat"),
}
"""What a session is resumed after, and what the recording says of it: the rule, and the words."""
ENDURED = (
    "beat-now@10",
    "delay-acks=20",
    "slow-hello=0.1",
    "huge=2@10",
    "garbage@10",
    "unknown-op@10",
    "unknown-event@10",
    "rate-limited@10",
    "jitter=2",
    "slow=50000",
    "guild-unavailable@10",
)
MISNUMBERED = {"gap@10": ["gap"], "dup@10": ["repeat"], "reorder@10": ["gap", "repeat"]}
"""Where nothing can be done but to keep it as it came, and what `scurry check` says of it."""
FATAL = (4004, 4010, 4011, 4012, 4013, 4014)
LONG = ("invalid-session@10", "close=4007@10", "no-hello")
ELSEWHERE = ("corrupt-compression@10", "dead-resume-host")


def test_no_fault_is_left_out() -> None:
    specs = (*RESUMED, *ENDURED, *MISNUMBERED, *LONG, *ELSEWHERE)
    assert {parse_fault(spec).kind for spec in specs} == set(FaultKind)


def was_resumed(made: Ordeal) -> bool:
    """Whether one session lived through one reconnect, without a loss or an offence."""
    return (
        made.whole
        and made.identified == 1
        and Counter(record.t for record in made.dispatches)["RESUMED"] == 1
        and made.wrong == made.flaws == []
    )


@pytest.mark.parametrize("fault", RESUMED)
async def test_it_resumes_and_nothing_is_lost(fault: str) -> None:
    made = await endure(fault, beats=0 if "mute" not in fault else 2)
    [(rule, why)] = made.reasons
    assert rule == RESUMED[fault][0]
    assert why.startswith(RESUMED[fault][1])
    assert was_resumed(made)
    assert made.news == [fault]


@pytest.mark.parametrize("compress", TRANSPORTS)
async def test_what_cannot_be_inflated_is_asked_for_again(compress: Compress) -> None:
    made = await endure("corrupt-compression@10", compress=compress)
    [(rule, why)] = made.reasons
    assert rule == "fault"
    assert f"sent as {compress.value} is damaged and cannot be inflated" in why
    [error] = made.of(Kind.ERROR)
    assert error.detail["error"].startswith(why)
    assert was_resumed(made)
    assert made.news == ["corrupt-compression@10"]


@pytest.mark.parametrize("fault", ENDURED)
async def test_it_goes_on_and_nothing_is_lost(fault: str) -> None:
    made = await endure(fault, beats=1)
    assert made.reasons == []
    assert made.whole
    assert made.identified == 1
    assert made.wrong == made.flaws == []
    assert made.news == ([fault] if "@" in fault else [])


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize("compress", Compress)
async def test_garbage_ends_nothing(compress: Compress, encoding: Encoding) -> None:
    made = await endure("garbage@10", compress=compress, encoding=encoding)
    [garbage] = [r for r in made.of(Kind.RECV) if r.frame is None]
    assert garbage.detail["error"]
    assert garbage.detail["raw"]
    assert made.reasons == []
    assert made.whole


async def test_what_is_odd_is_in_the_recording() -> None:
    made = await endure(
        "unknown-op@5", "unknown-event@6", "garbage@7", "huge=1.5@8", "rate-limited@9"
    )
    [odd] = [r for r in made.records if r.op == 99]
    assert odd.payload["d"] == {"scurry": "an opcode that nobody knows"}
    assert odd.detail == {"error": "unknown opcode 99"}
    [garbage] = [r for r in made.of(Kind.RECV) if r.frame is None]
    assert "not JSON" in garbage.detail["error"]
    [huge] = [r for r in made.records if r.t == "SCURRY_HUGE"]
    assert huge.size is not None
    assert huge.size > 1_500_000
    names = Counter(record.t for record in made.dispatches)
    assert names["SCURRY_UNKNOWN"] == names["RATE_LIMITED"] == 1
    assert made.whole


async def test_a_guild_that_goes_comes_back() -> None:
    made = await endure("guild-unavailable@3")
    guilds = [(r.t, r.d) for r in made.dispatches if str(r.t).startswith("GUILD_")]
    assert [name for name, _ in guilds] == ["GUILD_CREATE", "GUILD_DELETE", "GUILD_CREATE"]
    assert guilds[1][1] == {"id": "5", "unavailable": True}


async def test_a_heartbeat_is_answered_at_once_when_it_is_asked_for() -> None:
    made = await endure("beat-now@10", beat=41250)
    kinds = [(r.kind, r.op) for r in made.records]
    asked = kinds.index((Kind.RECV, 1))
    assert (Kind.SENT, 1) in kinds[asked:]


@pytest.mark.parametrize(
    ("fault", "numbers"),
    [
        ("gap@10", [n for n in range(1, EVENTS + 4) if n != 11]),
        ("dup@10", [*range(1, 11), *range(10, EVENTS + 4)]),
        ("reorder@10", [*range(1, 10), 11, 10, *range(12, EVENTS + 4)]),
    ],
)
async def test_what_is_misnumbered_is_kept_as_it_came(fault: str, numbers: list[int]) -> None:
    made = await endure(fault)
    assert made.numbers == numbers
    assert made.flaws == MISNUMBERED[fault]
    assert made.reasons == []
    assert made.news == [fault]


async def test_where_the_resume_host_is_dead_the_first_one_is_asked() -> None:
    made = await endure("dead-resume-host", "drop@10")
    assert made.rules == ["drop"]
    assert was_resumed(made)
    [failed] = made.of(Kind.ERROR)
    opened = [r.detail["url"] for r in made.of(Kind.OPEN)]
    assert failed.detail["url"].split("?")[0] not in {url.split("?")[0] for url in opened}
    assert "connection refused" in failed.detail["error"]
    whys = [r.detail["why"] for r in made.of(Kind.STATE)]
    assert any("trying the first address, still to resume" in why for why in whys)


@pytest.mark.parametrize("code", FATAL)
async def test_it_stops_for_good(code: int) -> None:
    made = await endure(f"close={code}@10")
    assert str(code) in str(made.error)
    assert made.identified == 1
    last = made.of(Kind.STATE)[-1]
    assert last.detail["state"] == State.STOPPED
    assert str(code) in last.detail["why"]


async def test_the_same_seed_brings_the_same_faults_at_the_same_places() -> None:
    runs = [await endure(chaos=True, seed=55) for _ in range(3)]
    assert [made.news for made in runs] == [["close=4000@16", "dup@31", "beat-now@40"]] * 3
    assert [made.rules for made in runs] == [["4000"]] * 3
    assert runs[0].numbers == runs[1].numbers == runs[2].numbers
    other = await endure(chaos=True, seed=56)
    assert other.news == ["beat-now@11", "dup@26", "guild-unavailable@36"]


@pytest.mark.timeout(60)
async def test_what_takes_its_time() -> None:
    """A new session keeps 5 s from the one before; a HELLO is waited for as long."""
    lost, closed, mute = await asyncio.gather(
        endure("invalid-session@10"),
        endure("close=4007@10", "drop@20"),
        endure("no-hello"),
    )
    assert lost.reasons == [("op 9", "invalid session: it is given up for a new one")]
    assert closed.rules == ["4007", "drop"]
    for made in (lost, closed):
        assert made.identified == 2
        assert made.numbers[:10] == list(range(1, 11))
        assert made.numbers[10:] == list(range(1, len(made.numbers) - 9))
        assert made.typed[8:] == list(range(EVENTS))
    assert mute.reasons == [("timeout", "no HELLO within 15 s")]
    [news] = mute.news
    assert news.startswith("no-hello@1 (127.0.0.1:")
    assert mute.whole
    assert mute.identified == 1
