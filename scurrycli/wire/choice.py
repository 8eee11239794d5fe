"""Which events a person asked for, and the least intents that bring them; never a payload."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from fnmatch import translate

from scurrycli.wire.events import DISPATCH_EVENTS
from scurrycli.wire.intents import DEFAULT, NONE, PRIVILEGED, Intent


def split_names(values: Iterable[str]) -> list[str]:
    """Names from repeated, comma-joined options, upper-cased: `["a,b", "c"]` gives `A B C`."""
    return [name.strip().upper() for value in values for name in value.split(",") if name.strip()]


def event_pattern(names: Iterable[str]) -> re.Pattern[str]:
    """One pattern that fully matches any of the names; `*` and `?` are globs."""
    return re.compile("|".join(translate(name) for name in names))


def unknown_event(names: Iterable[str]) -> str | None:
    """One sentence on the first name or glob that matches no documented event, with the nearest."""
    for name in names:
        if not _matching(name):
            near = get_close_matches(name, DISPATCH_EVENTS, n=1, cutoff=0.5)
            hint = f"Did you mean {near[0]}?" if near else "No event is named like it."
            return f"{name!r} is not an event that scurry knows. {hint}"
    return None


def least_intents(names: Iterable[str]) -> Intent:
    """The least set that brings these events; no names at all means every unprivileged event.

    A privileged intent is taken only for an event that nothing else brings.
    """
    names = list(names)
    if not names:
        return DEFAULT
    intents = NONE
    for name in names:
        for event in _matching(name):
            bringing = DISPATCH_EVENTS[event]
            intents |= bringing & ~PRIVILEGED or bringing
    return intents


def _matching(name: str) -> list[str]:
    pattern = event_pattern([name])
    return [event for event in DISPATCH_EVENTS if pattern.match(event)]
