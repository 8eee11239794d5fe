"""A line for every event and every other record, whatever it holds."""

from __future__ import annotations

from typing import Any
from unicodedata import category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from making_records import FIELDS, Story, hostile
from scurrycli.records import Record
from scurrycli.sinks.audit_actions import ACTIONS
from scurrycli.sinks.event_table import TABLE, summarize_dispatch
from scurrycli.sinks.names import Names
from scurrycli.sinks.rows import make_row
from scurrycli.sinks.summaries import final, label, summarize
from scurrycli.wire.close_codes import close_code
from scurrycli.wire.events import DISPATCH_EVENTS

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 2**53)
    | st.floats(allow_nan=False)
    | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4)
    ),
    max_leaves=6,
)


def harmless(line: str) -> bool:
    return not {category(char) for char in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_every_documented_event_has_a_summary() -> None:
    assert set(TABLE) == set(DISPATCH_EVENTS)


@pytest.mark.parametrize("event", [*DISPATCH_EVENTS, "NEW_EVENT"])
def test_hostile_text_is_harmless_everywhere(event: str) -> None:
    record = Record(1, 0.0, 0.0, "recv", op=0, t=event, s=1, frame=b"{}")
    record.payload = {"d": hostile()}
    row = make_row(record, Names())
    assert row.summary
    assert all(harmless(part) for part in (row.event, row.where, row.who, row.summary))


@settings(max_examples=300)
@given(
    st.sampled_from([*DISPATCH_EVENTS, "NEW_EVENT", None]),
    st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=12) | VALUES,
)
def test_wrong_types_never_raise(event: str | None, d: object) -> None:
    record = Record(1, 0.0, 0.0, "recv", op=0, t=event, s=1, frame=b"{}")
    record.payload = {"d": d}
    names = Names()
    names.add(record)
    row = make_row(record, names, full=True)
    assert row.summary
    assert harmless(row.summary)


@settings(max_examples=200)
@given(
    st.sampled_from(["recv", "sent", "open", "close", "state", "error", "mark", "end", "new"]),
    st.sampled_from([None, 1, 2, 6, 7, 9, 10, 11, 99]),
    st.dictionaries(
        st.sampled_from(["state", "why", "wait", "code", "by", "error", "url"]), VALUES
    ),
    VALUES,
)
def test_other_records_never_raise(kind: str, op: int | None, detail: Any, d: object) -> None:
    record = Record(1, 0.0, 0.0, kind, op=op, detail=detail, frame=b"{}")
    record.payload = {"d": d}
    row = make_row(record, Names())
    assert row.summary
    assert harmless(row.summary)


