"""Tests of what a session does when a connection ends: every close code, drops, opcodes 7 and 9."""

from __future__ import annotations

import pytest

from making_sessions import (
    ELSEWHERE,
    FIRST,
    QUERY,
    RECONNECT,
    RESUMED,
    TOKEN,
    Walk,
    invalid,
    of,
    ops,
    ready,
    texts,
)
from scurrycli.errors import ExitStatus, GatewayClosed
from scurrycli.records import State
from scurrycli.session import Close, Command, Connect, Discover, Enter, Report, Send, Stop

RESUMING = [None, 1000, 1001, 1002, 1006, 1011, 3000, 4000, 4001, 4002, 4005, 4008, 4900]
IDENTIFYING = [4003, 4007, 4009]
FATAL = [4004, 4010, 4011, 4012, 4013, 4014]
UNKNOWN = [4006, 4015, 4321, 4999]


def goes_to(commands: list[Command]) -> str:
    [connect] = of(Connect, commands)
    return connect.url


# -- the table after a close


@pytest.mark.parametrize("code", [*RESUMING, *UNKNOWN])
def test_after_this_code_a_session_is_resumed(code: int | None) -> None:
    walk = Walk().to_ready(at=12)
    commands = walk.closed(code)
    assert goes_to(commands) == ELSEWHERE + QUERY
    assert of(Report, commands) == []
    [why] = [command.why for command in of(Enter, commands)]
    assert ("not a documented close code" in why) == (code in UNKNOWN)
    assert code not in UNKNOWN or why.count(str(code)) == 1
    [text] = texts(walk.to_hello())
    assert text == {"op": 6, "d": {"token": TOKEN, "session_id": "s-1", "seq": 12}}


@pytest.mark.parametrize("code", [*RESUMING, *UNKNOWN, *IDENTIFYING])
def test_after_this_code_without_a_session_we_back_off_and_identify(code: int | None) -> None:
    walk = Walk()
    walk.to_hello()
    assert of(Enter, walk.closed(code))[0].facts["wait"] == 5.0
    assert goes_to(walk.ring()) == FIRST + QUERY
    walk.pause(1)
    assert ops(walk.to_hello()) == [2]


@pytest.mark.parametrize("code", IDENTIFYING)
def test_after_this_code_a_new_session_is_started(code: int) -> None:
    walk = Walk().to_ready(at=12)
    walk.rest(10)
    assert goes_to(walk.closed(code)) == FIRST + QUERY
    assert (walk.session.resume_point, walk.session.seq) == (None, None)
    assert ops(walk.to_hello()) == [2]


@pytest.mark.parametrize("code", FATAL)
@pytest.mark.parametrize("healthy", [True, False])
def test_after_this_code_we_stop_with_status_4(code: int, healthy: bool) -> None:
    walk = Walk()
    walk.to_hello()
    if healthy:
        walk.get(ready())
    commands = walk.closed(code)
    assert [type(command) for command in commands] == [Enter, Stop]
    [stop] = of(Stop, commands)
    assert isinstance(stop.error, GatewayClosed)
    assert stop.error.status is ExitStatus.CLOSED
    assert str(code) in str(stop.error)
    assert str(stop.error).count(".") >= 2
    assert of(Enter, commands)[0].why == str(stop.error)
    assert (walk.session.deadline, walk.session.is_open) == (None, False)


def test_the_reason_of_a_close_is_told_in_words() -> None:
    walk = Walk().to_ready()
    [enter] = of(Enter, walk.closed(4008))
    assert enter.why == "closed with 4008 (Rate limited): payloads were sent too fast"
    assert (enter.state, enter.facts) == (State.RESUMING, {"rule": "4008"})
    walk.to_hello()
    [enter] = of(Enter, walk.closed(None))
    assert enter.why == "the connection ended without a close frame"
    assert enter.facts == {"rule": "drop", "wait": 5.0}


# -- rule 14: what resumes


def test_rule_14_opcode_7_at_once() -> None:
    walk = Walk().to_ready(at=6)
    commands = walk.get(RECONNECT)
    assert [type(command) for command in commands] == [Close, Enter, Connect]
    assert of(Close, commands)[0].code not in (1000, 1001)
    assert walk.session.at_once
    assert ops(walk.to_hello()) == [6]


