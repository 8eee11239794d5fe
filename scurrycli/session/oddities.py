"""What is odd on a connection, said less and less often where it goes on; never what is done."""

from __future__ import annotations

from collections import Counter

from scurrycli.session.commands import Report


class Oddities:
    """Sentences for people; the first, the tenth, the hundredth time and so on each is said."""

    def __init__(self) -> None:
        self._times: Counter[str] = Counter()

    def report(self, sentence: str) -> list[Report]:
        """The sentence, with a count where it was there before; nothing where its turn is not."""
        self._times[sentence] += 1
        times = self._times[sentence]
        if str(times).strip("0") != "1":
            return []
        return [Report(sentence if times == 1 else f"{sentence} That was {times:,} times so far.")]
