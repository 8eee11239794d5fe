"""Ninety seconds of an invented community, as the Gateway would send them; never the sending.

Nobody in it is real. The tables of `talk`, `shop_talk` and `moments` are the story; everything else
turns it into complete payloads of version 10.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from math import sin, tau
from random import Random
from typing import Any, NamedTuple

from scenarios import extras, happenings, interactions, messages, moments, shop_talk, talk
from scenarios.cast import BAKE, BOT, MOSS
from scenarios.ids import hexes, image
from scenarios.lines import Line, Scene
from scenarios.objects import APPLICATION_ID, GUILD_IDS, USER_IDS
from scenarios.world import Dispatched, World, copied

EPOCH = datetime(2026, 11, 20, 18, 3, tzinfo=UTC)
STORY = 90.0
"""Seconds that the tables are written for."""

_GUILDS = ((0.14, MOSS), (0.37, BAKE))
_APART = 0.004  # seconds between dispatches of one happening
_SHORT = 36  # characters that are typed before anybody sees it
_WAVE = 15.0  # seconds from one lull to the next; a whole number of waves fits the story
_SWELL = 0.72  # how much denser and thinner than even it gets


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One event: `at` seconds after READY, its name, and its field `d`."""

    at: float
    t: str
    d: dict[str, Any]


class _Act(NamedTuple):
    """Something that happens; `told` gives its dispatches when its turn has come."""

    at: float
    told: Callable[[World, float], list[Dispatched]]


def ready(seed: int = 7) -> dict[str, Any]:
    """Field `d` of READY; `seed` chooses the session."""
    return {
        "v": 10,
        "user_settings": {},
        "user": {
            "verified": True,
            "username": "fern",
            "primary_guild": None,
            "mfa_enabled": True,
            "id": USER_IDS[BOT],
            "global_name": None,
            "flags": 0,
            "email": None,
            "discriminator": "4417",
            "bot": True,
            "avatar": image("avatar", BOT),
        },
        "shard": [0, 1],
        "session_type": "normal",
        "session_id": hexes("session", seed),
        "resume_gateway_url": "wss://gateway-us-east1-b.discord.gg",
        "relationships": [],
        "private_channels": [],
        "presences": [],
        "guilds": [{"unavailable": True, "id": GUILD_IDS[guild]} for _, guild in _GUILDS],
        "guild_join_requests": [],
        "geo_ordered_rtc_regions": ["rotterdam", "frankfurt", "stockholm", "us-east"],
        "application": {"id": APPLICATION_ID, "flags": 1 << 13 | 1 << 15 | 1 << 19 | 1 << 23},
    }


def community(seconds: float = STORY, seed: int = 7, epoch: datetime = EPOCH) -> list[Dispatch]:
    """All that follows READY, sorted by `at`.

    Args:
        seconds: how long the story takes; it is told slower or faster, not cut.
        seed: for the rhythm; people and places stay the same.
        epoch: UTC, the moment of READY. Ids and timestamps are made from it, a little before each
            dispatch; what is older than the story has fixed ids of before 2026-11-11.
    """
    rng = Random(seed)
    world = World(epoch, rng)
    pace = seconds / STORY
    acts = [_Act(at, partial(_arrive, guild=guild)) for at, guild in _GUILDS]
    acts += [_Act(_rhythm(act.at) * pace, act.told) for act in _story(rng) if act.at <= STORY]
    acts.sort(key=lambda act: act.at)
    dispatches = []
    for act in acts:
        for number, (t, d) in enumerate(act.told(world, act.at)):
            dispatches.append(Dispatch(round(act.at + number * _APART, 3), t, d))
    return sorted(dispatches, key=lambda dispatch: dispatch.at)


def _rhythm(at: float) -> float:
    """The story's time in bursts and lulls; it never runs backwards."""
    return at + _SWELL * _WAVE / tau * sin(tau * at / _WAVE)


def _arrive(world: World, at: float, guild: str) -> list[Dispatched]:
    return [copied("GUILD_CREATE", world.guilds[guild])]


