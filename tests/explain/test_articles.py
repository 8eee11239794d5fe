"""Whatever the tables name can be explained, in words that say what to do."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scurrycli.errors import UsageError
from scurrycli.explain import Article, contents, explain, known_names
from scurrycli.explain.event_texts import EVENT_TEXTS, NOT_FOR_BOTS
from scurrycli.explain.protocol_texts import HTTP_TEXTS, INTENT_TEXTS, OPCODE_TEXTS
from scurrycli.explain.topics import TOPICS
from scurrycli.wire.close_codes import CLOSE_CODES, After
from scurrycli.wire.events import DISPATCH_EVENTS
from scurrycli.wire.intents import ALL, PRIVILEGED, Intent
from scurrycli.wire.opcodes import Opcode


def one(*words: str, shards: int | None = None) -> Article:
    (article,) = explain(words, shards)
    assert article.means.endswith((".", '."', "status", "asked for")) or article.kind == "topic"
    assert orjson.loads(orjson.dumps(article.to_dict()))["kind"] == article.kind
    return article


# Every row of every table


def test_the_texts_cover_the_tables() -> None:
    assert set(EVENT_TEXTS) == set(DISPATCH_EVENTS)
    assert set(INTENT_TEXTS) == set(Intent)
    assert set(OPCODE_TEXTS) == set(Opcode)
    assert all(row.cure for row in CLOSE_CODES.values())
    assert not NOT_FOR_BOTS & set(DISPATCH_EVENTS)


@pytest.mark.parametrize("code", [code for code in CLOSE_CODES if code is not None])
def test_every_close_code(code: int) -> None:
    article, row = one(str(code)), CLOSE_CODES[code]
    assert article.kind == "close"
    assert row.name in article.means
    assert article.todo
    assert row.after.value in article.facts["Afterwards"]
    assert article.data == {"code": code, "after": row.after.name.lower(), "documented": True}
    assert explain(["close", str(code)])[0].means == article.means
    assert one(row.name).name == article.name or row.name.upper().replace(" ", "_") in (
        Opcode.__members__
    )


@pytest.mark.parametrize("op", Opcode)
def test_every_opcode(op: Opcode) -> None:
    for article in (one(str(int(op))), one("opcode", op.name.lower())):
        assert article.kind == "opcode"
        assert article.name == f"Opcode {int(op)}, {op.name}"
        assert article.todo
        assert article.facts["Sent by"] in ("the server", "the client", "the server and the client")


@pytest.mark.parametrize("name", DISPATCH_EVENTS)
def test_every_event(name: str) -> None:
    article = explain([name.lower()])[0]
    needed = DISPATCH_EVENTS[name]
    assert (article.kind, article.name, article.means) == ("event", name, EVENT_TEXTS[name])
    assert article.data["number"] == int(needed)
    for bit in Intent:
        assert (f"{bit.name} ({int(bit)})" in article.facts["Intents"]) is bool(bit & needed)
    if needed:
        assert f"--event {name}" in article.todo
    only_privileged = needed and not needed & ~PRIVILEGED
    assert ("Developer Portal" in article.todo) is bool(only_privileged)


@pytest.mark.parametrize("bit", Intent)
def test_every_intent(bit: Intent) -> None:
    article = one(str(bit.name))
    assert (article.kind, article.means) == ("intent", INTENT_TEXTS[bit])
    assert article.facts["Number"].endswith(f"= {int(bit)}")
    brought = [name for name, needed in DISPATCH_EVENTS.items() if bit & needed]
    assert article.data["events"] == brought
    assert article.data["privileged"] is bool(bit & PRIVILEGED)
    assert ("Developer Portal" in article.todo) is bool(bit & PRIVILEGED)


@pytest.mark.parametrize("status", HTTP_TEXTS)
def test_every_http_status(status: int) -> None:
    article = one(str(status))
    assert (article.means, article.todo) == HTTP_TEXTS[status]


@pytest.mark.parametrize("name", known_names())
def test_every_name_is_known(name: str) -> None:
    assert explain([name])
    assert explain([name.lower().replace("_", "-")])


@pytest.mark.parametrize("name", sorted(NOT_FOR_BOTS))
def test_events_that_no_bot_gets(name: str) -> None:
    assert "never sent to bots" in one(name).means


# Numbers and expressions


@pytest.mark.parametrize(
    ("word", "number", "says"),
    [
        ("GUILDS+MESSAGE_CONTENT", 32769, "Intents: 2 of 21."),
        ("guilds,guild_messages", 513, "Intents: 2 of 21."),
        ("53608447", int(ALL), "Intents: 21 of 21."),
        ("513", 513, "Intents: 2 of 21."),
        ("none", 0, "No intents at all."),
        ("0+131073", 131073, "bit 17 of the number means nothing: close code 4013."),
    ],
)
def test_intents(word: str, number: int, says: str) -> None:
    article = one("intents", word)
    assert says in article.means
    assert article.data["number"] == number
    assert sum(Intent[name] for name, _ in article.rows) == number & int(ALL)
    assert ("Developer Portal" in article.todo) is bool(number & PRIVILEGED)


def test_the_sum_is_shown() -> None:
    assert one("GUILDS+MESSAGE_CONTENT").facts["Number"] == "1 + 32768 = 32769"
    assert one("GUILDS+131072").facts["Number"] == "1 + 131072 = 131073"


@pytest.mark.parametrize(
    ("word", "kind", "also"),
    [
        ("4014", "close", ("intents 4014",)),
        ("429", "http", ("intents 429",)),
        ("4", "opcode", ("intents 4",)),
        ("513", "intents", ()),
        ("279776546556872764", "snowflake", ()),
    ],
)
def test_a_number_is_read_in_the_likeliest_way(word: str, kind: str, also: tuple[str, ...]) -> None:
    article = one(word)
    assert (article.kind, article.also) == (kind, also)


def test_a_name_of_two_things_tells_both() -> None:
    assert [article.kind for article in explain(["PRESENCE_UPDATE"])] == ["event", "opcode"]


def test_several_words() -> None:
    kinds = [article.kind for article in explain(["4014", "intents", "4014", "READY"])]
    assert kinds == ["close", "intents", "event"]
    assert one("Unknown", "opcode").name == "Close code 4001"


def test_a_snowflake() -> None:
    """The documentation's own example: made 2016-04-30 11:18:25.796 UTC by worker 1, process 0."""
    article = one("175928847299117063", shards=4)
    assert article.facts["Made at"] == "2016-04-30 11:18:25.796 UTC"
    assert article.data == {
        "time": "2016-04-30T11:18:25.796+00:00",
        "worker": 1,
        "process": 0,
        "increment": 7,
        "shard": (175928847299117063 >> 22) % 4,
        "shards": 4,
    }
    assert "--shards N" in one("175928847299117063").facts["Shard"]


