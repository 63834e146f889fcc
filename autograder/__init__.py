"""Survives Production: the checks, the grader and what shows their verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def load_ipython_extension(shell: InteractiveShell) -> None:
    """What `%load_ext autograder` calls. IPython and the grader are imported only then."""
    from autograder.jupyter import load_ipython_extension as load  # noqa: PLC0415 - keeps `survive` quick

    load(shell)
