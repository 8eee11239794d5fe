"""Health tells our faults from the network's, a clock from a delay, and silence from calm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from making_records import EPOCH, HOSTILE, Story
from scurrycli.sinks.flow import Flow
from scurrycli.sinks.health import LARGEST, Health
from scurrycli.sinks.health_lines import health_lines, type_lines

DISCORD = 1_420_070_400.0  # the snowflakes' epoch


def health_of(story: Story) -> Health:
    health = Health()
    for record in story.records:
        health.add(record)
    return health


def said(story: Story) -> list[str]:
    return health_lines(health_of(story), story.at)


def snowflake(seconds: float) -> str:
    """The id of what was made so many seconds after the story's start."""
    return str(int((EPOCH + seconds - DISCORD) * 1000) << 22)


def message(story: Story, lag: float) -> Story:
    story.wait(1.0).event("MESSAGE_CREATE", {"id": snowflake(story.at - lag)})
    return story


# Heartbeats


def test_a_late_beat_is_ours() -> None:
    story = Story().ready().wait(19.9).beat().wait(43.0).beat()
    health = health_of(story)
    assert (health.late_beats, health.late_acks) == (1, 0)
    assert health.worst_beat == pytest.approx(1.7, abs=0.1)
    [line] = said(story)
    assert line.startswith("1 heartbeat went out over 250ms late, 1.")
    assert "this machine was too busy" in line


def test_a_late_ack_is_theirs() -> None:
    story = Story().ready().wait(19.9).beat(1.5).wait(39.7).beat(2.5)
    health = health_of(story)
    assert (health.late_beats, health.late_acks) == (0, 2)
    assert said(story) == [
        "2 ACKs took over 1.00s, 2.50s at most: the network or Discord was slow."
    ]


def test_a_heartbeat_that_was_asked_for_is_never_late() -> None:
    story = Story().ready().wait(5)
    story.payload("recv", 1)
    assert health_of(story.beat()).late_beats == 0


# Delivery


def test_a_clock_that_is_wrong_is_no_delay() -> None:
    story = Story().ready().beat(0.1)
    for _ in range(10):
        message(story, 30.05)
    delivery = health_of(story).delivery
    assert delivery is not None
    assert delivery.skew == pytest.approx(30.0, abs=0.01)
    assert delivery.typical == pytest.approx(0.05, abs=0.01)
    assert said(story) == ["This machine's clock is 30.0 s ahead of the ids of the events."]


def test_a_delay_is_no_wrong_clock() -> None:
    story = Story().ready().beat(0.1)
    for lag in (0.05, 0.05, 0.05, 4.0):
        message(story, lag)
    delivery = health_of(story).delivery
    assert delivery is not None
    assert delivery.skew == pytest.approx(0.0, abs=0.01)
    assert delivery.worst == delivery.last == pytest.approx(4.0, abs=0.01)
    assert said(story) == ["Events took 50ms from Discord to here, 4.00s at most."]


def test_a_clock_behind() -> None:
    story = message(Story().ready().beat(0.1), -10)
    assert "10.0 s behind" in said(story)[0] or "10.1 s behind" in said(story)[0]


def test_what_a_resume_replays_is_no_delay() -> None:
    story = message(Story().ready().beat(0.1), 0.05)
    story.payload("sent", 6, {})
    message(story, 600)
    story.event("RESUMED")
    delivery = health_of(message(story, 0.05)).delivery
    assert delivery is not None
    assert delivery.worst == pytest.approx(0.05, abs=0.01)


def test_delivery_is_unknown_without_a_round_trip_or_an_id() -> None:
    assert health_of(message(Story().ready(), 1)).delivery is None
    story = Story().ready().beat()
    for made in (None, 5, "x", "٣", "9" * 30):
        story.wait(1).event("MESSAGE_CREATE", {"id": made})
    assert health_of(story).delivery is None


# Silence


