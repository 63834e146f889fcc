"""`python -m autograder` is `survive`."""

from autograder.cli import main

main(prog_name="survive")
