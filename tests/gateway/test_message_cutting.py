"""What is cut out are whole messages, in order; the library gets everything else, unchanged."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from scurrycli.gateway.cutting import Cutter

ANSWER = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
LIMIT = 70_000
SIZES = st.sampled_from((0, 1, 125, 126, 127, 1000, 65_535, 65_536, LIMIT))


def frame(opcode: Opcode, data: bytes, *, fin: bool = True) -> bytes:
    return Frame(opcode, data, fin).serialize(mask=False)


WHOLE = st.builds(
    lambda opcode, size: (frame(opcode, b"m" * size), opcode is Opcode.TEXT),
    st.sampled_from((Opcode.TEXT, Opcode.BINARY)),
    SIZES,
)
OTHER = st.one_of(
    st.builds(lambda size: frame(Opcode.PING, b"p" * size), st.sampled_from((0, 4, 125))),
    st.builds(
        lambda first, last: (
            frame(Opcode.TEXT, b"a" * first, fin=False)
            + frame(Opcode.PING, b"")
            + frame(Opcode.CONT, b"b", fin=False)
            + frame(Opcode.CONT, b"c" * last)
        ),
        SIZES,
        SIZES,
    ),
)


class Taken:
    """Everything in its order: messages, and bytes for the library."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.log: list[tuple[bytes, bool] | bytes] = []
        self.cutter = Cutter(self._leave, limit)

    def take_messages(self) -> None:
        self.cutter.take = lambda data, is_text: self.log.append((data, is_text))

    def _leave(self, data: bytes) -> None:
        if self.log and isinstance(self.log[-1], bytes):
            self.log[-1] += data
        else:
            self.log.append(data)

    def feed(self, data: bytes, cuts: list[int]) -> None:
        places = sorted({cut % (len(data) + 1) for cut in cuts})
        for start, stop in zip([0, *places], [*places, len(data)], strict=True):
            self.cutter.feed(data[start:stop])


@given(st.lists(WHOLE | OTHER, max_size=8), st.lists(st.integers(0, 1 << 20), max_size=12))
def test_messages_come_out_in_order_wherever_the_stream_is_cut(
    parts: list[tuple[bytes, bool] | bytes], cuts: list[int]
) -> None:
    taken = Taken()
    taken.take_messages()
    stream = b"".join(part if isinstance(part, bytes) else part[0] for part in parts)
    taken.feed(ANSWER + stream, cuts)

    expected = Taken()
    expected._leave(ANSWER)
    for part in parts:
        if isinstance(part, bytes):
            expected._leave(part)
        else:
            data, is_text = part
            size = len(data) - 2
            start = 2 if size <= 125 else 4 if size - 2 <= 65_535 else 10
            expected.log.append((data[start:], is_text))
    assert taken.log == expected.log


@given(st.lists(WHOLE | OTHER, max_size=4), st.lists(st.integers(0, 1 << 20), max_size=12))
def test_while_nobody_takes_messages_all_is_left(
    parts: list[tuple[bytes, bool] | bytes], cuts: list[int]
) -> None:
    taken = Taken()
    stream = ANSWER + b"".join(part if isinstance(part, bytes) else part[0] for part in parts)
    taken.feed(stream, cuts)
    assert taken.log == [stream]


def test_a_message_that_was_begun_for_the_library_is_ended_there() -> None:
    taken = Taken()
    first, second = frame(Opcode.TEXT, b"x" * 300), frame(Opcode.TEXT, b"y")
    taken.cutter.feed(ANSWER + first[:100])
    taken.take_messages()
    taken.cutter.feed(first[100:] + second)
    assert taken.log == [ANSWER + first, (b"y", True)]


def test_a_refused_handshake_is_the_librarys_to_its_end() -> None:
    taken = Taken()
    taken.take_messages()
    answer = b"HTTP/1.1 403 Forbidden\r\n\r\n" + frame(Opcode.TEXT, b"no")
    taken.feed(answer, [3, 30])
    assert taken.log == [answer]


def test_a_refusal_without_an_end_is_passed_on_and_not_kept() -> None:
    taken = Taken()
    for _ in range(100):
        taken.cutter.feed(b"HTTP/1.1 502 Bad Gateway, and so on ")
    assert len(taken.log) == 1
    assert len(taken.log[0]) == 3600
    assert taken.cutter._answer is None


def test_what_is_too_long_masked_or_no_frame_is_left_for_the_library_to_refuse() -> None:
    for odd in (
        frame(Opcode.TEXT, b"x" * (LIMIT + 1)),
        Frame(Opcode.TEXT, b"x").serialize(mask=True),
        b"\xc1\x01x",  # an extension that nobody asked for
        b"\x83\x01x",  # an unknown opcode
    ):
        taken = Taken()
        taken.take_messages()
        taken.cutter.feed(ANSWER + odd)
        assert taken.log == [ANSWER + odd]


def test_nothing_is_taken_behind_a_close() -> None:
    taken = Taken()
    taken.take_messages()
    stream = frame(Opcode.CLOSE, b"\x0f\xa0") + frame(Opcode.TEXT, b"late")
    taken.cutter.feed(ANSWER + stream)
    assert taken.log == [ANSWER + stream]