def test_a_code_that_is_not_documented() -> None:
    article = one("4444")
    assert "not a documented" in article.means
    assert After.RESUME.value in article.facts["Afterwards"]


# Topics


@pytest.mark.parametrize("name", [*TOPICS, "close", "opcode", "event", "intent", "http"])
def test_every_topic_is_in_the_contents(name: str) -> None:
    assert name in dict(contents().rows)
    assert explain([name])[-1].kind == "topic"


@pytest.mark.parametrize("name", TOPICS)
def test_topics_fit_a_screen(name: str) -> None:
    assert all(len(line) <= 100 for line in TOPICS[name][1].splitlines() if line[:1] != " ")


# What is not known


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["MESAGE_CREATE"], "Did you mean MESSAGE_CREATE?"),
        (["wher"], "Did you mean where?"),
        (["GUILDS+NONSENS"], "'NONSENS' is not an intent."),
        (["opcode", "99"], "Nothing is known of 'opcode 99'."),
        (["close", "READY"], "Nothing is known of 'close READY'."),
        (["٤"], "See what there is: scurry explain."),
        (["99999999999999999999999"], "See what there is: scurry explain."),
    ],
)
def test_what_is_not_known(words: list[str], hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        explain(words)
    assert hint in str(caught.value)


@given(st.lists(st.text(max_size=30) | st.integers().map(str), min_size=1, max_size=3))
@example(["٣"])
@example(["²"])
@example(["+"])
@example(["1" * 5000])
@example([str(1 << 64)])
def test_anything_is_explained_or_wrong_usage(words: list[str]) -> None:
    try:
        articles = explain(words)
    except UsageError:
        return
    assert all(orjson.dumps(article.to_dict()) for article in articles)
