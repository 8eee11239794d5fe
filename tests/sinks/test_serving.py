"""The view of `serve` at any size and with any text; never a gateway."""

from __future__ import annotations

from io import StringIO
from unicodedata import category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from making_screens import compare
from scurrycli.sinks.serving import ClientRow, NewsRow, Served, ServingView, WrongRow

GATEWAY, API = "ws://127.0.0.1:8080/", "http://127.0.0.1:8080/api/v10"
POINTING = {"hikari": 'bot = hikari.GatewayBot(token, rest_url="http://127.0.0.1:8080/api/v10")'}
CLIENTS = [
    ClientRow(1, "discord.py", "ready", (0, 2), "zstd-stream", 1204, 12, 3.0, 1, 2, 3),
    ClientRow(2, "@discordjs/ws 1.2.3", "away", (1, 2), "none", 9_999_999, 0, None, 0, 0, 0),
]
NEWS = [
    NewsRow(1.8e9, None, "rest", "GET /api/v10/gateway/bot: 200"),
    NewsRow(1.8e9 + 1, 1, "client", "identified as discord.py"),
    NewsRow(1.8e9 + 2, 1, "fault", "drop@20"),
    NewsRow(1.8e9 + 3, 1, "breach", "no-jitter: the first came 0.7 ms after HELLO"),
    NewsRow(1.8e9 + 4, None, "rest", "PATCH /api/v10/guilds/1: 404"),
]
FACTS = ("demo.jsonl", "1x", "strict", "drop@20", "seed 7")


def drawn(served: Served, width: int, height: int, *, pointing: bool = False) -> str:
    view = ServingView("0.1.0", POINTING)
    if pointing:
        view.toggle_pointing()
    out = StringIO()
    console = Console(file=out, width=width, height=height, color_system=None, highlight=False)
    console.print(view.render(served, width, height), end="")
    return out.getvalue()


@pytest.mark.parametrize(("width", "height"), [(80, 24), (200, 50)])
def test_screens(width: int, height: int) -> None:
    served = Served(GATEWAY, API, FACTS, CLIENTS, NEWS)
    compare(f"serving-{width}x{height}", drawn(served, width, height))


def test_before_anybody_came_it_says_how_to_come() -> None:
    text = drawn(Served(GATEWAY, API, FACTS, [], []), 100, 20)
    assert "Point a bot here" in text
    assert POINTING["hikari"] in text
    assert "Point a bot here" in drawn(
        Served(GATEWAY, API, FACTS, CLIENTS, NEWS), 100, 20, pointing=True
    )


@settings(max_examples=80, deadline=None)
@given(
    st.integers(1, 230),
    st.integers(1, 60),
    st.integers(0, 150),
    st.text(max_size=30) | st.just("\x1b[31m[red]\u202e"),
    st.booleans(),
)
def test_any_size_is_filled_exactly_whatever_a_client_is_called(
    width: int, height: int, clients: int, text: str, pointing: bool
) -> None:
    rows = [
        ClientRow(n, text, text and "ready", (n, clients), "etf zlib-stream", n**9, n, 1.0, n, n, n)
        for n in range(clients)
    ]
    served = Served(GATEWAY, API, (text,), rows, [NewsRow(1.8e9, 1, "rest", text)] * clients)
    screen = drawn(served, width, height, pointing=pointing)
    lines = screen.removesuffix("\n").split("\n")
    assert len(lines) == height
    assert not {char for char in screen.replace("\n", "") if category(char) in ("Cc", "Cf", "Cs")}


def test_p_goes_through_the_pages_and_then_toggles_the_news() -> None:
    view = ServingView("0.1.0", {name: "\n".join(name * 30) for name in ("ab", "cd")})
    empty, busy = Served(GATEWAY, API, FACTS, [], []), Served(GATEWAY, API, FACTS, CLIENTS, NEWS)

    def seen(served: Served) -> str:
        out = StringIO()
        Console(file=out, width=80, height=24).print(view.render(served, 80, 24), end="")
        return out.getvalue()

    assert "(1 of 2; p goes on)" in seen(empty)
    view.toggle_pointing()
    assert "(2 of 2; p goes on)" in seen(empty)
    view.toggle_pointing()
    assert "Nothing has happened yet." in seen(empty)
    assert "drop@20" in seen(busy)
    view.toggle_pointing()
    assert "(1 of 2; p goes on)" in seen(busy)


def test_a_long_line_is_wrapped_and_not_cut() -> None:
    text = drawn(Served(GATEWAY, API, FACTS, [], []), 40, 20)
    assert POINTING["hikari"] in "".join(row[3:].rstrip("\n") for row in text.split("\n"))


def test_w_shows_what_is_wrong_and_rest_that_went_well_is_folded() -> None:
    view = ServingView("0.1.0", POINTING)
    rest = [NewsRow(1.8e9, None, "rest", "POST /x: 200")] * 200
    wrong = [WrongRow("no-jitter", 3, "it came at once", "https://discord.com/page")]
    served = Served(GATEWAY, API, FACTS, CLIENTS, [NEWS[3], *rest], wrong)

    def seen() -> str:
        out = StringIO()
        Console(file=out, width=80, height=24).print(view.render(served, 80, 24), end="")
        return out.getvalue()

    assert "(200 requests went well)" in seen()
    assert "no-jitter: the first came" in seen()
    view.toggle_wrong()
    assert "no-jitter, 3x: it came at once" in seen()
    assert "https://discord.com/page" in seen()
    view.toggle_wrong()
    assert "requests went well" in seen()
