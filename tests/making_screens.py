"""Screens of made-up sessions and the kept ones to compare with; never a real terminal."""

from __future__ import annotations

import os
from io import StringIO
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console, RenderableType

from making_records import ADA, GENERAL, GUILD, Story
from scurrycli.sinks.metrics import Metrics
from scurrycli.sinks.names import Names
from scurrycli.sinks.view import LiveView, Playback

SNAPSHOTS = Path(__file__).parent / "sinks" / "snapshots"


class Watched:
    """A story and the view of it."""

    def __init__(
        self, story: Story, *, recording: str | None = None, playback: bool = False
    ) -> None:
        self.story, self.metrics, self.names = story, Metrics(), Names()
        self.view = LiveView(
            self.metrics, self.names, version="0.1.0", recording=recording, playback=playback
        )
        self._seen = 0

    def screen(self, width: int, height: int, playback: Playback | None = None) -> str:
        """Feed what is new and draw."""
        new, self._seen = self.story.records[self._seen :], len(self.story.records)
        for record in new:
            self.metrics.add(record)
            self.names.add(record)
            self.view.add(record)
        drawn = printed(self.view.render(self.story.at, width, height, playback), width, height)
        lines = drawn.split("\n")
        assert lines.pop() == ""
        assert len(lines) == height
        assert all(cell_len(line) == width for line in lines)
        return drawn


def printed(renderable: RenderableType, width: int, height: int = 24) -> str:
    out = StringIO()
    Console(file=out, width=width, height=height, force_terminal=False).print(renderable)
    return out.getvalue()


def compare(name: str, drawn: str, folder: Path = SNAPSHOTS) -> None:
    """The screen is the kept one; blanks at the ends of lines do not count."""
    drawn = "".join(f"{line.rstrip()}\n" for line in drawn.splitlines())
    path = folder / f"{name}.txt"
    if os.environ.get("SCURRY_UPDATE_SNAPSHOTS"):
        path.write_text(drawn, encoding="utf-8")
    assert drawn == path.read_text(encoding="utf-8")


def connecting() -> Story:
    return Story().connecting().wait(1.3)


def identifying() -> Story:
    return Story().connecting().wait(0.2).open().wait(0.1).hello().identify().wait(3)


def ready() -> Story:
    return Story().ready().wait(17).beat(0.044).chat(12).wait(29).beat(0.088).chat(2)


def dropped() -> Story:
    story = ready().close(4000, reason="Unknown error.")
    story.state("waiting", "the connection dropped twice in a minute", wait=5.0, rule="backoff")
    return story.wait(1.4)


def resuming() -> Story:
    story = dropped().wait(3.6)
    story.state("connecting", "to resume at wss://gateway-us-east1-b.discord.gg")
    story.wait(0.1).open("wss://gateway-us-east1-b.discord.gg/?v=10&encoding=json")
    story.hello(12.0, "resuming").payload("sent", 6, {"seq": story.s})
    return story.wait(0.5)


def stopped() -> Story:
    story = identifying().close(4014, reason="Disallowed intent(s).")
    story.state("stopped", "the Gateway closed the connection for good")
    return story.wait(2)


def flood() -> Story:
    story = ready()
    story.payload("recv", 7)
    for number in range(2000):
        d = {"guild_id": GUILD, "channel_id": GENERAL, "author": ADA, "content": f"no {number}"}
        story.wait(0.0001).event("MESSAGE_CREATE", d)
    return story


STORIES = {
    story.__name__: story
    for story in (connecting, identifying, ready, dropped, resuming, stopped, flood)
}
