"""`python -m scurrycli` is `scurry`; it never does anything else."""

from scurrycli.cli import main

main()
