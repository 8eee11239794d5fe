"""Zstandard, from the standard library where that has it; never a use of it."""

import sys

if sys.version_info >= (3, 14):  # pragma: no cover
    from compression import zstd
else:
    from backports import zstd

__all__ = ["zstd"]
