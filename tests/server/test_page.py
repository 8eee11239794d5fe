"""The page about `serve` names every fault and every close code, and its example runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scurrycli.server import FaultKind, rules
from scurrycli.server.faults import SHAPES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "scurrycli" / "server" / "README.md").read_text(encoding="utf-8")
RULES = [rule for rule in vars(rules).values() if isinstance(rule, rules.Rule)]


@pytest.mark.parametrize("kind", FaultKind)
def test_every_fault_is_on_the_page(kind: FaultKind) -> None:
    assert f"`{SHAPES[kind].usage(kind)}`" in PAGE


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_has_its_words(rule: rules.Rule) -> None:
    assert rule.says.endswith(".")
    assert rule.page.startswith("https://discord.com/developers/docs/")
    assert rule.code is None or str(rule.code) in PAGE


def test_the_rules_named_for_libraries_exist() -> None:
    table = PAGE.partition("| library | rule | evidence |")[2].partition("\n\n")[0]
    cells = [row.split("|")[2] for row in table.splitlines()[2:]]
    named = {name for cell in cells for name in re.findall(r"[a-z]+(?:-[a-z0-9]+)+", cell)}
    assert named
    assert named <= {rule.name for rule in RULES}


def test_the_example_runs() -> None:
    [example] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", example], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("ws://127.0.0.1:")
