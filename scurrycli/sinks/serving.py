"""The live view of `serve`: who is connected, and what happened; never a clock or a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from rich.console import RenderableType
from rich.text import Text

from scurrycli.sinks import keys, theme
from scurrycli.sinks.panels import line
from scurrycli.sinks.screen import Screen
from scurrycli.sinks.text import age, clock, count, cut, pad, plain, size

KEYS: keys.Group = (("q", "quit"), ("p", "point a bot here"), ("w", "what is wrong"))
_STYLES = {"ready": theme.GOOD, "away": theme.WARN}
_NEWS_STYLES = {
    "breach": theme.WARN,
    "advice": theme.LABEL,
    "fault": "magenta",
    "rest": theme.LABEL,
}
_NOT_SERVED = ": 404"


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One client; `beat` is seconds since its last heartbeat, None before the first."""

    number: int
    library: str
    state: str
    shard: tuple[int, int]
    transport: str
    sent: int
    heartbeats: int
    beat: float | None
    resumes: int
    faults: int
    breaches: int


@dataclass(frozen=True, slots=True)
class NewsRow:
    """One thing that happened: seconds since the epoch, whose it is, kind, words of anybody."""

    ts: float
    client: int | None
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A rule that was broken: how often, what showed it first, and the page that says it."""

    rule: str
    times: int
    evidence: str
    page: str


@dataclass(frozen=True, slots=True)
class Served:
    """What is drawn; `facts` are words of how it is served, such as `strict` or `seed 7`."""

    gateway: str
    api: str
    facts: Sequence[str]
    clients: Sequence[ClientRow]
    news: Sequence[NewsRow]
    wrong: Sequence[WrongRow] = ()


_HEADS = ("#", "LIBRARY", "STATE", "SHARD", "WIRE", "SENT", "BEATS", "LAST", "BACK", "FAULTS")
_WIDTHS = (3, 0, 5, 5, 11, 7, 5, 4, 4, 6)
_LIBRARY = 24  # cells at most; more would set the rest far apart
_LAST_HEAD, _LAST_WIDTH = "WRONG", 5
_RIGHT = frozenset({"#", "SENT", "BEATS", "LAST", "BACK", "FAULTS", "WRONG"})


class ServingView:
    """Draws a `Served`.

    Args:
        version: of scurry.
        pointing: the lines to paste, by library.
    """

    def __init__(self, version: str, pointing: Mapping[str, str]) -> None:
        self._version = version
        self._pointing = pointing
        self._page: int | None = None  # of what is pointed out; None is the news
        self._pages = 1
        self._is_asked = self._shows_wrong = False

    def toggle_pointing(self) -> None:
        """Show how to point a bot here in place of the news, page by page, then the news again."""
        self._is_asked, self._shows_wrong = True, False
        following = 0 if self._page is None else self._page + 1
        self._page = following if following < self._pages else None

    def toggle_wrong(self) -> None:
        """Show what is wrong in place of the news, or stop it."""
        self._shows_wrong = not self._shows_wrong

    def render(self, served: Served, width: int, height: int) -> RenderableType:
        """The whole screen, exactly `height` lines of `width` cells."""
        head = [self._title(served, width), self._addresses(served, width), line()]
        room = max(0, height - len(head) - 1)
        table = _table(served.clients, width, max(2, room // 2))
        body = room - len(table) - 1
        below = self._below(served, width, body)
        parts = [*head, *table, line(), *below[:body]]
        filling = [line()] * (height - 1 - len(parts))
        hints = keys.hints(KEYS, width, self._version)
        return Screen([*parts[: height - 1], *filling, hints], width, height)

    def _below(self, served: Served, width: int, height: int) -> list[Text]:
        """The pointing where it was asked for, or nothing has happened yet; else the news."""
        if self._shows_wrong:
            return _wrong(served.wrong, width)
        if not self._is_asked:
            self._page = None if served.news else 0
        pages = self._pointed(width, height)
        self._pages = len(pages)
        if self._page is None:
            return _news(served.news, width) or [line(" Nothing has happened yet.", theme.LABEL)]
        self._page = min(self._page, self._pages - 1)
        more = f" ({self._page + 1} of {self._pages}; p goes on)" if self._pages > 1 else ""
        return [line(f" Point a bot here{more}:", theme.VALUE), *pages[self._page]]

    def _title(self, served: Served, width: int) -> Text:
        text = line(" scurry serve  ", theme.VALUE)
        here = sum(client.state == "ready" for client in served.clients)
        text.append(f"{count(here)} of {count(len(served.clients))} clients here", theme.GOOD)
        facts = "  ".join(plain(fact) for fact in served.facts)
        return text.append("  " + cut(facts, max(0, width - text.cell_len - 2)), theme.LABEL)

    def _addresses(self, served: Served, width: int) -> Text:
        text = line(" gateway ", theme.LABEL).append(plain(served.gateway))
        text.append("   api ", theme.LABEL)
        return text.append(cut(plain(served.api), max(0, width - text.cell_len)))

    def _pointed(self, width: int, height: int) -> list[list[Text]]:
        """The libraries' lines, as many libraries on a page as have room."""
        pages: list[list[Text]] = [[]]
        for library, words in self._pointing.items():
            part = [line(), line(f" {library}", "cyan")]
            for each in words.splitlines():
                part += [line(f"   {piece}") for piece in _wrapped(each, max(1, width - 3))]
            if pages[-1] and len(pages[-1]) + len(part) >= height:
                pages.append([])
            pages[-1] += part
        return pages


