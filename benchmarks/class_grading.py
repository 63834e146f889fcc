"""A class graded by `survive grade`: answers to exercise 01, as whole command."""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from itertools import cycle, islice
from pathlib import Path

import nbformat

from autograder import syllabus
from autograder.stages import content_root, released_notebook
from autograder.submission import Submission, Write, from_operations
from benchmarks.report import Result

LESSON = syllabus.load().lesson("01")
MODULE = "boxoffice/refunds.py"


def answers(count: int) -> list[str]:
    """Texts of `refunds.py`: right, partly right and wrong ones, mixed, each with a line of its own.

    Those that never end are left out: they would cost stock nbgrader its whole time limit.
    """
    kept = content_root() / "tests" / "submissions" / LESSON.slug
    texts = [
        path.read_text("utf-8")
        for path in sorted(kept.glob(f"*/{MODULE}"))
        if len(list(path.parent.glob("*.py"))) == 1 and "endless" not in path.parts[-3]
    ]
    # By name the right ones come together: thirty would be others than three hundred.
    random.Random(LESSON.slug).shuffle(texts)  # noqa: S311 - an order, no keys
    return [f"{text}\n# answer {number}\n" for number, text in enumerate(islice(cycle(texts), count))]


def submission_of(text: str) -> Submission:
    """What is handed in by somebody whose `refunds.py` has that text."""
    return from_operations([Write(MODULE, text, 1)])


def measure(texts: list[str], folder: Path) -> list[Result]:
    """Submissions a second and peak memory of `survive grade`, start-up included."""
    hand_in(texts, folder / "submitted")
    command = [
        sys.executable,
        "-m",
        "autograder",
        "grade",
        str(folder / "submitted"),
        "--out",
        str(folder / "out"),
        "--anew",
    ]
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    seconds = time.perf_counter() - start
    verdicts = len(list((folder / "out").rglob("*.json")))
    if verdicts != len(texts):
        raise RuntimeError(f"{verdicts} verdicts for {len(texts)} submissions")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return [
        Result("survive-grade-rate", round(len(texts) / seconds, 2), "submissions/s"),
        Result("survive-grade-peak-memory", round(memory), "MB"),
    ]


def hand_in(texts: list[str], submitted: Path) -> None:
    """Lay out notebooks as nbgrader collects them."""
    released = nbformat.read(released_notebook(LESSON), as_version=4)
    (cell,) = [cell for cell in released.cells if cell.source.startswith(f"%%writefile {MODULE}")]
    for number, text in enumerate(texts):
        cell.source = f"%%writefile {MODULE}\n{text}"
        path = submitted / f"student{number:03}" / LESSON.slug / f"{LESSON.slug}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(released, path)
