"""What can be typed as an expression is read as it is meant; all else is told, with a place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scurrycli.errors import ExitStatus
from scurrycli.where import WhereError, compile_where
from scurrycli.where.lexing import LONGEST
from scurrycli.where.parsing import DEEPEST, parse
from scurrycli.where.tree import All, Compare, Has, Literal, Node, Not, Path, Some, Truth

T = Path(("t",))
ID = Path(("d", "author", "id"))


def equal(path: Path, *values: Any) -> Compare:
    return Compare(path, "==", tuple(Literal(v, word=isinstance(v, str)) for v in values))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("t == READY", equal(T, "READY")),
        ("  t==READY\n", equal(T, "READY")),
        ("t != READY", Not(equal(T, "READY"))),
        ("d.author.id == 12", equal(ID, 12)),
        ("d.author.id == -1.5e2", equal(ID, -150.0)),
        ('d.author.id == "12"', Compare(ID, "==", (Literal("12"),))),
        (r"d.author.id == 'a\'\n\u00e9\ud83d\ude00\z'", Compare(ID, "==", (Literal("a'\né😀z"),))),
        ("d.author.id == null", equal(ID, None)),
        ("d.author.id in (1, true, abc)", equal(ID, 1, True, "abc")),
        ("t not in (READY)", Not(equal(T, "READY"))),
        ("d.author.id ~ abc", Compare(ID, "~", (Literal("abc", word=True),))),
        ("d.author.id !~ abc", Not(Compare(ID, "~", (Literal("abc", word=True),)))),
        ("has d.author.id", Has(ID)),
        ("d.author.id", Truth(ID)),
        ("d.mentions[0].id", Truth(Path(("d", "mentions", 0, "id")))),
        ("d.mentions[].id", Truth(Path(("d", "mentions", "[]", "id")))),
        ("d['a b'].x-y", Truth(Path(("d", "a b", "x-y")))),
        ("not t", Not(Truth(T))),
        ("t and t or t and not t", Some((All((Truth(T),) * 2), All((Truth(T), Not(Truth(T))))))),
        ("t and (t or t)", All((Truth(T), Some((Truth(T),) * 2)))),
        ("size<5", Compare(Path(("size",)), "<", (Literal(5),))),
    ],
)
def test_what_is_read(text: str, tree: Node) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ("", 0, "The expression is empty"),
        ("t = READY", 2, "Write == instead of =."),
        ("t == READY && s > 1", 11, "Write and instead of &&."),
        ("! t", 0, "Write not instead of !."),
        ("t ==", 4, "Something is missing at the end. Here a value must stand"),
        ("t == and", 5, "Here a value must stand"),
        ("(t == READY", 11, "Close the parenthesis"),
        ("t == READY)", 10, "Here and, or or a comparison must stand."),
        ("t READY", 2, "Here and, or or a comparison must stand."),
        ('t == "READY', 5, "The string has no end"),
        ("t in READY", 5, "After in comes a list"),
        ("t in (READY RESUMED)", 12, "In a list a comma or ) follows."),
        ("t not READY", 6, "Here in must follow"),
        ("d. == 1", 3, "After a point comes the name"),
        ("d[x]", 2, "In brackets stands"),
        ("d[-1]", 2, "In brackets stands"),
        ("d[1", 3, "Close the bracket"),
        ("1 == t", 0, "Here a name must stand"),
        ("and", 0, "Here a name must stand"),
        ("d.url == https.x", 9, "This value needs quotes"),
        ("d.url == €", 9, "'€' means nothing here"),
        ("d.x == 1e999", 7, "This number is too large."),
        ("d.x == " + "9" * 50, 7, "This number is too long."),
        (r"d.x == '\ud83d'", 7, "Half a surrogate pair"),
        ("d.x == '\ud83d'", 0, "must be text"),
        ("d.x < true", 6, "< compares numbers and texts only."),
        ("d.x ~ 5", 6, "~ takes a pattern in quotes."),
        ("d.x ~ '('", 6, "This is no pattern that scurry takes"),
        ("d.x ~ '(((a{1000}){1000}){1000}){1000}'", 6, "This is no pattern that scurry takes"),
        ("op == HELO", 6, "'HELO' is not an opcode. Did you mean HELLO?"),
        ("op == zzz", 6, "Take a number"),
        ("(" * (DEEPEST + 1) + "t" + ")" * (DEEPEST + 1), DEEPEST + 1, "nested too deeply"),
        ("not " * (DEEPEST + 1) + "t", 4 * (DEEPEST + 1), "nested too deeply"),
        ("t" * (LONGEST + 1), LONGEST, "characters at most"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, at: int, says: str) -> None:
    with pytest.raises(WhereError, match=r"\S") as caught:
        compile_where(text)
    assert says in str(caught.value)
    assert caught.value.place == (text, at)
    assert caught.value.status is ExitStatus.USAGE


SIGNS = "t d . op == != < <= > >= ~ !~ in has and or not ( ) [ ] [] , 1 -1 1.5 true null"
PIECES = [*SIGNS.split(" "), "'", '"', "\\", "d.author.id", "'(a+)+$'", " ", "READY", "[0]", "{9}"]
ANYTHING = st.text(max_size=80) | st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join)
JOINED = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@given(ANYTHING | JOINED)
@example("d.x ~ '" + "(" * 1000 + "'")
@example("d.x ~ '" + "a?" * 500 + "a" * 500 + "'")
@example("d[" + "1" * 39 + "]")
@example("(" * 4000)
def test_whatever_is_typed_is_an_expression_or_wrong_usage(text: str) -> None:
    try:
        where = compile_where(text)
    except WhereError as wrong:
        place = wrong.place
    else:
        place = (where.text, 0)
    assert place is not None
    assert place[0] == text
    assert 0 <= place[1] <= len(text)