def _story(rng: Random) -> Iterator[_Act]:
    for scene in (*talk.SCENES, *shop_talk.SCENES):
        yield from _scene(rng, scene)
    for at, who, status, doing in moments.PRESENCES:
        yield _Act(at, partial(happenings.presence, who=who, status=status, doing=doing))
    for at, who, channel, changed in moments.VOICES:
        yield _Act(at, partial(happenings.voice, who=who, channel=channel, changed=changed))
    for at, who, answer in moments.VOTES:
        yield _Act(at, partial(happenings.vote, who=who, answer=answer))
    for at, name, told in moments.OTHERS:
        yield _Act(at, partial(happenings.HAPPENINGS[name], **told))


def _scene(rng: Random, scene: Scene) -> Iterator[_Act]:
    at, before = scene.start, ""
    for number, written in enumerate(scene.lines):
        line = written._replace(key=written.key or f"{scene.channel} {scene.start} {number}")
        gap = line.after * rng.uniform(0.94, 1.06)
        at += gap
        if len(line.text) > _SHORT and line.key not in _MORE:
            lead = min(0.5 + len(line.text) / 45 * rng.uniform(0.8, 1.2), 4.5, at - 0.6)
            lead = min(lead, gap - 0.12) if line.who == before else lead
            yield _Act(at - lead, partial(_typing, channel=scene.channel, who=line.who))
        yield _Act(at, partial(_write, channel=scene.channel, line=line))
        yield from _aftermath(rng, at, line)
        before = line.who


def _typing(world: World, at: float, channel: str, who: str) -> list[Dispatched]:
    return [messages.typing(world, at, channel, who)]


def _write(world: World, at: float, channel: str, line: Line) -> list[Dispatched]:
    more = _MORE[line.key](world, at, channel) if line.key in _MORE else {}
    return [messages.create(world, at, channel, line, **more)]


def _poll(world: World, at: float, channel: str) -> dict[str, Any]:
    return {"poll": extras.poll(world.moment(at))}


def _forecast(world: World, at: float, channel: str) -> dict[str, Any]:
    return interactions.answer(world, "forecast")


def _first_post(world: World, at: float, channel: str) -> dict[str, Any]:
    return messages.first_of(world.channels[channel])


_MORE: dict[str, Callable[[World, float, str], dict[str, Any]]] = {
    "poll": _poll,
    "forecast": _forecast,
    "help": _first_post,
}


def _aftermath(rng: Random, at: float, line: Line) -> Iterator[_Act]:
    """What is done to a message later: link previews, edits, reactions, its deletion."""
    if line.unfurl:
        change = {"embeds": [extras.EMBEDS[line.unfurl]]}
        yield _Act(at + 0.42, partial(_update, key=line.key, change=change))
    if line.edit:
        yield _Act(
            at + line.edit[0], partial(_update, key=line.key, change={"content": line.edit[1]})
        )
    if line.delete:
        yield _Act(at + line.delete, partial(_delete, key=line.key))
    then = at + rng.uniform(0.5, 1.1)
    given = [(emoji, who) for emoji, names in line.react for who in names.split()]
    for emoji, who in given:
        then += rng.uniform(0.2, 1.6)
        yield _Act(then, partial(_react, key=line.key, emoji=emoji, who=who))
    for emoji, who in given[len(given) - line.unreact :]:
        yield _Act(
            then + rng.uniform(1.2, 2.4), partial(_unreact, key=line.key, emoji=emoji, who=who)
        )


def _update(world: World, at: float, key: str, change: dict[str, Any]) -> list[Dispatched]:
    return [messages.update(world, at, key, **change)]


def _delete(world: World, at: float, key: str) -> list[Dispatched]:
    return [messages.delete(world, at, key)]


def _react(world: World, at: float, key: str, emoji: str, who: str) -> list[Dispatched]:
    return [messages.react(world, at, key, emoji, who)]


def _unreact(world: World, at: float, key: str, emoji: str, who: str) -> list[Dispatched]:
    return [messages.unreact(world, at, key, emoji, who)]
