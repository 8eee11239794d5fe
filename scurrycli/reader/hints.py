"""Which keys the reader names in its last line, and what its help says; never what a key does."""

from __future__ import annotations

from rich.text import Text

from scurrycli.sinks.keys import Group
from scurrycli.sinks.panels import line
from scurrycli.sinks.text import cut, fold, pad

LIST: Group = (
    ("⏎", "payload"),
    ("/", "search"),
    ("&", "filter"),
    ("F", "follow"),
    ("[ ]", "marks"),
)
MARK: Group = (("m", "mark"),)
PLAY: Group = (("p", "pause"),)
LEAVE: Group = (("?", "keys"), ("q", "back"))
PAYLOAD: Group = (
    ("←/→", "fold"),
    ("J/K", "next, previous event"),
    ("/", "search"),
)
_KEYS = 16  # cells of what is explained

_MOVE: Group = (
    ("↑ ↓ k j", "one up, one down; PgUp PgDn, b and space: a page; ctrl-U ctrl-D: half of one"),
    ("g G", "the oldest; the newest, and follow"),
    ("F", "follow: the newest stays selected; any move ends that, and recording never ends"),
    ("⏎", "the payload of what is selected; ⏎ ← → z fold and unfold it, Esc leaves it"),
    ("J K", "there: the next and the previous event"),
)
_FIND: Group = (
    ("/ n N", "search payloads, names, ids; again; the other way. Small letters find capitals"),
    ("& or :", "filter: event names with * and commas, or an expression (scurry explain where)"),
    ("", "as in: d.author.bot != true and d.content ~ hello; an empty one shows all"),
)
_MARK: Group = (("m", "write a mark at this moment, with a text"),)
_JUMP: Group = (("[ ] '", "the mark before, the one after"),)
_PLAY: Group = (("p . ← → - +", "play or pause, step, 5 s back or on, slower, faster"),)
_LEAVE: Group = (("? Esc q", "leave this help; then the reader: back to the live view"),)


def helped(width: int, *, marks: bool, playback: bool) -> list[Text]:
    """What the keys do."""
    groups = _MOVE + _FIND + _MARK * marks + _JUMP + _PLAY * playback + _LEAVE
    lines = [line()]
    for keys, does in groups:
        for number, said in enumerate(fold(does.split(" "), max(20, width - _KEYS - 3))):
            text = line(f" {pad('' if number else keys, _KEYS)} ", "bold")
            lines.append(text.append(cut(said, max(0, width - _KEYS - 2))))
    return lines
