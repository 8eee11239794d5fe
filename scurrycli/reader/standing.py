"""One line on what is seen of how much: which one, followed, filtered, searched; never a key."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text

from scurrycli.reader.reading import Reading
from scurrycli.sinks import theme
from scurrycli.sinks.panels import line
from scurrycli.sinks.text import count, cut, plain


def standing(reading: Reading, width: int) -> Text:
    """How a reading stands, as far as there is room: what matters more comes first."""
    text = line(" ")
    for number, (words, style) in enumerate(_parts(reading)):
        before = "   " if number else ""
        room = width - text.cell_len - len(before)
        if room < min(12, cell_len(words)):
            break
        text.append(before).append(cut(words, room), style)
    return text


def _parts(reading: Reading) -> list[tuple[str, str]]:
    timeline = reading.timeline
    shown, gone = len(timeline.shown), timeline.first
    newer = shown - 1 - reading.place
    at = f"{count(reading.place + 1)} of {count(shown)}" if shown else "nothing to show"
    parts = [(at, theme.VALUE)]
    if reading.follow:
        parts.append(("following", theme.GOOD))
    elif shown:
        parts.append((f"{count(newer)} newer" if newer else "the newest", ""))
    if timeline.filter_text:
        done = "" if reading.is_scanned else f" {timeline.progress:.0%}"
        parts.append((f"filter{done}: {plain(timeline.filter_text)}", theme.WARN))
    if reading.search is not None:
        parts.append((f"search: {plain(reading.search.text)}", theme.WARN))
    if timeline.marks:
        parts.append((f"marks {count(len(timeline.marks))}", "cyan"))
    if gone:
        parts.append((f"{count(gone)} older gone from here", theme.LABEL))
    return parts