EVENTS: list[tuple[str, dict[str, Any], str]] = [
    ("MESSAGE_CREATE", {"content": "hi\nyou"}, "hi⏎you"),
    ("MESSAGE_CREATE", {"content": ""}, "(empty content)"),
    ("MESSAGE_CREATE", {"content": "", "embeds": [{}], "author": {"bot": True}}, "[1 embed  bot]"),
    ("MESSAGE_CREATE", {"type": 7, "content": ""}, "joined the guild"),
    (
        "MESSAGE_REACTION_ADD",
        {"emoji": {"name": "👍"}, "message_id": "994821"},
        "added 👍 on …4821",
    ),
    ("MESSAGE_DELETE_BULK", {"ids": ["1", "2"]}, "2 messages"),
    ("PRESENCE_UPDATE", {"status": "idle", "client_status": {"web": "idle"}}, "idle  on web"),
    ("PRESENCE_UPDATE", {"activities": [{"name": "Chess"}, 7]}, "Chess"),
    ("VOICE_STATE_UPDATE", {"channel_id": None}, "left voice"),
    ("VOICE_STATE_UPDATE", {"channel_id": "71234", "self_mute": True}, "in …1234  self-mute"),
    ("GUILD_CREATE", {"unavailable": True}, "unavailable (an outage at Discord)"),
    ("GUILD_DELETE", {"unavailable": True}, "unavailable (an outage at Discord)"),
    ("GUILD_DELETE", {"id": "12345"}, "the bot was removed from …2345"),
    ("CHANNEL_CREATE", {"type": 2, "name": "lobby"}, "voice  lobby"),
    ("CHANNEL_CREATE", {"type": 99, "topic": "t"}, "type 99  “t”"),
    ("THREAD_UPDATE", {"thread_metadata": {"archived": True}}, "archived"),
    ("GUILD_ROLE_DELETE", {"role_id": "98765"}, "role …8765"),
    ("GUILD_MEMBER_UPDATE", {"nick": "a", "pending": True}, "nick a  pending"),
    ("INTERACTION_CREATE", {"type": 2, "data": {"name": "ping"}}, "command  /ping"),
    ("INTERACTION_CREATE", {"type": 3, "data": {"custom_id": "ok"}}, "component  ok"),
    ("GUILD_MEMBERS_CHUNK", {"chunk_index": 0, "chunk_count": 3}, "chunk 1/3"),
    ("GUILD_MEMBERS_CHUNK", {}, "chunk ?/"),
    ("ENTITLEMENT_CREATE", {"sku_id": "12345"}, "SKU …2345"),
    ("MESSAGE_POLL_VOTE_ADD", {"answer_id": 2}, "voted for answer 2 on ?"),
    ("CHANNEL_PINS_UPDATE", {}, "last pin"),
    (
        "VOICE_CHANNEL_EFFECT_SEND",
        {"sound_id": 1, "animation_type": 0},
        "effect  sound_id=1  animation_type=0",
    ),
    ("GUILD_MEMBER_UPDATE", {}, "(no fields)"),
    ("NEW", {"x": 1, "guild_id": "5", "id": "4", "z": []}, "unknown event  id=4 guild_id=5 x=1 z"),
]


@pytest.mark.parametrize(("event", "d", "said"), EVENTS)
def test_events(event: str, d: dict[str, Any], said: str) -> None:
    assert summarize(Story().event(event, d), Names()) == said


BROKEN = close_code(None).cure


def story_records() -> list[tuple[Record, str, str]]:
    story = Story()
    return [
        (
            story.payload("recv", 7),
            "op 7",
            "opcode 7 RECONNECT: the server asks for a new connection",
        ),
        (story.payload("recv", 9, True), "op 9", "opcode 9 INVALID_SESSION: it can be resumed"),
        (
            story.payload("recv", 9, False),
            "op 9",
            "opcode 9 INVALID_SESSION: a new session is needed",
        ),
        (
            story.payload("recv", 10, {"heartbeat_interval": 41250}),
            "op 10",
            "HELLO: a heartbeat every 41250 ms",
        ),
        (
            story.payload("recv", 99),
            "op 99",
            "received opcode 99, which a server does not send by the documentation",
        ),
        (
            story.add("recv", detail={"error": "not JSON"}),
            "op ?",
            "flawed (not JSON)  received something that is no JSON object",
        ),
        (
            story.payload("sent", 2, {"shard": [0, 1], "intents": 513}),
            "op 2",
            "sent IDENTIFY, shard 0/1, intents 513 (GUILDS, GUILD_MESSAGES)",
        ),
        (story.payload("sent", 2, {"intents": 0}), "op 2", "sent IDENTIFY, intents 0 (none)"),
        (story.payload("sent", 6, {"seq": 7}), "op 6", "sent RESUME from seq 7"),
        (story.payload("sent", 2, {"shard": [0, 1]}), "op 2", "sent IDENTIFY, shard 0/1"),
        (story.payload("sent", 3, {}), "op 3", "sent PRESENCE_UPDATE"),
        (story.add("open", detail={"url": "wss://x"}), "open", "connected to wss://x"),
        (
            story.add("close", detail={"by": "server", "code": 4009, "reason": ""}),
            "close",
            "close 4009 Session timed out by the server: the session is too old to resume. "
            "Nothing to mend if a new session comes up: the connection was down for too long.",
        ),
        (
            story.add("close", detail={"by": "network"}),
            "close",
            f"close without a code by the network. {BROKEN}",
        ),
        (
            story.state("waiting", "no answer", wait=4.0, rule="drop"),
            "state",
            "waiting 4.0s (rule: drop): no answer",
        ),
        (story.add("error", detail={"error": "refused", "url": "u"}), "error", "refused (u)"),
        (story.add("mark", detail={"label": "here"}), "mark", "mark: here"),
        (
            story.add("end", detail={"frames": 3, "why": "q"}),
            "end",
            "end of the recording, 3 frames: q",
        ),
        (story.add("new"), "new", "(nothing more)"),
    ]


