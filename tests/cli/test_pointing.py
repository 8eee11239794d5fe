"""The lines that point a bot at a gateway: whole on a narrow screen, and good as they are."""

from __future__ import annotations

from base64 import b64decode

from scurrycli.cli.pointing import MADE_UP, lines_for

GATEWAY, API = "ws://127.0.0.1:65535/", "http://127.0.0.1:65535/api/v10"


def test_each_line_fits_a_narrow_screen() -> None:
    for library, words in lines_for(GATEWAY, API).items():
        assert max(map(len, words.splitlines())) <= 75, library


def test_the_made_up_token_has_the_shape_that_hikari_asks_for() -> None:
    assert f'"{MADE_UP}"' in lines_for(GATEWAY, API)["hikari"]
    first, _, rest = MADE_UP.partition(".")
    assert int(b64decode(first)) > 1 << 22
    assert rest.count(".") == 1


def test_python_lines_are_python() -> None:
    for library in ("discord.py", "hikari", "scurrypy"):
        compile(lines_for(GATEWAY, API)[library], library, "exec")