def _wrapped(words: str, width: int) -> list[str]:
    words = plain(words)
    return [words[start : start + width] for start in range(0, len(words), width)]


def _table(clients: Sequence[ClientRow], width: int, rows: int) -> list[Text]:
    """A heading and the clients; the newest where not all have room."""
    library = min(_LIBRARY, max(7, width - sum(_WIDTHS) - _LAST_WIDTH - len(_WIDTHS) - 2))
    widths = [cells or library for cells in (*_WIDTHS, _LAST_WIDTH)]
    heads = (*_HEADS, _LAST_HEAD)
    cells = [pad(h, w, right=h in _RIGHT) for h, w in zip(heads, widths, strict=True)]
    lines = [line(" " + " ".join(cells), theme.LABEL)]
    shown = clients[-(rows - 1) :] if rows > 1 else ()
    for client in shown:
        text = line(" ")
        styled = zip(heads, widths, _cells(client), strict=True)
        for head, cell, (words, style) in styled:
            text.append(pad(words, cell, right=head in _RIGHT) + " ", style)
        lines.append(text)
    return lines


def _cells(client: ClientRow) -> list[tuple[str, str]]:
    number, of = client.shard
    return [
        (str(client.number), theme.LABEL),
        (plain(client.library), theme.VALUE),
        (client.state, _STYLES.get(client.state, "")),
        (f"{number}/{of}", ""),
        (client.transport, ""),
        (_short(client.sent), theme.VALUE),
        (size(client.heartbeats), ""),
        (age(client.beat), theme.LABEL),
        (str(client.resumes), ""),
        (str(client.faults), "magenta" if client.faults else ""),
        (str(client.breaches), theme.alarm(client.breaches)),
    ]


def _short(number: int) -> str:
    """A count in at most seven characters."""
    return count(number) if number < 1_000_000 else size(number)  # noqa: PLR2004


def _wrong(rows: Sequence[WrongRow], width: int) -> list[Text]:
    lines = [line(" What is wrong:" if rows else " Nothing is wrong until now.", theme.VALUE)]
    for row in rows:
        said = f" {row.rule}, {row.times}x: {plain(row.evidence)}"
        lines += [line(cut(said, width), theme.WARN), line(cut(f"   {row.page}", width))]
    return lines


def _news(news: Sequence[NewsRow], width: int) -> list[Text]:
    """The newest first; REST requests that went well and follow each other are one line."""
    lines: list[Text] = []
    for is_well, group in groupby(reversed(news), key=_went_well):
        rows = list(group)
        if is_well and len(rows) > 1:
            text = f"{rows[0].text} ({len(rows)} requests went well)"
            rows = [replace(rows[0], text=text)]
        lines += [news_line(row, width) for row in rows]
    return lines


def _went_well(row: NewsRow) -> bool:
    return row.kind == "rest" and ": 2" in row.text


def news_line(row: NewsRow, width: int) -> Text:
    """`12:01:03.214 #1 fault   drop@20`."""
    text = line(f" {clock(row.ts)} ", theme.LABEL)
    text.append(pad("" if row.client is None else f"#{row.client}", 4), "cyan")
    style = theme.WARN if _NOT_SERVED in row.text else _NEWS_STYLES.get(row.kind, "")
    text.append(pad(row.kind, 7), style)
    words = plain(row.text, max(0, width - text.cell_len))
    return text.append(words, style)
