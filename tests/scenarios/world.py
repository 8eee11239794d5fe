"""What the community has come to so far: its channels, members and messages; never an event."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from scenarios import places
from scenarios.cast import MOSS, PRESENT
from scenarios.guilds import guild_create
from scenarios.ids import Json, old_id, snowflake
from scenarios.objects import GUILD_IDS, member
from scenarios.places import PLACES


class Dispatched(NamedTuple):
    """An event that is to be sent: its name and field `d`."""

    t: str
    d: Json


class World:
    """State that grows with the story; every payload is made from it and copied out of it."""

    def __init__(self, epoch: datetime, rng: Random) -> None:
        """`epoch` is the moment of READY; `rng` is all the chance there is."""
        self.epoch = epoch
        self.rng = rng
        self.guilds = {guild: guild_create(guild, epoch) for guild in PRESENT}
        self.members = {
            (guild, who): member(guild, who) for guild in PRESENT for who in PRESENT[guild]
        }
        self.channels: dict[str, Json] = {}
        self.homes: dict[str, str | None] = {"fern-dm": None}
        for guild, some in PLACES.items():
            objects = self.guilds[guild]["channels"]
            for place, made in zip(some, objects, strict=True):
                self.add_channel(place.name, guild, deepcopy(made))
        self.channels["fern-dm"] = {"id": old_id("2026-11-05", "fern dm"), "type": places.DM}
        self.messages: dict[str, Json] = {}
        self.interactions: dict[str, Json] = {}
        self._made = 0

    def add_channel(self, name: str, guild: str, made: Json) -> None:
        """A channel or thread that is known from now on."""
        self.channels[name] = made | {"guild_id": GUILD_IDS[guild]}
        self.homes[name] = guild

    def moment(self, at: float) -> datetime:
        """The time of day at `at` seconds after READY."""
        return self.epoch + timedelta(milliseconds=round(at * 1000))

    def new_id(self, at: float) -> tuple[str, datetime]:
        """A fresh id and its moment: a little before `at`, as delivery takes time."""
        self._made += 1
        made = self.moment(at - self.rng.uniform(0.018, 0.085))
        return snowflake(made, self._made, worker=self._made % 3), made

    def member(self, guild: str, who: str) -> Json:
        """The member as it is now, without its user."""
        return self.members[guild, who]

    def guilds_of(self, who: str) -> Iterable[str]:
        """Where somebody is a member."""
        return [guild for guild in self.guilds if (guild, who) in self.members]


def copied(t: str, d: Json) -> Dispatched:
    """A dispatch that later changes of the state do not reach."""
    return Dispatched(t, deepcopy(d))


MAIN_ID = GUILD_IDS[MOSS]
