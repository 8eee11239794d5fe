"""Tests of choosing events by name and of the least intents that bring them."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.wire.choice import event_pattern, least_intents, split_names, unknown_event
from scurrycli.wire.events import DISPATCH_EVENTS
from scurrycli.wire.intents import DEFAULT, PRIVILEGED, Intent

EVENTS = sorted(DISPATCH_EVENTS)
GLOBS = st.one_of(
    st.sampled_from(EVENTS),
    st.sampled_from(
        ["*", "GUILD_*", "*_CREATE", "MESSAGE_?*", "*ROLE*", "??ADY", "[GM]*", "[!G]*"]
    ),
)


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (["a,b", "c"], ["A", "B", "C"]),
        ([" message_create , ,"], ["MESSAGE_CREATE"]),
        (["", ","], []),
        ([], []),
    ],
)
def test_splitting(values: list[str], names: list[str]) -> None:
    assert split_names(values) == names


@given(st.lists(GLOBS, min_size=1, max_size=4), st.sampled_from([*EVENTS, "MESSAGE", "XREADY"]))
def test_a_pattern_matches_the_whole_name_as_globs_do(names: list[str], event: str) -> None:
    expected = any(fnmatchcase(event, name) for name in names)
    assert bool(event_pattern(names).match(event)) == expected
    assert bool(event_pattern(names).fullmatch(event)) == expected


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("MESSAGE_CRATE", "Did you mean MESSAGE_CREATE?"),
        ("GUILD_MEMBER_JOIN", "Did you mean GUILD_MEMBER_ADD?"),
        ("TYPING", "Did you mean TYPING_START?"),
        ("QQQQ", "No event is named like it."),
        ("QQ*", "No event is named like it."),
        ("MESSAGE", "Did you mean MESSAGE_"),
    ],
)
def test_a_name_that_is_none_gets_the_nearest_one(name: str, hint: str) -> None:
    said = unknown_event(["READY", name]) or ""
    assert hint in said
    assert repr(name) in said


@given(st.lists(GLOBS))
def test_documented_names_and_globs_pass(names: list[str]) -> None:
    assert unknown_event(names) is None


@given(st.text(max_size=20))
def test_any_name_passes_or_is_refused(name: str) -> None:
    known = any(fnmatchcase(event, name) for event in EVENTS)
    assert (unknown_event([name]) is None) == known
    assert isinstance(least_intents([name]), Intent)


@pytest.mark.parametrize(
    ("names", "intents"),
    [
        ([], DEFAULT),
        (["READY"], Intent(0)),
        (["MESSAGE_CREATE"], Intent.GUILD_MESSAGES | Intent.DIRECT_MESSAGES),
        (["THREAD_MEMBERS_UPDATE"], Intent.GUILDS),
        (["GUILD_MEMBER_ADD"], Intent.GUILD_MEMBERS),
        (["PRESENCE_UPDATE", "GUILD_CREATE"], Intent.GUILD_PRESENCES | Intent.GUILDS),
        (["GUILD_BAN_*"], Intent.GUILD_MODERATION),
        (["NO_SUCH_EVENT"], Intent(0)),
    ],
)
def test_the_least_intents(names: list[str], intents: Intent) -> None:
    assert least_intents(names) == intents
    assert least_intents(iter(names)) == intents


@given(st.lists(GLOBS, min_size=1, max_size=5))
def test_every_event_that_was_asked_for_is_brought_and_nothing_is_too_much(
    names: list[str],
) -> None:
    intents = least_intents(names)
    wanted = [event for event in EVENTS if event_pattern(names).match(event)]
    needs = [DISPATCH_EVENTS[event] for event in wanted if DISPATCH_EVENTS[event]]
    assert all(intents & need for need in needs)
    assert all(any(bit in need for need in needs) for bit in intents)
    for bit in intents & PRIVILEGED:
        assert any(need & ~PRIVILEGED == 0 and bit in need for need in needs)
