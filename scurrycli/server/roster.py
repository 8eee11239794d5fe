"""Who is in each guild as far as a recording tells: members, presences, sounds; never an answer.

All of the recording counts, and each member is as it is first told of, so that the same question
has the same answer whenever it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scurrycli.server.delivery import Cue
from scurrycli.server.trimming import objects, user_of

_Data = Mapping[str, Any]


@dataclass
class Roster:
    """One guild.

    Attributes:
        members, presences: Discord's objects by the user's id, in the order of the recording.
        sounds: of its soundboard.
    """

    members: dict[str, _Data] = field(default_factory=dict)
    presences: dict[str, _Data] = field(default_factory=dict)
    sounds: list[dict[str, Any]] = field(default_factory=list)

    def add(self, t: str, d: _Data) -> None:
        """Learn from an event of this guild."""
        _TELLS.get(t, Roster._anything)(self, d)

    def _listing(self, d: _Data) -> None:
        for member in objects(d.get("members")):
            self._member(member)
        for presence in objects(d.get("presences")):
            self._presence(presence)
        self.sounds = self.sounds or objects(d.get("soundboard_sounds"))

    def _member(self, d: _Data) -> None:
        if who := user_of(d):
            self.members.setdefault(who, {key: d[key] for key in d if key != "guild_id"})

    def _presence(self, d: _Data) -> None:
        if who := user_of(d):
            self.presences.setdefault(who, d)

    def _anything(self, d: _Data) -> None:
        """A member beside something else, whose user stands beside it as often as in it."""
        member = d.get("member")
        if isinstance(member, dict):
            user = d.get("author") or d.get("user")
            self._member({"user": user, **member})


_TELLS: dict[str, Callable[[Roster, _Data], None]] = {
    "GUILD_CREATE": Roster._listing,
    "GUILD_MEMBERS_CHUNK": Roster._listing,
    "GUILD_MEMBER_ADD": Roster._member,
    "GUILD_MEMBER_UPDATE": Roster._member,
    "PRESENCE_UPDATE": Roster._presence,
}


def rosters_of(cues: Iterable[Cue]) -> dict[int, Roster]:
    """All guilds of a timeline, by their ids."""
    rosters: dict[int, Roster] = {}
    for cue in cues:
        tells = cue.step.t in _TELLS or b'"member"' in cue.step.d
        if tells and cue.guild is not None:
            rosters.setdefault(cue.guild, Roster()).add(cue.step.t, cue.data)
    return rosters