def test_rule_14_opcode_7_while_resuming_once_at_once_and_then_with_a_pause() -> None:
    walk = Walk().to_ready()
    walk.get(RECONNECT)
    walk.to_hello()
    assert goes_to(walk.get(RECONNECT)) == ELSEWHERE + QUERY
    walk.to_hello()
    commands = walk.get(RECONNECT)
    assert of(Connect, commands) == []
    assert of(Enter, commands)[-1].facts == {"rule": "op 7", "wait": 5.0}


def test_rule_14_opcode_9_true_resumes() -> None:
    walk = Walk().to_ready(at=6)
    commands = walk.get(invalid(True))
    assert of(Close, commands)[0].code not in (1000, 1001)
    assert goes_to(commands) == ELSEWHERE + QUERY
    [text] = texts(walk.to_hello())
    assert (text["op"], text["d"]["seq"]) == (6, 6)


def test_rule_14_opcode_9_true_without_a_session_is_a_false_one() -> None:
    walk = Walk()
    walk.to_hello()
    [enter] = of(Enter, walk.get(invalid(True)))
    assert (enter.facts["rule"], enter.facts["wait"]) == ("op 9", 3.0)


def test_rule_14_a_fault_resumes() -> None:
    walk = Walk().to_ready(at=6)
    commands = list(walk.session.faulted("broken compression", walk.now))
    assert of(Close, commands)[0].code not in (1000, 1001)
    assert of(Enter, commands)[0].why == "broken compression"
    assert goes_to(commands) == ELSEWHERE + QUERY


# -- rule 17: how soon


def test_rule_17_a_first_drop_at_once_a_second_within_the_minute_backs_off() -> None:
    walk = Walk().to_ready()
    assert of(Connect, walk.closed(None))
    assert walk.session.at_once
    walk.to_hello()
    walk.get(RESUMED)
    walk.rest(59)
    assert of(Connect, walk.closed(None)) == []
    assert not walk.session.at_once
    walk.ring()
    walk.to_hello()
    walk.get(RESUMED)
    walk.rest(61)
    assert of(Connect, walk.closed(None))


def test_rule_17_a_drop_before_the_session_was_healthy_backs_off() -> None:
    walk = Walk()
    walk.to_hello()
    assert of(Connect, walk.closed(None)) == []


def test_rule_17_opcode_7_is_no_drop() -> None:
    walk = Walk().to_ready()
    for _ in range(3):
        assert of(Connect, walk.get(RECONNECT))
        walk.to_hello()
        walk.get(RESUMED)
    assert of(Connect, walk.closed(None))


@pytest.mark.parametrize("how", ["READY", "RESUMED"])
def test_rule_17_ready_and_resumed_reset_the_backoff(how: str) -> None:
    walk = Walk()
    if how == "RESUMED":
        walk.to_ready()
        walk.closed(None)
    walk.start()
    for pause in (5, 10, 20):
        commands = walk.unreachable()
        if of(Connect, commands):
            commands = walk.unreachable()
        assert of(Enter, commands)[0].facts["wait"] == pause
        walk.ring()
    walk.opened()
    assert walk.session.backoff.seconds == 40
    walk.to_hello()
    assert walk.session.backoff.seconds == 40
    walk.get(ready() if how == "READY" else RESUMED)
    assert walk.session.backoff.seconds == 5


def test_rule_17_hello_alone_resets_nothing() -> None:
    walk = Walk()
    walk.start()
    for pause in (5, 10, 20, 40, 60, 60):
        walk.to_hello()
        assert of(Enter, walk.closed(None))[0].facts["wait"] == pause
        walk.ring()


def test_no_text_of_any_command_holds_the_token() -> None:
    walk = Walk(url=None)
    commands = [*walk.start(), *walk.session.not_discovered("no", walk.now, 401)]
    assert of(Discover, commands)
    walk = Walk()
    commands += [*walk.to_hello(), *walk.get(ready()), *walk.closed(4004)]
    assert of(Send, commands)
    assert TOKEN not in repr(commands)
    assert all(TOKEN not in str(stop.error) for stop in of(Stop, commands))
