"""What is typed wrongly is said in one sentence each, before anything is connected to."""

from __future__ import annotations

from pathlib import Path

import pytest

from making_processes import TOKEN, Called

DEMO = ("connect", "--demo")
TAIL = ("tail", "--demo")
HELD = ("--token", TOKEN)


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (("nonsense",), 2, "No such command 'nonsense'. See scurry --help.\n"),
        (("tial",), 2, "Did you mean 'tail'?"),
        (
            ("tail", "--jsn"),
            2,
            "No such option: --jsn. Did you mean --json? See scurry tail --help.",
        ),
        (("tail", "--event"), 2, "requires an argument. See scurry tail --help.\n"),
        (("connect", "extra"), 2, "unexpected extra argument"),
        (("tail", "one", "two"), 2, "unexpected extra argument"),
        (("replay",), 2, "Missing argument 'FILE'"),
        (("--nonsense",), 2, "No such option: --nonsense"),
        ((*DEMO, "--url", "wss://x"), 2, "--demo brings its own gateway and token"),
        ((*DEMO, "--api-url", "https://x"), 2, "--demo brings its own gateway and token"),
        ((*DEMO, "--token-file", "x"), 2, "--demo brings its own gateway and token"),
        ((*DEMO, "--shard", "2/2"), 2, "--shard takes I/N with I from 0 to N-1"),
        ((*DEMO, "--shard", "0/0"), 2, "'0/0' is not that"),
        ((*DEMO, "--shard", "1"), 2, "--shard takes I/N"),
        ((*DEMO, "--shard", "-1/2"), 2, "--shard takes I/N"),
        ((*DEMO, "--shard", "٠/٢"), 2, "--shard takes I/N"),  # noqa: RUF001
        ((*DEMO, "--intents", "FOO"), 2, "'FOO' is not an intent"),
        ((*DEMO, "-e", "MESSAGE_CREAT"), 2, "Did you mean MESSAGE_CREATE?"),
        ((*DEMO, "--guild", "abc"), 2, "--guild takes an ID"),
        ((*DEMO, "--max-events", "0"), 2, "--max-events takes a whole number above 0; '0' is"),
        ((*DEMO, "--max-events", "x"), 2, "--max-events takes a whole number above 0; 'x' is"),
        ((*DEMO, "--interval", "0"), 2, "--interval takes a number of seconds from 0.1 on"),
        ((*DEMO, "--record", "-"), 2, "a recording does not go to stdout"),
        ((*DEMO, "-w", "a.jsonl.xz"), 2, "writes .jsonl, .jsonl.gz and .jsonl.zst; .xz is none"),
        ((*DEMO, "-w", "a.Z"), 2, "writes .jsonl, .jsonl.gz and .jsonl.zst; .Z is none"),
        ((*DEMO, "-e", ","), 2, "--event names no event"),
        ((*DEMO, "--exclude", ", "), 2, "--exclude names no event"),
        ((*DEMO, "--record-filtered"), 2, "--record-filtered needs --record FILE"),
        ((*TAIL, "-e", "MESSAGE_CREAT"), 2, "Did you mean MESSAGE_CREATE?"),
        ((*TAIL, "-e", "READY,mesage_*"), 2, "is not an event that scurry knows"),
        ((*TAIL, "-e", "XYZZY"), 2, "No event is named like it"),
        ((*TAIL, "--intents", "GUILDS,FOO"), 2, "'FOO' is not an intent"),
        ((*TAIL, "--json", "--format", "pretty"), 2, "--json and --format say different things"),
        ((*TAIL, "--json", "--format", "text"), 2, "--json and --format say different things"),
        ((*TAIL, "--format", "yaml"), 2, "Invalid value for '--format': 'yaml' is not one of "),
        ((*TAIL, "--follow"), 2, "--follow needs a FILE"),
        (("tail", "-", "--follow"), 2, "stdin is read to its end anyway"),
        (("tail", "x", "--demo"), 2, "--demo is for a live connection"),
        (("tail", "x", "--url", "wss://x"), 2, "--url is for a live connection"),
        (("tail", "x", "--record", "y"), 2, "--record is for a live connection"),
        (("tail", "x", "--record-filtered"), 2, "--record-filtered is for a live connection"),
        (("tail", "x", "--intents", "all"), 2, "--intents is for a live connection"),
        (("tail", "x", "--shard", "1/2"), 2, "--shard is for a live connection"),
        (("tail", "x", "--force"), 2, "--force is for a live connection"),
        (("replay", "x", "--speed", "0"), 2, "'0' is no speed"),
        (("replay", "x", "--speed", "fast"), 2, "'fast' is no speed"),
        (("replay", "x", "--speed", "1e999"), 2, "'1e999' is no speed"),
        (("replay", "x", "--idle-limit", "-1"), 2, "--idle-limit takes a number of seconds from 0"),
        (("replay", "x", "--idle-limit", "inf"), 2, "from 0 on; 'inf' is not that"),
        (("replay", "x", "--from", "nowhere"), 2, "'nowhere' is no place in a recording"),
        (("replay", "x", "--to", "seq:x"), 2, "'seq:x' is no place in a recording"),
        (("replay", "x", "--from", "9", "--to", "8"), 2, "The end (8) lies before the start (9)"),
        (("replay", "x", "--paused"), 2, "--paused waits for a key"),
        (("connect",), 5, "There is no token"),
        (("tail",), 5, "There is no token. Set SCURRY_TOKEN or DISCORD_TOKEN,"),
        (("tail", "--token", "x", "--token-file", "y"), 2, "--token and --token-file both"),
        (("connect", "--token-file", "y", "--token", "-"), 2, "--token and --token-file both"),
        (("connect", "--token"), 5, "--token without a value asks for it, but stdin is no"),
        (("connect", "--token", "--url", "wss://x"), 5, "--token without a value asks for it"),
        (("connect", "--token", ""), 5, "--token without a value asks for it"),
        (("connect", "--url", "http://x"), 2, "--url needs a wss:// address"),
        (("connect", "--url", "nonsense"), 2, "--url needs a wss:// address"),
        (("connect", "--url", "wss://"), 2, "--url names no host"),
        (("connect", "--url", "ws://127.0.0.1:99999/"), 2, "--url has a port that is no number"),
        (("connect", "--url", "ws://example.com"), 5, "Refusing to send a token to example.com"),
        (("connect", "--url", "wss://a:b@x"), 5, "must not hold a user name or a password"),
        (("connect", "--api-url", "http://x"), 5, "Refusing to send a token to x over http://"),
        (("connect", "--api-url", "wss://x"), 2, "--api-url needs a https:// address"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, tuple) else None,
)
def test_wrong_usage(called: Called, args: tuple[str, ...], status: int, said: str) -> None:
    code, out, err = called(*args)

    assert (code, out) == (status, "")
    assert said in err
    lines = [line for line in err.splitlines() if "asking for all" not in line]
    assert len(lines) == 1
    assert lines[0].startswith("scurry: ")


