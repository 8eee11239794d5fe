"""Why an event does not come, told from the evidence; never a connection, and no guess untold."""

from __future__ import annotations

from collections.abc import Iterator

from scurrycli.explain.checks import Check, Verdict
from scurrycli.explain.event_texts import EVENT_TEXTS, NOT_FOR_BOTS
from scurrycli.explain.evidence import Evidence
from scurrycli.explain.protocol_texts import ENABLE
from scurrycli.models import Application
from scurrycli.wire.application import enabled
from scurrycli.wire.choice import least_intents
from scurrycli.wire.close_codes import After, close_code
from scurrycli.wire.events import ALWAYS, DISPATCH_EVENTS
from scurrycli.wire.intents import PRIVILEGED, Intent, intent_names

_DISALLOWED = 4014
_IN_DMS = Intent.DIRECT_MESSAGES | Intent.DIRECT_MESSAGE_REACTIONS
_IN_DMS |= Intent.DIRECT_MESSAGE_TYPING | Intent.DIRECT_MESSAGE_POLLS


def explain_absence(evidence: Evidence, application: Application | None = None) -> list[Check]:
    """What is in the way of the event, or that nothing is; the first fault is the likeliest cause.

    Args:
        evidence: after the last record.
        application: what the REST API told; None where nobody asked.
    """
    if evidence.event in NOT_FOR_BOTS:
        says = "it is never sent to bots, whatever they ask for."
        return [Check(Verdict.FAULT, "event", says, "Nothing to do: do without it.")]
    checks = [
        Check(Verdict.OK, "event", EVENT_TEXTS[evidence.event]),
        *_intents(evidence),
        *_enabled(evidence, application),
        *_session(evidence),
        *_guild(evidence),
        *_lost(evidence),
        *_came(evidence),
        *_contents(evidence),
    ]
    if evidence.of_guild == 0 and all(check.verdict is not Verdict.FAULT for check in checks):
        says = f"nothing is in its way; it has not happened in the {evidence.watched:.0f} s seen."
        checks.append(Check(Verdict.WARNING, "cause", says, "Look for longer, or make it happen."))
    return checks


def _intents(evidence: Evidence) -> Iterator[Check]:
    needed, asked = DISPATCH_EVENTS[evidence.event], evidence.intents
    if needed == ALWAYS:
        yield Check(Verdict.OK, "intents", "it needs none.")
        return
    if asked is None:
        says = "no IDENTIFY was seen, so what was asked for is not known."
        yield Check(Verdict.WARNING, "intents", says, f"It needs {_or(needed)}.")
        return
    wanted = needed & ~_IN_DMS if evidence.guild is not None else needed
    if not wanted & asked:
        least = least_intents([evidence.event]) & (wanted or needed)
        says = f"{_or(wanted)} is needed, and IDENTIFY asked for {_names(asked)}."
        number = int(least) | asked
        todo = f"Add {_names(least)}: --intents {number}."
        if least & PRIVILEGED:
            todo = f"{todo} {_names(least & PRIVILEGED)} is privileged. {ENABLE}"
        yield Check(Verdict.FAULT, "intents", says, todo)
        return
    yield Check(Verdict.OK, "intents", f"{_or(wanted & asked)} was asked for.")
    yield from _half(needed, asked)


def _half(needed: Intent, asked: int) -> Iterator[Check]:
    """Of an event that comes from guilds and from direct messages, only one half was asked for."""
    for part, where in ((needed & ~_IN_DMS, "guilds"), (needed & _IN_DMS, "direct messages")):
        if needed & _IN_DMS and part and not part & asked:
            says = f"from {where} it does not come: {_or(part)} was not asked for."
            yield Check(Verdict.WARNING, "intents", says, f"Add it for {where}.")


def _enabled(evidence: Evidence, application: Application | None) -> Iterator[Check]:
    if application is None or application.flags is None:
        return
    needed = DISPATCH_EVENTS[evidence.event]
    missing = needed & PRIVILEGED & ~enabled(application.flags)
    if missing and not needed & ~PRIVILEGED:
        says = f"{_or(missing)} is privileged, and not enabled for this application."
        yield Check(Verdict.FAULT, "portal", says, ENABLE, 4014)


