"""The texts of the programs that run beside learners' code."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from autograder.sandbox import Program

_FOLDER = Path(__file__).parent / "inside"


_MODULE = """\
import sys, types
sys.modules[{full!r}] = _made = types.ModuleType({full!r})
exec(compile({text!r}, {shown!r}, "exec"), _made.__dict__)
"""
"""What makes a module of a text, where there is no file to import."""


@cache
def program(name: str, *parts: str) -> Program:
    """The program of that name: the text of `inside/NAME.py`.

    Arguments:
        name: of the program.
        parts: the modules of `inside/` that it imports, those first that others import.
    """
    made = [
        _MODULE.format(full=f"autograder.probes.inside.{part}", text=_text(part), shown=f"<{part}>")
        for part in parts
    ]
    return Program(name, "".join([*made, _text(name)]))


def _text(name: str) -> str:
    return (_FOLDER / f"{name}.py").read_text("utf-8")
