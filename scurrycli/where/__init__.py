"""The language of `--where`: an expression over the payload, compiled once; never code that runs.

The grammar, loosest first; `scurry explain where` shows it to people:

    any     = all ("or" all)*
    all     = one ("and" one)*
    one     = "not" one | "(" any ")" | "has" path | path [test]
    test    = ("==" | "!=" | "<" | "<=" | ">" | ">=" | "~" | "!~") value
            | ["not"] "in" "(" value ("," value)* ")"
    path    = name ("." name | "[" number "]" | "[]" | "[" string "]")*
    value   = string | number | word | "true" | "false" | "null"
"""

from __future__ import annotations

from scurrycli.where.expression import Where, compile_where
from scurrycli.where.lexing import WhereError

__all__ = ["Where", "WhereError", "compile_where"]