@pytest.mark.parametrize(("record", "word", "said"), story_records())
def test_other_records(record: Record, word: str, said: str) -> None:
    assert label(record) == word
    assert summarize(record, Names()) == said


def test_which_codes_are_final() -> None:
    row = final(4014)
    assert row is not None
    assert "Developer Portal" in row.cure
    assert final(4009) is None


@pytest.mark.parametrize(
    ("state", "detail", "said"),
    [
        ("resuming", {"why": "HELLO: a heartbeat every 6 s; resuming after seq 119"},
         "resuming after seq 119"),
        ("resuming", {"why": "resuming after seq 1", "rule": "x"},
         "resuming (rule: x): after seq 1"),
        ("identifying", {"why": "HELLO: a heartbeat every 6 s"},
         "identifying: HELLO: a heartbeat every 6 s"),
        ("connecting", {"why": "connecting to the Gateway"}, "connecting to the Gateway"),
        ("waiting", {"wait": 64.6}, "waiting 1m05s"),
        ("connecting", {"why": "9 of 9 IDENTIFYs left",
                        "session_start_limit": {"remaining": 9, "total": 9}},
         "connecting: 9 of 9 IDENTIFYs left"),
        ("connecting", {"why": "x", "session_start_limit": {"remaining": 8, "total": 9}},
         "connecting: x  [identify 8/9 left]"),
    ],
)  # fmt: skip
def test_states_say_nothing_twice(state: str, detail: dict[str, Any], said: str) -> None:
    record = Story().add("state", detail={"state": state, **detail})
    assert summarize(record, Names()) == said


def test_closes_say_nothing_twice() -> None:
    def said(code: int | None, reason: str) -> str:
        return summarize(Story().close(code, reason=reason).records[-1], Names())

    assert said(4014, "Disallowed intent(s).") == "close 4014 Disallowed intent(s) by the server"
    assert said(None, "gone") == f"close without a code by the server: gone. {BROKEN}"
    assert said(4000, "other").startswith("close 4000 Unknown error by the server: other. Nothing")


def test_audit_log_entries_have_names() -> None:
    assert len(ACTIONS) == len(set(ACTIONS.values()))
    for action, name in ((1, "GUILD_UPDATE"), (31, "ROLE_UPDATE"), (146, "AUTO_MODERATION_QUARA")):
        entry = Story().event("GUILD_AUDIT_LOG_ENTRY_CREATE", {"action_type": action})
        assert summarize(entry, Names()).startswith(name)
    newer = Story().event("GUILD_AUDIT_LOG_ENTRY_CREATE", {"action_type": 999})
    assert summarize(newer, Names()) == "action 999"
    assert "?" in summarize(Story().event("GUILD_AUDIT_LOG_ENTRY_CREATE"), Names())


def test_ready_names_only_what_it_has() -> None:
    assert summarize_dispatch("READY", {"user": {"username": "x"}}, Names()) == "as x  0 guilds"
    d = {"user": {"username": "x"}, "session_id": "s-1", "v": 10}
    assert summarize_dispatch("READY", d, Names()) == "as x  0 guilds  session s-1  API v10"
