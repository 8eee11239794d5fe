"""Which dispatches are shown: a record in, a bool out; never changed by what it has seen."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from scurrycli.errors import UsageError
from scurrycli.records import Record
from scurrycli.wire.choice import event_pattern, split_names, unknown_event

if TYPE_CHECKING:
    from scurrycli.where import Where

Filter = Callable[[Record], bool]
_NAMES = re.compile(r"[\w*?]+(\s*,\s*[\w*?]+)*,?\s*")


@dataclass(frozen=True, slots=True)
class Criteria:
    """What a person asked for: AND across the fields, OR within one; an empty field asks nothing.

    Attributes:
        events, exclude: event names in capitals, `*` and `?` as globs.
        guilds, channels, users: snowflakes as strings of digits.
        grep: texts of which the payload must contain one.
        where: an expression; one that covers all records lets others than dispatches pass.
    """

    events: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    guilds: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    grep: tuple[str, ...] = ()
    where: Where | None = None


def compile_filter(criteria: Criteria) -> Filter:
    """A test for records: dispatches that meet the criteria pass, everything else does not (but
    see `Criteria.where`).

    Raises:
        UsageError: an ID that is no snowflake.
    """
    tests = list(_tests(criteria))
    if criteria.where is not None and criteria.where.covers_all:
        return lambda record: all(test(record) for test in tests)

    def passes(record: Record) -> bool:
        if not record.is_dispatch:
            return False
        for test in tests:  # noqa: SIM110 - all() costs a generator for each record
            if not test(record):
                return False
        return True

    return passes


def typed_filter(text: str) -> tuple[Filter, list[str]]:
    """A filter as one types it while looking on: event names joined with commas, as for `--event`,
    or an expression, as for `--where`; and a sentence on each name that scurry does not know.

    Raises:
        WhereError: it is neither.
    """
    from scurrycli.where import compile_where

    if _NAMES.fullmatch(text.strip()):
        names = split_names([text])
        unknown = unknown_event(names)
        return compile_filter(Criteria(events=tuple(names))), [unknown] if unknown else []
    where = compile_where(text)
    return compile_filter(Criteria(where=where)), where.notes


@dataclass(frozen=True, slots=True)
class Look:
    """What tells of the dispatches in a recording, before they are read, whether they may pass.

    Attributes:
        named: whether those of a name may.
        may_match: whether one may, by its name and its line, given by a text that holds it, its
            start and its end; None where the name says all.
        payloads: whether their names and payloads tell which pass, and nothing else is wanted.
        passes: the test of such; None where all pass that may.
    """

    named: Callable[[str], bool]
    may_match: Callable[[str, bytes, int, int], bool] | None
    payloads: bool
    passes: Filter | None


def compile_look(criteria: Criteria, *, payloads: bool) -> Look:
    """The quick look for a filter.

    Args:
        criteria: of the filter.
        payloads: whether no more is wanted of the records that pass.
    """
    where = criteria.where
    by_name = criteria == Criteria(events=criteria.events, exclude=criteria.exclude)
    return Look(
        compile_names(criteria.events, criteria.exclude),
        None if where is None else where.may_match,
        payloads and (where is None or where.needs_payload_only),
        None if by_name else compile_filter(criteria),
    )


def _tests(criteria: Criteria) -> Iterator[Filter]:
    """The cheapest first."""
    if criteria.events or criteria.exclude:
        yield _by_name(criteria.events, criteria.exclude)
    if criteria.grep:
        yield _by_text(criteria.grep)
    for ids, option, place in (
        (criteria.guilds, "--guild", _guild),
        (criteria.channels, "--channel", _channel),
        (criteria.users, "--user", _users),
    ):
        if ids:
            yield _by_id(ids, option, place)
    if criteria.where is not None:
        yield criteria.where


def compile_names(events: Iterable[str], exclude: Iterable[str]) -> Callable[[str], bool]:
    """Whether an event of a name is wanted, for names as in `Criteria`."""
    wanted = event_pattern(events or ["*"])
    unwanted = event_pattern(exclude)

    @cache
    def named(t: str) -> bool:
        name = t.upper()
        return bool(wanted.fullmatch(name)) and not unwanted.fullmatch(name)

    return named


def _by_name(events: Iterable[str], exclude: Iterable[str]) -> Filter:
    named = compile_names(events, exclude)

    def test(record: Record) -> bool:
        return record.t is not None and named(record.t)

    return test


def needles(texts: Iterable[str]) -> frozenset[bytes]:
    """How any of the texts can stand in a payload's bytes."""
    plain = [form for text in texts for form in _forms(text)]
    return frozenset((*plain, *(form.replace(b"/", b"\\/") for form in plain)))


def _by_text(texts: Iterable[str]) -> Filter:
    sought = needles(texts)

    def test(record: Record) -> bool:
        frame = record.frame
        return frame is not None and any(needle in frame for needle in sought)

    return test


def _forms(text: str) -> Iterator[bytes]:
    """How a text can stand in JSON: as it is, or with its characters escaped."""
    yield text.encode(errors="replace")
    yield json.dumps(text, ensure_ascii=False)[1:-1].encode(errors="replace")
    yield json.dumps(text)[1:-1].encode()


def _by_id(ids: Iterable[str], option: str, place: Callable[[Record], Iterable[Any]]) -> Filter:
    wanted = frozenset(_snowflake(text, option) for text in ids)
    sought = [text.encode() for text in wanted]

    def test(record: Record) -> bool:
        frame = record.frame
        if frame is None or not any(needle in frame for needle in sought):
            return False  # decoding is what costs
        return any(str(found) in wanted for found in place(record))

    return test


def _snowflake(text: str, option: str) -> str:
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()):
        raise UsageError(f"{option} takes an ID, which is all digits; {text!r} is none.")
    return digits


def _guild(record: Record) -> Iterator[Any]:
    d = record.d
    yield d.get("guild_id")
    if record.t in ("GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE"):
        yield d.get("id")


def _channel(record: Record) -> Iterator[Any]:
    d = record.d
    yield d.get("channel_id")
    if (record.t or "").startswith(("CHANNEL_", "THREAD_")):
        yield d.get("id")
        yield d.get("parent_id")


def _users(record: Record) -> Iterator[Any]:
    d = record.d
    yield d.get("user_id")
    for holder in (d, d.get("member")):
        for key in ("author", "user"):
            person = holder.get(key) if isinstance(holder, dict) else None
            if isinstance(person, dict):
                yield person.get("id")
    if record.t == "USER_UPDATE":
        yield d.get("id")
