"""What is typed becomes the same values without Typer's converters, and nothing loads them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from making_processes import Called, chat, environment

LOADED = """
import sys
from scurrycli.cli import main
try:
    main()
finally:
    print(*{"pydantic", "typer._adapters"} & set(sys.modules), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(chat(tmp_path_factory.mktemp("taking") / "session.jsonl"))


@pytest.mark.parametrize(
    "args", [(), ("--json", "-e", "READY", "--max-events", "1"), ("--where", "t == READY")]
)
def test_text_and_what_we_read_ourselves_load_no_converters(
    session: str, args: tuple[str, ...]
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, "tail", session, *args],
        env=environment(),
        capture_output=True,
        check=True,
        text=True,
    )
    assert (done.stderr.strip(), done.stdout != "") == ("", True)


def test_values_are_what_they_were(called: Called, session: str, tmp_path: Path) -> None:
    for args, lines in (
        (("-e", "READY", "--event", "TYPING_START"), 2),
        (("--format", "JSON", "--max-events", "2"), 2),
        (("--exit-on", "silent=600s", "--duration", "60", "-e", "READY"), 1),
    ):
        status, out, err = called("tail", session, *args)
        assert (status, err) == (0, "")
        assert len(out.splitlines()) >= lines
    for wrong, said in (
        (("--max-events", "0"), "--max-events takes a whole number above 0"),
        (("--format", "xml"), "xml"),
        (("--duration", "x"), "--duration takes a number of seconds"),
    ):
        status, out, err = called("tail", session, *wrong)
        assert (status, out) == (2, "")
        assert said in err
    status, _, err = called("cut", session)
    assert (status, "Missing option" in err) == (2, True)
