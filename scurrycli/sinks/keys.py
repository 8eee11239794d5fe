"""Which keys the view names in its last line, and what its help says; never what a key does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest

from rich.text import Text

from scurrycli.sinks import theme
from scurrycli.sinks.panels import line
from scurrycli.sinks.text import cut, fold, pad

Entry = tuple[str, str]
Group = tuple[Entry, ...]

KEYS: Group = (
    ("q", "quit"),
    ("space", "freeze"),
    ("⏎", "read"),
    ("/", "search"),
    ("?", "keys"),
)
READING = frozenset(("enter", "/", "&", ":", "m", "up", "down", *"jkgGFnN[]'"))
"""Keys that open a reader, and are then its first; but not those that the view itself has."""
SAVE: Group = (("s", "save"),)
PLAYBACK_KEYS: Group = (
    ("space", "pause"),
    (".", "step"),
    ("←/→", "seek"),
    ("↑/↓", "speed"),
    ("⏎", "read"),
    ("?", "keys"),
    ("q", "quit"),
)
_TWO_COLUMNS = 120  # cells
_LABELS = 16  # cells of what is explained
_LEFT = 67  # cells of the first one: its longest line


def hints(
    keys: Sequence[Entry],
    width: int,
    version: str = "",
    space: str | None = None,
) -> Text:
    """The last line: which keys do what (`space`: what that one does now), and the program."""
    text = line(" ")
    keys = list(keys)
    while len(keys) > 1 and _least(keys) > width:  # the last one leads to the others
        del keys[-2]
    gap = 3 if _least(keys) + len(keys) <= width else 2
    for number, (key, does) in enumerate(keys):
        text.append(" " * gap if number else "")
        text.append(key, "bold")
        does_now = f"{space:<{len(does)}}" if space and key == "space" else does
        text.append(f" {does_now}", theme.LABEL)
    name = f"scurry {version}" if version else ""
    if name and text.cell_len + len(name) + 2 <= width:
        text.append(name.rjust(width - text.cell_len), theme.LABEL)
    return text


_LEAVE: Group = (("?", "this help, or the list again, as Esc"), ("q", "quit; a summary stays"))


def _least(keys: Sequence[Entry]) -> int:
    """Cells of a line with these."""
    return sum(len(key) + len(does) + 3 for key, does in keys)


_READ: Group = (("⏎ / & m", "read: payload, search, filter, mark; Esc leads back"),)
_LIVE_HELP: tuple[Group, ...] = (
    (("space", "hold the list still; again: go on; figures never stop"),),
    _READ,
    _LEAVE,
)
_SAVE_HELP: tuple[Group, ...] = ((("s", "save what the flight recorder keeps"),),)
_PLAYBACK_HELP: tuple[Group, ...] = (
    (("space", "pause; again: go on; at the end: play it again"),),
    ((".", "one event further, then pause"), ("⏎ / &", "read, search, filter")),
    (("←/→", "5 seconds back or on"), ("↑/↓", "twice as fast or half as fast")),
    _LEAVE,
)
_FIGURES: tuple[Group, ...] = (
    (("beat", "last heartbeat until its ACK"), ("avg p95 max", "mean, 95 of 100, worst")),
    (("▃▅█", "newest beats"), ("ACK", "age of the last ACK"), ("next", "next beat in")),
    (("missed", "beats without an ACK in time"), ("every", "seconds from beat to beat")),
    (("seq", "last number"), ("gaps", "leaps in the numbers"), ("missing", "events lost so")),
    (("repeats", "numbers seen twice without a resume"),),
    (("replayed", "events sent after a resume"), ("resumed", "resumes that worked")),
    (("identify", "sessions left to start today"), ("send", "sent in the last minute")),
    (("conn", "which connection this is"), ("flaws", "payloads not as documented")),
    (("flow", "events and bytes a second, over 10 s"), ("RATE", "the same by type")),
    (("largest MAX", "the largest event, in all and by type"),),
    (("LAST", "age of the newest"), ("wire", "times smaller on the wire than inflated")),
    (("—", "what the session did, and why"),),
    (("⋮", "the same; events above it are hidden"),),
)


def helped(width: int, height: int, *, playback: bool, saves: bool = False) -> list[list[Text]]:
    """What keys and figures mean, in two columns where the screen is wide.

    In pages of at most `height` lines; the last line of all but the last page leads to the next.
    """
    of_keys = _PLAYBACK_HELP if playback else (*_SAVE_HELP[: int(saves)], *_LIVE_HELP)
    groups = (*of_keys, *_FIGURES)
    lines = list(_wide(groups, width) if width >= _TWO_COLUMNS else _narrow(groups, width))
    if len(lines) <= height:
        return [lines]
    kept = max(1, height - 1)
    pages = [lines[start : start + kept] for start in range(0, len(lines), kept)]
    for number, page in enumerate(pages[:-1], start=1):
        page.append(line(f" ? for page {number + 1} of {len(pages)}", theme.WARN))
    return pages


def _narrow(groups: Sequence[Group], width: int) -> Iterator[Text]:
    """A line for each group."""
    for group in groups:
        labels, texts = zip(*group, strict=True)
        words = "; ".join(texts).split(" ")
        for number, said in enumerate(fold(words, width - _LABELS - 2)):
            yield _explained(("" if number else " ".join(labels), said), _LABELS, width)


def _wide(groups: Sequence[Group], width: int) -> Iterator[Text]:
    """A line for each entry, half of them beside the other half."""
    entries = list(chain.from_iterable(groups))
    half, cells = (len(entries) + 1) // 2, max(width // 2, _LEFT)
    for left, right in zip_longest(entries[:half], entries[half:], fillvalue=("", "")):
        yield _explained(left, 11, cells).append(_explained(right, 11, width - cells))


def _explained(entry: Entry, label: int, width: int) -> Text:
    text = line(f" {pad(entry[0], label)} ", "bold")
    return text.append(pad(cut(entry[1], max(0, width - label - 2)), max(0, width - label - 2)))
