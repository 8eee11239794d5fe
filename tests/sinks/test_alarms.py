"""Each condition of `--exit-on` is met by its own trouble, at its time, and by nothing else."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from making_records import Story
from scurrycli.errors import UsageError
from scurrycli.sinks.alarms import Alarms, Condition, parse_condition

ALL = ["close", "gap", "zombie", "latency>500ms", "silent=60s"]


def met(story: Story, *conditions: str) -> str | None:
    alarms = Alarms([parse_condition(text) for text in conditions])
    for record in story.records:
        alarms.add(record)
    return alarms.reason


def calm() -> Story:
    return Story().ready().beat().chat(5).wait(40).beat().chat()


def closed() -> Story:
    return calm().close(4000)


def lost() -> Story:
    story = calm()
    story.event("TYPING_START", s=story.s + 3)
    return story


def zombie() -> Story:
    story = calm()
    story.state("waiting", "zombie", rule="zombie")
    return story


def slow() -> Story:
    return calm().beat(0.75)


def silent() -> Story:
    return calm().wait(61).beat()


@pytest.mark.parametrize(
    ("make", "condition", "says"),
    [
        (closed, "close", "the connection was closed with 4000 Unknown error"),
        (lost, "gap", "sequence numbers before 23: 2 missing in 1 gap"),
        (zombie, "zombie", "the connection was a zombie"),
        (slow, "latency>500ms", "a heartbeat took 750 ms"),
        (silent, "silent=60s", "no event came for 60 s"),
    ],
)
def test_each_is_met_by_its_own_trouble(
    make: Callable[[], Story], condition: str, says: str
) -> None:
    assert met(make(), condition) == says
    assert met(make(), *ALL) == says
    assert met(make(), *(one for one in ALL if one != condition)) is None


def test_nothing_is_met_while_all_is_well() -> None:
    assert met(calm(), *ALL) is None
    assert met(closed()) is None
    assert Alarms([]).deadline == inf


@pytest.mark.parametrize("code", [4004, 4010, 4014])
def test_a_close_for_good_has_a_status_of_its_own(code: int) -> None:
    assert met(calm().close(code), "close") is None


def test_our_own_close_is_none() -> None:
    assert met(calm().close(1000, by="client"), "close") is None
    reset = met(calm().close(None, by="network"), "close")
    assert reset == "the connection was closed without a close code"


def test_a_resume_leaves_no_gap() -> None:
    story = calm().close(4000).open().hello(state="resuming")
    story.payload("sent", 6, {"seq": story.s})
    for s in (story.s - 1, story.s, story.s + 1):
        story.event("TYPING_START", s=s)
    story.event("RESUMED")
    assert met(story, "gap") is None
    story = calm().close(4009).open().hello().identify()
    story.event("READY")
    assert met(story, "gap") is None


def test_time_alone_can_meet_one() -> None:
    story = Story().ready()
    alarms = Alarms([Condition("latency", 0.5), Condition("silent", 10.0)])
    assert alarms.deadline == inf
    for record in story.beat(None).records:
        alarms.add(record)
    assert alarms.deadline == pytest.approx(story.at + 0.5)
    alarms.look(alarms.deadline)
    assert alarms.reason is None
    alarms.look(story.at + 0.6)
    assert alarms.reason == "a heartbeat had no ACK after 500 ms"


def test_a_heartbeat_of_a_connection_that_ended_is_not_waited_for() -> None:
    story = Story().ready().beat(None).close(None, by="network")
    assert met(story.wait(5).open().hello(), "latency>500ms") is None


def test_silence_counts_from_the_start() -> None:
    story = Story().connecting().wait(61)
    story.state("waiting", "cannot be reached")
    assert met(story, "silent=1m") == "no event came for 60 s"


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("close", Condition("close")),
        (" GAP ", Condition("gap")),
        ("latency>500ms", Condition("latency", 0.5)),
        ("latency > 1.5 s", Condition("latency", 1.5)),
        ("silent=2m", Condition("silent", 120.0)),
        ("silent = 1h", Condition("silent", 3600.0)),
    ],
)
def test_what_is_read(text: str, condition: Condition) -> None:
    assert parse_condition(text) == condition


@given(
    st.text(max_size=20)
    | st.sampled_from(
        ["latency", "latency>500", "latency=5s", "silent>5s", "silent=-1s", "close=1", "silent=٣s"]
    )
)
def test_anything_else_is_wrong_usage(text: str) -> None:
    if text.strip().lower() in ("close", "gap", "zombie"):
        return
    with pytest.raises(UsageError, match=r"^--exit-on takes close, gap, zombie") as caught:
        parse_condition(text)
    assert ("quotes" in str(caught.value)) is (text.strip() == "latency")
