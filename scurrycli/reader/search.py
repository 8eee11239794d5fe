"""A text that is looked for in records: in payloads as they are, in rows as they are shown."""

from __future__ import annotations

from scurrycli.filters import needles
from scurrycli.records import Record
from scurrycli.sinks.names import Names
from scurrycli.sinks.summaries import summarize

_MOST_IDS = 200  # that a name may stand for


class Search:
    """Small letters find capitals as well, as in less with `-i`.

    Args:
        text: what is looked for; a name also finds the ids that it is shown for.
        names: of ids.

    Attributes:
        text: as given.
        any_case: whether capitals are the same as small letters.
    """

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.any_case = text == text.lower()
        self._names = names
        ids = [key for known in names.all for key in known.find(self.holds, _MOST_IDS)]
        sought = needles([text, *ids])
        self._sought = tuple({each.lower() for each in sought} if self.any_case else sought)

    def holds(self, text: str) -> bool:
        """Whether a text that is shown has it."""
        return self.text in (text.lower() if self.any_case else text)

    def __call__(self, record: Record) -> bool:
        """Whether a record has it."""
        frame = record.frame
        if frame is not None:
            searched = frame.lower() if self.any_case else frame
            if any(each in searched for each in self._sought):
                return True
        return not record.is_dispatch and self.holds(summarize(record, self._names))
