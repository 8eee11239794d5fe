"""For each close code the screen and the last words name the cause and the cure, and the status is
right; the whole is kept in `shown/`.

Run with SCURRY_UPDATE_SNAPSHOTS=1 to write them anew, then read the difference.
"""

from __future__ import annotations

import pytest

from making_processes import Called
from making_screens import Watched, compare, ready
from scurrycli.wire.close_codes import CLOSE_CODES, After
from telling_stories import SHOWN, Told, closes, goes_on, is_left, tell, words

CODES = [code for code in CLOSE_CODES if code is not None and code >= 4000]
PLAIN = ("--compress", "none", "--intents", "GUILDS,GUILD_MESSAGES")


def story(called: Called, code: int) -> Told:
    after = CLOSE_CODES[code].after
    if after is After.RESUME:
        return tell(called, "connect", closes(code), goes_on, options=(*PLAIN, "--max-events", "3"))
    return tell(called, "connect", closes(code), is_left, options=PLAIN)


def test_there_are_fourteen() -> None:
    assert len(CODES) == 14


@pytest.mark.parametrize("code", CODES)
def test_a_close_code_is_told_with_its_cause_and_its_cure(called: Called, code: int) -> None:
    row = CLOSE_CODES[code]
    told = story(called, code)
    assert told.status == (4 if row.after is After.STOP else 0)
    for seen in (told.screen, told.out + told.err):
        for said in (str(code), row.name, row.meaning, row.cure):
            assert said
            assert said in words(seen)
    compare(f"close-{code}", told.page(f"{code} {row.name}"), SHOWN)


@pytest.mark.parametrize("code", CODES)
def test_the_cure_is_whole_in_a_list_that_is_full(code: int) -> None:
    story = ready().close(code, reason=CLOSE_CODES[code].name)
    story.state("waiting", f"closed with {code}", wait=5.0, rule=str(code))
    if CLOSE_CODES[code].after is After.STOP:
        story.state("stopped", "closed for good")
    assert CLOSE_CODES[code].cure in words(Watched(story.wait(0.1)).screen(80, 24))
