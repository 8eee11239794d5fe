"""The checks of `fuzzing.py`, with atheris looking for ways through the code.

As a script, from tests/: `python fuzzing_guided.py 600` runs for so many seconds; `pip install
atheris` comes first. It begins with the lines of the samples.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["scurrycli"]):
    from fuzzing import check_file, check_line, sample_lines


def test(data: bytes) -> None:
    """What atheris calls; an exception ends the run and is shown with its input."""
    check_line(data)
    check_file(data)


def main(seconds: int) -> None:
    """Run; atheris ends the process."""
    corpus = Path(tempfile.mkdtemp(prefix="scurry-fuzz-"))
    for number, line in enumerate(sample_lines()[::7]):
        (corpus / str(number)).write_bytes(line)
    limits = [f"-max_total_time={seconds}", "-max_len=4096", "-timeout=60", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *limits, str(corpus)], test)
    atheris.Fuzz()


if __name__ == "__main__":
    main(int(sys.argv[1]))
