"""Text for a terminal: one escape for what others wrote, figures of fixed width; never a style."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import accumulate, takewhile
from math import isfinite
from unicodedata import category

from rich.cells import cell_len

UNKNOWN = "–"  # noqa: RUF001 - a dash as wide as a figure

_MARKS_IN_A_ROW = 2
_MOST_UNSEEN = 3600  # characters beyond a width that are read, as some are not drawn
_SHOWN = {"\n": "⏎", "\t": " ", "\u2028": "⏎", "\u2029": "⏎", "\u200d": ""}
_SHOWN |= {chr(code): "" for code in (*range(0xFE00, 0xFE10), *range(0x1F3FB, 0x1F400))}
_SHOWN |= {chr(code): chr(code - 0x1F1E6 + ord("A")) for code in range(0x1F1E6, 0x1F200)}
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_HIDDEN = frozenset({"Cf", "Cn", "Co"})


def plain(text: object, width: int | None = None) -> str:
    """Text from anybody as one line that no terminal acts on, cut to `width` cells with `…`.

    A line's end becomes ⏎; control characters, bidi controls and lone surrogates are spelled out
    (`\\x1b`, `\\u202e`); what is invisible, private or unassigned becomes `·`. Joiners, variation
    selectors and skin tones go, and no more than two marks stay on a letter, so that what a
    terminal draws is as wide as what was counted.
    """
    line = text if isinstance(text, str) else _scalar(text)
    if not (line.isascii() and line.isprintable()):
        line = _escaped(
            line if width is None else line[: width + min(15 * width, _MOST_UNSEEN) + 64]
        )
    elif width is not None and len(line) > 2 * width:
        line = line[: 2 * width + 1]
    return line if width is None else cut(line, width)


def cut(line: str, width: int) -> str:
    """The beginning of a clean line, at most `width` cells, with `…` where something is missing."""
    if len(line) <= width and line.isascii():
        return line
    if cell_len(line) <= width:
        return line
    if width < 1:
        return ""
    return line[: _fitting(line, width - 1)] + "…"


def _fitting(line: str, width: int) -> int:
    """How many of a line's characters fit `width` cells."""
    ends = accumulate(cell_len(char) for char in line)
    return sum(1 for _ in takewhile(lambda end: end <= width, ends))


def fold(words: Iterable[str], width: int, most: int | None = None) -> list[str]:
    """Clean words in lines of at most `width` cells (at least two), broken between words.

    A word that is longer than a line is broken where the line ends. Beyond `most` lines the last
    one is cut with `…`.
    """
    width, lines, last = max(2, width), [], ""
    for number, word in enumerate(words):
        longer = f"{last} {word}" if number else word
        if last and cell_len(longer) > width >= cell_len(word):
            lines.append(last)
            longer = word
        while cell_len(longer) > width:
            end = _fitting(longer, width)
            lines.append(longer[:end])
            longer = longer[end:].lstrip(" ")
        last = longer
    lines.append(last)
    if most is None or len(lines) <= most:
        return lines
    return [*lines[: most - 1], cut(" ".join(lines[most - 1 :]), width)]


def middle(line: str, width: int) -> str:
    """A clean ASCII name cut in its middle: `GUILD_ME…_UPDATE` still says what happened."""
    if len(line) <= width or width < 3 or not line.isascii():  # noqa: PLR2004
        return cut(line, width)
    tail = (width - 1) // 2
    return f"{line[: width - 1 - tail]}…{line[len(line) - tail :]}"


def pad(line: str, width: int, *, right: bool = False) -> str:
    """A clean line in exactly `width` cells; `right` puts it at the right end."""
    line = cut(line, width)
    gap = " " * (width - cell_len(line))
    return gap + line if right else line + gap


def _scalar(value: object) -> str:
    """A value that is no text. Containers give their shape only, however deep they are."""
    if isinstance(value, dict):
        return f"{{{len(value)} keys}}"
    if isinstance(value, list):
        return f"[{len(value)} items]"
    return str(value)


