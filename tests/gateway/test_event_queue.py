"""The queue between client and bot: bounded, in order, decoded when taken; never a network."""

from __future__ import annotations

import asyncio
import logging

import orjson
import pytest

from scurrycli.gateway.event_queue import MAX_BYTES, EventQueue
from scurrycli.wire.payload import Payload


def dispatch(s: int, size: int = 0) -> Payload:
    return Payload(
        orjson.dumps({"op": 0, "s": s, "t": f"EVENT_{s}", "d": {"s": s, "x": "x" * size}})
    )


async def test_what_is_offered_comes_out_decoded_and_in_order() -> None:
    queue = EventQueue()
    for s in range(100):
        queue.offer(dispatch(s))
    assert queue.qsize() == 100
    assert [await queue.get() for _ in range(100)] == [
        (f"EVENT_{s}", {"s": s, "x": ""}) for s in range(100)
    ]
    assert queue.empty()


async def test_it_is_an_asyncio_queue() -> None:
    queue = EventQueue()
    waiting = asyncio.ensure_future(queue.get())
    await asyncio.sleep(0)
    queue.offer(dispatch(1))
    assert (await waiting)[0] == "EVENT_1"
    await queue.put(("PUT", {"a": 1}))
    queue.put_nowait(("NOW", {"a": 2}))
    assert queue.get_nowait() == ("PUT", {"a": 1})
    assert await queue.get() == ("NOW", {"a": 2})
    with pytest.raises(asyncio.QueueEmpty):
        queue.get_nowait()
    for _ in range(3):
        queue.task_done()
    await queue.join()


async def test_nothing_grows_without_bound_when_nobody_reads(
    caplog: pytest.LogCaptureFixture,
) -> None:
    one = len(dispatch(10).text)
    queue = EventQueue(max_bytes=one * 10)
    with caplog.at_level(logging.WARNING):
        for s in range(10, 90):
            queue.offer(dispatch(s))
    assert queue.qsize() == 10
    assert queue.dropped == 70
    assert [(await queue.get())[0] for _ in range(10)] == [f"EVENT_{s}" for s in range(80, 90)]
    assert [record.getMessage() for record in caplog.records] == [
        "nobody takes the events fast enough: the oldest are dropped"
    ]
    for _ in range(10):
        queue.task_done()
    await queue.join()  # what was dropped is done as well


async def test_taking_makes_room() -> None:
    one = len(dispatch(10).text)
    queue = EventQueue(max_bytes=one * 2)
    for s in range(10, 60):
        queue.offer(dispatch(s))
        assert (await queue.get())[0] == f"EVENT_{s}"
    assert queue.dropped == 0


async def test_one_that_is_larger_than_the_limit_is_kept_until_the_next() -> None:
    queue = EventQueue(max_bytes=100)
    queue.offer(dispatch(1, 1000))
    assert queue.qsize() == 1
    queue.offer(dispatch(2, 1000))
    assert (queue.qsize(), queue.dropped) == (1, 1)
    assert (await queue.get())[0] == "EVENT_2"


async def test_what_was_put_by_hand_can_be_dropped_too() -> None:
    queue = EventQueue(max_bytes=10)
    await queue.put(("BY_HAND", {}))
    queue.offer(dispatch(1))
    assert queue.dropped == 1
    assert (await queue.get())[0] == "EVENT_1"


async def test_a_queue_of_no_bytes_keeps_nothing() -> None:
    queue = EventQueue(max_bytes=0)
    queue.offer(dispatch(1))
    assert queue.empty()
    assert queue.dropped == 0


def test_the_usual_limit() -> None:
    assert EventQueue().max_bytes == MAX_BYTES == 64 << 20


async def test_a_dispatch_without_a_name_or_data() -> None:
    queue = EventQueue()
    queue.offer(Payload(b'{"op":0,"s":1}'))
    name, d = await queue.get()
    assert (name, str(d)) == ("", "None")