def test_silence_against_a_types_own_rate() -> None:
    story = Story()
    for turn in range(20):
        story.at = 3.0 * turn
        story.event("TYPING_START")
    for turn in range(20, 40):
        story.at = 3.0 * turn
        story.event("MESSAGE_CREATE")
    story.event("GUILD_BAN_ADD")
    health = health_of(story)
    assert health.silent(57 + 42.0) == {}
    assert health.silent(120.0) == {"TYPING_START": 63.0}
    assert set(health.silent(160.0)) == {"TYPING_START", "MESSAGE_CREATE"}
    assert health_lines(health, 120.0) == [
        "TYPING_START has been silent for 1m, far longer than ever before."
    ]


def test_a_short_silence_is_none() -> None:
    story = Story()
    for _ in range(100):
        story.wait(0.001).event("TYPING_START")
    assert health_of(story).silent(story.at + 29) == {}
    assert health_of(story).silent(story.at + 31) == {"TYPING_START": pytest.approx(31.0)}


def test_bursts_are_no_silence() -> None:
    story = Story()
    for burst in range(3):
        story.at = burst * 100.0
        for _ in range(20):
            story.wait(0.01).event("PRESENCE_UPDATE")
    assert health_of(story).silent(story.at + 250) == {}
    assert "PRESENCE_UPDATE" in health_of(story).silent(story.at + 400)


@given(st.lists(st.floats(0.01, 5.0), min_size=1, max_size=40))
def test_nothing_is_silent_at_its_own_pace(gaps: list[float]) -> None:
    story = Story()
    health = Health()
    for gap in gaps:
        story.wait(gap).event("TYPING_START")
        assert health.silent(story.at) == {} or gap > 3 * min(gaps)
        health.add(story.records[-1])
    assert health.silent(story.at + min(gaps)) == {}


# Decisions, sizes


def test_what_was_decided_on_each_close_and_by_which_rule() -> None:
    story = Story().ready().close(4000)
    story.state("resuming", "the connection was closed: 4000.", rule="close")
    story.open().hello().close(None, by="network")
    story.state("waiting", "cannot be reached", rule="unreachable")
    story.state("stopped", "left by ourselves")
    story.open().close(1000, by="client")
    story.state("stopped", "left by ourselves")
    assert said(story) == [
        "At 0.4 s closed by server with 4000 Unknown error; then resuming by the rule 'close': "
        "the connection was closed: 4000.",
        "At 0.4 s closed by network without a code; then waiting by the rule 'unreachable': "
        "cannot be reached.",
    ]


def test_many_closes_are_told_in_few_lines() -> None:
    story = Story().ready()
    for _ in range(200):
        story.close(4000)
    lines = said(story)
    assert len(lines) == 6
    assert lines[0] == "95 earlier closes are left out here."


def test_the_largest() -> None:
    story = Story()
    for number in range(20):
        story.event("GUILD_CREATE", size=1000 + number)
    assert health_of(story).largest == [
        (1019 - place, 20 - place, "GUILD_CREATE") for place in range(LARGEST)
    ]


def test_types_with_their_ratio_on_the_wire() -> None:
    story = Story()
    story.event("READY", size=1000, wire=250)
    story.event("TYPING_START", size=0)
    flow = Flow()
    for record in story.records:
        flow.add_dispatch(record)
    assert type_lines(flow) == [
        "READY 1, 1.0K from 250 on the wire (4.0x), largest 1.0K",
        "TYPING_START 1, 0 from 0 on the wire (1.0x), largest 0",
    ]


def test_calm_says_nothing() -> None:
    assert said(Story().ready().wait(19.9).beat().chat(5)) == []


def test_what_others_write_does_not_act_on_a_terminal() -> None:
    story = Story().ready()
    for _ in range(12):
        story.wait(0.1).event(HOSTILE[:-1])
    story.add("close", detail={"by": HOSTILE[:-1], "code": "x"})
    story.state(HOSTILE, HOSTILE, rule=HOSTILE, first_beat="x")
    story.payload("recv", 10, {"heartbeat_interval": True})
    lines = said(story.wait(1000))
    assert len(lines) == 2
    assert all(line.isprintable() for line in lines)
