"""Tests of how a session finds its gateway, spends IDENTIFYs, and follows addresses."""

from __future__ import annotations

import pytest

from making_sessions import (
    ELSEWHERE,
    FIRST,
    INTENTS,
    QUERY,
    TOKEN,
    Walk,
    event,
    gateway,
    hello,
    invalid,
    of,
    ops,
    ready,
    texts,
    urls,
)
from scurrycli.errors import ExitStatus, GatewayClosed, Refused, ScurryError
from scurrycli.records import State
from scurrycli.session import Close, Command, Connect, Discover, Enter, Report, Stop
from scurrycli.session.plan import BUDGET_FLOOR, READY_TIMEOUT


def asking(force: bool = False) -> Walk:
    """A session that has asked the REST API."""
    walk = Walk(url=None, force=force)
    assert [type(command) for command in walk.start()] == [Enter, Discover]
    assert walk.session.deadline is None
    return walk


def discovered(walk: Walk, remaining: int = 900, url: str = FIRST) -> list[Command]:
    return list(walk.session.discovered(gateway(remaining, url), walk.now))


def failed(walk: Walk, status: int | None, retry_after: float | None = None) -> list[Command]:
    why = f"the API answered HTTP {status}"
    return list(walk.session.not_discovered(why, walk.now, status, retry_after))


# -- rule 1


def test_rule_1_without_a_url_the_api_is_asked_and_its_url_connected_to() -> None:
    walk = asking()
    commands = discovered(walk, 900, "wss://other.discord.gg")
    assert urls(commands) == [f"wss://other.discord.gg{QUERY}"]
    [enter] = of(Enter, commands)
    assert enter.why == "900 of 1000 IDENTIFYs left, 1 shard(s) advised"
    assert enter.facts["session_start_limit"]["remaining"] == 900
    assert walk.session.limit is not None
    assert walk.session.limit.total == 1000


def test_rule_1_with_a_url_nobody_is_asked() -> None:
    assert urls(Walk().start()) == [FIRST + QUERY]


def test_rule_1_401_is_a_bad_token_and_not_retried() -> None:
    walk = asking()
    [stop] = of(Stop, failed(walk, 401))
    assert isinstance(stop.error, GatewayClosed)
    assert stop.error.status is ExitStatus.CLOSED
    assert "token" in str(stop.error)
    assert TOKEN not in str(stop.error)
    assert walk.session.deadline is None


@pytest.mark.parametrize("status", [301, 302, 400, 403, 404, 410])
def test_rule_1_another_refusal_would_only_be_repeated_and_stops(status: int) -> None:
    [stop] = of(Stop, failed(asking(), status))
    assert isinstance(stop.error, ScurryError)
    assert stop.error.status is ExitStatus.FAILED
    assert str(stop.error) == f"the API answered HTTP {status}. Is --api-url right?"


def test_rule_1_429_waits_for_retry_after() -> None:
    walk = asking()
    [enter] = of(Enter, failed(walk, 429, 17.5))
    assert (enter.state, enter.facts) == (State.WAITING, {"rule": "discovery", "wait": 17.5})
    assert walk.session.deadline == walk.now + 17.5
    assert [type(command) for command in walk.ring()] == [Enter, Discover]
    assert walk.session.backoff.seconds == 5


@pytest.mark.parametrize("status", [None, 429, 500, 502, 503, 504])
def test_rule_1_server_and_network_faults_back_off(status: int | None) -> None:
    walk = asking()
    pauses = []
    for _ in range(5):
        [enter] = of(Enter, failed(walk, status))
        pauses.append(enter.facts["wait"])
        assert of(Discover, walk.ring())
    assert pauses == [5, 10, 20, 40, 60]


def test_rule_1_an_answer_that_nobody_asked_for_is_ignored() -> None:
    walk = Walk()
    walk.start()
    assert discovered(walk) == failed(walk, 401) == []
    walk.to_hello()
    assert discovered(walk) == failed(walk, None) == []


# -- rules 2 and 4


def test_rule_2_every_url_has_the_same_query() -> None:
    params = {"v": "10", "encoding": "json", "compress": "zlib-stream"}
    query = "/?v=10&encoding=json&compress=zlib-stream"
    walk = Walk(params=params)
    assert urls(walk.start()) == [FIRST + query]
    walk.to_ready()
    assert urls(walk.closed(None)) == [ELSEWHERE + query]


@pytest.mark.parametrize(
    "url",
    ["ws://gateway.discord.gg", "wss://gateway.discord.com", "wss://me@gateway.discord.gg", "x"],
)
def test_rule_4_an_unsafe_resume_url_is_reported_and_the_first_one_used(url: str) -> None:
    walk = Walk()
    walk.to_hello()
    [report] = of(Report, walk.get(ready(url=url)))
    assert "resume_gateway_url" in report.error
    assert urls(walk.closed(None)) == [FIRST + QUERY]


def test_rule_4_a_missing_resume_url_is_the_first_one() -> None:
    walk = Walk()
    walk.to_hello()
    assert of(Report, walk.get(ready(url=None))) == []
    assert urls(walk.closed(None)) == [FIRST + QUERY]


# -- rules 5 and 6


def test_rule_5_identify_says_what_the_plan_says() -> None:
    properties = {"os": "linux", "browser": "b", "device": "d"}
    walk = Walk(shard=(3, 8), properties=properties, large_threshold=50)
    [text] = texts(walk.to_hello())
    assert text == {
        "op": 2,
        "d": {
            "token": TOKEN,
            "properties": properties,
            "intents": INTENTS,
            "shard": [3, 8],
            "large_threshold": 50,
        },
    }


