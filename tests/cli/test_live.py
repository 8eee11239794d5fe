"""What a session that never came about is said to have lacked."""

from __future__ import annotations

from making_records import Story
from scurrycli.cli.live import lack


def test_what_is_lacking_is_the_last_failure_or_the_next_thing_to_come() -> None:
    story = Story()
    story.state("connecting", "connecting to the Gateway")
    story.state("waiting", "127.0.0.1 answered HTTP 503.", rule="discovery", wait=5.0)
    story.state("connecting", "reconnecting")
    story.connecting().open().hello()
    story.state("connecting", "closed with 4000", rule="4000")
    story.state("stopped", "the end that was asked for")
    assert [lack(record) for record in story.records if record.kind in ("state", "open")] == [
        None,
        "127.0.0.1 answered HTTP 503",
        None,
        "the Gateway did not answer",
        "the Gateway said no HELLO",
        "the Gateway said HELLO, but READY did not come",
        "closed with 4000",
        None,
    ]
