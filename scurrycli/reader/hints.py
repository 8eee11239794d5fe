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
    ("↑ ↓ k j", "one up or down; PgUp PgDn b space: a page; ^U ^D: half of one"),
    ("g G", "the oldest; the newest, and follow"),
    ("F", "follow: the newest stays selected, until you move"),
    ("⏎", "open the payload; in it ⏎ ← → fold, J K: next, previous event"),
    ("tab", "from the payload to the list, and back"),
)
_FIND: Group = (
    ("/ n N", "search payloads, names and ids; once more; the other way"),
    ("", "small letters find capitals; while following, up comes first"),
    ("& or :", "filter: event names with * and commas; or an expression, as"),
    ("", "d.author.bot != true and d.content ~ hello; empty: show all"),
)
_MARK: Group = (("m", "write a mark, here and into the recording if there is one"),)
_JUMP: Group = (("[ ] '", "the mark before, the one after"),)
_PLAY: Group = (("p . ← → - +", "play or pause, step, 5 s back or on, slower, faster"),)
_LEAVE: Group = (("? Esc q", "leave: this help, the payload, the reader; nothing stops"),)


def helped(width: int, *, marks: bool, playback: bool) -> list[Text]:
    """What the keys do."""
    groups = _MOVE + _FIND + _MARK * marks + _JUMP + _PLAY * playback + _LEAVE
    lines = [line()]
    for keys, does in groups:
        for number, said in enumerate(fold(does.split(" "), max(20, width - _KEYS - 3))):
            text = line(f" {pad('' if number else keys, _KEYS)} ", "bold")
            lines.append(text.append(cut(said, max(0, width - _KEYS - 2))))
    return lines
