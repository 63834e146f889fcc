"""What an attack is, and the notebooks that carry it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent
from typing import Any, Literal

from autograder.authoring._submissions import as_notebook
from autograder.stages import after, released_notebook
from autograder.syllabus import load
from autograder.tree import SourceTree

Slug = Literal["00", "01"]
Cells = dict[str, Any]

MARK = "survives-attack"
"""Stands in every name that an attack makes outside: none may be found afterwards."""

ESCAPED = "ESCAPED"
"""What an attack says when it has got at something outside."""

REFUNDS = "boxoffice/refunds.py"
NET = "tests/test_net.py"
RIGHT = after(load().lesson("01"))[REFUNDS]
WRONG = RIGHT.replace("timedelta(days=14)", "timedelta(days=13)")
"""As readable as the right one, and wrong between 13 and 14 days: it earns nothing."""

THIN = "def test_events(client):\n    assert client.get('/events').status_code == 200\n"
"""A net that holds and notices nothing: it earns nothing."""


@dataclass(frozen=True)
class Targets:
    """What stands outside for attacks to aim at.

    Arguments:
        port: a listening TCP port on this machine's loopback.
        abstract: the name of an abstract socket that listens on this machine.
        secret: a file with a secret in it.
        word: that secret; it is in this process's environment too.
        folder: where a file of this process's user could be written.
    """

    port: int
    abstract: str
    secret: Path
    word: str
    folder: Path


Build = Callable[[Targets], bytes | Path]


@dataclass(frozen=True)
class Attack:
    """One hostile submission.

    Arguments:
        name: of the function that makes it.
        level: "notebook", "python", "system" or "tests".
        lesson: whose exercise it hands in.
        why: what it tries.
        most, least: the points that its honest content earns.
        build: makes the notebook, or its path.
        base_seconds: in place of the ten seconds that a net of lesson 00 may take.
    """

    name: str
    level: str
    lesson: Slug
    why: str
    most: float
    least: float
    build: Build
    base_seconds: float | None


ATTACKS: list[Attack] = []


def attack(
    level: str,
    lesson: Slug = "01",
    *,
    earns: float = 0.0,
    least: float | None = None,
    seconds: float | None = None,
) -> Callable[[Build], Build]:
    """Put a function's notebook into the corpus; its docstring says what it tries."""

    def registered(build: Build) -> Build:
        why = (build.__doc__ or "").strip()
        lowest = earns if least is None else least
        ATTACKS.append(Attack(build.__name__, level, lesson, why, earns, lowest, build, seconds))
        return build

    return registered


def released(lesson: Slug) -> Cells:
    """The exercise as it is handed out."""
    notebook: Cells = json.loads(released_notebook(load().lesson(lesson)).read_text("utf-8"))
    return notebook


def handed_in(modules: Mapping[str, str], lesson: Slug = "01") -> bytes:
    """The exercise with these modules written into it."""
    return as_notebook(SourceTree(modules), released_notebook(load().lesson(lesson)))


def cells_of(modules: Mapping[str, str], lesson: Slug = "01") -> Cells:
    """The same as data, to be mangled."""
    notebook: Cells = json.loads(handed_in(modules, lesson))
    return notebook


def graded_cells(notebook: Cells) -> list[Cells]:
    """The cells that nbgrader would mark."""
    return [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]


def code_cell(source: str, **metadata: Any) -> Cells:
    """A cell of a learner's own."""
    return {
        "cell_type": "code",
        "metadata": metadata,
        "outputs": [],
        "execution_count": None,
        "source": source,
    }


def dumped(notebook: Any) -> bytes:
    """As a file."""
    return json.dumps(notebook).encode()


def on_import(code: str, rest: str = WRONG, **others: str) -> bytes:
    """The refund rules with hostile code before them; further modules by their name in the app."""
    code = dedent(code)
    top, _, below = rest.partition("from __future__ import annotations\n")
    modules = {REFUNDS: f"{top}from __future__ import annotations\n{code}\n{below}"}
    return handed_in({**modules, **{f"boxoffice/{name}.py": text for name, text in others.items()}})


def on_call(code: str) -> bytes:
    """Refund rules whose function runs hostile code when it is asked."""
    body = indent(dedent(code), "    ")
    arguments = "total, fee, now, starts_at, cancelled, paid, refunded"
    return handed_in({REFUNDS: f"def refund_amount({arguments}):\n{body}\n"})


TRY = f'''
import sys
_got = []
def attempt(name, action):
    """Try something; note it if it works and gives anything."""
    try:
        result = action()
    except BaseException:
        return
    if result is not None and result is not False:
        _got.append(f"{{name}}: {{str(result)[:200]}}")
def report():
    if _got:
        raise RuntimeError("{ESCAPED} " + "; ".join(_got))
'''
"""Lets an attack try many things and say which of them worked."""


def attempts(code: str, imports: str = "") -> bytes:
    """Refund rules that first try things which give something back only outside of a sandbox."""
    return on_import("\n".join([dedent(imports), TRY, dedent(code), "report()"]))


def net(code: str, **others: str) -> bytes:
    """A net of tests; further test modules by name."""
    return handed_in({NET: dedent(code), **{f"tests/{name}.py": text for name, text in others.items()}}, "00")
