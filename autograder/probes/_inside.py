"""The texts of the programs that run beside learners' code."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from autograder.sandbox import Program

_FOLDER = Path(__file__).parent / "inside"


@cache
def program(name: str) -> Program:
    """The program of that name: the text of `inside/NAME.py`."""
    return Program(name, (_FOLDER / f"{name}.py").read_text("utf-8"))
