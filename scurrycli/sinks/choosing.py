"""Which rows a list has room for, and which of them get two lines; never how a row is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rich.cells import cell_len

from scurrycli.records import Kind, Record, State
from scurrycli.sinks.rows import Row, matters
from scurrycli.sinks.text import fold

STORY_SECONDS = 10.0
"""For which a story stays in a flood."""
_MOST_LINES = 4
_TOLD_ELSEWHERE = (Kind.OPEN, Kind.SENT)


def newest(
    events: Sequence[Record], stories: Sequence[Record], now: float, room: int
) -> list[Record]:
    """What to show of both, newest first: a few recent stories surely, then whatever is newest.

    The recent ones have a quarter of the room. Decisions and what led to them come first; what
    goes without saying (a connect, what was sent, that a resume is under way) is the first to go.
    """
    recent = [story for story in stories if now - story.at < STORY_SECONDS]
    sure = sorted(recent, key=_rank)[: max(1, room // 4)]
    kept = {story.n for story in sure}
    others = [*events[-room:], *(story for story in stories[-room:] if story.n not in kept)]
    others.sort(key=lambda entry: entry.n, reverse=True)
    chosen = [*sure, *others[: room - len(sure)]]
    return sorted(chosen, key=lambda entry: entry.n, reverse=True)


def _rank(story: Record) -> tuple[int, int]:
    """What tells more comes first, then what is newer."""
    if matters(story):
        return 0, -story.n
    repeats = story.kind == Kind.STATE and story.detail.get("state") == State.RESUMING
    return 1 + (repeats or story.kind in _TOLD_ELSEWHERE), -story.n


def folded(rows: Sequence[Row], room: int, cells: int) -> list[Row]:
    """Give long stories the lines that they need, as far as there is room.

    Those that matter take lines from the oldest events, as long as these fill a third.

    Args:
        rows: newest first, at most `room` of them.
        room: lines of the list.
        cells: what the text of a story has on a line.
    """
    made = list(rows)
    spare = room - len(made)
    long = [row for row in rows if row.story and cell_len(row.summary) > cells]
    for row in sorted(long, key=lambda row: (not row.matters, -row.n)):
        wanted = len(fold(row.summary.split(" "), cells, _MOST_LINES)) - 1
        while row.matters and spare < wanted and _give_way(made, room):
            spare += 1
        more = min(spare, wanted)
        spare -= more
        made[made.index(row)] = replace(row, lines=1 + more)
    return made


def _give_way(rows: list[Row], room: int) -> bool:
    """Take the oldest event out, if there are enough of them."""
    events = [row for row in rows if not row.story]
    if len(events) <= room // 3:
        return False
    rows.remove(events[-1])
    return True
