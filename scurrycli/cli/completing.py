"""What the shell offers for a value that is being typed; never whether it is right."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def complete_event(incomplete: str) -> list[str]:
    """Names of events, the last of a list that is joined with commas."""
    from scurrycli.wire.events import DISPATCH_EVENTS

    return _last_of_list(incomplete, ",", DISPATCH_EVENTS)


def complete_intents(incomplete: str) -> list[str]:
    """Names of intents and of sets of them, the last of a list that is joined with commas."""
    from scurrycli.wire.intents import Intent

    return _last_of_list(incomplete, ",", ["default", "all", "none", *Intent.__members__])


def complete_condition(incomplete: str) -> list[str]:
    """Conditions of `--exit-on`, with a limit where they need one."""
    return _beginning(incomplete, ["close", "gap", "zombie", "latency>500ms", "silent=60s"])


def complete_topic(incomplete: str) -> list[str]:
    """What `scurry explain` knows by name."""
    from scurrycli.explain import known_names

    return _beginning(incomplete, known_names())


def complete_rule(incomplete: str) -> list[str]:
    """Names of rules of `scurry serve`."""
    from scurrycli.cli.reporting import rule_names

    return _beginning(incomplete, rule_names())


def complete_recording(incomplete: str) -> list[str]:
    """Recordings, and directories that may hold some."""
    path = Path(incomplete)
    folder, start = (path, "") if incomplete.endswith("/") else (path.parent, path.name)
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return []
    before = incomplete[: len(incomplete) - len(start)]
    return [
        f"{before}{entry.name}{'/' * entry.is_dir()}"
        for entry in entries
        if entry.name.startswith(start) and (entry.is_dir() or _is_recording(entry))
    ]


_ENDINGS = (".jsonl", ".jsonl.gz", ".jsonl.zst")


def _is_recording(path: Path) -> bool:
    return path.name.endswith(_ENDINGS)


def _last_of_list(incomplete: str, sign: str, names: Iterable[str]) -> list[str]:
    before, _, last = incomplete.rpartition(sign)
    start = f"{before}{sign}" if before else ""
    taken = before.upper().split(sign)
    return [f"{start}{name}" for name in _beginning(last, names) if name.upper() not in taken]


def _beginning(incomplete: str, names: Iterable[str]) -> list[str]:
    """The names that begin so, in small letters where those were typed: nothing minds the case, but
    the shell keeps what was typed already."""
    found = [name for name in names if name.upper().startswith(incomplete.upper())]
    return [name.lower() for name in found] if incomplete.islower() else found