@pytest.mark.parametrize("remaining", [BUDGET_FLOOR, 1, 0, -1])
def test_rule_6_at_or_below_the_floor_we_refuse(remaining: int) -> None:
    walk = asking()
    [stop] = of(Stop, discovered(walk, remaining))
    assert isinstance(stop.error, Refused)
    assert stop.error.status is ExitStatus.REFUSED
    assert f"Only {remaining} of 1000" in str(stop.error)
    assert "2.0 h" in str(stop.error)
    assert "--force" in str(stop.error)


def test_rule_6_above_the_floor_or_by_force_we_connect() -> None:
    assert urls(discovered(asking(), BUDGET_FLOOR + 1))
    assert urls(discovered(asking(force=True), 0))


def test_rule_6_the_budget_is_looked_at_before_each_identify_and_not_before_a_resume() -> None:
    walk = asking()
    discovered(walk)
    walk.to_ready()
    assert urls(walk.closed(1000)) == [ELSEWHERE + QUERY]
    assert ops(walk.to_hello()) == [6]
    walk.get(ready("s-2"))
    walk.rest(120)
    assert of(Discover, walk.closed(4009))
    assert of(Stop, discovered(walk, 3))


def test_rule_6_five_seconds_between_identifies() -> None:
    walk = Walk(chance=0.0)
    assert ops(walk.to_hello()) == [2]
    first = walk.now
    walk.get(invalid(False))
    assert of(Connect, walk.ring())
    assert walk.now == first + 1
    [enter] = walk.to_hello()
    assert isinstance(enter, Enter)
    assert enter.why.endswith("IDENTIFY in 4.1 s, not sooner")
    assert enter.facts["wait"] == pytest.approx(4.1)
    while not (commands := ops(walk.ring())) or commands == [1]:
        assert walk.now < first + 5
    assert commands == [2]
    assert 5 <= walk.now - first <= 5.2
    assert walk.session.deadline is not None
    assert walk.session.deadline <= walk.now + READY_TIMEOUT


def test_rule_6_a_connection_that_ends_before_its_identify_spends_none() -> None:
    walk = Walk(chance=0.9)
    walk.to_hello()
    walk.get(invalid(False))
    walk.ring()
    assert ops(walk.to_hello()) == []
    walk.closed(None)
    walk.ring()
    assert ops(walk.opened()) == []
    assert ops(walk.get(hello())) == [2]


# -- rules 15 and 16


@pytest.mark.parametrize("chance", [0.0, 0.5, 0.999])
def test_rule_15_a_session_that_is_invalid_is_given_up_after_1_to_5_s(chance: float) -> None:
    walk = Walk(chance=chance).to_ready(at=9)
    commands = walk.get(invalid(False))
    assert [type(command) for command in commands] == [Close, Enter]
    assert of(Close, commands)[0].code == 1000
    [enter] = of(Enter, commands)
    assert enter.facts["wait"] == pytest.approx(1 + 4 * chance, abs=0.001)
    assert walk.session.resume_point is None
    assert walk.session.seq is None
    assert urls(walk.ring()) == [FIRST + QUERY]
    walk.pause(5.2)
    assert ops(walk.to_hello()) == [2]


@pytest.mark.parametrize("d", [None, 0, 1, "true", {}])
def test_rule_15_only_a_true_keeps_the_session(d: object) -> None:
    walk = Walk().to_ready()
    walk.get(invalid(d))
    assert walk.session.resume_point is None


def test_rule_15_refusals_without_end_back_off() -> None:
    walk = Walk(chance=0.5)
    walk.start()
    pauses = []
    for _ in range(8):
        walk.pause(6)
        assert ops(walk.to_hello()) == [2]
        [enter] = of(Enter, walk.get(invalid(False)))
        pauses.append(enter.facts["wait"])
        walk.ring()
    assert pauses == [3, 3, 5, 10, 20, 40, 60, 60]


def test_rule_16_the_resume_goes_elsewhere_then_to_the_first_url_then_backs_off() -> None:
    walk = Walk().to_ready(at=7)
    assert urls(walk.closed(None)) == [ELSEWHERE + QUERY]
    commands = walk.unreachable()
    assert urls(commands) == [FIRST + QUERY]
    assert [enter.state for enter in of(Enter, commands)] == [State.RESUMING]
    [enter] = of(Enter, walk.unreachable())
    assert enter.facts == {"rule": "unreachable", "wait": 5.0}
    assert urls(walk.ring()) == [ELSEWHERE + QUERY]
    assert urls(walk.unreachable()) == [FIRST + QUERY]
    walk.opened()
    [text] = texts(walk.get(hello()))
    assert text == {"op": 6, "d": {"token": TOKEN, "session_id": "s-1", "seq": 7}}


def test_rule_16_after_a_resume_at_the_first_url_the_next_goes_elsewhere_again() -> None:
    walk = Walk().to_ready()
    walk.closed(None)
    walk.unreachable()
    walk.to_hello()
    walk.get(event(2, "RESUMED"))
    walk.rest(100)
    assert urls(walk.closed(None)) == [ELSEWHERE + QUERY]


def test_rule_16_where_there_is_one_address_only_it_is_not_tried_twice() -> None:
    walk = Walk()
    walk.to_hello()
    walk.get(ready(url=FIRST))
    walk.closed(None)
    assert urls(walk.unreachable()) == []
    walk = Walk()
    walk.start()
    assert urls(walk.unreachable()) == []


def test_rule_16_the_first_url_is_the_one_that_the_api_named() -> None:
    walk = asking()
    discovered(walk, url="wss://first.discord.gg")
    walk.to_ready()
    walk.closed(None)
    assert urls(walk.unreachable()) == [f"wss://first.discord.gg{QUERY}"]
