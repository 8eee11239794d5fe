"""The facts of the Gateway as data of the tests' own, taken from Discord's documentation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

FACTS: dict[str, Any] = orjson.loads((Path(__file__).parent / "wire" / "facts.json").read_bytes())
