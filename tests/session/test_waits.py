"""Tests that every wait of a session ends, and that late or early inputs do nothing."""

from __future__ import annotations

import pytest

from making_sessions import (
    FIRST,
    QUERY,
    RECONNECT,
    TOKEN,
    Walk,
    event,
    hello,
    of,
    ops,
    ready,
    texts,
)
from scurrycli.errors import NoSession
from scurrycli.records import State
from scurrycli.session import Close, Connect, Enter, Send, Session, Stop
from scurrycli.session.plan import HELLO_TIMEOUT, READY_TIMEOUT


def test_no_hello_ends_the_wait() -> None:
    walk = Walk()
    walk.start()
    assert walk.opened() == []
    assert walk.session.deadline == walk.now + HELLO_TIMEOUT
    commands = walk.ring()
    assert [type(command) for command in commands] == [Close, Enter]
    assert of(Enter, commands)[0].why == "no HELLO within 15 s"


def test_no_second_hello_ends_the_wait_as_early_as_no_first_one() -> None:
    walk = Walk().to_ready(at=50)
    walk.closed(None)
    walk.opened()
    assert of(Close, walk.ring())
    walk = Walk().to_ready(at=50)
    walk.closed(None)
    walk.opened()
    walk.get(event(51))
    assert of(Close, walk.ring())


@pytest.mark.parametrize("resuming", [False, True])
def test_no_answer_ends_the_wait(resuming: bool) -> None:
    walk = Walk(chance=0.9)
    if resuming:
        walk.to_ready()
        walk.closed(None)
    start = walk.now
    walk.to_hello(3600)
    [enter] = of(Enter, walk.ring())
    name = "RESUMED" if resuming else "READY"
    assert (enter.why, walk.now - start) == (f"no {name} within 60 s", READY_TIMEOUT)


def test_a_long_replay_is_no_stall_as_long_as_it_moves() -> None:
    walk = Walk(chance=0.9).to_ready(interval=3600)
    walk.closed(None)
    walk.to_hello(3600)
    for number in range(2, 6):
        walk.pause(50).get(event(number))
        assert walk.ring() == []
    assert of(Close, walk.ring())


def test_what_the_network_says_too_late_is_ignored() -> None:
    walk = Walk().to_ready()
    assert walk.opened() == walk.unreachable() == walk.start() == []
    walk.get(RECONNECT)
    assert walk.get(RECONNECT) == walk.closed(None) == []
    assert list(walk.session.faulted("late", walk.now)) == []


def test_before_the_start_nothing_is_an_answer() -> None:
    walk = Walk()
    assert walk.opened() == walk.unreachable() == walk.closed(None) == walk.get(event(1)) == []
    assert (walk.session.deadline, walk.session.is_open, walk.session.seq) == (None, False, None)


def test_a_timeout_that_comes_early_does_nothing() -> None:
    walk = Walk().to_ready()
    assert list(walk.session.timeout(walk.now)) == []
    walk.closed(4009)
    assert list(walk.session.timeout(walk.now)) == []


def test_starting_while_waiting_ends_the_wait() -> None:
    walk = Walk()
    walk.start()
    walk.unreachable()
    assert [command.url for command in of(Connect, walk.start())] == [FIRST + QUERY]
    assert walk.session.conn == 2


def test_a_send_is_counted_once_and_never_shown() -> None:
    walk = Walk()
    [send] = of(Send, walk.to_hello())
    assert TOKEN not in repr(send)
    assert TOKEN not in repr(walk.session.plan)
    assert walk.session.budget.used(walk.now) == 1


# -- by hand: without a token in the plan


def by_hand() -> Walk:
    walk = Walk(token=None, intents=0)
    [enter] = walk.to_hello()
    assert isinstance(enter, Enter)
    assert enter.why.endswith("waiting for a token")
    return walk


def test_by_hand_hello_is_answered_by_the_caller() -> None:
    walk = by_hand()
    [text] = texts(walk.session.identify(TOKEN, 7, walk.now))
    assert (text["op"], text["d"]["token"], text["d"]["intents"]) == (2, TOKEN, 7)
    assert [command for command in walk.get(ready()) if isinstance(command, Enter)]


