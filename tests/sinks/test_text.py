"""The escape for remote text, and figures of fixed width."""

from __future__ import annotations

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from scurrycli.sinks.text import (
    age,
    clock,
    count,
    cut,
    duration,
    fold,
    middle,
    milliseconds,
    pad,
    pause,
    plain,
    rate,
    size,
)

ANY_TEXT = st.text(st.characters(codec=None))


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("hello", "hello"),
        ("\x1b]52;c;x\x07", "\\x1b]52;c;x\\x07"),
        ("a\r\nb\nc\u2028d", "a⏎b⏎c⏎d"),
        ("a\tb\xa0c", "a b c"),
        ("\x9b31m\x7f", "\\x9b31m\\x7f"),
        ("\u202eabc\u2066\u200f", "\\u202eabc\\u2066\\u200f"),
        ("\ud800", "\\ud800"),
        ("a\u200bb\ue000c\U000e0041", "a·b·c·"),
        ("e" + "\u0301" * 50 + "!", "e\u0301\u0301!"),
        ("\u0301x", "x"),
        ("👩\u200d💻 ❤\ufe0f 👍🏽", "👩💻 ❤ 👍"),
        ("🇩🇪", "DE"),
        ("[red]x[/]", "[red]x[/]"),
        (None, "None"),
        (7, "7"),
        ({"a": [1]}, "{1 keys}"),
        ([1, 2], "[2 items]"),
    ],
)
def test_plain(given_text: object, shown: str) -> None:
    assert plain(given_text) == shown


@given(ANY_TEXT, st.integers(0, 30))
def test_plain_is_harmless_and_fits(text: str, width: int) -> None:
    shown = plain(text, width)
    assert cell_len(shown) <= width
    assert not {category(char) for char in shown} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert plain(shown) == shown


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"),
        ("日本", 0, ""),
    ],
)
def test_cut(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown
    assert plain(text, width) == shown


def test_plain_cuts_a_long_text_without_reading_it_all() -> None:
    assert plain("x" * 1_000_000, 5) == "xxxx…"
    assert plain("é" * 1_000_000, 5) == "éééé…"


def test_middle_keeps_both_ends() -> None:
    assert middle("GUILD_MEMBER_UPDATE", 15) == "GUILD_M…_UPDATE"
    assert middle("READY", 15) == "READY"
    assert middle("READY", 2) == "R…"
    assert middle("ÄÖÜÄÖÜ", 4) == "ÄÖÜ…"


def test_pad() -> None:
    assert pad("日", 4) == "日  "
    assert pad("7", 3, right=True) == "  7"
    assert pad("12345", 3) == "12…"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (None, "–"),  # noqa: RUF001
        (0, "0"),
        (999, "999"),
        (1204, "1.2K"),
        (148_213, "148K"),
        (999_600, "1.0M"),
        (3_100_000_000, "3.1G"),
        (10**30, "huge"),
    ],
)
def test_size(number: int | None, shown: str) -> None:
    assert size(number) == shown


def test_count() -> None:
    assert [count(1204), count(9_999_999), count(12_000_000)] == ["1,204", "9,999,999", "12M"]


@pytest.mark.parametrize(
    ("seconds", "long", "short"),
    [
        (None, "–", "–"),  # noqa: RUF001
        (float("inf"), "–", "–"),  # noqa: RUF001
        (-3, "0s", "0s"),
        (59.9, "59s", "59s"),
        (252, "4m12s", "4m"),
        (3725, "1h02m", "1h"),
        (273_700, "3d04h", "3d"),
    ],
)
def test_duration_and_age(seconds: float | None, long: str, short: str) -> None:
    assert duration(seconds) == long
    assert age(seconds) == short


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (None, "–"),  # noqa: RUF001
        (0.0004, "0.4ms"),
        (0.041, "41ms"),
        (1.234, "1.23s"),
        (12.34, "12.3s"),
        (123.4, "123s"),
        (1e9, "huge"),
    ],
)
def test_milliseconds(seconds: float | None, shown: str) -> None:
    assert milliseconds(seconds) == shown


def test_rate() -> None:
    assert [rate(0.44), rate(18.2), rate(9812.3), rate(12_345)] == ["0.4", "18.2", "9,812", "12K"]


@given(st.floats(0, 1e15))
def test_figures_never_outgrow_their_room(value: float) -> None:
    assert len(size(int(value))) <= 4
    assert len(rate(value)) <= 5
    assert len(milliseconds(value)) <= 5
    assert len(count(int(value))) <= 9


def test_clock() -> None:
    assert clock(1_795_478_463.214) == "00:01:03.214"
    assert clock(1e300) == "--:--:--.---"


@given(st.lists(st.text("ab日é", max_size=9), min_size=1, max_size=20), st.integers(1, 12))
def test_fold_loses_nothing_and_is_never_wider(words: list[str], width: int) -> None:
    lines = fold(words, width)
    assert all(cell_len(line) <= max(2, width) for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(words)
    assert len(fold(words, width, 2)) <= 2
    if len(lines) > 2:
        assert fold(words, width, 2)[0] == lines[0]
        assert fold(words, width, 2)[1].endswith("…")


def test_fold_breaks_between_words() -> None:
    words = ["one", "two  three", "", "four"]
    assert fold(words, 99) == ["one two  three  four"]
    assert fold(["MESSAGE_CREATE 14,", "READY 1"], 20) == ["MESSAGE_CREATE 14,", "READY 1"]
    assert fold(["resuming", "after", "seq", "119"], 16, 1) == ["resuming after …"]
    assert fold(["at", "a" * 9, "b"], 6) == ["at aaa", "aaaaaa", "b"]
    assert fold([], 9) == [""]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-1, "0.0s"), (4.94, "4.9s"), (9.949, "9.9s"), (9.96, "10s"), (64.6, "1m05s")],
)
def test_pause(seconds: float, said: str) -> None:
    assert pause(seconds) == said