@pytest.mark.parametrize("given", ["0", "-1", "inf", "1e999", "nan", "soon"])
def test_a_duration_that_is_none(called: Called, given: str) -> None:
    for name in ("connect", "tail"):
        code, out, err = called(name, "--demo", "--duration", given)
        assert (code, out) == (2, "")
        said = f"scurry: --duration takes a number of seconds above 0; {given!r} is not that.\n"
        assert err == said


@pytest.mark.parametrize(
    "option",
    [
        "record",
        "intents",
        "event",
        "exclude",
        "guild",
        "channel",
        "user",
        "grep",
        "url",
        "api-url",
        "token-file",
        "shard",
    ],
)
def test_an_empty_value_is_a_mistake(called: Called, option: str) -> None:
    for args in ((f"--{option}", ""), (f"--{option}=",)):
        code, out, err = called("tail", *args)
        assert (code, out) == (2, "")
        assert err == f"scurry: --{option} is empty. Give it a value, or leave it out.\n"


@pytest.mark.parametrize("args", [("tail", ""), ("replay", ""), ("replay", "--loop", "--", "")])
def test_an_empty_name_is_no_file(called: Called, args: tuple[str, ...]) -> None:
    said = "scurry: FILE is empty. Give it a value, or leave it out.\n"
    assert called(*args) == (2, "", said)
    assert called("replay", "x", "-e", "READY", "-e", "")[0] == 2


