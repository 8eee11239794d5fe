"""DuckDB's read_json over a recording: selects by name, or counts; never keeps a database."""

from __future__ import annotations

import sys

import duckdb

_LINES = "read_json(?, format = 'newline_delimited', columns = {{t: 'VARCHAR'{more}}})"
_QUERIES = {
    "select": "COPY (SELECT frame FROM "
    + _LINES.format(more=", frame: 'JSON'")
    + " WHERE t = 'MESSAGE_CREATE') TO '/dev/null' (FORMAT csv, HEADER false)",
    "count": "SELECT t, count(*) FROM " + _LINES.format(more="") + " GROUP BY t",
}

if __name__ == "__main__":
    print(duckdb.execute(_QUERIES[sys.argv[1]], [sys.argv[2]]).fetchall())
