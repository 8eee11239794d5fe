"""The invented community is complete, consistent and harmless; never compared to a stored copy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import orjson
import pytest

from scenarios.community import EPOCH, Dispatch, community, ready
from scenarios.ids import created_at
from scenarios.seen import Seen, objects
from scurrycli.wire.events import DISPATCH_EVENTS

STORY = community()
READY = ready()

KEYS = {
    "user": """id username global_name discriminator avatar public_flags primary_guild collectibles
        avatar_decoration_data""",
    "member": """roles nick avatar banner joined_at premium_since deaf mute flags pending
        communication_disabled_until avatar_decoration_data collectibles""",
    "message": """id channel_id author content timestamp edited_timestamp tts mention_everyone
        mentions mention_roles attachments embeds pinned type flags components channel_type""",
    "guild": """id name icon splash discovery_splash owner_id region afk_channel_id afk_timeout
        widget_enabled widget_channel_id verification_level default_message_notifications
        explicit_content_filter roles emojis features mfa_level application_id system_channel_id
        system_channel_flags rules_channel_id max_presences max_members vanity_url_code description
        banner premium_tier premium_subscription_count preferred_locale public_updates_channel_id
        max_video_channel_users max_stage_video_channel_users nsfw_level stickers
        premium_progress_bar_enabled safety_alerts_channel_id incidents_data joined_at large
        unavailable member_count voice_states members channels threads presences stage_instances
        guild_scheduled_events soundboard_sounds""",
    "role": """id name color colors hoist icon unicode_emoji position permissions managed
        mentionable flags""",
    "category": "id type name position permission_overwrites flags",
    "channel": """id type name position permission_overwrites flags parent_id nsfw
        rate_limit_per_user last_message_id""",
    "thread": """id guild_id type name parent_id owner_id message_count member_count
        total_message_sent rate_limit_per_user last_message_id thread_metadata flags""",
    "interaction": """id application_id type data guild guild_id channel channel_id member token
        version app_permissions locale guild_locale entitlements authorizing_integration_owners
        context attachment_size_limit""",
    "ready": "v user guilds session_id resume_gateway_url shard application",
}
OPTIONAL = {
    "user": "bot",
    "member": "user guild_id permissions",
    "message": """nonce member guild_id webhook_id application_id message_reference position poll
        referenced_message interaction_metadata sticker_items""",
    "guild": "",
    "role": "tags",
}


def events(*names: str) -> Iterator[Dispatch]:
    """The dispatches of these names."""
    return (dispatch for dispatch in STORY if dispatch.t in names)


def check_keys(kind: str, data: dict[str, Any]) -> None:
    """`data` has every key of its kind and, where they are listed, no others."""
    needed = set(KEYS[kind].split())
    assert not needed - set(data), kind
    if kind in OPTIONAL:
        assert not set(data) - needed - set(OPTIONAL[kind].split()), kind


def test_the_same_seed_tells_the_same_story() -> None:
    assert community() == STORY
    assert community(seed=8) != STORY
    assert ready(7) == READY != ready(8)


def test_time_runs_forward_without_long_silence() -> None:
    times = [dispatch.at for dispatch in STORY]
    assert times == sorted(times)
    assert max(after - before for before, after in pairwise(times)) <= 4
    assert times[0] > 0
    assert 86 < times[-1] <= 90.1


def test_there_are_bursts_and_lulls() -> None:
    per_second = [sum(int(dispatch.at) == second for dispatch in STORY) for second in range(90)]
    assert max(per_second) >= 9
    assert sum(count <= 1 for count in per_second) >= 8


@pytest.mark.parametrize("seed", [1, 7, 23])
def test_the_size_is_that_of_a_sample(seed: int) -> None:
    story = community(seed=seed)
    sizes = [len(orjson.dumps(dispatch.d)) for dispatch in story]
    guilds = [len(orjson.dumps(d.d)) for d in story if d.t == "GUILD_CREATE"]
    assert 250 <= len(story) <= 330
    assert 200_000 < sum(sizes) < 330_000
    assert 25_000 < max(guilds) == max(sizes) < 60_000


def test_all_events_are_known_and_many_are_there() -> None:
    names = {dispatch.t for dispatch in STORY}
    assert names <= set(DISPATCH_EVENTS)
    assert len(names) >= 22


def test_everything_survives_json() -> None:
    for dispatch in STORY:
        assert orjson.loads(orjson.dumps(dispatch.d)) == dispatch.d
    assert orjson.loads(orjson.dumps(READY)) == READY


def test_payloads_are_complete() -> None:
    check_keys("ready", READY)
    for dispatch in events("GUILD_CREATE"):
        check_keys("guild", dispatch.d)
        for role in dispatch.d["roles"]:
            check_keys("role", role)
        for member in dispatch.d["members"]:
            check_keys("member", member)
        for channel in dispatch.d["channels"]:
            check_keys("category" if channel["type"] == 4 else "channel", channel)
    for dispatch in events("THREAD_CREATE", "THREAD_UPDATE"):
        check_keys("thread", dispatch.d)
    for dispatch in events("INTERACTION_CREATE"):
        check_keys("interaction", dispatch.d)
        assert dispatch.d["token"].startswith("invented-")


def test_messages_are_complete() -> None:
    for dispatch in events("MESSAGE_CREATE", "MESSAGE_UPDATE"):
        check_keys("message", dispatch.d)
        from_member = "guild_id" in dispatch.d and dispatch.d["author"]["discriminator"] != "0000"
        assert ("member" in dispatch.d) == from_member
        assert ("referenced_message" in dispatch.d) == (dispatch.d["type"] == 19)
        for attachment in dispatch.d["attachments"]:
            assert {"id", "filename", "size", "url", "proxy_url"} <= set(attachment)


def test_people_are_complete() -> None:
    for dispatch in STORY:
        for member in objects(dispatch.d, "member"):
            check_keys("member", member)
        for user in (*objects(dispatch.d, "user"), *objects(dispatch.d, "author")):
            if "username" in user:
                check_keys("user", user)
                assert user["avatar"] is None or re.fullmatch("[0-9a-f]{32}", user["avatar"])
    for dispatch in events("GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE"):
        check_keys("member", dispatch.d)


@pytest.mark.parametrize("seed", range(7, 12))
def test_events_speak_only_of_what_exists(seed: int) -> None:
    seen = Seen({guild["id"] for guild in READY["guilds"]})
    for dispatch in community(seed=seed):
        seen.learn(dispatch.t, dispatch.d)
        seen.check(dispatch.t, dispatch.d)


def test_mentions_lead_somewhere() -> None:
    guilds = [dispatch.d for dispatch in events("GUILD_CREATE")]
    known = {role["id"] for guild in guilds for role in guild["roles"]}
    known |= {emoji["id"] for guild in guilds for emoji in guild["emojis"]}
    known |= {member["user"]["id"] for guild in guilds for member in guild["members"]}
    known |= {dispatch.d["user"]["id"] for dispatch in events("GUILD_MEMBER_ADD")}
    for dispatch in events("MESSAGE_CREATE", "MESSAGE_UPDATE"):
        content = dispatch.d["content"]
        assert "[[" not in content
        assert set(re.findall(r"<(?:@&?|a?:\w+:)(\d+)>", content)) <= known
        mentioned = {user["id"] for user in dispatch.d["mentions"]}
        assert set(re.findall(r"<@(\d+)>", content)) <= mentioned
        assert set(re.findall(r"<@&(\d+)>", content)) == set(dispatch.d["mention_roles"])


@pytest.mark.parametrize("epoch", [EPOCH, datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)])
def test_new_ids_are_as_old_as_delivery_takes(epoch: datetime) -> None:
    fresh = ("MESSAGE_CREATE", "GUILD_AUDIT_LOG_ENTRY_CREATE", "INTERACTION_CREATE")
    ids = set()
    for dispatch in community(epoch=epoch):
        if dispatch.t in fresh:
            lag = epoch + timedelta(seconds=dispatch.at) - created_at(dispatch.d["id"])
            assert timedelta(0) < lag < timedelta(seconds=0.5)
            ids.add(dispatch.d["id"])
        if dispatch.t == "MESSAGE_CREATE":
            sent = datetime.fromisoformat(dispatch.d["timestamp"])
            assert abs(sent - created_at(dispatch.d["id"])) < timedelta(milliseconds=1)
    assert len(ids) > 100


def test_old_ids_are_older_than_the_story() -> None:
    for dispatch in events("GUILD_CREATE"):
        parts = [dispatch.d, *dispatch.d["channels"], *dispatch.d["roles"], *dispatch.d["threads"]]
        parts += [member["user"] for member in dispatch.d["members"]]
        assert all(created_at(part["id"]) < EPOCH for part in parts)
        assert len({part["id"] for part in dispatch.d["channels"]}) == len(dispatch.d["channels"])


def test_who_types_then_writes() -> None:
    written = {
        (dispatch.d["author"]["id"], dispatch.d["channel_id"], dispatch.at)
        for dispatch in events("MESSAGE_CREATE")
    }
    for dispatch in events("TYPING_START"):
        waits = [
            at - dispatch.at
            for who, channel, at in written
            if (who, channel) == (dispatch.d["user_id"], dispatch.d["channel_id"])
        ]
        assert any(0 < wait < 10 for wait in waits)


def test_links_lead_nowhere_real() -> None:
    text = b"".join(orjson.dumps(dispatch.d) for dispatch in STORY).decode()
    hosts = set(re.findall(r"https?://([\w.-]+)", text))
    assert hosts
    assert all(host.endswith(".example.com") for host in hosts)


def test_a_shorter_telling_is_the_same_story_faster() -> None:
    short = community(seconds=30)
    assert len(short) == len(STORY)
    assert short[-1].at < 30.1
    assert {dispatch.t for dispatch in short} == {dispatch.t for dispatch in STORY}


def test_the_rare_things_are_there_once() -> None:
    messages = [dispatch.d for dispatch in events("MESSAGE_CREATE")]
    assert sum("poll" in message for message in messages) == 1
    assert sum("sticker_items" in message for message in messages) == 1
    assert sum("interaction_metadata" in message for message in messages) == 1
    assert any("guild_id" not in message for message in messages)
    assert any("```" in message["content"] for message in messages)
    assert any(not message["content"].isascii() for message in messages)
    assert sum("webhook_id" in message and not message["type"] for message in messages) == 3
