"""Draws `recordings/demo.svg`: the live view, as it stands late in `demo.jsonl`; never a test.

Run from the project's root: python tests/scenarios/make_picture.py
"""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from scurrycli import __version__
from scurrycli.recording import open_recording
from scurrycli.sinks.metrics import Metrics
from scurrycli.sinks.names import Names
from scurrycli.sinks.view import LiveView

ROOT = Path(__file__).parents[2]
MOMENT = 66.2  # seconds: after the opcode 7, the slow ACK and the drop
WIDTH, HEIGHT = 104, 30
NORMAL = (
    (44, 48, 58),
    (236, 106, 112),
    (128, 200, 136),
    (226, 188, 110),
    (112, 164, 236),
    (196, 138, 222),
    (100, 196, 204),
    (200, 204, 212),
)
BRIGHT = (
    (110, 116, 130),
    (250, 130, 136),
    (150, 222, 158),
    (244, 210, 140),
    (140, 186, 250),
    (216, 164, 240),
    (130, 216, 224),
    (240, 242, 246),
)
THEME = TerminalTheme((16, 18, 24), (214, 218, 226), list(NORMAL), list(BRIGHT))
CELL = 12.2  # the width that Rich gives a character
SPACE = "\xa0"
TEXT = re.compile(
    r'(<text [^>]*x=")([\d.]+)(" y="[\d.]+" textLength=")([\d.]+)("[^>]*>)([^<]*)</text>'
)
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">
<title>scurry connect --demo</title>
<style>
text {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; white-space: pre; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">{matrix}</g>
</g>
</svg>
"""


def draw() -> str:
    """The picture."""
    with open_recording(ROOT / "recordings" / "demo.jsonl") as recording:
        header = recording.header
        metrics = Metrics(url=header.url, shard=header.shard, intents=header.intents)
        names = Names()
        view = LiveView(metrics, names, version=__version__, recording="session.jsonl")
        for record in recording:
            if record.at > MOMENT:
                break
            metrics.add(record)
            names.add(record)
            view.add(record)
    console = Console(
        width=WIDTH,
        height=HEIGHT,
        record=True,
        force_terminal=True,
        color_system="truecolor",
        file=io.StringIO(),
    )
    console.print(view.render(MOMENT, WIDTH, HEIGHT))
    picture = console.export_svg(
        title="scurry connect --demo", theme=THEME, code_format=SVG, unique_id="scurry"
    )
    return TEXT.sub(_without_margins, picture)


def _without_margins(match: re.Match[str]) -> str:
    """The same text begun at its first character: not every renderer keeps leading spaces."""
    before, x, between, length, after, text = match.groups()
    text = text.replace("&#160;", SPACE)
    body = text.strip(SPACE)
    start = float(x) + CELL * (len(text) - len(text.lstrip(SPACE)))
    width = float(length) - CELL * (len(text) - len(body))
    return f"{before}{start:.1f}{between}{width:.1f}{after}{body}</text>" if body else ""


if __name__ == "__main__":
    os.environ["TZ"] = "UTC"
    (ROOT / "recordings" / "demo.svg").write_text(draw(), encoding="utf-8")
