"""Health tells our faults from the network's, a clock from a delay, and silence from calm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from making_records import EPOCH, HOSTILE, Story
from scurrycli.sinks.health import Delivery, delivery
from scurrycli.sinks.health_lines import health_lines, trouble, type_lines
from scurrycli.sinks.metrics import Metrics

DISCORD = 1_420_070_400.0  # the snowflakes' epoch


def health_of(story: Story, *, tells_time: bool = True) -> Metrics:
    metrics = Metrics(tells_time=tells_time)
    for record in story.records:
        metrics.add(record)
    return metrics


def delivered(story: Story) -> Delivery:
    found = delivery(health_of(story))
    assert found is not None
    return found


def silent(story: Story, now: float) -> dict[str, float]:
    return health_of(story).flow.silent(now)


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
    beats = health_of(story).beats
    assert (beats.late_beats, beats.late_acks) == (1, 0)
    assert beats.worst_beat == pytest.approx(1.7, abs=0.1)
    [line] = said(story)
    assert line.startswith("1 heartbeat went out over 250ms late, 1.")
    assert "this machine was too busy" in line


def test_a_late_ack_is_theirs() -> None:
    story = Story().ready().wait(19.9).beat(1.5).wait(39.7).beat(2.5)
    beats = health_of(story).beats
    assert (beats.late_beats, beats.late_acks) == (0, 2)
    assert said(story) == [
        "2 ACKs took over 1.00s, 2.50s at most: the network or Discord was slow."
    ]


def test_a_heartbeat_that_was_asked_for_is_never_late() -> None:
    story = Story().ready().wait(5)
    story.payload("recv", 1)
    assert health_of(story.beat()).beats.late_beats == 0


# Delivery


def test_a_clock_that_is_wrong_is_no_delay() -> None:
    story = Story().ready().beat(0.1)
    for _ in range(10):
        message(story, 30.05)
    late = delivered(story)
    assert late.skew == pytest.approx(30.0, abs=0.01)
    assert late.typical == pytest.approx(0.05, abs=0.01)
    [line] = said(story)
    assert line.startswith("This machine's clock is 30.0s ahead of the ids of the events: set it")


def test_a_delay_is_no_wrong_clock() -> None:
    story = Story().ready().beat(0.1)
    for lag in (0.05, 0.05, 0.05, 4.0):
        message(story, lag)
    late = delivered(story)
    assert late.skew == pytest.approx(0.0, abs=0.01)
    assert late.worst == late.last == pytest.approx(4.0, abs=0.01)
    assert said(story) == ["Events took 50ms from Discord to here, 4.00s at most."]


def test_a_clock_behind() -> None:
    story = message(Story().ready().beat(0.1), -10)
    assert said(story)[0].startswith("This machine's clock is 10.1s behind the ids of the events")


def test_what_a_resume_replays_is_no_delay() -> None:
    story = message(Story().ready().beat(0.1), 0.05)
    story.payload("sent", 6, {})
    message(story, 600)
    story.event("RESUMED")
    assert delivered(message(story, 0.05)).worst == pytest.approx(0.05, abs=0.01)


def test_delivery_is_unknown_without_a_round_trip_or_an_id() -> None:
    assert delivery(health_of(message(Story().ready(), 1))) is None
    story = Story().ready().beat()
    for made in (None, 5, "x", "\u0663", "9" * 30):
        story.wait(1).event("MESSAGE_CREATE", {"id": made})
    assert delivery(health_of(story)) is None


def test_ids_that_tell_no_time_are_not_asked() -> None:
    story = message(Story().ready().beat(0.1), 0.05)
    assert delivery(health_of(story)) is not None
    assert delivery(health_of(story, tells_time=False)) is None
    assert delivery(health_of(message(Story().ready().beat(0.1), 100_000))) is None


def test_one_event_a_second_is_enough_to_measure() -> None:
    story = Story().ready().beat(0.1).wait(1 - 0.5)
    for number in range(500):
        d = {"id": snowflake(story.at - 0.05)}
        story.wait(0.01).event("MESSAGE_CREATE", d, size=number)
    assert len(health_of(story).flow.pulse.lags) == 6


# Silence


def test_silence_against_a_types_own_rate() -> None:
    story = Story()
    for turn in range(20):
        story.at = 3.0 * turn
        story.event("TYPING_START")
    for turn in range(20, 40):
        story.at = 3.0 * turn
        story.event("MESSAGE_CREATE")
    story.wait(1).event("GUILD_BAN_ADD")
    assert silent(story, 57 + 42.0) == {}
    assert silent(story, 120.0) == {"TYPING_START": 63.0}
    assert set(silent(story, 160.0)) == {"TYPING_START", "MESSAGE_CREATE"}
    assert health_lines(health_of(story), 120.0) == [
        "TYPING_START has been silent for 1m, far longer than ever before."
    ]


def every_second(story: Story, name: str, times: int) -> Story:
    for _ in range(times):
        story.wait(1).event(name)
    return story


def test_a_short_silence_is_none() -> None:
    story = every_second(Story(), "TYPING_START", 20)
    assert silent(story, story.at + 29) == {}
    assert silent(story, story.at + 31) == {"TYPING_START": pytest.approx(31.0)}


def test_bursts_are_no_silence() -> None:
    story = Story()
    for burst in range(3):
        story.at = burst * 100.0
        every_second(story, "PRESENCE_UPDATE", 20)
    assert silent(story, story.at + 230) == {}
    assert silent(story, story.at + 400) == {"PRESENCE_UPDATE": pytest.approx(400.0)}


def test_one_burst_is_no_rhythm() -> None:
    story = Story()
    for _ in range(100):
        story.wait(0.001).event("TYPING_START")
    assert silent(story, 1000.0) == {}


@pytest.mark.parametrize("name", ["GUILD_CREATE", "GUILD_MEMBERS_CHUNK"])
def test_what_comes_at_a_start_or_as_an_answer_is_not_missed(name: str) -> None:
    story = every_second(Story().ready(), name, 60)
    assert silent(story, story.at + 3600) == {}


def test_a_connection_that_is_down_is_no_silence_of_a_type() -> None:
    story = every_second(Story().ready(), "TYPING_START", 20).close(1006)
    down = story.at
    assert silent(story, down + 3600) == {}
    story.wait(3600).open().hello(state="resuming").payload("sent", 6, {})
    story.event("RESUMED")
    assert silent(story, story.at + 29) == {}
    assert silent(story, story.at + 31) == {"TYPING_START": pytest.approx(31.0)}
    every_second(story, "TYPING_START", 2)
    assert silent(story, story.at + 31) == {"TYPING_START": pytest.approx(31.0)}


def test_a_silence_before_the_end_is_still_told() -> None:
    story = every_second(Story().ready(), "TYPING_START", 20).wait(60).close(1000, by="client")
    assert silent(story, story.at + 3600) == {"TYPING_START": pytest.approx(60.0)}


@given(st.lists(st.floats(0.01, 5.0), min_size=1, max_size=40))
def test_nothing_is_silent_at_its_own_pace(gaps: list[float]) -> None:
    story = Story()
    metrics = Metrics()
    for gap in gaps:
        story.wait(gap).event("TYPING_START")
        assert metrics.flow.silent(story.at) == {}
        metrics.add(story.records[-1])
    assert metrics.flow.silent(story.at + 29) == {}


# What is wrong right now


def test_trouble_names_who_is_to_blame() -> None:
    calm = Story().ready().wait(19.9).beat()
    assert trouble(health_of(calm), calm.at) is None
    for story, words in (
        (Story().ready().wait(22), "A heartbeat is 2.1"),
        (Story().ready().wait(19.9).beat(None).wait(5), "No ACK for 5s: the network or Discord"),
        (Story().ready().wait(25).beat(), "The last heartbeat went out 5."),
        (Story().ready().wait(19.9).beat(3.0), "The last ACK took 3.00s: the network or Disc"),
        (message(message(calm, 0.02), 7), "Events take 7.0"),
        (every_second(Story().ready(), "TYPING_START", 15).beat().wait(35), "TYPING_START has"),
    ):
        assert (trouble(health_of(story), story.at) or "").startswith(words)


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
        "the connection was closed: 4000. Nothing to mend, unless it follows the same payload of "
        "yours each time.",
        "At 0.4 s closed by network without a code; then waiting by the rule 'unreachable': "
        "cannot be reached. A few a day are normal; of more, look at the network, a proxy, a "
        "machine that sleeps.",
    ]


def test_many_closes_are_told_in_few_lines() -> None:
    story = Story().ready()
    for _ in range(200):
        story.close(4000)
    lines = said(story)
    assert len(lines) == 6
    assert lines[0] == "195 earlier closes are left out here."


def test_the_largest_of_each_type_and_where_it_is() -> None:
    story = Story()
    for number in range(20):
        story.event("GUILD_CREATE", size=1000 + number)
    story.event("GUILD_CREATE", size=3)
    story.event("READY", size=5000)
    kinds = health_of(story).flow.largest_types(5)
    assert [(kind.name, kind.largest, kind.largest_n) for kind in kinds] == [
        ("READY", 5000, 22),
        ("GUILD_CREATE", 1019, 20),
    ]


def test_types_with_their_ratio_on_the_wire() -> None:
    story = Story()
    story.event("READY", size=1000, wire=250)
    story.event("TYPING_START", size=0)
    assert type_lines(health_of(story).flow) == [
        "READY 1, 1.0K from 250 on the wire (4.0x), largest 1.0K",
        "TYPING_START 1, 0 from 0 on the wire (1.0x), largest 0",
    ]


def test_calm_says_nothing() -> None:
    assert said(Story().ready().wait(19.9).beat().chat(5)) == []


def test_what_others_write_does_not_act_on_a_terminal() -> None:
    story = Story().ready()
    every_second(story, HOSTILE[:-1], 12)
    story.add("close", detail={"by": HOSTILE[:-1], "code": "x"})
    story.state(HOSTILE, HOSTILE, rule=HOSTILE, first_beat="x")
    story.payload("recv", 10, {"heartbeat_interval": True})
    story.event("READY")
    lines = said(story.wait(1000))
    assert len(lines) == 2
    assert all(line.isprintable() for line in lines)
