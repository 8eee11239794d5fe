"""What the REST API says is judged as the Gateway would: each close code that is due, no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.explain.checks import Check, Verdict, judge, refused
from scurrycli.models import Application, GatewayEvent, SessionStartLimit
from scurrycli.wire.application import Flag, enabled, limited
from scurrycli.wire.close_codes import close_code
from scurrycli.wire.intents import ALL, DEFAULT, PRIVILEGED, Intent

NOW = 1_795_478_400.0  # 2026-11-24 00:00 UTC
BITS = Flag.GATEWAY_PRESENCE | Flag.GATEWAY_GUILD_MEMBERS | Flag.GATEWAY_MESSAGE_CONTENT


def gateway(remaining: int = 1000, shards: int = 1, reset_after: int = 3_600_000) -> GatewayEvent:
    return GatewayEvent("wss://x", shards, SessionStartLimit(1000, remaining, reset_after, 1))


def application(flags: int | None = 0, guilds: int | None = 5) -> Application:
    return Application("7", "fern", flags, guilds)


def checks(
    intents: int = int(DEFAULT),
    shard: tuple[int, int] = (0, 1),
    told: GatewayEvent | None = None,
    of: Application | None = None,
) -> dict[str, Check]:
    found = list(judge(intents, shard, told or gateway(), of, NOW))
    assert all(check.says.endswith(".") for check in found)
    assert all(check.todo for check in found if check.verdict is not Verdict.OK)
    assert all((check.code is None) or check.verdict is Verdict.FAULT for check in found)
    return {check.name: check for check in found}


def test_all_is_well() -> None:
    found = checks(513 + (1 << 15), of=application(int(BITS)))
    assert {check.verdict for check in found.values()} == {Verdict.OK}
    assert found["token"].says == "Discord accepts it: fern (7)."
    budget = "1000 of 1000 IDENTIFYs left; all again at 2026-11-24 01:00 UTC."
    assert found["budget"].says == budget
    assert found["shards"].says == "1 advised, 1 asked for; 1 can start in 5 s."
    assert found["intents"].says == "33281 is GUILDS, GUILD_MESSAGES, MESSAGE_CONTENT."
    assert found["MESSAGE_CONTENT"].to_dict() == {
        "verdict": "ok",
        "name": "MESSAGE_CONTENT",
        "says": "enabled.",
    }


@pytest.mark.parametrize(
    ("remaining", "verdict"),
    [(0, "fault"), (50, "fault"), (51, "warning"), (199, "warning"), (200, "ok"), (1000, "ok")],
)
def test_the_budget(remaining: int, verdict: str) -> None:
    assert checks(told=gateway(remaining))["budget"].verdict == verdict


def test_a_reset_beyond_all_calendars() -> None:
    assert "9999" in checks(told=gateway(reset_after=1 << 62))["budget"].says


@pytest.mark.parametrize(
    ("shard", "advised", "guilds", "verdict", "code"),
    [
        ((0, 1), 1, 2500, "ok", None),
        ((0, 1), 2, 2501, "fault", 4011),
        ((0, 1), 3, None, "warning", None),
        ((1, 2), 2, 5000, "ok", None),
        ((1, 2), 4, 4000, "warning", None),
        ((1, 4), 2, 4000, "ok", None),
    ],
)
def test_shards(
    shard: tuple[int, int], advised: int, guilds: int | None, verdict: str, code: int | None
) -> None:
    found = checks(shard=shard, told=gateway(shards=advised), of=application(0, guilds))["shards"]
    assert (found.verdict, found.code) == (verdict, code)


def test_bits_that_mean_nothing() -> None:
    found = checks(1 | 1 << 17)["intents"]
    assert (found.verdict, found.code) == (Verdict.FAULT, 4013)
    assert found.says.startswith("bit 17 of 131073 means nothing: IDENTIFY would end with 4013")
    assert found.todo == close_code(4013).cure


@given(st.integers(0, int(ALL)), st.integers(0, (1 << 24) - 1))
def test_privileged_intents(intents: int, flags: int) -> None:
    found = checks(intents, of=application(flags))
    for bit in Intent:
        check = found.get(str(bit.name))
        if not bit & PRIVILEGED & intents:
            assert check is None
            continue
        assert check is not None
        granted = bool(enabled(flags) & bit)
        assert (check.verdict, check.code) == (("ok", None) if granted else ("fault", 4014))
        assert ("100 guilds" in check.says) is bool(limited(flags) & bit)


@pytest.mark.parametrize("of", [None, application(None)])
def test_an_application_that_is_not_told(of: Application | None) -> None:
    found = checks(int(Intent.GUILD_MEMBERS), of=of)
    assert found["GUILD_MEMBERS"].verdict is Verdict.WARNING
    assert found["token"].verdict is Verdict.OK


def test_messages_without_their_content() -> None:
    assert "content" not in checks(int(Intent.GUILDS))
    assert checks(int(Intent.GUILD_MESSAGES))["content"].verdict is Verdict.WARNING


@pytest.mark.parametrize(
    ("status", "name", "code", "says"),
    [
        (401, "token", 4004, "Discord does not accept the token: IDENTIFY would end with 4004"),
        (429, "api", None, "Wait for the seconds"),
        (None, "api", None, "Look at the network"),
        (418, "api", None, "Look at the network"),
    ],
)
def test_an_api_that_does_not_answer(
    status: int | None, name: str, code: int | None, says: str
) -> None:
    check = refused(status, "x cannot be reached")
    assert (check.verdict, check.name, check.code) == (Verdict.FAULT, name, code)
    assert says in f"{check.says} {check.todo}"