def test_a_bad_api_of_the_environment_is_named(
    called: Called, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCURRY_API_URL", "nonsense")
    code, _, err = called("connect", *HELD)
    assert code == 2
    assert "SCURRY_API_URL needs a https:// address" in err


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("nodots", "does not look like a bot's token"),
        ("a.b", "does not look like a bot's token"),
        ("a b.c.d", "white space, control or non-ASCII"),
        ("a\tb.c.d", "white space, control or non-ASCII"),
        ("a\x1b.b.c", "white space, control or non-ASCII"),
        ("ä.b.c", "white space, control or non-ASCII"),
        ("  ", "The token is empty"),
    ],
)
def test_what_cannot_be_a_token_is_refused_and_not_repeated(
    called: Called, monkeypatch: pytest.MonkeyPatch, token: str, said: str
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", token)
    code, out, err = called("connect", "--duration", "0.01")

    assert (code, out) == (5, "")
    assert said in err
    assert not token.strip() or token not in err


def test_the_shape_does_not_matter_to_another_gateway(
    called: Called, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCURRY_API_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("DISCORD_TOKEN", "x")
    code, _, err = called("tail", "-e", "READY", "--duration", "0.01")
    assert code == 1
    assert "There was no session in that time" in err


def test_an_api_in_the_environment_is_no_quarrel_with_the_demo(
    called: Called, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCURRY_API_URL", "http://127.0.0.1:1")
    assert called(*TAIL, "-e", "READY", "--max-events", "1")[0] == 0


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_token_file_that_others_can_read_is_refused(
    called: Called, tmp_path: Path, mode: int
) -> None:
    path = tmp_path / "token"
    path.write_text(TOKEN)
    path.chmod(mode)
    code, out, err = called("connect", "--token-file", str(path))

    assert (code, out) == (5, "")
    assert f"Others can read {path}. Run: chmod 600 {path}" in err


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\xff\xfe", "it is not text"), (b"", "The token is empty"), (b"a\nb", "white space")],
)
def test_a_token_file_without_a_token_is_refused(
    called: Called, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "token"
    path.write_bytes(content)
    path.chmod(0o600)
    code, _, err = called("connect", "--token-file", str(path))
    assert code == 5
    assert said in err


def test_a_token_file_that_is_not_there(called: Called, tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        code, _, err = called("connect", "--token-file", str(path))
        assert code == 1
        assert f"The token file {path} cannot be read" in err


# Files


@pytest.mark.parametrize("args", [("tail",), ("replay", "--speed", "max"), ("tail", "--follow")])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "There is no file"),
        (b"", "is empty, so there is no recording in it"),
        (b"hello\n", "is not a scurry recording"),
        (b'{"scurry":"recording","version":2}\n', "version"),
    ],
)
def test_what_is_no_recording(
    called: Called, tmp_path: Path, args: tuple[str, ...], content: bytes | None, said: str
) -> None:
    path = tmp_path / "x.jsonl"
    if content is not None:
        path.write_bytes(content)
    code, out, err = called(args[0], str(path), *args[1:])

    assert (code, out) == (1, "")
    assert said in err
    assert str(path) in err


def test_a_directory_is_no_recording(called: Called, tmp_path: Path) -> None:
    for name in ("tail", "replay"):
        assert called(name, str(tmp_path))[0] == 1


def test_files_that_cannot_be_recorded_to(called: Called, tmp_path: Path) -> None:
    existing = tmp_path / "a.jsonl"
    existing.write_text("precious")
    for path, said in (
        (existing, "exists already. Give --force"),
        (tmp_path, "is a directory"),
        (tmp_path / "none" / "a.jsonl", "there is no such file or directory"),
        (existing / "a.jsonl", "a part of its path is a file"),
        (tmp_path / ("a" * 300), "its name is too long"),
    ):
        code, out, err = called(*DEMO, "--record", str(path))
        assert (code, out) == (1, "")
        assert said in err
    code, _, err = called(*DEMO, "--record", "/dev/full", "--force")
    assert code == 1
    assert "no space is left on the device" in err
    assert existing.read_text() == "precious"


def test_a_name_that_no_version_knows_is_let_through_with_intents(called: Called) -> None:
    code, out, err = called(*TAIL, "-e", "BRAND_NEW", "--intents", "0", "--duration", "0.5")
    assert (code, out) == (0, "")
    assert "least intents" not in err
