"""The report of `serve`: what passes, what is allowed, and how both are said; never a gateway."""

from __future__ import annotations

import orjson

from scurrycli.cli.completing import complete_rule
from scurrycli.cli.reporting import Report
from scurrycli.server import rules
from scurrycli.server.rules import Breach, Finding

JITTER = Finding(1.0, 1, 1, Breach(rules.NO_JITTER, "it came at once"))
SHARDS = Finding(2.0, 1, 1, Breach(rules.SHARDS_FIELD, "shards is [0, 1]"))
ADVICE = Finding(3.0, 1, 1, Breach(rules.NO_VERSION, "no v"))


def test_one_violation_says_how_to_allow_it() -> None:
    report = Report(1, [ADVICE, JITTER])
    assert not report.is_passed
    assert report.text().endswith("\n--allow no-jitter takes this one as it is.")
    both = Report(1, [SHARDS, JITTER]).text()
    assert both.endswith("--allow no-jitter --allow shards-field takes these as they are.")


def test_what_is_allowed_is_listed_and_passes() -> None:
    report = Report(1, [JITTER], allowed=frozenset({"no-jitter"}))
    assert report.is_passed
    assert "allowed: no-jitter, once." in report.text()
    assert "--allow" not in report.text()
    row, total = map(orjson.loads, report.json().splitlines())
    assert (row["rule"], row["allowed"]) == ("no-jitter", True)
    assert (total["report"], total["findings"], total["violations"]) == ("passed", 1, 0)
    assert not Report(1, [JITTER, SHARDS], allowed=frozenset({"no-jitter"})).is_passed


def test_advice_passes_but_nobody_and_what_was_not_kept_do_not() -> None:
    assert Report(1, [ADVICE]).is_passed
    assert not Report(0, []).is_passed
    assert not Report(1, [ADVICE], left_out=1).is_passed


def test_rules_are_completed() -> None:
    assert complete_rule("no-j") == ["no-jitter"]