def _session(evidence: Evidence) -> Iterator[Check]:
    fatal = [code for code in evidence.codes if close_code(code).after is After.STOP]
    if fatal:
        row = close_code(fatal[-1])
        privileged = (evidence.intents or 0) & PRIVILEGED if row.code == _DISALLOWED else 0
        which = f" Privileged are {_names(privileged)}." if privileged else ""
        says = f"the Gateway closed with {row.code} {row.name}: {row.meaning}.{which}"
        yield Check(Verdict.FAULT, "session", says, row.cure, row.code)
    elif evidence.ready_at is None:
        why = f": {evidence.why.removesuffix('.')}" if evidence.why else ""
        says = f"there was none, so no event could come{why}."
        yield Check(Verdict.FAULT, "session", says, "See why: scurry connect, or scurry replay.")
    else:
        yield Check(Verdict.OK, "session", f"it was there for {evidence.watched:.0f} s.")


def _guild(evidence: Evidence) -> Iterator[Check]:
    if evidence.guild is None or evidence.ready_at is None:
        return
    index, count = evidence.shard or (0, 1)
    if count < 1:  # no shard; the Gateway has said so
        return
    right = (evidence.guild >> 22) % count
    if right != index:
        says = f"its events come to shard {right} of {count}, and this was shard {index}."
        yield Check(Verdict.FAULT, "shard", says, f"Give --shard {right}/{count}.")
        return
    yield _known_guild(evidence.guilds.get(str(evidence.guild), ""), evidence)


def _known_guild(state: str, evidence: Evidence) -> Check:
    if state == "unavailable" and not (evidence.intents or 0) & Intent.GUILDS:
        return Check(Verdict.OK, "guild", "READY lists it; without GUILDS no more is told.")
    if state:
        return _GUILD_STATES[state]
    says = "READY did not list it, and no GUILD_CREATE came for it: the bot is not in it."
    todo = "Look at the id, and invite the bot."
    return Check(Verdict.FAULT, "guild", says, todo)


_GUILD_STATES = {
    "available": Check(Verdict.OK, "guild", "it is there and available."),
    "unavailable": Check(
        Verdict.FAULT,
        "guild",
        "it is unavailable: no GUILD_CREATE came for it after READY, or an outage took it away.",
        "Wait for its GUILD_CREATE; see discordstatus.com.",
    ),
    "removed": Check(
        Verdict.FAULT, "guild", "the bot was removed from it.", "Invite the bot again."
    ),
}


def _lost(evidence: Evidence) -> Iterator[Check]:
    if evidence.ledger.missing:
        says = f"sequence numbers: {evidence.ledger.verdict}; this event may be among them."
        todo = "A recording that was filtered has such gaps, too; see scurry explain sequence."
        yield Check(Verdict.WARNING, "lost", says, todo)


def _came(evidence: Evidence) -> Iterator[Check]:
    where = "" if evidence.guild is None else " from this guild"
    if evidence.of_guild:
        last = "" if evidence.last is None else f", the last at {evidence.last.at:.1f} s"
        often = "once" if evidence.of_guild == 1 else f"{evidence.of_guild} times"
        says = f"it did come{where}, {often}{last}."
        yield Check(Verdict.OK, "events", says)
        if not evidence.shown:
            says = "the filter lets none of them by."
            todo = "Leave --event, --exclude, --channel, --user, --grep and --where out one by one."
            yield Check(Verdict.FAULT, "filter", says, todo)
    else:
        others = f"; {evidence.came} came from elsewhere" if evidence.came else ""
        yield Check(Verdict.WARNING, "events", f"none came{where}{others}.", "See the other lines.")


def _contents(evidence: Evidence) -> Iterator[Check]:
    contents = evidence.contents
    if not contents.messages:
        return
    asked = (evidence.intents or 0) & Intent.MESSAGE_CONTENT
    told = [f"{count} {why}" for why, count in contents.exceptions.items() if count]
    kept = f" Content comes all the same with those {', '.join(told)}." if told else ""
    empty = f"{contents.empty} of {contents.messages} messages are empty"
    if contents.empty and not asked:
        says = f"{empty}, as MESSAGE_CONTENT was not asked for.{kept}"
        yield Check(Verdict.FAULT, "content", says, f"Ask for it, too. {ENABLE}")
    elif contents.empty:
        says = f"{empty}, although MESSAGE_CONTENT was asked for: of joins, pins and the like."
        yield Check(Verdict.WARNING, "content", says, "Look at their field type.")
    else:
        wordless = f"; {contents.wordless} without text have embeds, files or the like"
        says = f"all {contents.messages} messages have one{wordless if contents.wordless else ''}."
        yield Check(Verdict.OK, "content", f"{says}{kept if not asked else ''}")


def _or(intents: int) -> str:
    return " or ".join(intent_names(intents))


def _names(intents: int) -> str:
    return ", ".join(intent_names(intents)) or "none"
