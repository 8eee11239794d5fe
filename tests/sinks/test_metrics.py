"""Figures from made-up sessions, and against plain recounts of random ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from making_records import INTENTS, URL, Story
from scurrycli.records import Record
from scurrycli.sinks.beats import Beats
from scurrycli.sinks.flow import OTHERS, Flow
from scurrycli.sinks.metrics import Budget, Metrics, compression, number


def measured(story: Story) -> Metrics:
    metrics = Metrics()
    for record in story.records:
        metrics.add(record)
    return metrics


def test_everything_is_unknown_at_first() -> None:
    metrics = Metrics()
    assert (metrics.state, metrics.url, metrics.shard, metrics.budget) == (
        "connecting",
        *[None] * 3,
    )
    assert (metrics.beats.last, metrics.beats.average, metrics.beats.p95) == (None, None, None)
    assert metrics.wall(5.0) == 5.0
    assert metrics.seconds(5.0) == 5.0


def test_a_session_from_start_to_ready() -> None:
    story = Story().ready()
    metrics = measured(story)
    assert (metrics.state, metrics.state_at) == ("ready", 0.4)
    assert (metrics.url, metrics.shard, metrics.intents) == (URL, (0, 1), INTENTS)
    assert metrics.budget == Budget(998, 1000)
    assert (metrics.connections, metrics.sessions, metrics.resumes) == (1, 1, 0)
    assert metrics.beats.next_due == pytest.approx(20.3)
    assert metrics.sends(story.at) == 1
    assert metrics.sends(story.at + 61) == 0
    assert (metrics.flow.events, metrics.flow.largest and metrics.flow.largest.name) == (
        2,
        "GUILD_CREATE",
    )


def test_ready_only_after_ready_or_resumed() -> None:
    story = Story().connecting().open().hello().identify()
    assert measured(story).state == "identifying"
    story.event("READY", {})
    assert measured(story).state == "ready"


def test_the_countdown_of_waiting_and_its_end() -> None:
    story = Story().ready().wait(5).close(4000)
    story.state("waiting", "again soon", wait=4.0)
    metrics = measured(story)
    assert metrics.wait_until == pytest.approx(9.4)
    assert metrics.why == "again soon"
    assert metrics.last_close == (4000, "server", "")
    assert metrics.beats.next_due is None
    metrics.add(story.wait(4).state("connecting", "now"))
    assert metrics.wait_until is None
    metrics.add(story.state("waiting", "unknown for how long", wait=True))
    assert metrics.wait_until is None


def test_a_resume() -> None:
    story = Story().ready().close(None, by="network").open()
    story.payload("sent", 6, {"seq": 2})
    story.event("MESSAGE_CREATE", s=2)
    story.event("RESUMED", s=3)
    story.event("MESSAGE_CREATE", s=3)
    metrics = measured(story)
    assert (metrics.resumes, metrics.connections, metrics.state) == (1, 2, "ready")
    assert (metrics.ledger.replayed, metrics.ledger.repeats) == (1, 1)


def test_what_was_sent_is_known_until_the_next_connection() -> None:
    story = Story().ready().beat().close(1000, by="client")
    assert measured(story).sends(story.at) == 2
    story.open()
    assert measured(story).sends(story.at) == 0


def test_a_new_connection_without_its_open_record() -> None:
    story = Story().ready()
    story.conn = 2
    story.payload("recv", 10, {"heartbeat_interval": 1000})
    metrics = measured(story)
    assert (metrics.connections, metrics.beats.interval, metrics.sends(story.at)) == (2, 1.0, 0)


def test_the_budget_follows_what_discord_says() -> None:
    story = Story().connecting().open().identify()
    limit = {"total": 1000, "remaining": 999}
    story.state("identifying", "", session_start_limit=limit)
    assert measured(story).budget == Budget(998, 1000)
    story.state("identifying", "", session_start_limit={**limit, "remaining": 500})
    story.state("identifying", "", session_start_limit={"remaining": "x"})
    assert measured(story).budget == Budget(500, 1000)


def test_odd_records_are_counted_not_believed() -> None:
    story = Story()
    story.payload("sent", 2, {"shard": ["a"], "intents": "x"})
    story.payload("sent", 3, {})
    story.add("recv", detail={"error": "not JSON"})
    story.payload("recv", 0, t="X", s=None, detail={"error": "wrong type of s"})
    story.payload("recv", 10, {"heartbeat_interval": "soon"})
    story.add("open", detail={"url": 7})
    story.add("close", detail={"code": "x", "by": None})
    story.add("error", detail={"error": "refused"})
    story.add("end", detail={"frames": "x"})
    story.add("mark", detail={})
    metrics = measured(story)
    assert (metrics.flaws, metrics.errors, metrics.written) == (2, 1, None)
    assert (metrics.shard, metrics.intents, metrics.url) == (None, None, None)
    assert metrics.last_close == (None, "None", "")
    metrics.add(story.add("end", detail={"frames": 3}))
    assert metrics.written == 3


def test_close_codes_are_bounded() -> None:
    story = Story()
    for code in range(4000, 5000):
        story.close(code)
    assert len(measured(story).close_codes) == 64


def test_number() -> None:
    assert number(3) == 3.0
    assert [number(value) for value in (True, "3", None, float("nan"), 10**400)] == [None] * 5


def test_compression() -> None:
    assert compression(URL + "&compress=zlib-stream") == "zlib-stream"
    assert compression(URL) is None
    assert compression("wss://[") is None


def beats(interval: float = 10.0, first: float = 5.0) -> Beats:
    made = Beats()
    made.hello(0.0, interval, first)
    return made


def test_a_beat_and_its_ack() -> None:
    made = beats()
    assert (made.next_due, made.unanswered(1)) == (5.0, None)
    made.sent(5.1)
    assert made.unanswered(5.6) == pytest.approx(0.5)
    assert made.late == pytest.approx(0.1)
    made.acknowledged(5.2)
    assert made.last == made.average == made.worst == made.p95 == pytest.approx(0.1)
    assert made.next_due == 15.0
    made.acknowledged(6.0)
    assert (len(made.latencies), made.last_ack, made.missed) == (1, 6.0, 0)


def test_a_beat_that_was_asked_for_leaves_the_schedule_alone() -> None:
    made = beats()
    made.sent(5.0)
    made.acknowledged(5.1)
    made.asked()
    made.sent(7.0)
    assert made.next_due == 15.0
    made.sent(15.0)
    assert made.next_due == 25.0


def test_an_ack_answers_the_oldest_beat_in_wait() -> None:
    made = beats()
    made.sent(5.0)
    made.sent(7.0)
    made.acknowledged(7.5)
    made.acknowledged(8.0)
    assert list(made.latencies) == [2.5, 1.0]


def test_missed_acks_by_the_next_beat_and_by_the_end() -> None:
    made = beats()
    made.sent(5.0)
    made.sent(15.0)
    assert made.missed == 1
    made.closed(16.0)
    assert made.missed == 1
    made.connected()
    made.hello(20.0, 10.0, None)
    made.sent(21.0)
    made.closed(31.0)
    assert made.missed == 2


def test_without_hello_nothing_is_due() -> None:
    made = Beats()
    made.hello(0.0, -1.0, None)
    made.sent(1.0)
    made.sent(99.0)
    assert (made.next_due, made.interval, made.missed, made.late) == (None, None, 0, None)


@given(st.lists(st.floats(0.001, 9.0), min_size=1, max_size=60))
def test_latencies_against_a_recount(latencies: list[float]) -> None:
    made, at = beats(), 0.0
    for latency in latencies:
        made.sent(at)
        made.acknowledged(at + latency)
        at += 10
    assert made.average == pytest.approx(sum(latencies) / len(latencies))
    assert made.worst == pytest.approx(max(latencies))
    below = sum(latency <= (made.p95 or 0) + 1e-6 for latency in latencies)
    assert below >= 0.95 * len(latencies)


GAPS = st.floats(0, 4)


@given(st.lists(st.tuples(GAPS, st.sampled_from("ABC"), st.integers(0, 999)), max_size=60))
def test_flow_against_a_recount(events: list[tuple[float, str, int]]) -> None:
    flow, at, seen = Flow(), 0.0, []
    for gap, name, size in events:
        at += gap
        seen.append((at, name, size))
        flow.add_dispatch(Record(1, at, at, "recv", op=0, t=name, size=size))
    recent = [event for event in seen if int(event[0]) > int(at) - 10]
    span = max(1.0, at - max(int(at) - 9, int(seen[0][0]) if seen else 0))
    assert flow.events == len(events)
    assert flow.bytes == sum(size for _, _, size in events)
    assert flow.events_per_second(at) == pytest.approx(len(recent) / span)
    assert flow.bytes_per_second(at) == pytest.approx(sum(event[2] for event in recent) / span)
    for name, rate in flow.rates(at).items():
        assert rate == pytest.approx(sum(event[1] == name for event in recent) / span)
    for kind in flow.types.values():
        sizes = [size for _, name, size in events if name == kind.name]
        assert (kind.count, kind.bytes, kind.largest) == (len(sizes), sum(sizes), max(sizes))
    assert [kind.count for kind in flow.by_count()] == sorted(
        (kind.count for kind in flow.types.values()), reverse=True
    )


def test_rates_fall_to_zero_and_memory_stays_flat() -> None:
    flow = Flow()
    for number_ in range(1000):
        name = f"EVENT_{number_}"
        flow.add_dispatch(Record(1, number_ / 10, 0, "recv", op=0, t=name, size=5, wire=1))
    assert len(flow.types) == 301
    assert flow.types[OTHERS].count == 700
    assert (flow.bytes, flow.wire) == (5000, 1000)
    assert flow.events_per_second(99.9) == pytest.approx(100 / 9.9)
    assert flow.events_per_second(120) == 0
    assert flow.rates(120) == {}


def test_other_payloads_count_as_bytes_only() -> None:
    flow = Flow()
    flow.add_other(Record(1, 0.5, 0, "recv", op=11, size=20, wire=10))
    flow.add_other(Record(2, 0.6, 0, "recv", op=11, size=20))
    flow.add_dispatch(Record(3, 0.7, 0, "recv", op=0))
    assert (flow.events, flow.bytes, flow.wire) == (1, 40, 30)
    assert flow.bytes_per_second(0.9) == 40
