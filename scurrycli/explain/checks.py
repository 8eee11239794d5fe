"""What would come of connecting, told from what the REST API says; never asked here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from scurrycli.explain.protocol_texts import ENABLE, HTTP_TEXTS
from scurrycli.models import Application, GatewayEvent, SessionStartLimit
from scurrycli.session.plan import BUDGET_FLOOR
from scurrycli.wire.application import LIMITED_GUILDS, MOST_GUILDS, enabled, limited
from scurrycli.wire.close_codes import close_code
from scurrycli.wire.intents import ALL, PRIVILEGED, Intent, intent_names

_ELSEWHERE = "Look at the network and at --api-url, or try again later."
_FEW = 8  # names that are told one by one
_SCARCE = 0.2  # of the budget


class Verdict(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        verdict: how it came out.
        name: what was looked at, in a word or two.
        says: a sentence on what was found.
        todo: a sentence on what to do; empty where there is nothing.
        code: the close code that connecting would end with; None where it would not.
    """

    verdict: Verdict
    name: str
    says: str
    todo: str = ""
    code: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """A JSON object; what is empty is left out."""
        made = asdict(self)
        made["do"] = made.pop("todo")
        return {key: value for key, value in made.items() if value not in ("", None)}


def refused(http_status: int | None, why: str) -> Check:
    """The REST API did not answer, or not with success."""
    if http_status == 401:  # noqa: PLR2004
        return _fatal("token", "Discord does not accept the token", 4004)
    _, todo = HTTP_TEXTS.get(http_status or 0, ("", _ELSEWHERE))
    return Check(Verdict.FAULT, "api", f"{why[:1].upper()}{why[1:]}.", todo)


def judge(
    intents: int,
    shard: tuple[int, int],
    gateway: GatewayEvent,
    application: Application | None,
    now: float,
) -> Iterator[Check]:
    """The checks, in the order in which their faults would show.

    Args:
        intents: the bits that are asked for.
        shard: id and count.
        gateway, application: what the API answered; None where it told nothing of the application.
        now: seconds since the epoch.
    """
    yield _token(application)
    yield _budget(gateway.session_start_limit, now)
    yield _shards(shard, gateway, application)
    yield _known(intents)
    yield from _privileged(intents & PRIVILEGED, application)
    if intents & Intent.GUILD_MESSAGES and not intents & Intent.MESSAGE_CONTENT:
        says = "without MESSAGE_CONTENT most messages come with an empty content"
        yield Check(Verdict.WARNING, "content", f"{says}.", "See scurry explain content.")


def _fatal(name: str, says: str, code: int) -> Check:
    row = close_code(code)
    return Check(
        Verdict.FAULT, name, f"{says}: IDENTIFY would end with {code} {row.name}.", row.cure, code
    )


def _token(application: Application | None) -> Check:
    if application is None or application.name is None:
        return Check(Verdict.OK, "token", "Discord accepts it.")
    return Check(Verdict.OK, "token", f"Discord accepts it: {application.name} ({application.id}).")


def _budget(limit: SessionStartLimit, now: float) -> Check:
    back = datetime.fromtimestamp(min(now + limit.reset_after / 1000, _LATEST), UTC)
    says = (
        f"{limit.remaining} of {limit.total} IDENTIFYs left; all again at {back:%Y-%m-%d %H:%M} UTC"
    )
    if limit.remaining <= BUDGET_FLOOR:
        todo = f"scurry refuses at {BUDGET_FLOOR} and below, unless --force is given. {_RECONNECTS}"
        return Check(Verdict.FAULT, "budget", f"{says}.", todo)
    if limit.remaining < _SCARCE * limit.total:
        return Check(Verdict.WARNING, "budget", f"{says}.", _RECONNECTS)
    return Check(Verdict.OK, "budget", f"{says}.")


_RECONNECTS = "Find out what reconnects without resuming: scurry explain budget."
_LATEST = 253_402_300_000.0  # in the year 9999


def _shards(
    shard: tuple[int, int], gateway: GatewayEvent, application: Application | None
) -> Check:
    count, advised = shard[1], gateway.shards
    guilds = (application.approximate_guild_count if application else None) or 0
    starting = gateway.session_start_limit.max_concurrency
    says = f"{advised} advised, {count} asked for; {starting} can start in 5 s"
    if guilds > MOST_GUILDS * count:
        return _fatal("shards", f"{says}; about {guilds} guilds are too many for that", 4011)
    if count < advised:
        todo = f"Give --shard I/{advised}: with fewer a shard may have to bear over {MOST_GUILDS} "
        todo += "guilds, which ends with 4011."
        return Check(Verdict.WARNING, "shards", f"{says}.", todo)
    return Check(Verdict.OK, "shards", f"{says}.")


def _known(intents: int) -> Check:
    unknown = intent_names(intents & ~int(ALL))
    if unknown:
        return _fatal("intents", f"{', '.join(unknown)} of {intents} means nothing", 4013)
    names = intent_names(intents)
    told = ", ".join(names) or "none"
    if len(names) > _FEW:
        told = f"{len(names)} intents, see scurry explain intents {intents}"
    return Check(Verdict.OK, "intents", f"{intents} is {told}.")


def _privileged(intents: int, application: Application | None) -> Iterator[Check]:
    flags = None if application is None else application.flags
    for name in intent_names(intents):
        if flags is None:
            says = "whether it is enabled is not told"
            yield Check(Verdict.WARNING, name, f"{says}.", ENABLE)
        elif not enabled(flags) & Intent[name]:
            yield _fatal(name, "it is not enabled for this application", 4014)
        elif limited(flags) & Intent[name]:
            says = f"enabled, as long as the bot is in fewer than {LIMITED_GUILDS} guilds"
            yield Check(Verdict.OK, name, f"{says}.")
        else:
            yield Check(Verdict.OK, name, "enabled.")