def test_by_hand_a_resume_is_never_sent_twice() -> None:
    walk = by_hand()
    walk.session.identify(TOKEN, 7, walk.now)
    walk.get(ready(s=4))
    walk.closed(None)
    assert ops(walk.to_hello()) == []
    [text] = texts(walk.session.resume(TOKEN, walk.now))
    assert text["d"] == {"token": TOKEN, "session_id": "s-1", "seq": 4}


def test_by_hand_a_resume_without_an_answer_ends() -> None:
    walk = by_hand()
    walk.session.identify(TOKEN, 7, walk.now)
    walk.get(ready())
    walk.closed(None)
    walk.to_hello(3600)
    walk.session.resume(TOKEN, walk.now)
    assert walk.session.deadline == walk.now + READY_TIMEOUT
    assert of(Close, walk.ring())


def test_by_hand_identifies_are_spaced_too_and_a_resume_replaces_one_that_waits() -> None:
    walk = by_hand()
    walk.session.identify(TOKEN, 7, walk.now)
    walk.get(ready())
    assert ops(walk.session.identify(TOKEN, 7, walk.now)) == []
    assert ops(walk.session.resume(TOKEN, walk.now)) == [6]
    sent = [op for _ in range(3) for op in ops(walk.ring())]
    assert 2 not in sent


def test_by_hand_identify_gives_the_old_session_up() -> None:
    walk = by_hand()
    walk.session.identify(TOKEN, 7, walk.now)
    walk.get(ready())
    walk.pause(6)
    assert ops(walk.session.identify(TOKEN, 7, walk.now)) == [2]
    walk.get(event(9))
    assert walk.session.resume_point is None
    with pytest.raises(NoSession):
        walk.session.resume(TOKEN, walk.now)


def test_by_hand_there_must_be_a_hello() -> None:
    walk = Walk(token=None)
    with pytest.raises(NoSession) as caught:
        walk.session.resume(TOKEN, walk.now)
    assert TOKEN not in str(caught.value)
    with pytest.raises(NoSession):
        walk.session.identify(TOKEN, 7, walk.now)
    walk.start()
    walk.opened()
    with pytest.raises(NoSession):
        walk.session.identify(TOKEN, 7, walk.now)


def test_by_hand_there_must_be_something_to_resume() -> None:
    walk = by_hand()
    with pytest.raises(NoSession) as caught:
        walk.session.resume(TOKEN, walk.now)
    assert "IDENTIFY starts one" in str(caught.value)


# -- the end


@pytest.mark.parametrize("stage", ["idle", "asking", "connecting", "open", "ready", "waiting"])
def test_rule_18_leaving_closes_with_1000_what_is_open(stage: str) -> None:
    walk = Walk(url=None if stage == "asking" else FIRST)
    if stage != "idle":
        walk.start()
    if stage in ("open", "ready"):
        walk.to_hello()
    if stage == "ready":
        walk.get(ready())
    if stage == "waiting":
        walk.unreachable()
    commands = walk.session.stop(walk.now)
    is_open = stage in ("open", "ready")
    assert [close.code for close in of(Close, commands)] == [1000] * is_open
    assert of(Stop, commands) == [Stop(None)]
    assert of(Enter, commands)[0].state is State.STOPPED
    assert walk.session.deadline is None
    assert list(walk.session.stop(walk.now)) == []


def test_stopping_for_a_reason_says_it() -> None:
    walk = Walk().to_ready()
    error = NoSession("The disk is full.")
    commands = walk.session.stop(walk.now, error)
    assert of(Stop, commands) == [Stop(error)]
    assert of(Enter, commands)[0].why == "The disk is full."


def test_after_the_end_only_start_does_anything() -> None:
    walk = Walk().to_ready()
    walk.session.stop(walk.now)
    assert walk.get(event(3)) == walk.closed(4009) == walk.opened() == walk.unreachable() == []
    assert list(walk.session.timeout(walk.now + 1e6)) == []
    assert of(Connect, walk.start())


def test_a_new_session_keeps_its_distance_from_the_last_identify() -> None:
    walk = Walk()
    walk.to_ready()
    assert walk.session.identified is not None
    later = Session(walk.session.plan, lambda: 0.5, walk.session.identified)
    now = walk.session.identified + 1
    later.start(now)
    later.opened(now)
    commands = later.received(hello(), now)
    assert not [command for command in commands if isinstance(command, Send)]
    assert later.deadline == pytest.approx(now + 4.1)