def _escaped(text: str) -> str:
    out: list[str] = []
    marks = _MARKS_IN_A_ROW  # a mark with nothing before it would sit on a neighbour's text
    for char in text.replace("\r\n", "\n"):
        shown = _visible(char)
        if len(shown) == 1 and cell_len(shown) == 0:
            marks += 1
            if marks > _MARKS_IN_A_ROW:
                continue
        elif shown:
            marks = 0
        out.append(shown)
    return "".join(out)


def _visible(char: str) -> str:
    if char in _SHOWN:
        return _SHOWN[char]
    code = ord(char)
    kind = category(char)
    if kind == "Cc":
        return f"\\x{code:02x}"
    if kind == "Cs" or char in _BIDI:
        return f"\\u{code:04x}"
    if kind == "Zs":
        return " "
    return "·" if kind in _HIDDEN else char


def size(count: int | None) -> str:
    """Bytes in at most four characters: `420`, `1.2K`, `148K`, `3.1M`."""
    if count is None:
        return UNKNOWN
    if abs(count) < 1000:  # noqa: PLR2004
        return str(count)
    scaled = float(count)
    for unit in "KMGTPE":
        scaled /= 1000
        if abs(scaled) < 9.95:  # noqa: PLR2004
            return f"{scaled:.1f}{unit}"
        if abs(scaled) < 999.5:  # noqa: PLR2004
            return f"{scaled:.0f}{unit}"
    return "huge"


def count(number: int) -> str:
    """A count in at most nine characters: `1,204`, `9,999,999`, `12M`."""
    return f"{number:,}" if abs(number) < 10_000_000 else size(number)  # noqa: PLR2004


def duration(seconds: float | None) -> str:
    """Seconds in at most six characters: `12s`, `4m12s`, `1h02m`, `3d04h`; below zero is `0s`."""
    if seconds is None or not isfinite(seconds):
        return UNKNOWN
    whole = max(0, int(seconds))
    if whole < 60:  # noqa: PLR2004
        return f"{whole}s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:  # noqa: PLR2004
        return f"{minutes}m{rest:02d}s"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:  # noqa: PLR2004
        return f"{hours}h{minutes:02d}m"
    days, hours = divmod(hours, 24)
    return f"{days}d{hours:02d}h"


def pause(seconds: float) -> str:
    """A wait that is planned, with a tenth below ten seconds: `4.9s`, `12s`, `1m05s`."""
    return f"{max(0.0, seconds):.1f}s" if seconds < 9.95 else duration(seconds + 0.5)  # noqa: PLR2004


def age(seconds: float | None) -> str:
    """Seconds by the largest unit only, mostly in three characters: `12s`, `4m`, `1h`, `3d`."""
    if seconds is None or not isfinite(seconds):
        return UNKNOWN
    whole = max(0, int(seconds))
    for length, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if whole >= length:
            return f"{whole // length}{unit}"
    return f"{whole}s"


def milliseconds(seconds: float | None) -> str:
    """A latency given in seconds, in at most five characters: `0.4ms`, `41ms`, `1.23s`, `12.3s`."""
    if seconds is None or not isfinite(seconds):
        return UNKNOWN
    ms = seconds * 1000
    if ms < 0.95:  # noqa: PLR2004
        return f"{ms:.1f}ms"
    if ms < 999.5:  # noqa: PLR2004
        return f"{ms:.0f}ms"
    for digits, limit in ((2, 9.995), (1, 99.95), (0, 9999.5)):
        if seconds < limit:
            return f"{seconds:.{digits}f}s"
    return "huge"


def rate(per_second: float) -> str:
    """Something per second in at most five characters: `0.4`, `18.2`, `9,812`, `12K`."""
    if per_second < 99.95:  # noqa: PLR2004
        return f"{per_second:.1f}"
    return f"{per_second:,.0f}" if per_second < 9999.5 else size(round(per_second))  # noqa: PLR2004


def clock(ts: float) -> str:
    """Seconds since the epoch as local time of day: `12:01:03.214`."""
    try:
        return datetime.fromtimestamp(ts).strftime("%H:%M:%S.%f")[:-3]
    except (ValueError, OverflowError, OSError):
        return "--:--:--.---"
