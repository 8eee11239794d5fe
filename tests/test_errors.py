"""Tests of the endings and of what the shell is told about each."""

from __future__ import annotations

import pytest

from scurrycli import errors
from scurrycli.errors import ExitStatus, ScurryError

STATUSES = {
    "ScurryError": 1,
    "NoSession": 1,
    "PayloadTooLarge": 1,
    "EtfError": 1,
    "ConnectionFailed": 1,
    "CompressionBroken": 1,
    "InflatedTooLarge": 1,
    "UsageError": 2,
    "RecordingError": 1,
    "RecordingDamaged": 3,
    "GatewayClosed": 4,
    "Refused": 5,
}


def test_every_ending_is_known_here() -> None:
    ours = [
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, Exception)
    ]
    assert set(ours) == set(STATUSES)


@pytest.mark.parametrize(("name", "status"), STATUSES.items())
def test_each_has_its_status(name: str, status: int) -> None:
    kind = getattr(errors, name)
    assert issubclass(kind, ScurryError)
    assert kind("It is so.").status == status
    assert str(kind("It is so.")) == "It is so."


def test_the_statuses_are_those_of_the_command_line() -> None:
    assert {status.name: int(status) for status in ExitStatus} == {
        "OK": 0,
        "FAILED": 1,
        "USAGE": 2,
        "LOSS": 3,
        "CLOSED": 4,
        "REFUSED": 5,
        "INTERRUPTED": 130,
    }


@pytest.mark.parametrize(
    ("name", "builtin"), [("PayloadTooLarge", ValueError), ("ConnectionFailed", ConnectionError)]
)
def test_some_are_builtin_errors_too(name: str, builtin: type[Exception]) -> None:
    assert issubclass(getattr(errors, name), builtin)
