"""A recording, paced by a clock: a source of records like a live connection; never a screen."""

from scurrycli.playback.pace import Opener, last_at, parse_speed
from scurrycli.playback.player import Player
from scurrycli.playback.position import Position, check_order, parse_position

__all__ = [
    "Opener",
    "Player",
    "Position",
    "check_order",
    "last_at",
    "parse_position",
    "parse_speed",
]
