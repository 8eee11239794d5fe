"""Articles on intents: one, or a number, or an expression of several; never which to take."""

from __future__ import annotations

from typing import Any

from scurrycli.explain.article import Article
from scurrycli.explain.protocol_texts import ENABLE, INTENT_TEXTS
from scurrycli.wire.events import ALWAYS, DISPATCH_EVENTS
from scurrycli.wire.intents import ALL, PRIVILEGED, Intent, intent_names, parse_intents

_MOST = 1 << 53  # what a number in JSON can be for sure
_DIGITS = 17
_MOST_TERMS = 6


def intent(word: str) -> Article | None:
    """One intent, by its name."""
    name = word.upper()
    if name not in Intent.__members__:
        return None
    one = Intent[name]
    events = brought_by(one)
    facts = {
        "Number": f"1 << {one.bit_length() - 1} = {int(one)}",
        "Privileged": "yes" if one & PRIVILEGED else "no",
        "Events": ", ".join(events) or "none of its own",
    }
    data = {"number": int(one), "privileged": bool(one & PRIVILEGED), "events": events}
    todo = ENABLE if one & PRIVILEGED else f"Ask for it: --intents {name}, others after commas."
    return Article("intent", name, INTENT_TEXTS[one], todo, facts, data)


def intents(word: str) -> Article | None:
    """A number, or names and sets joined with `+` or commas.

    Raises:
        UsageError: a name among several that is none.
    """
    if word.upper() in Intent.__members__ or not _is_expression(word):
        return None
    number = int(parse_intents(word))
    names = intent_names(number)
    privileged = intent_names(number & PRIVILEGED)
    unknown = [name for name in names if name.startswith("bit ")]
    events = sorted({event for bit in Intent if number & bit for event in brought_by(bit)})
    facts = {
        "Number": _sum(number),
        "Privileged": ", ".join(privileged) or "none",
        "Events": f"{len(events)} beside those that need no intent",
    }
    data: dict[str, Any] = {"number": number, "intents": names, "privileged": privileged}
    data |= {"unknown": unknown, "events": events}
    means = f"Intents: {len(names)} of {len(Intent)}." if number else "No intents at all."
    if unknown:
        means += f" {', '.join(unknown)} of the number means nothing: close code 4013."
    rows = tuple((bit.name or "", _words(bit)) for bit in Intent if number & bit)
    return Article("intents", word, means, ENABLE if privileged else "", facts, data, rows)


def bringing(names: Intent) -> dict[str, str]:
    """Facts for people on the intents that bring something."""
    each = [f"{bit.name} ({int(bit)})" for bit in Intent if bit & names]
    return {"Intents": " or ".join(each), "Number": _sum(int(names))}


def brought_by(one: Intent) -> list[str]:
    """The names of the events that an intent brings."""
    return [name for name, needed in DISPATCH_EVENTS.items() if needed != ALWAYS and needed & one]


def _is_expression(word: str) -> bool:
    if "+" in word or "," in word or word.lower() in ("all", "default", "none"):
        return True
    return word.isascii() and word.isdigit() and len(word) < _DIGITS and int(word) < _MOST


def _sum(number: int) -> str:
    parts = [str(int(bit)) for bit in Intent if number & bit]
    rest = number & ~int(ALL)
    parts += [str(rest)] if rest else []
    return f"{' + '.join(parts)} = {number}" if 1 < len(parts) <= _MOST_TERMS else str(number)


def _words(bit: Intent) -> str:
    return f"{int(bit)}{', privileged' if bit & PRIVILEGED else ''}"
