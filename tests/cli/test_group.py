"""The front door: its name and its help."""

from __future__ import annotations

import subprocess
import sys

from click.testing import CliRunner

from autograder.cli import main


def test_whoever_starts_it_as_a_module_reads_of_survive_too() -> None:
    command = [sys.executable, "-m", "autograder", "check", "99"]
    wrong = subprocess.run(command, capture_output=True, text=True, check=False)
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("Usage: survive check")
    assert "python -m" not in wrong.stderr


def test_the_help_wraps_what_a_command_does_and_cuts_nothing() -> None:
    shown = CliRunner().invoke(main, ["--help"], terminal_width=80).output
    assert "..." not in shown.partition("Commands:")[2]
    assert max(map(len, shown.splitlines())) <= 80
    assert "Show the best that each of your checks has been, lesson by lesson." in " ".join(shown.split())
