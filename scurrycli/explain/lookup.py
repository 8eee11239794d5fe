"""What a word can stand for, and the article on it; never its text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches

from scurrycli.errors import UsageError
from scurrycli.explain.article import Article
from scurrycli.explain.event_texts import EVENT_TEXTS, NOT_FOR_BOTS
from scurrycli.explain.intents import bringing, intent, intents
from scurrycli.explain.protocol_texts import (
    ENABLE,
    HTTP_TEXTS,
    INTENT_TEXTS,
    OPCODE_TEXTS,
)
from scurrycli.explain.topics import TOPICS
from scurrycli.wire.choice import least_intents
from scurrycli.wire.close_codes import CLOSE_CODES, close_code
from scurrycli.wire.events import ALWAYS, DISPATCH_EVENTS
from scurrycli.wire.intents import PRIVILEGED, Intent, intent_names
from scurrycli.wire.opcodes import FROM_CLIENT, FROM_SERVER, Opcode

Find = Callable[[str], Article | None]

_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_LEAST_SNOWFLAKE = 10**16
_MOST_DIGITS = 20


def explain(words: Sequence[str], shards: int | None = None) -> list[Article]:
    """The articles on what was typed, at least one for each word.

    Args:
        words: names and numbers; a kind before one says how it is meant.
        shards: of how many shards to name a snowflake's.

    Raises:
        UsageError: a word that stands for nothing, with the nearest that does.
    """
    found: list[Article] = []
    joined = "_".join(words)
    if len(words) > 1 and (known := _by_name(joined)):
        return known
    rest = list(words)
    while rest:
        word = rest.pop(0)
        kind = _singular(word)
        if kind in _FIND and rest:
            word = rest.pop(0)
            found.append(_FIND[kind](word) or _fail(f"{kind} {word}"))
        else:
            found += _readings(word)
    return [_on_shard(article, shards) for article in found]


def contents() -> Article:
    """The article on what can be asked for."""
    kinds = ((kind, text) for kind, (text, _) in _LISTS.items())
    topics = ((name, text) for name, (text, _) in TOPICS.items())
    todo = "Such as: scurry explain 4014, MESSAGE_CREATE, 53608447 or GUILDS+MESSAGE_CONTENT."
    return Article("topic", "scurry explain", _CONTENTS, todo, rows=(*kinds, *topics))


_CONTENTS = (
    "Any close code, opcode, event, intent, HTTP status or snowflake, and any number or expression "
    "of intents, can be explained; and these topics."
)


def _readings(word: str) -> list[Article]:
    if _singular(word) in _LISTS:
        return [_list(_singular(word))]
    found = [article for find in _FIND.values() if (article := find(word))] or _by_name(word)
    if not found:
        _fail(word)
    if not word.isdigit():
        return found
    also = tuple(f"{article.kind} {word}" for article in found[1:])
    return [replace(found[0], also=also)]


def _singular(word: str) -> str:
    name = word.lower()
    return name if name in _FIND else name.removesuffix("s")


# -- one finder for each kind, in the order in which a number is read


def _number(word: str) -> int | None:
    digits = word.isascii() and word.isdigit() and len(word) <= _MOST_DIGITS
    return int(word) if digits else None


def _close(word: str) -> Article | None:
    code = _number(word)
    if code not in _CLOSING:
        return None
    row = close_code(code)
    facts = {"Afterwards": f"a client has to {row.after.value}"}
    data = {"code": row.code, "after": row.after.name.lower(), "documented": row.known}
    means = f"{row.name}: {row.meaning}."
    return Article("close", f"Close code {word}", means, row.cure, facts, data)


_CLOSING = frozenset((*range(1000, 1016), *range(4000, 5000)))


def _http(word: str) -> Article | None:
    status = _number(word)
    if status not in HTTP_TEXTS:
        return None
    means, todo = HTTP_TEXTS[status]
    return Article("http", f"HTTP status {status}", means, todo, data={"status": status})


def _opcode(word: str) -> Article | None:
    op = _OPCODES.get(word.upper())
    if op is None:
        return None
    means, todo = OPCODE_TEXTS[op]
    sides = {"the server": op in FROM_SERVER, "the client": op in FROM_CLIENT}
    senders = [side for side, sends in sides.items() if sends]
    facts = {"Sent by": " and ".join(senders)}
    data = {"opcode": int(op), "sent_by": [side.removeprefix("the ") for side in senders]}
    return Article("opcode", f"Opcode {int(op)}, {op.name}", means, todo, facts, data)


_OPCODES = {str(int(op)): op for op in Opcode} | {op.name: op for op in Opcode}


def _event(word: str) -> Article | None:
    name = word.upper()
    if name in NOT_FOR_BOTS:
        means = "An event of Discord's own client. It is never sent to bots, whatever they ask for."
        return Article("event", name, means, data={"intents": [], "for_bots": False})
    if name not in DISPATCH_EVENTS:
        return None
    needed, least = DISPATCH_EVENTS[name], least_intents([name])
    facts = bringing(needed) if needed != ALWAYS else {"Intents": "none is needed"}
    todo = f"Ask for it: scurry tail --event {name}, or --intents {','.join(intent_names(least))}."
    if needed == ALWAYS:
        todo = ""
    if least & PRIVILEGED:
        todo = f"{todo} {', '.join(intent_names(least & PRIVILEGED))} is privileged. {ENABLE}"
    data = {
        "intents": intent_names(needed),
        "number": int(needed),
        "privileged": intent_names(needed & PRIVILEGED),
        "for_bots": True,
    }
    return Article("event", name, EVENT_TEXTS[name], todo, facts, data)


def _snowflake(word: str) -> Article | None:
    number = _number(word)
    if number is None or not _LEAST_SNOWFLAKE <= number < 1 << 64:
        return None
    made = _EPOCH + timedelta(milliseconds=number >> 22)
    time = made.isoformat(sep=" ", timespec="milliseconds").replace("+00:00", " UTC")
    parts = {"worker": number >> 17 & 31, "process": number >> 12 & 31, "increment": number & 4095}
    facts = {"Made at": time}
    facts |= {name.capitalize(): str(value) for name, value in parts.items()}
    facts["Shard"] = "(id >> 22) % N, if it is a guild's; give --shards N"
    data = {"time": made.isoformat(timespec="milliseconds"), **parts}
    return Article("snowflake", word, "An id that tells when it was made.", "", facts, data)


def _topic(word: str) -> Article | None:
    name = word.lower().removeprefix("--")
    return Article("topic", name, TOPICS[name][1]) if name in TOPICS else None


_FIND: dict[str, Find] = {
    "close": _close,
    "http": _http,
    "snowflake": _snowflake,
    "event": _event,
    "opcode": _opcode,
    "intent": intent,
    "intents": intents,
    "topic": _topic,
}


# -- lists

_CODES = {code: row for code, row in CLOSE_CODES.items() if code is not None}


def _list(kind: str) -> Article:
    means, rows = _LISTS[kind]
    return Article("topic", kind, f"{means[:1].upper()}{means[1:]}.", rows=tuple(rows))


_LISTS: dict[str, tuple[str, Iterable[tuple[str, str]]]] = {
    "close": (
        "the codes that a connection is closed with",
        [(str(code), f"{row.name}: {row.after.value}") for code, row in _CODES.items()],
    ),
    "opcode": (
        "what a payload is, by its field op",
        [(f"{int(op)} {op.name}", OPCODE_TEXTS[op][0]) for op in Opcode],
    ),
    "event": ("the dispatches, by field t", list(EVENT_TEXTS.items())),
    "intent": (
        "what a bot asks for; each brings events",
        [(f"{int(bit)} {bit.name}", text) for bit, text in INTENT_TEXTS.items()],
    ),
    "http": (
        "the answers of the REST API",
        [(str(status), text) for status, (text, _) in HTTP_TEXTS.items()],
    ),
}


# -- names that are typed in another way, or wrongly


def _by_name(word: str) -> list[Article]:
    """What has this name when blanks, dashes and the case do not count."""
    name = _plain(word)
    names = {_plain(row.name): str(code) for code, row in _CODES.items()}
    if name in names:
        return [_FIND["close"](names[name]) or _fail(word)]
    same = [known for known in known_names() if _plain(known) == name]
    return [article for known in same for find in _FIND.values() if (article := find(known))]


def _plain(name: str) -> str:
    return "".join(char for char in name.upper() if char.isalnum())


def known_names() -> list[str]:
    """Every name that can be explained."""
    bots = (*DISPATCH_EVENTS, *Intent.__members__, *Opcode.__members__, *TOPICS)
    return list(dict.fromkeys((*bots, *sorted(NOT_FOR_BOTS))))


def _fail(word: str) -> Article:
    _, _, last = word.rpartition(" ")
    known = {name.upper(): name for name in (*known_names(), *_LISTS)}
    near = get_close_matches(last.upper(), known, n=1)
    hint = f"Did you mean {known[near[0]]}?" if near else "See what there is: scurry explain."
    raise UsageError(f"Nothing is known of {word!r}. {hint}")


def _on_shard(article: Article, shards: int | None) -> Article:
    if article.kind != "snowflake" or shards is None:
        return article
    shard = (int(article.name) >> 22) % shards
    facts = {**article.facts, "Shard": f"{shard} of {shards}, if it is a guild's"}
    return replace(article, facts=facts, data={**article.data, "shard": shard, "shards": shards})
