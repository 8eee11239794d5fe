"""The sample session that `--demo` plays, as it is shipped with the package; never another one."""

from __future__ import annotations

from pathlib import Path

from scurrycli.recording import open_recording
from scurrycli.server.gateway import EmbeddedGateway
from scurrycli.server.timeline import timeline_of

SAMPLE = Path(__file__).with_name("demo.jsonl.gz")
DEMO_TOKEN = "demo.demo.demo"  # noqa: S105 - it opens nothing but the gateway below


def demo_gateway() -> EmbeddedGateway:
    """A gateway that plays the sample again and again; to be entered as a context manager."""
    with open_recording(SAMPLE) as recording:
        return EmbeddedGateway(timeline_of(recording), token=DEMO_TOKEN, loop=True)
