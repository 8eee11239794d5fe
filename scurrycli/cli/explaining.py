"""Explanations on stdout, folded for people or as JSON; never what they say."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence

import orjson
import typer

from scurrycli.explain import Article
from scurrycli.sinks.text import fold, plain

_WIDEST = 100
_GAP = 2


def put(articles: Sequence[Article], *, json: bool) -> None:
    """Write the articles to stdout: as text with a blank line between, or as JSON, one a line."""
    if json:
        for article in articles:
            typer.echo(orjson.dumps(article.to_dict()).decode())
        return
    texts = ("\n".join(_lines(article, text_width())) for article in articles)
    typer.echo("\n\n".join(texts))


def text_width() -> int:
    """Cells of a line to read."""
    return min(shutil.get_terminal_size().columns, _WIDEST) if sys.stdout.isatty() else _WIDEST


def _lines(article: Article, width: int) -> Iterator[str]:
    if article.kind != "topic":
        yield plain(article.name)
    yield from _text(article.means, width)
    if article.todo:
        yield from folded(f"What to do: {article.todo}", width, "")
    yield from _table(article.facts, width)
    if article.rows:
        yield ""
        yield from _table(dict(article.rows), width)
    for other in article.also:
        yield f"It can also be meant as: scurry explain {plain(other)}"


def _text(text: str, width: int) -> Iterator[str]:
    """Paragraphs folded, lines with an indent each by itself."""
    for block in text.split("\n\n"):
        yield from ("",) if block is not text and not text.startswith(block) else ()
        lines = block.split("\n")
        if not block.startswith(" "):
            yield from folded(" ".join(lines), width, "")
            continue
        for line in lines:
            head = re.match(r" *(?:\S+ )*\S+ {2,}", line)
            indent = " " * (len(head[0]) if head else len(line) - len(line.lstrip()) + _GAP)
            yield from folded(line, width, indent)


def _table(rows: Mapping[str, str], width: int) -> Iterator[str]:
    column = max(map(len, rows), default=0) + _GAP
    for name, text in rows.items():
        yield from folded(f"  {name:<{column}}{text}", width, " " * (column + _GAP))


def folded(line: str, width: int, indent: str) -> Iterable[str]:
    """A line in as many as it needs, the later ones indented; nothing in it acts on a terminal."""
    start = plain(line[: len(indent)])
    words = line[len(indent) :].split(" ")
    first, *more = fold(map(plain, words), max(20, width - len(indent)))
    return [f"{start}{first}".rstrip(), *(f"{indent}{one}" for one in more)]
