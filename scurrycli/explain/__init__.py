"""Explanations of what the Gateway says, in words, beside its tables; never of a live session."""

from __future__ import annotations

from scurrycli.explain.article import Article
from scurrycli.explain.lookup import contents, explain, known_names

__all__ = ["Article", "contents", "explain", "known_names"]
