"""An expression lets through what a naive reading of it would, whatever is decoded for it."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from making_records import ADA, GUILD, Story
from scurrycli.filters import Criteria, compile_filter
from scurrycli.recording import encode_record
from scurrycli.records import Kind, Record
from scurrycli.where import compile_where
from scurrycli.where.expression import Where
from scurrycli.where.patterns import start_text
from scurrycli.where.tree import All, Compare, Has, Literal, Node, Not, Path, Some, Truth


def event(d: Any, t: str = "MESSAGE_CREATE", **more: Any) -> Record:
    frame = orjson.dumps({"t": t, "s": 7, "op": 0, "d": d} | more)
    return Record(1, 2.5, 0.0, Kind.RECV, conn=1, size=len(frame), op=0, s=7, t=t, frame=frame)


MESSAGE = {
    "id": "1311111111111111111",
    "content": "hello\nwörld \\d+",
    "type": 0,
    "score": 1.5,
    "pinned": False,
    "nonce": None,
    "author": {"id": "279776546556872764", "username": "fern", "bot": True},
    "mentions": [{"id": "5"}, {"id": "6", "bot": True}],
    "embeds": [],
}


@pytest.mark.parametrize(
    "text",
    [
        "t == MESSAGE_CREATE",
        "t == message_create",
        "t in (READY, message_create)",
        "t ~ '^MESSAGE_'",
        "s == 7 and s >= 7 and s < 8 and at > 2 and n == 1 and conn == 1",
        "size > 100",
        "op == DISPATCH",
        "kind == RECV",
        "d.author.id == 279776546556872764",
        "d.author.id == '279776546556872764'",
        "d.author.id > 279776546556872763",
        "d.author.id < '1000000000000000000'",
        "d.author.id in (1, 279776546556872764)",
        "d.author.username == fern and d.author.username < g",
        "d.author.bot",
        "d.author.bot == true",
        "d.author == d or not d.author == null",
        "d.content ~ hello",
        "d.content ~ 'hello\\nw'",
        "d.content ~ 'WÖRLD' or d.content ~ '(?i)WÖRLD'",
        "d.content !~ bye",
        "d.missing !~ bye and d.missing != 5 and not d.missing and d.missing == null",
        "has d.nonce and not has d.missing and d.nonce == null and not d.nonce",
        "not d.pinned and d.pinned == false and d.pinned != 0",
        "d.type == 0 and d.type != false and d.type == 0.0",
        "d.score == 1.5 and d.score > 1 and d.score < 2",
        "d.mentions[1].bot and not d.mentions[0].bot and not has d.mentions[2]",
        "d.mentions[].id == 6 and d.mentions[].id != 7 and has d.mentions[]",
        "not has d.embeds[] and not d.embeds[].title",
        "d['author']['username'] == fern",
        "not d.author.id.deeper and not d.content[0]",
        "(t == READY or d.author.username == fern) and d.pinned == false",
        "(kind == recv or d.author.username == nobody) and d.type == 0",
    ],
)
def test_what_passes(text: str) -> None:
    record = event(MESSAGE)
    where = compile_where(text)
    assert where(record)
    assert where(event(MESSAGE))
    assert may_match(compile_where(text), record)
    assert not compile_where(f"not ({text})")(record)
    assert compile_filter(Criteria(where=where))(record)


@pytest.mark.parametrize(
    ("text", "covers"),
    [
        ("size > 5 or t == READY", False),
        ("d.x == 1", False),
        ("op == HELLO", True),
        ("not kind == close", True),
        ("t == READY or code == 4014", True),
    ],
)
def test_other_records_pass_where_a_name_is_theirs(text: str, covers: bool) -> None:
    where = compile_where(text)
    assert where.covers_all is covers
    sent = Record(1, 0.0, 0.0, Kind.SENT, size=100, op=10, frame=b'{"op":10,"d":{"x":1}}')
    closed = Record(2, 0.0, 0.0, Kind.CLOSE, detail={"code": 4014, "by": "server"})
    passes = compile_filter(Criteria(where=where))
    assert passes(sent) is where(sent) is (covers and "code" not in text)
    assert passes(closed) is where(closed) is ("code" in text)
    assert not compile_filter(Criteria(where=where, events=("READY",)))(closed)


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("t == ready", {"READY"}),
        ("t in (READY, RESUMED) and d.x == 1", {"READY", "RESUMED"}),
        ("t == READY or t == RESUMED", {"READY", "RESUMED"}),
        ("t in (READY, RESUMED) and t == READY", {"READY"}),
        ("t == READY or d.x == 1", None),
        ("t != READY", None),
        ("t ~ READY", None),
        ("d.x == 1 and s > 5", None),
    ],
)
def test_the_only_events_that_can_pass(text: str, events: set[str] | None) -> None:
    assert compile_where(text).events == events


# What is not there


def test_names_that_no_record_has_are_told_with_the_nearest() -> None:
    where = compile_where("d.autor.id == 1 or d.author.id == 1 or content == 1 or d.zzz[3].qqq")
    for record in Story().ready().chat(3).records:
        where(record)
    assert where.warnings() == [
        "No record has d.autor.id. Did you mean d.author.id?",
        "No record has content. Did you mean d.content?",
        "No record has d.zzz[3].qqq.",
    ]


def test_a_name_counts_wherever_it_is() -> None:
    where = compile_where("t == READY and d.late == 1")
    for number in range(3000):
        where(event({"late" if number == 2999 else "early": 1}, t="TYPING_START"))
    assert where.warnings() == []


def test_lines_with_names_that_were_not_met_have_to_be_read() -> None:
    where = compile_where("t == READY and d.late == 1")
    early, late = event({"early": 1}, t="TYPING_START"), event({"late": 1}, t="TYPING_START")
    assert sum(may_match(where, early) for _ in range(2000)) == 1000
    assert may_match(where, late)
    where(late)
    assert not may_match(where, late)


def may_match(where: Where, record: Record) -> bool:
    before = b'{"late":"READY"}\n'
    text = before + encode_record(record) + before
    return where.may_match(record.t or "", text, len(before), len(text) - len(before) - 1)


def test_nothing_is_told_where_nothing_came() -> None:
    where = compile_where("d.x == 1")
    assert where.warnings() == []
    where(Record(1, 0.0, 0.0, Kind.CLOSE, detail={"code": 4014}))
    assert where.warnings() == []


def test_names_that_may_be_newer_are_noted() -> None:
    where = compile_where("t in (MESAGE_CREATE, READY) or kind == cloze")
    assert where.notes == [
        "'MESAGE_CREATE' is not an event that scurry knows. Did you mean MESSAGE_CREATE?",
        "'cloze' is no kind of record that scurry knows; there are recv, sent, open, close, state, "
        "error, mark, end.",
    ]


# What is odd


@pytest.mark.parametrize(
    "frame",
    [
        b'{"op":0,"t":"X","d":{"\\u0061uthor":{"n\\u0061me":"f\\u0065rn"}}}',
        b'{"op":0,"t":"X","d":5,"d":{"author":{"name":"fern"}}}',
        b' {"d" : {"author":[1,2],"author":{"name":"fern"}} }',
    ],
)
def test_payloads_that_nobody_sends(frame: bytes) -> None:
    record = Record(1, 0.0, 0.0, Kind.RECV, op=0, t="X", frame=frame)
    assert compile_where("d.author.name == fern")(record)
    assert compile_where("d.author.name ~ fern")(record)
    assert compile_where("has d.author.name")(record)
    assert may_match(compile_where("d.author.name == fern"), record)


@pytest.mark.parametrize(
    "frame", [None, b"{", b"{}", b'{"d":null}', b'{"d":[1]}', b'{"d":"x"}', b'{"d":{"a":"x"}}']
)
def test_payloads_without_the_field(frame: bytes | None) -> None:
    record = Record(1, 0.0, 0.0, Kind.RECV, op=0, t="X", frame=frame)
    for text in ("d.a.b == 1", "has d.a.b", "d.a.b", "d.a.b < 5", "d.a.b ~ x", "d.a[0].c == 1"):
        assert not compile_where(text)(record)
        assert compile_where(f"not ({text})")(record)


def test_a_pattern_takes_linear_time() -> None:
    """With a pattern that goes back over what it tried, this would not end."""
    record = event({"content": "a" * 100_000 + "b"})
    assert not compile_where("d.content ~ '^(a+)+$'")(record)
    assert not compile_where("d.content ~ '(x+x+)+y'")(record)


@pytest.mark.parametrize(
    ("pattern", "start"),
    [
        ("water (is|was) .*than", "water "),
        ("^water+", "water"),
        ("wate[rR]", "wate"),
        ("water*", None),
        ("water?", None),
        ("water{2}", None),
        ("water|wine", None),
        ("water(|a|(b|c))", None),
        ("water( [)] | )", None),
        (r"water\(|\)", None),
        ("(?i)water", None),
        (".water", None),
    ],
)
def test_what_a_pattern_begins_with_is_looked_for_first(pattern: str, start: str | None) -> None:
    assert start_text(Literal(pattern)) == start
    record = event({"content": "there is water than"})
    where = compile_where(f"d.content ~ {pattern!r}")
    assert where(record) is (re.search(pattern, record.d["content"]) is not None)


# Against the naive reading

NAMES = ["a", "b", "c d"]
SCALARS = st.sampled_from([None, True, False, 0, 1, 5, 1.0, -2.5, 10**18, str(10**18)]) | (
    st.sampled_from(["", "5", "05", "abc", "abcd", "é", "a/b", "<tag>", 'q"', "l\n", "\x01"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner),
    max_leaves=8,
)
KEYS: st.SearchStrategy[str | int] = st.sampled_from([*NAMES, 0, 1, "[]"])
PATHS = st.lists(KEYS, max_size=3).map(lambda keys: Path(("d", *keys))) | st.just(Path(("s",)))
LITERALS = SCALARS.map(Literal)
TEXTS = st.sampled_from(["", "abc", "b", "é", "a/b", "^a", "5$", "a.c|q"]).map(Literal)
LEAVES = st.one_of(
    st.builds(Has, PATHS),
    st.builds(Truth, PATHS),
    st.builds(Compare, PATHS, st.just("=="), st.lists(LITERALS, min_size=1, max_size=3).map(tuple)),
    st.builds(
        Compare,
        PATHS,
        st.sampled_from(["<", "<=", ">", ">="]),
        st.tuples(LITERALS.filter(lambda one: not isinstance(one.value, (bool, type(None))))),
    ),
    st.builds(Compare, PATHS, st.just("~"), st.tuples(TEXTS)),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(All, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Some, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=5,
)


STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')


@given(TREES, VALUES, st.booleans())
@example(Compare(Path(("d", "a")), "==", (Literal("abc"),)), {"a": "abc"}, True)
def test_against_the_naive_reading(tree: Node, d: Any, escaped: bool) -> None:
    record = event(d)
    if escaped and record.frame is not None:
        record.frame = STRING.sub(lambda one: one[0].replace(b"a", b"\\u0061"), record.frame)
    expected = naive(tree, {"d": d, "s": 7})
    where = Where("", tree, [])
    assert where(record) is expected
    if expected:
        fresh = Where("", tree, [])
        line = encode_record(record)
        assert fresh._may(line, 0, len(line))


def naive(node: Node, payload: Any) -> bool:
    if isinstance(node, Not):
        return not naive(node.of, payload)
    if isinstance(node, All):
        return all(naive(part, payload) for part in node.parts)
    if isinstance(node, Some):
        return any(naive(part, payload) for part in node.parts)
    found = values(payload, node.path.keys)
    if isinstance(node, Has):
        return bool(found)
    if isinstance(node, Truth):
        return any(value is not None and value is not False for value in found)
    if not found and "[]" not in node.path.keys:
        found = [None] if node.sign == "==" else []
    return any(meets(value, node.sign, one.value) for value in found for one in node.literals)


def values(value: Any, keys: tuple[str | int, ...]) -> list[Any]:
    if not keys:
        return [value]
    key, *rest = keys
    inner: list[Any] = []
    if key == "[]":
        inner = value if isinstance(value, list) else []
    elif isinstance(value, dict):
        inner = [value[key]] if key in value else []
    elif isinstance(value, list) and isinstance(key, int):
        inner = value[key : key + 1]
    return [found for one in inner for found in values(one, tuple(rest))]


SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def meets(value: Any, sign: str, wanted: Any) -> bool:
    if sign == "~":
        return isinstance(value, str) and pattern(wanted, value)
    if sign == "==":
        if type(wanted) in (int, float) and isinstance(value, str):
            return value == str(wanted)
        return (type(value) is type(wanted) and value == wanted) or (
            {type(value), type(wanted)} == {int, float} and value == wanted
        )
    if isinstance(wanted, str) and wanted.isdigit():
        wanted = int(wanted)
    if type(wanted) in (int, float) and isinstance(value, str) and value.isdigit():
        value = int(value)
    numbers = type(value) in (int, float) and type(wanted) in (int, float)
    return (numbers or (isinstance(value, str) and isinstance(wanted, str))) and SIGNS[sign](
        value, wanted
    )


def pattern(wanted: str, value: str) -> bool:
    by_hand = {
        "^a": value.startswith("a"),
        "5$": value.endswith("5"),
        "a.c|q": "abc" in value or "q" in value,
    }
    return by_hand.get(wanted, wanted in value)


def test_the_example_of_the_contract() -> None:
    where = compile_where('t == MESSAGE_CREATE and d.author.bot != true and d.content ~ "gateway"')
    passed = [record for record in Story().ready().chat(3).records if where(record)]
    assert passed
    assert all("gateway" in record.d["content"] for record in passed)
    assert {record.d["author"]["id"] for record in passed} == {ADA["id"]}
    assert {record.d["guild_id"] for record in passed} == {GUILD}
