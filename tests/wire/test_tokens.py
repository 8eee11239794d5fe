"""Tests of what a token looks like; no message ever holds one."""

from __future__ import annotations

import re
import traceback

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from scurrycli.errors import ExitStatus, Refused
from scurrycli.wire.tokens import clean_token

TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"
SHAPE = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)


@pytest.mark.parametrize(
    "text", [TOKEN, f"Bot {TOKEN}", f"{TOKEN}\n", f"  {TOKEN}\r\n", f" Bot  {TOKEN} "]
)
def test_rule_4_a_leading_bot_and_the_ends_are_taken_off(text: str) -> None:
    assert clean_token(text) == TOKEN


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        "a b.c.d",
        "a.b\t.c",
        "a.b.c\x00",
        "\ta.b.c",
        "a.b\n.c",
        "a.b.\x7f",
        "a.b.\x1b[31m",
        "ä.b.c",
        "a.b.c\u2028",
        "a.b.\u200b",
        "bot a.b.c",
        "Bearer a.b.c",
        "Bot Bot a.b.c",
    ],
)
def test_rule_4_white_space_control_and_foreign_characters_are_refused(
    text: str, strict: bool
) -> None:
    with pytest.raises(Refused) as caught:
        clean_token(text, strict=strict)
    assert "white space, control or non-ASCII" in str(caught.value)
    assert caught.value.status is ExitStatus.REFUSED


@pytest.mark.parametrize(
    "text", ["token", "a.b", "a.b.c.d", "a..c", ".a.b", "a.b.", "a/b.c.d", "a+b.c.d", "abc=.d.e"]
)
def test_rule_4_another_shape_is_refused_unless_it_goes_elsewhere(text: str) -> None:
    with pytest.raises(Refused) as caught:
        clean_token(text)
    assert "does not look like a bot's token" in str(caught.value)
    assert clean_token(text, strict=False) == text


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("text", ["", " ", "\n", "Bot  \n"[4:], "   \r\n"])
def test_an_empty_one_says_how_to_give_one(text: str, strict: bool) -> None:
    with pytest.raises(Refused) as caught:
        clean_token(text, strict=strict)
    assert "--token" in str(caught.value)


HIDDEN = st.text(st.characters(codec="utf-8"), min_size=8, max_size=90)


@given(HIDDEN, st.booleans())
@example("mfa.VkO_2G4Qv3T--NO--lWetW_tjND--TOKEN--QFTm6YGtzq9PH--4U--tG0 x", True)
def test_a_token_is_clean_or_refused_without_being_named(text: str, strict: bool) -> None:
    try:
        token = clean_token(text, strict=strict)
    except Refused as refused:
        error = refused
    else:
        assert token in text
        assert all(33 <= ord(char) <= 126 for char in token)
        assert not strict or SHAPE.fullmatch(token)
        return
    inner = text.strip()
    assume(len(inner) >= 8)
    said = "".join(traceback.format_exception_only(error)) + repr(error) + repr(error.args)
    assert inner not in said
    assert (error.__cause__, error.__context__) == (None, None)


@given(st.from_regex(SHAPE, fullmatch=True))
def test_every_bots_token_passes_unchanged(token: str) -> None:
    assert clean_token(token) == token


@pytest.mark.parametrize("text", ["Bot", "Bot ", " Bot  \n"])
def test_the_prefix_alone_is_an_empty_token(text: str) -> None:
    with pytest.raises(Refused, match="empty"):
        clean_token(text, strict=False)
