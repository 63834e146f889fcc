"""The same class graded by nbgrader as it comes: a kernel a notebook, the checks as code in its cells."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from benchmarks.class_grading import MODULE
from benchmarks.report import Result

ASSIGNMENT = "refunds"

SET_UP = """
import ast, datetime, pathlib, random
from complexipy import code_complexity
from boxoffice.refunds import refund_amount

source = pathlib.Path("boxoffice/refunds.py").read_text()
tree = ast.parse(source)
functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def expected(total, fee, now, starts_at, cancelled, paid, refunded):
    left = starts_at - now
    if refunded:
        return None, 1
    if not paid:
        return None, 3
    if cancelled:
        return round(total, 2), 0
    if left >= datetime.timedelta(days=14):
        return round(total - fee, 2), 0
    if left >= datetime.timedelta(hours=48):
        return round((total - fee) / 2, 2), 0
    return None, 2
"""

CHECKS = {
    "same-answers": """
rng = random.Random(7)
for _ in range(2000):
    cents, fee = 2 * rng.randint(0, 40000), rng.randint(0, 1500)
    now = datetime.datetime(2026, 5, 1, 12)
    start = now + datetime.timedelta(seconds=rng.choice([14 * 86400, 2 * 86400, 0]) + rng.randint(-2, 86400))
    case = ((cents + fee) / 100, fee / 100, now, start, *(rng.random() < 0.2 for _ in range(3)))
    assert refund_amount(*case) == expected(*case), case
""",
    "flat-functions": """
for function in code_complexity(source, no_ignore=True).functions:
    assert function.complexity <= 6, function.name
""",
    "named-rules": """
for function in functions:
    for node in ast.walk(function):
        number = isinstance(node, ast.Constant) and type(node.value) in (int, float)
        assert not (number and abs(node.value) > 2)
""",
    "telling-names": """
for node in ast.walk(tree):
    name = node.id if isinstance(node, ast.Name) else node.arg if isinstance(node, ast.arg) else "fine"
    assert len(name) > 2, name
""",
    "plain-code": """
for node in ast.walk(tree):
    if isinstance(node, ast.IfExp):
        assert not any(isinstance(inner, ast.IfExp) for inner in ast.walk(node) if inner is not node)
    if isinstance(node, ast.BinOp):
        assert not isinstance(node.left, ast.Compare) and not isinstance(node.right, ast.Compare)
""",
}


def measure(texts: list[str], course: Path) -> list[Result]:
    """Submissions a second of `nbgrader autograde`, start-up included."""
    _source(course)
    _nbgrader(course, "generate_assignment", ASSIGNMENT, "--create")
    _hand_in(texts, course)
    start = time.perf_counter()
    _nbgrader(course, "autograde", ASSIGNMENT, "--create")
    seconds = time.perf_counter() - start
    graded = len(list((course / "autograded").rglob("*.ipynb")))
    if graded != len(texts):
        raise RuntimeError(f"stock nbgrader graded {graded} of {len(texts)} submissions")
    return [Result("stock-nbgrader-rate", round(len(texts) / seconds, 3), "submissions/s")]


def _nbgrader(course: Path, *command: str) -> None:
    # nbgrader calls alembic by its name.
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *command],
        cwd=course,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"nbgrader {command[0]}: {done.stderr[-2000:]}")


def _source(course: Path) -> None:
    (course / "source" / ASSIGNMENT).mkdir(parents=True)
    (course / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "stock"\n')
    cells = [
        new_code_cell("import os\n\nos.makedirs('boxoffice', exist_ok=True)"),
        _cell(f"%%writefile {MODULE}\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION", "refunds", solution=True),
        new_code_cell(SET_UP.strip()),
        *(_cell(text.strip(), name, points=2) for name, text in CHECKS.items()),
    ]
    notebook = new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    )
    nbformat.write(notebook, course / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")


def _cell(source: str, grade_id: str, *, points: int = 0, solution: bool = False) -> nbformat.NotebookNode:
    marks = {"grade": not solution, "grade_id": grade_id, "locked": not solution, "schema_version": 3}
    marks |= {"solution": solution, "task": False, **({} if solution else {"points": points})}
    return new_code_cell(source, metadata={"nbgrader": marks})


def _hand_in(texts: list[str], course: Path) -> None:
    released = nbformat.read(course / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    for number, text in enumerate(texts):
        released.cells[1].source = f"%%writefile {MODULE}\n{text}"
        path = course / "submitted" / f"student{number:03}" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(released, path)
